/** Instants are kept apart by so much at least, so that a day of a busy session is a few thousand of them. */
const grainMs = 1_000;
const mostInstants = 5_000;

/**
 * Which event time had been reached at which instant of the monotonic clock: AWS's time is compared with AWS's time only. What was read at an
 * instant holds all events up to the latest that anybody had shown by then, less how late AWS may list one.
 */
export function createWatermark(latenessMs: number) {
  let reached: { readonly at: number; readonly eventMs: number }[] = [];

  return {
    /** An event of this time was listed at this instant. */
    saw(at: number, eventTime: string): void {
      const eventMs = Date.parse(eventTime);
      const last = reached.at(-1);
      if (last && eventMs <= last.eventMs) return;
      const before = reached.at(-2);
      if (before && at - before.at < grainMs) reached.pop();
      // Counted from the later instant on: so nothing is said to have been read that was not.
      reached.push({ at, eventMs });
      if (reached.length > mostInstants) reached = reached.filter((_, index) => index % 2 === 1);
    },
    /** The event time through which everything had been listed at this instant; undefined when that cannot be told. */
    through(at: number, now: number): string | undefined {
      // With nobody to wait for, everything that was shown was read.
      const instant = at === Number.POSITIVE_INFINITY ? now : at;
      const found = reached.findLast((each) => each.at <= instant);
      return found && new Date(found.eventMs - latenessMs).toISOString();
    },
  };
}

export type Watermark = ReturnType<typeof createWatermark>;
