import { type ExecutionArgs, getOperationAST } from "graphql";
import type { Plugin, YogaInitialContext } from "graphql-yoga";

import { checksOf } from "../binding/checks.ts";
import type { Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import type { createPredictor, Prediction } from "../graph/predict.ts";
import type { Viewer } from "../viewer.ts";

export type Predict = ReturnType<typeof createPredictor>;

/** A request with this header, `true`, is told what it could cost instead of being executed. */
export const dryRunHeader = "x-dry-run";

/**
 * Refuses, before it is executed, an operation that could cost more calls to AWS than its viewer may spend at once, or more of one operation of the API than can
 * be had in time, and answers dry runs. What was predicted is noted on the request's record.
 */
export function limitCost(
  predict: Predict,
  limitOf: (viewer: Viewer) => number,
  mostInTime: (operation: string) => number,
): Plugin<Context & YogaInitialContext> {
  /** Refuses or admits; a dry run is answered with what this returns. */
  function check(
    { document, operationName, variableValues }: ExecutionArgs,
    context: Context & YogaInitialContext,
  ) {
    const operation = getOperationAST(document, operationName);
    const variables = (variableValues ?? {}) as Readonly<Record<string, unknown>>;
    const checks = checksOf(context.viewer.stages);
    const predicted = operation ? predict({ document, operation, variables, checks }) : undefined;
    // The execution says what is wrong with it.
    if (!predicted) return undefined;
    context.record.predicted = predicted;
    const limit = limitOf(context.viewer);
    if (isDryRun(context.request.headers.get(dryRunHeader)))
      return { data: null, extensions: { upstream: { predicted: { ...predicted, limit } } } };
    if (predicted.total > limit) throw tooExpensive(predicted, limit);
    refuseWhatTakesTooLong(predicted, mostInTime);
    return undefined;
  }

  return {
    onExecute({ args, context, setResultAndStopExecution }) {
      const answer = check(args, context);
      if (answer) setResultAndStopExecution(answer);
      else context.upstream.expect(context.record.predicted?.byOperation ?? {});
    },
    // Each item is executed, and predicted, by itself; what no item could be admitted for is refused before the first.
    onSubscribe({ args, context, setResultAndStopExecution }) {
      const answer = check(args, context);
      if (answer) setResultAndStopExecution(answer);
    },
  };
}

/** What is not understood is refused: to run it would be the opposite of what was meant. */
function isDryRun(header: string | null): boolean {
  if (header === null || header === "false") return false;
  if (header === "true") return true;
  throw new CodedError("BAD_USER_INPUT", `${dryRunHeader} must be true or false.`);
}

function refuseWhatTakesTooLong(
  { total, byOperation, fields }: Prediction,
  mostInTime: (operation: string) => number,
): void {
  for (const [operation, calls] of Object.entries(byOperation)) {
    const limit = mostInTime(operation);
    if (calls > limit)
      throw new CodedError(
        "QUERY_TOO_EXPENSIVE",
        `This could cost ${calls} calls of ${operation}, and only ${limit} of them can be had before the deadline of a request.`,
        { details: { cost: total, limit, operation, byOperation, fields } },
      );
  }
}

function tooExpensive({ total, byOperation, fields }: Prediction, limit: number): CodedError {
  const [dearest] = fields;
  return new CodedError(
    "QUERY_TOO_EXPENSIVE",
    `This could cost ${total} calls to AWS, and one request may cost ${limit}. Most of them are caused by ${dearest?.path}.`,
    { details: { cost: total, limit, byOperation, fields } },
  );
}
