import type { Clock } from "../clock.ts";

/** The same clock, whose wall time is ahead by a constant where it would otherwise begin before `earliest`. */
export function createResumedClock(clock: Clock, earliest: number): Clock {
  const aheadMs = Math.max(0, earliest - clock.now());
  return aheadMs === 0 ? clock : { ...clock, now: () => clock.now() + aheadMs };
}
