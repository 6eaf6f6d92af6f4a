import type { Clock } from "../clock.ts";

/** Calls every task that was added each `everyMs`, with one timer for all of them, and with none while there are none. */
export function createHeartbeat({ everyMs, clock }: { everyMs: number; clock: Clock }) {
  const tasks = new Set<() => void>();
  let stop: (() => void) | undefined;

  return {
    /** Returns how to take the task out again. */
    add(task: () => void): () => void {
      tasks.add(task);
      stop ??= clock.every(everyMs, () => {
        for (const each of tasks) each();
      });
      return () => {
        tasks.delete(task);
        if (tasks.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

export type Heartbeat = ReturnType<typeof createHeartbeat>;
