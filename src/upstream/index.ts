import * as sdk from "@aws-sdk/client-ivs-realtime";

import type { Clock } from "../clock.ts";
import type { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createClient, type Target } from "./client.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { createListSizes, type ListSizes } from "./list-size.ts";
import { type Attempt, logCall, recordAnswer } from "./observe.ts";
import { type OperationInput, type OperationName, type OperationOutput, operations } from "./operations.ts";
import { CallDeadlineError, translate } from "./translate.ts";

/** An answer with its age: `asOf` is when the question was sent, as an ISO 8601 string in UTC. */
export interface Reading<Output> {
  readonly output: Output;
  readonly asOf: string;
  readonly stale: boolean;
}

/** On whose behalf a call is made. */
export interface CallOptions {
  /** Aborts a read when the caller no longer wants the answer. A write is seen through, so that its outcome is known. */
  signal?: AbortSignal | undefined;
  /** Where the line about the call goes, so that it names the request; the program's log without it. */
  log?: Log | undefined;
}

/** The only way to AWS. */
export interface Upstream {
  readonly identity: Identity;
  readonly listSizes: ListSizes;
  /** Calls that were sent and not answered. */
  readonly inFlight: number;
  /**
   * Sends one command, once, within the operation's deadline. Rejects with `UpstreamError` only, or with the
   * signal's reason when the caller's signal aborts.
   */
  call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Reading<OperationOutput<Name>>>;
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

/** Dresses the SDK client for `target`. Close it when the last call is done. */
export function createUpstream(options: { target: Target; clock: Clock; log: Log }): Upstream {
  const { target, clock, log } = options;
  const client = createClient(target);
  const identity = createIdentity(client);
  const pending = new Set<Promise<unknown>>();

  async function send(operation: OperationName, input: object, attempt: Attempt, signal: AbortSignal) {
    // TypeScript cannot pair one of 39 commands with its own input; `call` has paired them already.
    const Command = sdk[`${operation}Command`] as unknown as typeof sdk.GetStageCommand;
    const command = new Command(input as sdk.GetStageCommandInput);
    recordAnswer(command.middlewareStack, attempt);
    const output = await client.send(command, { abortSignal: signal });
    const { answers } = operations[operation];
    if (answers === null ? attempt.foreign : Reflect.get(output, answers) === undefined)
      throw new SyntaxError(`The answer is none of ${operation}.`);
    if (answers !== null) identity.saw(arnIn(Reflect.get(output, answers)));
    return output;
  }

  function call(operation: OperationName, input: object, on?: CallOptions): Promise<Reading<object>> {
    const answer = attemptOnce(operation, input, on);
    pending.add(answer);
    const settled = () => void pending.delete(answer);
    answer.then(settled, settled);
    return answer;
  }

  async function attemptOnce(
    operation: OperationName,
    input: object,
    { signal: callerSignal, log: callerLog }: CallOptions = {},
  ): Promise<Reading<object>> {
    const signal = operations[operation].access === "read" ? callerSignal : undefined;
    signal?.throwIfAborted();
    const attempt: Attempt = {};
    const aborter = new AbortController();
    const abort = () => aborter.abort(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const startedAt = clock.monotonic();
    const asOf = new Date(clock.now()).toISOString();
    const cancelDeadline = clock.after(operations[operation].deadlineMs, () =>
      aborter.abort(new CallDeadlineError(`${operation} took too long.`)),
    );
    let failure: UpstreamError | undefined;
    try {
      const output = await Promise.race([
        send(operation, input, attempt, aborter.signal),
        aborted(aborter.signal),
      ]);
      return { output, asOf, stale: false };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      failure = translate(aborter.signal.aborted ? aborter.signal.reason : error, operation, attempt);
      throw failure;
    } finally {
      cancelDeadline();
      signal?.removeEventListener("abort", abort);
      const tookMs = clock.monotonic() - startedAt;
      logCall(callerLog ?? log, { operation, attempt, tookMs, abandoned: signal?.aborted === true, failure });
    }
  }

  return {
    identity,
    listSizes: createListSizes(),
    get inFlight() {
      return pending.size;
    },
    call: call as Upstream["call"],
    async check() {
      const late = new AbortController();
      const cancel = clock.after(resolveWithinMs, () =>
        late.abort(new CallDeadlineError("Region and credentials were not found in time.")),
      );
      try {
        await Promise.race([identity.resolve(), aborted(late.signal)]);
      } finally {
        cancel();
      }
      await call("ListStages", { maxResults: 1 });
    },
    async close() {
      await Promise.allSettled(pending);
      client.destroy();
    },
  };
}

/** The ARN of a resource, or of the first one of a list; undefined where there is none. */
function arnIn(answer: unknown): string | undefined {
  const resource: unknown = Array.isArray(answer) ? answer[0] : answer;
  const arn: unknown =
    typeof resource === "object" && resource !== null ? Reflect.get(resource, "arn") : undefined;
  return typeof arn === "string" ? arn : undefined;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
