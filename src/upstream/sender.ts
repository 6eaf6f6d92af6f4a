import * as sdk from "@aws-sdk/client-ivs-realtime";

import type { Clock } from "../clock.ts";
import { aborted, CallDeadlineError, createDeadline } from "../deadline.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Budget } from "./budget.ts";
import { type CallOptions, longestWaitMs } from "./call-options.ts";
import { meterCall } from "./meter.ts";
import { type Attempt, logCall, recordAnswer } from "./observe.ts";
import { type OperationName, operations } from "./operations.ts";
import type { Reading } from "./reading.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { paceAndRetry } from "./retry.ts";
import { secondMs } from "./slots.ts";
import { translate } from "./translate.ts";
import type { Usage } from "./usage.ts";
import type { WireOptions } from "./wire.ts";

/** How one call is sent. `yields`: whoever wants it would rather do without than wait until a throttle is over. */
type Sending = CallOptions & { readonly yields?: boolean };

/**
 * Sends single calls through the dressed client: in turn, within their deadlines, with their failures in our words. `saw` is told an ARN of each
 * answer that holds one.
 */
export function createSender(options: {
  client: sdk.IVSRealTimeClient;
  budget: Budget;
  usage: Readonly<Record<OperationName, Usage>>;
  saw: (arn: string | undefined) => void;
  clock: Clock;
  log: Log;
}) {
  const { client, budget, usage, saw, clock, log } = options;
  const retries = createRetryBudget();
  const pending = new Set<Promise<unknown>>();

  async function dressAndSend(
    operation: OperationName,
    input: object,
    attempt: Attempt,
    { signal, lane = "interactive", viewer = "", deadlineAt, yields = false, onTurn }: Sending,
  ) {
    // TypeScript cannot pair one of 39 commands with its own input; `call` has paired them already.
    const Command = sdk[`${operation}Command`] as unknown as typeof sdk.GetStageCommand;
    const command = new Command(input as sdk.GetStageCommandInput);
    const now = clock.monotonic();
    // The credentials may have to be fetched before there is a request.
    const dressing = createDeadline(clock, operations[operation].deadlineMs, operation, signal);
    const wire: WireOptions = {};
    const isThrottled = yields && budget.state(operation).reducedRate !== undefined;
    const waitsUntil = deadlineAt ?? now + longestWaitMs;
    const passage = {
      operation,
      claim: {
        lane,
        viewer,
        deadlineAt: isThrottled ? Math.min(waitsUntil, now + secondMs) : waitsUntil,
        signal,
      },
      attempt,
      wire,
      yields,
      ready: () => dressing.cancel(),
      onTurn,
    };
    paceAndRetry(command.middlewareStack, passage, { clock, budget, retries, usage });
    recordAnswer(command.middlewareStack, attempt);
    try {
      const output = await Promise.race([client.send(command, wire), aborted(dressing.signal)]);
      const { answers } = operations[operation];
      if (answers === null ? attempt.foreign : Reflect.get(output, answers) === undefined)
        throw new SyntaxError(`The answer is none of ${operation}.`);
      if (answers !== null) saw(arnIn(Reflect.get(output, answers)));
      return output;
    } finally {
      dressing.cancel();
    }
  }

  async function answerOf(
    operation: OperationName,
    input: object,
    caller: Sending,
    attempt: Attempt,
  ): Promise<Reading<object>> {
    const { signal } = caller;
    signal?.throwIfAborted();
    let failure: UpstreamError | undefined;
    let isAbandoned = false;
    try {
      const output = await dressAndSend(operation, input, attempt, caller);
      return { output, asOf: attempt.asOf ?? "", stale: false };
    } catch (error) {
      isAbandoned = signal?.aborted === true && error === signal.reason;
      const isRead = operations[operation].access === "read";
      if (isAbandoned && isRead && !(error instanceof CallDeadlineError)) throw error;
      failure = error instanceof UpstreamError ? error : translate(error, operation, attempt);
      throw failure;
    } finally {
      if (caller.meter) meterCall(caller.meter, operation, attempt);
      const now = clock.monotonic();
      logCall(caller.log ?? log, { operation, attempt, now, abandoned: isAbandoned, failure });
    }
  }

  return {
    /** Calls that have not come to an end, those that wait for their turn among them. */
    get pending() {
      return pending.size;
    },
    send(
      operation: OperationName,
      input: object,
      caller: Sending,
      attempt: Attempt = newAttempt(operation, input),
    ): Promise<Reading<object>> {
      const answer = answerOf(operation, input, caller, attempt);
      pending.add(answer);
      const settled = () => void pending.delete(answer);
      answer.then(settled, settled);
      return answer;
    },
    /** Resolves when none is pending. */
    async settled(): Promise<void> {
      await Promise.allSettled(pending);
    },
  };
}

function newAttempt(operation: OperationName, input: object): Attempt {
  return { repeatable: isRepeatable(operation, input), sent: 0, waitedMs: 0 };
}

/** Without a token of the caller's, the SDK makes one up for this call alone. */
function isRepeatable(operation: OperationName, input: object): boolean {
  const { repeat } = operations[operation];
  return repeat === "safe" || (repeat === "token" && Boolean(Reflect.get(input, "idempotencyToken")));
}

/** The ARN of a resource, or of the first one of a list; undefined where there is none. */
function arnIn(answer: unknown): string | undefined {
  const resource: unknown = Array.isArray(answer) ? answer[0] : answer;
  const arn: unknown =
    typeof resource === "object" && resource !== null ? Reflect.get(resource, "arn") : undefined;
  return typeof arn === "string" ? arn : undefined;
}
