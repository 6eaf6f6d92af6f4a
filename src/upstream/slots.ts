/** AWS counts calls by the second. */
export const secondMs = 1_000;

/**
 * How long a call may be on its way before AWS counts it. What takes longer is counted as if it had arrived by then: a guard
 * without a bound would let one slow answer hold up everything behind it.
 */
export const guardMs = 150;

/** One call that AWS may count. */
export interface Slot {
  /** Tells that the call leaves now, on a connection that stands. */
  sent(at: number): void;
  /** Tells that the call was answered, so that it has arrived by now. */
  answered(at: number): void;
  /** Tells that the call was given up: it may arrive all the same if it was sent, and never will if it was not. */
  givenUp(): void;
}

/**
 * The calls of one operation that AWS may count at this moment: at most `size` in any sliding second as AWS sees it. A call
 * leaves here and arrives at some time until its answer comes, so its slot is taken until a second after the answer, or after the guard when
 * that is earlier; and for as long as it has not left. All times are instants of one monotonic clock in milliseconds.
 */
export function createSlots(size: number) {
  let taken: { until: number }[] = [];
  let usualDelayMs = 0;

  function release(now: number): void {
    if (taken.some(({ until }) => until <= now)) taken = taken.filter(({ until }) => until > now);
  }

  return {
    taken(now: number): number {
      release(now);
      return taken.length;
    },
    take(now: number): Slot {
      release(now);
      const slot = { until: Number.POSITIVE_INFINITY };
      let sentAt: number | undefined;
      taken.push(slot);
      return {
        sent(at) {
          sentAt = at;
          slot.until = at + secondMs + guardMs;
        },
        answered(at) {
          usualDelayMs = Math.min(guardMs, at - (sentAt ?? at));
          slot.until = (sentAt ?? at) + secondMs + usualDelayMs;
        },
        givenUp() {
          if (sentAt === undefined) taken = taken.filter((other) => other !== slot);
        },
      };
    },
    /**
     * When the next calls can be sent, as far as can be foreseen: an endless series, no instant before the one before. With
     * `reserve` the last slot is given only when another comes free within one share of the second, so that whoever comes without
     * it never waits longer than that; `spacingMs` lies between two calls, by the instant of the first, the last of which was at `lastAt`.
     */
    *schedule(
      now: number,
      { reserve, spacingMs, lastAt }: { reserve: boolean; spacingMs: (at: number) => number; lastAt: number },
    ): Generator<number, never, void> {
      // What has not left yet leaves now, as far as anybody knows.
      const latest = now + secondMs + guardMs;
      let untils = taken.map(({ until }) => Math.min(until, latest));
      const periodMs = secondMs + usualDelayMs;
      let at = now;
      let previousAt = lastAt;
      for (;;) {
        at = Math.max(at, previousAt + spacingMs(Math.max(now, previousAt)));
        for (let found = false; !found;) {
          untils = untils.filter((until) => until > at);
          const free = size - untils.length;
          const oldest = Math.min(...untils);
          found = free > 0;
          if (!found) at = oldest;
          else if (free === 1 && reserve && untils.length > 0) at = Math.max(at, oldest - periodMs / size);
        }
        yield at;
        untils.push(at + periodMs);
        previousAt = at;
      }
    },
  };
}
