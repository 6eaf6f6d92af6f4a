import { randomUUID } from "node:crypto";

import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";

import type { Clock } from "../clock.ts";
import type { Context } from "../context.ts";
import { createDeadline } from "../deadline.ts";
import type { StreamItem } from "../stream.ts";
import { type Answer, prepare } from "./payload.ts";
import { presentError } from "./present-error.ts";
import type { Arrival } from "./yoga.ts";

/** The part of Yoga by which an operation is executed once more. */
interface Enveloping {
  getEnveloped(context: object): {
    contextFactory(): unknown;
    execute(args: ExecutionArgs): unknown;
  };
}

/**
 * Executes items of subscriptions as if each were a request of its own: loaders, prediction, limits, deadline, request id. A
 * context that lived as long as its stream would show what was true when it began.
 */
export function createItemExecutor({
  requestDeadlineMs,
  clock,
}: {
  requestDeadlineMs: number;
  clock: Clock;
}) {
  let yoga: Enveloping | undefined;
  let executing = 0;

  async function run(
    item: unknown,
    args: ExecutionArgs,
    initial: Partial<Arrival & YogaInitialContext>,
  ): Promise<ExecutionResult> {
    if (!yoga) throw new Error("Items are executed by Yoga, which is not there yet.");
    const enveloped = yoga.getEnveloped(initial);
    const { schema, document, operationName, variableValues } = args;
    const contextValue = await enveloped.contextFactory();
    const again = { schema, document, operationName, variableValues, contextValue, rootValue: item };
    return (await enveloped.execute(again)) as ExecutionResult;
  }

  return {
    /** To be called by Yoga before anything else. */
    use(instance: Enveloping): void {
      yoga = instance;
    },
    get executing() {
      return executing;
    },
    /** Never rejects: what fails is told in the answer. `args` and `context` are those that opened the stream. */
    async execute(
      item: unknown,
      args: ExecutionArgs,
      context: Context & Partial<Arrival> & YogaInitialContext,
    ): Promise<Answer> {
      executing += 1;
      const deadline = createDeadline(clock, requestDeadlineMs, "The item", undefined);
      const { request, params, viewer, req } = context;
      const log = context.log.child({ itemId: randomUUID() });
      const deadlineAt = clock.monotonic() + requestDeadlineMs;
      try {
        const initial = { request, params, viewer, log, signal: deadline.signal, deadlineAt };
        const result = await run(item, args, { ...initial, ...(req && { req }) });
        return prepare(withCursor(result, item));
      } catch (error) {
        return prepare(withCursor({ errors: [presentError(error, log)] }, item));
      } finally {
        deadline.cancel();
        executing -= 1;
      }
    },
  };
}

function withCursor(result: ExecutionResult, item: unknown): ExecutionResult {
  const { cursor } = (item ?? {}) as StreamItem;
  return typeof cursor === "string" ? { ...result, extensions: { ...result.extensions, cursor } } : result;
}
