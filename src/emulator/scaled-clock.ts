import { repeat, withSleep, type Clock } from "../clock.ts";

/** A clock that goes `speed` times as fast as another, from the other's present on. */
export function createScaledClock(clock: Clock, speed: number): Clock {
  const start = clock.now();
  const origin = clock.monotonic();
  const elapsed = () => (clock.monotonic() - origin) * speed;
  const after: Clock["after"] = (ms, task) => clock.after(ms / speed, task);
  return withSleep({
    now: () => start + elapsed(),
    monotonic: elapsed,
    after,
    every: (ms, task) => repeat(after, ms, task),
  });
}
