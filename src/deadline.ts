import { setMaxListeners } from "node:events";

import type { Clock } from "./clock.ts";
import { CodedError } from "./errors.ts";

/** A deadline passed. Used as the reason of an abort signal. */
export class CallDeadlineError extends CodedError {
  override readonly name = "CallDeadlineError";

  constructor(what: string) {
    super("DEADLINE_EXCEEDED", `${what} took too long.`);
  }
}

/**
 * Aborts after `ms`, or with the other signal's reason when that aborts before. Must be cancelled when it is no longer needed.
 * Once lifted it aborts with the other signal only. `what` is the subject of the sentence that says so.
 */
export function createDeadline(
  clock: Clock,
  ms: number,
  what: string,
  other: AbortSignal | undefined,
): { signal: AbortSignal; lift: () => void; cancel: () => void } {
  const aborter = new AbortController();
  // A request listens with each of its calls.
  setMaxListeners(0, aborter.signal);
  const cancelTimer = clock.after(ms, () => aborter.abort(new CallDeadlineError(what)));
  const follow = () => aborter.abort(other?.reason);
  if (other?.aborted) follow();
  else other?.addEventListener("abort", follow, { once: true });
  return {
    signal: aborter.signal,
    lift: cancelTimer,
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
