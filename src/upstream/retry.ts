import type { FinalizeRequestMiddleware, MiddlewareStack } from "@smithy/types";

import type { Clock } from "../clock.ts";
import type { UpstreamError } from "../errors.ts";
import type { Budget } from "./budget.ts";
import { aborted, createDeadline } from "../deadline.ts";
import type { Attempt } from "./observe.ts";
import { type OperationName, operations } from "./operations.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { secondMs } from "./slots.ts";
import { type Claim, QuotaExhaustedError, type Turn } from "./turns.ts";
import { neverLeft, translate, wasRefusedConnection } from "./translate.ts";
import type { Usage } from "./usage.ts";
import type { WireOptions } from "./wire.ts";

/** What an attempt that failed is followed by at the earliest: a socket that was reset, or an endpoint that restarts, has gone. */
const pauseMs = 100;

/** What one call goes through on its way; see `paceAndRetry`. */
export interface Passage {
  readonly operation: OperationName;
  readonly claim: Claim;
  readonly attempt: Attempt;
  /** What the SDK hands to the wire: each attempt has an abort signal of its own. */
  readonly wire: WireOptions;
  /** Whether a throttle ends it, instead of making it wait. */
  readonly yields: boolean;
  /** Told when the call is dressed and its first turn is asked for. */
  readonly ready: () => void;
  /** Told each time that the call has its turn. */
  readonly onTurn: (() => void) | undefined;
}

/** What all calls share. */
interface Means {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly retries: RetryBudget;
  readonly usage: Readonly<Record<OperationName, Usage>>;
}

/**
 * Waits for a turn before each attempt, gives the attempt its deadline, and decides whether a failed one is repeated: before signing, so
 * that a repeated call is signed anew, and after the input became a request, so that it keeps its idempotency token. What comes out
 * is an answer, an `UpstreamError`, or the reason of the claim's signal.
 */
export function paceAndRetry<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  passage: Passage,
  { clock, budget, retries, usage }: Means,
): void {
  const { operation, claim, attempt, wire } = passage;
  const { access, deadlineMs, repeat } = operations[operation];

  /** The answer to one attempt. */
  async function send<Result>(turn: Turn, next: () => Promise<Result>): Promise<Result | UpstreamError> {
    const deadline = createDeadline(
      clock,
      deadlineMs,
      operation,
      access === "read" ? claim.signal : undefined,
    );
    wire.abortSignal = deadline.signal;
    wire.onSend = () => {
      turn.sent();
      attempt.sentAt = clock.monotonic();
      attempt.asOf = new Date(clock.now()).toISOString();
    };
    Object.assign(attempt, { status: undefined, requestId: undefined, foreign: undefined });
    try {
      const result = await Promise.race([next(), aborted(deadline.signal)]);
      turn.ended({ answered: true, throttled: false });
      return result;
    } catch (error) {
      const cause = deadline.signal.aborted ? deadline.signal.reason : error;
      const failure = translate(cause, operation, attempt);
      turn.ended({
        answered: attempt.status !== undefined,
        throttled: failure.code === "UPSTREAM_THROTTLED",
      });
      if (access === "read" && claim.signal?.aborted) throw claim.signal.reason;
      return failure;
    } finally {
      deadline.cancel();
    }
  }

  const pace: FinalizeRequestMiddleware<Input, Output> = (next) => async (args) => {
    passage.ready();
    retries.called();
    let failure: UpstreamError | undefined;
    /** Whether the attempt that failed may have taken effect all the same. */
    let isOpen = false;
    for (;;) {
      const cameAt = clock.monotonic();
      const turn = await budget.take(operation, claim).catch((error: unknown) => {
        attempt.waitedMs += clock.monotonic() - cameAt;
        if (failure) throw failure;
        if (error instanceof QuotaExhaustedError) throw translate(error, operation, attempt);
        // A write that waits has not happened, whatever its caller's reason to give it up.
        if (access === "write")
          throw translate(new QuotaExhaustedError(operation, secondMs), operation, attempt);
        throw error;
      });
      passage.onTurn?.();
      attempt.waitedMs += turn.waitedMs;
      attempt.sent += 1;
      if (attempt.sent > 1) usage[operation].retries += 1;
      const result = await send(turn, () => next(args));
      if (!(result instanceof Error)) return result;
      if (isOpen && operation.startsWith("Delete") && result.code === "NOT_FOUND")
        return { output: { $metadata: {} } as Output & { $metadata: object }, response: undefined };
      if (result.code === "UPSTREAM_THROTTLED" && !passage.yields) continue;
      // What the second attempt is refused for says nothing of the first, which may have made something.
      if (failure && isOpen && repeat === "token") throw failure;
      if (failure || !mayBeRepeated(result, operation) || !retries.spend()) throw result;
      failure = result;
      isOpen = !neverLeft(result.cause);
      await clock.sleep(pauseMs, access === "read" ? claim.signal : undefined);
    }
  };
  stack.addRelativeTo(pace, {
    relation: "before",
    toMiddleware: "httpSigningMiddleware",
    name: "paceAndRetry",
  });
}

/** Whether a call that failed so, and was not throttled, may be sent once more. */
function mayBeRepeated({ code, cause }: UpstreamError, operation: OperationName): boolean {
  if (operations[operation].repeat === "never") return wasRefusedConnection(cause);
  return code === "UPSTREAM_UNAVAILABLE" || code === "DEADLINE_EXCEEDED" || code === "WRITE_OUTCOME_UNKNOWN";
}
