import {
  createSourceEventStream,
  execute as executeOnce,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from "graphql";
import type { Plugin, YogaInitialContext } from "graphql-yoga";

import type { Clock } from "../clock.ts";
import type { Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";
import { onExpiry } from "./expiry.ts";
import { createItemExecutor } from "./item-executor.ts";
import { failure } from "./payload.ts";
import { createPlaces, type PlaceLimits } from "./places.ts";
import { presentError } from "./present-error.ts";
import { createResults, type Results } from "./results.ts";
import { createShareKeys } from "./share-key.ts";
import { createSharedAnswers } from "./shared-answers.ts";
import { costHeader } from "./show-cost.ts";
import type { Arrival } from "./yoga.ts";

/** How long a source may take to finish once its stream is to end. */
const closingMs = 1_000;
/** How much of the answers that subscribers have in common is kept. */
const sharedBytes = 32_000_000;

type OpeningContext = Context & Arrival & YogaInitialContext;

/**
 * Runs subscriptions, on every transport: one place each, items executed when their client takes them, each in a context of its own,
 * and once for all who ask the same with the same rights.
 */
export function createSubscriptions(options: {
  limits: PlaceLimits;
  requestDeadlineMs: number;
  clock: Clock;
  log: Log;
}) {
  const { limits, clock, log } = options;
  const places = createPlaces(limits);
  const shared = createSharedAnswers(sharedBytes);
  const shareKey = createShareKeys();
  const executor = createItemExecutor(options);
  const open = new Set<(reason: CodedError) => void>();
  /** Why there are to be no streams any more. */
  let endedBy: CodedError | undefined;
  /** The answers of a subscription by the context that it was opened with. */
  const unwrapped = new WeakMap<object, Results>();

  async function subscribe(args: ExecutionArgs): Promise<Results | ExecutionResult> {
    const context = args.contextValue as OpeningContext;
    const giveBack = places.take(context.viewer);
    try {
      const ending = new AbortController();
      const stream = {
        lastEventId: context.request.headers.get("last-event-id") ?? undefined,
        ending: ending.signal,
      };
      const source = await createSourceEventStream({ ...args, contextValue: { ...context, stream } });
      if (!(Symbol.asyncIterator in source)) {
        giveBack();
        return source;
      }
      const results = run(source[Symbol.asyncIterator](), args, context, ending, giveBack);
      unwrapped.set(context, results);
      return results;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  function run(
    source: AsyncIterator<unknown>,
    args: ExecutionArgs,
    context: OpeningContext,
    ending: AbortController,
    giveBack: () => void,
  ): Results {
    const { viewer, signal, liftDeadline, request } = context;
    const asked = executor.ask(args, context);
    const group = shared.join(
      shareKey({
        document: args.document,
        operationName: args.operationName,
        variables: args.variableValues ?? {},
        shapes: [viewer.fingerprint, request.headers.get(costHeader)],
      }),
    );
    liftDeadline?.();
    let cancelClosing = () => {};
    const fail = (error: unknown) => failure(presentError(error, log));
    const { results, end } = createResults({
      source,
      answerTo: (item) => group.answerTo(item, () => executor.execute(item, asked)),
      failureOf: fail,
      endOfSource: () => (ending.signal.aborted ? "interrupted" : "complete"),
      onEnd() {
        open.delete(close);
        group.leave();
        giveBack();
        cancelClosing();
        cancelExpiry();
        signal?.removeEventListener("abort", leave);
      },
    });
    const leave = () => end("interrupted");
    const close = (reason: CodedError) => {
      cancelClosing = clock.after(closingMs, leave);
      ending.abort(reason);
    };
    // A socket is closed as a whole when the credentials of its viewer expire.
    const cancelExpiry = context.res
      ? onExpiry(viewer, clock, () =>
          end("interrupted", fail(new CodedError("TOKEN_EXPIRED", "The credentials have expired."))),
        )
      : () => {};
    open.add(close);
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted) leave();
    else if (endedBy) close(endedBy);
    return results;
  }

  const plugin: Plugin<Context & YogaInitialContext, Arrival> = {
    onYogaInit: ({ yoga }) => executor.use(yoga),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
    onExecute({ args, setExecuteFn }) {
      const operation = getOperationAST(args.document, args.operationName);
      // Yoga's own would subscribe once more.
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION) setExecuteFn(executeOnce);
    },
    // Hooks have seen each item when it was executed. What they wrap around the stream would only hold on to the context that
    // opened it, loaders and all, for as long as it lives.
    onExecutionResult({ context, setResult }) {
      const results = unwrapped.get(context);
      if (results) setResult(results);
    },
  };

  return {
    plugin,
    get open() {
      return open.size;
    },
    /** Items that are being executed at this moment. */
    get executing() {
      return executor.executing;
    },
    /** Asks every stream to end, so that its client goes on elsewhere. */
    endAll(): void {
      endedBy = new CodedError("SERVER_DRAINING", "The server is draining.");
      for (const close of open) close(endedBy);
    },
  };
}

export type Subscriptions = ReturnType<typeof createSubscriptions>;
