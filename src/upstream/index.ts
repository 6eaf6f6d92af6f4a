import * as sdk from "@aws-sdk/client-ivs-realtime";

import type { Clock } from "../clock.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Answers, createAnswers, type Seen } from "./answers.ts";
import { type CacheSettings, createCache } from "./cache.ts";
import { type Allowance, createBudget, type OperationState } from "./budget.ts";
import { createClient, type Target } from "./client.ts";
import { aborted, CallDeadlineError, createDeadline } from "../deadline.ts";
import { createIdentity, type Identity } from "./identity.ts";
import type { Lane } from "./lanes.ts";
import { createListSizes, type ListSizes } from "./list-size.ts";
import { type Meter, meterCall } from "./meter.ts";
import { namesOfWrite } from "./names.ts";
import { type Attempt, logCall, recordAnswer } from "./observe.ts";
import {
  isOperationName,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
} from "./operations.ts";
import type { Reading } from "./reading.ts";
import { createReads } from "./reads.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { paceAndRetry } from "./retry.ts";
import { secondMs } from "./slots.ts";
import { translate } from "./translate.ts";
import { createUsage, type Usage } from "./usage.ts";
import type { WireOptions } from "./wire.ts";

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
  /** An `instant`: a read is not answered with what was asked for before it. */
  readonly since?: number | undefined;
  /** Where it is noted what was read, for an answer that is made of it. */
  readonly seen?: Seen;
  /** Told before a call is made for a read; what it throws refuses that. */
  readonly onStart?: ((operation: OperationName) => void) | undefined;
}

/** How one call is sent. `yields`: whoever wants it would rather do without than wait until a throttle is over. */
type Sending = CallOptions & { readonly yields?: boolean };

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
   * Sends one command when it has its turn, within the operation's deadline, and again where its class allows that; a read only when nobody
   * has asked the same a moment ago. A write makes everybody forget what it changed. Rejects with `UpstreamError` only; a read also with the
   * reason of the caller's signal, when that aborts.
   */
  call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Reading<OperationOutput<Name>>>;
  /** Now, counted in steps: for `since`. */
  instant(): number;
  /** Whole answers that were given a moment ago. */
  readonly answers: Answers;
  /** Forgets what is known under these names; see `names.ts`. */
  drop(names: readonly string[]): void;
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

/** The part of the memory that whole answers may take. */
const wholeShare = 0.25;

/** Dresses the SDK client for `target`. Close it when the last call is done. */
export function createUpstream(options: {
  target: Target;
  allowance: Allowance;
  cache?: CacheSettings;
  clock: Clock;
  log: Log;
}): Upstream {
  const { target, allowance, cache: settings = { bytes: 0, staleMs: 0 }, clock, log } = options;
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
    { signal, lane = "interactive", viewer = "", deadlineAt, yields = false }: Sending,
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

  const wholeBytes = Math.floor(settings.bytes * wholeShare);
  const cache = createCache({ settings: { ...settings, bytes: settings.bytes - wholeBytes }, clock, usage });
  const answers = createAnswers({ maxBytes: wholeBytes, clock, usage });
  function drop(names: readonly string[]): void {
    reads.drop(names);
    if (names.length > 0) answers.drop(names);
  }
  const reads = createReads<CallOptions>({
    clock,
    cache,
    usage,
    send: (operation, input, on, attempt) => track(answerOf(operation, input, on, attempt)),
  });

  function track<Value>(answer: Promise<Value>): Promise<Value> {
    pending.add(answer);
    const settled = () => void pending.delete(answer);
    answer.then(settled, settled);
    return answer;
  }

  function newAttempt(operation: OperationName, input: object): Attempt {
    return { repeatable: isRepeatable(operation, input), sent: 0, waitedMs: 0 };
  }

  function sendAlone(operation: OperationName, input: object, on: CallOptions): Promise<Reading<object>> {
    if (operations[operation].access === "read") on.onStart?.(operation);
    return track(answerOf(operation, input, on, newAttempt(operation, input)));
  }

  async function write(operation: OperationName, input: object, on: CallOptions): Promise<Reading<object>> {
    let output: object | undefined;
    try {
      const reading = await sendAlone(operation, input, on);
      output = reading.output;
      return reading;
    } finally {
      drop(namesOfWrite(operation, input, output));
    }
  }

  async function call(
    operation: OperationName,
    input: object,
    on: CallOptions = {},
  ): Promise<Reading<object>> {
    if (settings.bytes === 0) return sendAlone(operation, input, on);
    return operations[operation].access === "read"
      ? reads.read(operation, input, on)
      : write(operation, input, on);
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
    instant: reads.instant,
    drop,
    answers,
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
      await sendAlone("ListStages", { maxResults: 1 }, { lane: "control" });
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
