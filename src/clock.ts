/** The only source of time in the program: everything that waits or reads a clock is handed one of these. */
export interface Clock {
  /** Wall time in milliseconds since the epoch; may step when the machine's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary start; never steps back. Intervals and deadlines are measured with it. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason, at once, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `task` once after `ms`. The returned function cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Calls `task` every `ms` until the returned function is called. */
  every(ms: number, task: () => void): () => void;
}

/** The longest that a timer of the machine can wait; one that is told more runs at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock. Its timers wait as long as they are told and do not keep the process alive by themselves. */
export function createSystemClock(): Clock {
  function after(ms: number, task: () => void): () => void {
    let cancel = () => {};
    const wait = (leftMs: number) => {
      const next = leftMs > longestTimerMs ? () => wait(leftMs - longestTimerMs) : task;
      const timer = setTimeout(next, Math.min(leftMs, longestTimerMs)).unref();
      cancel = () => clearTimeout(timer);
    };
    wait(ms);
    return () => cancel();
  }

  return withSleep({
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after,
    every(ms, task) {
      if (ms > longestTimerMs) return repeat(after, ms, task);
      const timer = setInterval(task, ms).unref();
      return () => clearInterval(timer);
    },
  });
}

/** Makes a timer that runs once into one that runs again and again. */
export function repeat(after: Clock["after"], ms: number, task: () => void): () => void {
  let cancel = () => {};
  const tick = () => {
    cancel = after(ms, tick);
    task();
  };
  cancel = after(ms, tick);
  return () => cancel();
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** The instant (`monotonic`) of the earliest timer, or undefined when none is set. */
  nextTimerAt(): number | undefined;
  /** Moves to `monotonic` instant `at`, running the timers that are due on the way, in the order they are due. */
  moveTo(at: number): void;
}

/** A manual clock whose wall time starts at `startAt` (milliseconds since the epoch). */
export function createManualClock(startAt: number): ManualClock {
  const timers = new Set<{ at: number; task: () => void }>();
  let elapsed = 0;

  function schedule(at: number, task: () => void): () => void {
    const timer = { at, task };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  const after: Clock["after"] = (ms, task) => schedule(elapsed + ms, task);

  function earliest() {
    let first: { at: number; task: () => void } | undefined;
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  }

  return {
    ...withSleep({
      now: () => startAt + elapsed,
      monotonic: () => elapsed,
      after,
      every: (ms, task) => repeat(after, ms, task),
    }),
    nextTimerAt: () => earliest()?.at,
    moveTo(at) {
      for (let timer = earliest(); timer && timer.at <= at; timer = earliest()) {
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.at);
        timer.task();
      }
      elapsed = Math.max(elapsed, at);
    },
  };
}

/** Completes a clock with the sleep that follows from its timers. */
export function withSleep(clock: Omit<Clock, "sleep">): Clock {
  return {
    ...clock,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = clock.after(ms, () => {
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
