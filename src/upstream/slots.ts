/** AWS counts calls by the second. */
export const secondMs = 1_000;

/**
 * How long a call may be on its way before AWS counts it. What takes longer is counted as if it had arrived by then: a guard
 * without a bound would let one slow answer hold up everything behind it.
 */
export const guardMs = 150;

/** One call that AWS may count. */
export interface Slot {
  /** Tells that the call leaves only now. */
  sent(at: number): void;
  /** Tells that the call was answered, so that it has arrived by now. */
  answered(at: number): void;
}

/**
 * The calls of one operation that AWS may count at this moment: at most `size` in any sliding second as AWS sees it. A
 * call leaves here at `sentAt` and arrives at some time until its answer comes, so its slot is taken from sending until a second
 * after the answer, or after the guard when that is earlier. All times are instants of one monotonic clock in milliseconds.
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
      const slot = { until: now + secondMs + guardMs };
      let sentAt = now;
      taken.push(slot);
      return {
        sent(at) {
          sentAt = at;
          slot.until = at + secondMs + guardMs;
          if (!taken.includes(slot)) taken.push(slot);
        },
        answered(at) {
          usualDelayMs = Math.min(guardMs, at - sentAt);
          slot.until = sentAt + secondMs + usualDelayMs;
        },
      };
    },
    /**
     * When the next calls can be sent, as far as can be foreseen: an endless series, no instant before the one before. With
     * `reserve` the last slot is given only when another comes free within one share of the second, so that whoever comes without
     * it never waits longer than that; `spacingMs` lies between two calls, the last of which was at `lastAt`.
     */
    *schedule(
      now: number,
      { reserve, spacingMs, lastAt }: { reserve: boolean; spacingMs: number; lastAt: number },
    ): Generator<number, never, void> {
      let untils = taken.map(({ until }) => until);
      const periodMs = secondMs + usualDelayMs;
      let at = now;
      let previousAt = lastAt;
      for (;;) {
        at = Math.max(at, previousAt + spacingMs);
        for (let found = false; !found;) {
          untils = untils.filter((until) => until > at);
          const free = size - untils.length;
          const oldest = Math.min(...untils);
          found = free > 0;
          if (free === 0) at = oldest;
          else if (free === 1 && reserve && untils.length > 0) at = Math.max(at, oldest - periodMs / size);
        }
        yield at;
        untils.push(at + periodMs);
        previousAt = at;
      }
    },
  };
}
