import type { Clock } from "../clock.ts";

/** The longest that a timer of the machine can wait; a longer wait is made of several. */
const longestMs = 2 ** 31 - 1;

/** A clock that goes `speed` times as fast as another, from the other's present on. */
export function createScaledClock(clock: Clock, speed: number): Clock {
  const start = clock.now();
  const origin = clock.monotonic();
  const elapsed = () => (clock.monotonic() - origin) * speed;

  function after(ms: number, task: () => void): () => void {
    const waitMs = ms / speed;
    let cancel = clock.after(Math.min(waitMs, longestMs), () => {
      if (waitMs <= longestMs) task();
      else cancel = after((waitMs - longestMs) * speed, task);
    });
    return () => cancel();
  }

  return {
    now: () => start + elapsed(),
    monotonic: elapsed,
    after,
    every(ms, task) {
      let cancel = () => {};
      const tick = () => {
        cancel = after(ms, tick);
        task();
      };
      cancel = after(ms, tick);
      return () => cancel();
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = after(ms, () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        });
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", abort, { once: true });
      });
    },
  };
}
