import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { type Answers, createAnswers } from "./answers.ts";
import { type CacheSettings, createCache } from "./cache.ts";
import { type Allowance, createBudget, type OperationState } from "./budget.ts";
import type { CallOptions } from "./call-options.ts";
import { createClient, type Target } from "./client.ts";
import { aborted, createDeadline } from "../deadline.ts";
import { type ErrorCode, UpstreamError } from "../errors.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { createListSizes, type ListSizes } from "./list-size.ts";
import { namesOfWrite } from "./names.ts";
import {
  isOperationName,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
} from "./operations.ts";
import type { Reading } from "./reading.ts";
import { createReads } from "./reads.ts";
import { createSender } from "./sender.ts";
import { secondMs } from "./slots.ts";
import { createUsage, type Usage } from "./usage.ts";

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

/** How a write ends of which nobody knows whether AWS is still at it. */
const unsettled: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "WRITE_OUTCOME_UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_BAD_RESPONSE",
]);

const mayTakeEffectYet = (error: unknown) => error instanceof UpstreamError && unsettled.has(error.code);

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
  const sender = createSender({ client, budget, usage, saw: identity.saw, clock, log });

  const wholeBytes = Math.floor(settings.bytes * wholeShare);
  const cache = createCache({ settings: { ...settings, bytes: settings.bytes - wholeBytes }, clock, usage });
  const answers = createAnswers({ maxBytes: wholeBytes, clock, usage });
  const reads = createReads({ clock, cache, usage, send: sender.send });

  function sendAlone(operation: OperationName, input: object, on: CallOptions): Promise<Reading<object>> {
    if (operations[operation].access === "read") on.onStart?.(operation);
    return sender.send(operation, input, on);
  }

  async function write(operation: OperationName, input: object, on: CallOptions): Promise<Reading<object>> {
    const forget = (output?: object) => reads.drop(namesOfWrite(operation, input, output));
    try {
      const reading = await sendAlone(operation, input, on);
      forget(reading.output);
      return reading;
    } catch (error) {
      forget();
      // What is read before it takes effect after all would be believed for as long as it lives.
      if (mayTakeEffectYet(error)) clock.after(operations[operation].deadlineMs, forget);
      throw error;
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

  return {
    identity,
    listSizes: createListSizes(),
    get inFlight() {
      return budget.inFlight;
    },
    get waiting() {
      return sender.pending - budget.inFlight;
    },
    allowance,
    call: call as Upstream["call"],
    instant: reads.instant,
    drop: reads.drop,
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
      await sender.settled();
      client.destroy();
    },
  };
}
