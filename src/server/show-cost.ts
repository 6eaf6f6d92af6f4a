import type { Plugin, YogaInitialContext } from "graphql-yoga";

import type { Context } from "../context.ts";

/** In production an answer tells what it cost only when this header of the request is `true`. */
export const costHeader = "x-upstream-cost";

/**
 * Adds to each answer, as `extensions.upstream`, what it cost: calls by operation, answers that cost none because they were known, or
 * asked for by somebody else, or old; how long calls waited for the quota, repeated ones, and the prediction. For people who look; a client acts on fields and errors.
 */
export function showCost({ always }: { always: boolean }): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ context }) {
      const { record, request } = context;
      if (!always && request.headers.get(costHeader) !== "true") return undefined;
      return {
        onExecuteDone({ result, setResult }) {
          if (Symbol.asyncIterator in result) return;
          const { calls, hits, coalesced, stale, waitedMs, retries } = record.meter;
          const upstream = {
            calls,
            hits,
            coalesced,
            stale,
            waitedMs: Math.round(waitedMs),
            retries,
            ...(record.predicted ? { predicted: record.predicted } : {}),
            ...(result.extensions?.["upstream"] as object | undefined),
          };
          setResult({ ...result, extensions: { ...result.extensions, upstream } });
        },
      };
    },
  };
}
