import type { DeserializeMiddleware, MiddlewareStack } from "@smithy/types";

import type { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { OperationName } from "./operations.ts";

/** What was seen of the raw answer, kept because the SDK forgets it when it cannot parse the body. */
export interface Attempt {
  status?: number;
  requestId?: string;
  /** Whether the body was something, and not JSON. */
  foreign?: boolean;
}

const openingBrace = "{".charCodeAt(0);

/** Notes status and request id of the answer to the command whose stack this is in `attempt` before the SDK parses the body. */
export function recordAnswer<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  attempt: Attempt,
): void {
  const record: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const { statusCode, headers, body } = result.response as {
      statusCode: number;
      headers: Record<string, string | undefined>;
      body: Uint8Array;
    };
    attempt.status = statusCode;
    attempt.foreign = body.length > 0 && body[0] !== openingBrace;
    const requestId = headers["x-amzn-requestid"];
    if (requestId !== undefined) attempt.requestId = requestId;
    return result;
  };
  stack.addRelativeTo(record, {
    relation: "after",
    toMiddleware: "deserializerMiddleware",
    name: "recordAnswer",
  });
}

/** One line per call. Never the input and never the SDK's own error: both can hold secrets. */
export function logCall(
  log: Log,
  call: {
    operation: OperationName;
    attempt: Attempt;
    tookMs: number;
    abandoned: boolean;
    failure: UpstreamError | undefined;
  },
): void {
  const { operation, attempt, abandoned, failure } = call;
  const { status, requestId: awsRequestId } = attempt;
  const facts = { operation, status, awsRequestId, tookMs: Math.round(call.tookMs) };
  if (abandoned) log.info({ ...facts, outcome: "ABANDONED" }, "upstream call");
  else if (failure)
    log.warn({ ...facts, outcome: failure.code, exception: failure.exception }, "upstream call");
  else log.info({ ...facts, outcome: "OK" }, "upstream call");
}
