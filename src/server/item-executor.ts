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

  async function run(item: unknown, { args, initial }: Asked, lifetime: Lifetime): Promise<ExecutionResult> {
    if (!yoga) throw new Error("Items are executed by Yoga, which is not there yet.");
    const enveloped = yoga.getEnveloped({ ...initial, ...lifetime });
    const contextValue = await enveloped.contextFactory();
    return (await enveloped.execute({ ...args, contextValue, rootValue: item })) as ExecutionResult;
  }

  return {
    /** To be called by Yoga before anything else. */
    use(instance: Enveloping): void {
      yoga = instance;
    },
    get executing() {
      return executing;
    },
    /** What is kept of a subscription for its items: nothing that was read when it was opened. */
    ask(
      { schema, document, operationName, variableValues }: ExecutionArgs,
      { request, params, viewer, req, log }: Context & Arrival & YogaInitialContext,
    ): Asked {
      return {
        args: { schema, document, operationName, variableValues },
        initial: { request, params, viewer, req, log },
      };
    },
    /** Never rejects: what fails is told in the answer. */
    async execute(item: unknown, asked: Asked): Promise<Answer> {
      executing += 1;
      const { signal, cancel } = createDeadline(clock, requestDeadlineMs, "The item", undefined);
      const log = asked.initial.log.child({ itemId: randomUUID() });
      const lifetime = { log, signal, deadlineAt: clock.monotonic() + requestDeadlineMs };
      try {
        return prepare(withCursor(await run(item, asked, lifetime), item));
      } catch (error) {
        return prepare(withCursor({ errors: [presentError(error, log)] }, item));
      } finally {
        cancel();
        executing -= 1;
      }
    },
  };
}

/** A subscription, as far as its items need it. */
interface Asked {
  readonly args: Pick<ExecutionArgs, "schema" | "document" | "operationName" | "variableValues">;
  readonly initial: Pick<Arrival & YogaInitialContext, "request" | "params" | "viewer" | "req" | "log">;
}

type Lifetime = Pick<Arrival, "log" | "signal" | "deadlineAt">;

function withCursor(result: ExecutionResult, item: unknown): ExecutionResult {
  const { cursor } = (item ?? {}) as StreamItem;
  return typeof cursor === "string" ? { ...result, extensions: { ...result.extensions, cursor } } : result;
}
