import { secondMs } from "./slots.ts";

/** A call every two seconds: how AWS is asked whether it still throttles. */
const slowest = 0.5;

/** A rate that was cut to the slowest is whole again after this long without a throttle. */
const recoveryMs = 16_000;

/**
 * How many calls of one operation a second may be sent: `most`, until AWS throttles. Each throttle halves the rate, once for
 * all calls that were under way at the time; it recovers by the same amount every second. Times are instants of a monotonic clock.
 */
export function createRate(most: number) {
  let cut: { rate: number; at: number } | undefined;

  function current(now: number): number {
    if (!cut) return most;
    const rate = cut.rate + (most * (now - cut.at)) / recoveryMs;
    if (rate < most) return rate;
    cut = undefined;
    return most;
  }

  return {
    /** Calls a second. */
    current,
    /** Least time between two calls; 0 while nothing is cut. */
    spacingMs(now: number): number {
      const rate = current(now);
      return rate < most ? secondMs / rate : 0;
    },
    /** Told when AWS throttled a call that was sent at `sentAt`. */
    throttled(now: number, sentAt: number): void {
      if (cut && sentAt < cut.at) return;
      cut = { rate: Math.max(slowest, current(now) / 2), at: now };
    },
  };
}
