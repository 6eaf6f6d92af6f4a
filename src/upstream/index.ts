import * as sdk from "@aws-sdk/client-ivs-realtime";

import type { Clock } from "../clock.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Allowance, createBudget, type OperationState } from "./budget.ts";
import { createClient, type Target } from "./client.ts";
import { aborted, CallDeadlineError, createDeadline } from "../deadline.ts";
import { createIdentity, type Identity } from "./identity.ts";
import type { Lane } from "./lanes.ts";
import { createListSizes, type ListSizes } from "./list-size.ts";
import { type Meter, meterCall } from "./meter.ts";
import { type Attempt, logCall, recordAnswer } from "./observe.ts";
import {
  isOperationName,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
} from "./operations.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { paceAndRetry } from "./retry.ts";
import { secondMs } from "./slots.ts";
import { translate } from "./translate.ts";
import { createUsage, type Usage } from "./usage.ts";
import type { WireOptions } from "./wire.ts";

/** An answer with its age: `asOf` is when the question was sent, as an ISO 8601 string in UTC. */
export interface Reading<Output> {
  readonly output: Output;
  readonly asOf: string;
  readonly stale: boolean;
}

/** On whose behalf a call is made. */
export interface CallOptions {
  /**
   * Aborts a read when the caller no longer wants the answer. A write is given up while it waits for its turn, and seen through
   * once it was sent, so that its outcome is known.
   */
  readonly signal?: AbortSignal | undefined;
  /** Where the line about the call goes, so that it names the request; the program's log without it. */
  readonly log?: Log | undefined;
  /** How urgent it is; `interactive` without it. */
  readonly lane?: Lane;
  /** Among whom turns are shared out evenly. */
  readonly viewer?: string;
  /** The monotonic instant until which the call may wait for its turn; a minute from now without it. */
  readonly deadlineAt?: number | undefined;
  /** What a request has cost. */
  readonly meter?: Meter;
}

/** The only way to AWS. */
export interface Upstream {
  readonly identity: Identity;
  readonly listSizes: ListSizes;
  /** Calls that were sent and not answered. */
  readonly inFlight: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
  /** How much of the account's quotas is spent by this process. */
  readonly allowance: Allowance;
  /**
   * Sends one command when it has its turn, within the operation's deadline, and again where its class allows that. Rejects with
   * `UpstreamError` only; a read also with the reason of the caller's signal, when that aborts.
   */
  call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Reading<OperationOutput<Name>>>;
  /** How many calls of an operation, by AWS's name of it, can be sent within so many milliseconds when nothing else waits. */
  mostWithin(operation: string, ms: number): number;
  /** Told what an admitted request may cost at most, by operation. */
  expect(calls: Readonly<Record<string, number>>): void;
  /** How an operation stands at this moment, and what was done with it since the start. */
  stateOf(operation: OperationName): OperationState & Readonly<Usage>;
  /**
   * Resolves Region and credentials and proves them with one ListStages. Rejects with what is missing (several things in an
   * AggregateError), also when the SDK's chain does not come to an end in time.
   */
  check(): Promise<void>;
  /** Waits for the calls in flight, writes whose client has gone among them; each has its deadline. */
  close(): Promise<void>;
}

/** The SDK asks files, processes and metadata servers for credentials, one after the other. */
const resolveWithinMs = 10_000;

const longestWaitMs = 60_000;

/** Dresses the SDK client for `target`. Close it when the last call is done. */
export function createUpstream(options: {
  target: Target;
  allowance: Allowance;
  clock: Clock;
  log: Log;
}): Upstream {
  const { target, allowance, clock, log } = options;
  const client = createClient(target);
  const identity = createIdentity(client);
  const usage = createUsage();
  const budget = createBudget({ clock, allowance, usage });
  const retries = createRetryBudget();
  const pending = new Set<Promise<unknown>>();

  async function send(
    operation: OperationName,
    input: object,
    attempt: Attempt,
    { signal, lane = "interactive", viewer = "", deadlineAt }: CallOptions,
  ) {
    // TypeScript cannot pair one of 39 commands with its own input; `call` has paired them already.
    const Command = sdk[`${operation}Command`] as unknown as typeof sdk.GetStageCommand;
    const command = new Command(input as sdk.GetStageCommandInput);
    const now = clock.monotonic();
    // The credentials may have to be fetched before there is a request.
    const dressing = createDeadline(clock, operations[operation].deadlineMs, operation, signal);
    const wire: WireOptions = {};
    const passage = {
      operation,
      claim: { lane, viewer, deadlineAt: deadlineAt ?? now + longestWaitMs, signal },
      attempt,
      wire,
      ready: () => dressing.cancel(),
    };
    paceAndRetry(command.middlewareStack, passage, { clock, budget, retries, usage });
    recordAnswer(command.middlewareStack, attempt);
    try {
      const output = await Promise.race([client.send(command, wire), aborted(dressing.signal)]);
      const { answers } = operations[operation];
      if (answers === null ? attempt.foreign : Reflect.get(output, answers) === undefined)
        throw new SyntaxError(`The answer is none of ${operation}.`);
      if (answers !== null) identity.saw(arnIn(Reflect.get(output, answers)));
      return output;
    } finally {
      dressing.cancel();
    }
  }

  function call(operation: OperationName, input: object, on?: CallOptions): Promise<Reading<object>> {
    const answer = answerOf(operation, input, on);
    pending.add(answer);
    const settled = () => void pending.delete(answer);
    answer.then(settled, settled);
    return answer;
  }

  async function answerOf(
    operation: OperationName,
    input: object,
    caller: CallOptions = {},
  ): Promise<Reading<object>> {
    const { signal } = caller;
    signal?.throwIfAborted();
    const attempt: Attempt = { repeatable: isRepeatable(operation, input), sent: 0, waitedMs: 0 };
    let failure: UpstreamError | undefined;
    let isAbandoned = false;
    try {
      const output = await send(operation, input, attempt, caller);
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
    identity,
    listSizes: createListSizes(),
    get inFlight() {
      return budget.inFlight;
    },
    get waiting() {
      return pending.size - budget.inFlight;
    },
    allowance,
    call: call as Upstream["call"],
    mostWithin: (operation, ms) =>
      isOperationName(operation) ? Math.floor((budget.state(operation).limit * ms) / secondMs) : 0,
    expect(calls) {
      for (const [operation, count] of Object.entries(calls))
        if (isOperationName(operation)) usage[operation].predicted += count;
    },
    stateOf: (operation) => ({ ...budget.state(operation), ...usage[operation] }),
    async check() {
      const late = createDeadline(clock, resolveWithinMs, "Finding Region and credentials", undefined);
      try {
        await Promise.race([identity.resolve(), aborted(late.signal)]);
      } finally {
        late.cancel();
      }
      await call("ListStages", { maxResults: 1 }, { lane: "control" });
    },
    async close() {
      await Promise.allSettled(pending);
      client.destroy();
    },
  };
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
