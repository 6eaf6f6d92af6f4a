import type { Clock } from "../clock.ts";
import { UpstreamError } from "../errors.ts";

/** So many reads of an operation have to fail one after the other before it counts as down: half of all may fail by themselves. */
const failuresUntilDown = 5;
/** How long it is left alone then; after that one read tries whether it is back. */
const restMs = 1_000;

/**
 * Remembers whether an operation is down: then nothing is sent but one read a second that tries, so that who asks meanwhile is told at
 * once, and nobody storms what comes back.
 */
export function createOutage(clock: Clock) {
  let failures = 0;
  let last: UpstreamError | undefined;
  let closedUntil = Number.NEGATIVE_INFINITY;

  return {
    /**
     * Why a read is not to be sent now, nor to be waited for when it is `underWay`: undefined when it is. Whoever sends one tells how it
     * `ended`.
     */
    refusal(underWay: boolean): UpstreamError | undefined {
      const now = clock.monotonic();
      if (!last || failures < failuresUntilDown) return undefined;
      if (underWay || now < closedUntil) return again(last, Math.max(1, Math.ceil(closedUntil - now)));
      closedUntil = now + restMs;
      return undefined;
    },
    ended(error: unknown): void {
      if (!(error instanceof UpstreamError) || !isOutage(error)) {
        // What was throttled or given up says nothing of whether AWS is there.
        if (error === undefined || (error instanceof UpstreamError && error.code !== "UPSTREAM_THROTTLED"))
          failures = 0;
        return;
      }
      failures += 1;
      last = error;
      closedUntil = clock.monotonic() + restMs;
    },
  };
}

const isOutage = ({ code }: UpstreamError) => code === "UPSTREAM_UNAVAILABLE" || code === "DEADLINE_EXCEEDED";

function again({ code, message, operation, exception }: UpstreamError, retryAfterMs: number): UpstreamError {
  const details = { retryAfterMs };
  return new UpstreamError(code, message, {
    operation,
    exception,
    requestId: undefined,
    cause: undefined,
    details,
  });
}
