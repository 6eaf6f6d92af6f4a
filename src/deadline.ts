import type { Clock } from "./clock.ts";

/** A deadline passed. Used as the reason of an abort signal. */
export class CallDeadlineError extends Error {
  override readonly name = "CallDeadlineError";
}

/** Aborts after `ms`, or with the other signal's reason when that aborts before. Must be cancelled when it is no longer needed. */
export function createDeadline(
  clock: Clock,
  ms: number,
  what: string,
  other: AbortSignal | undefined,
): { signal: AbortSignal; cancel: () => void } {
  const aborter = new AbortController();
  const cancelTimer = clock.after(ms, () => aborter.abort(new CallDeadlineError(`${what} took too long.`)));
  const follow = () => aborter.abort(other?.reason);
  if (other?.aborted) follow();
  else other?.addEventListener("abort", follow, { once: true });
  return {
    signal: aborter.signal,
    cancel() {
      cancelTimer();
      other?.removeEventListener("abort", follow);
    },
  };
}

/** Rejects with the signal's reason when it aborts; otherwise never settles. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
