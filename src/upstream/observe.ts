import type { DeserializeMiddleware, MiddlewareStack } from "@smithy/types";

import type { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { OperationName } from "./operations.ts";

/** How far a call is, and what was seen of its last raw answer: the SDK forgets it when it cannot parse the body. */
export interface Attempt {
  /** Whether the caller may send the same again without doing it twice. */
  readonly repeatable: boolean;
  /** How often the call was sent. */
  sent: number;
  /** How long it waited for its turns, all together. */
  waitedMs: number;
  /** When it was sent last: an instant of the monotonic clock, and that in ISO 8601. */
  sentAt?: number;
  asOf?: string;
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
    now: number;
    abandoned: boolean;
    failure: UpstreamError | undefined;
  },
): void {
  const { operation, attempt, now, abandoned, failure } = call;
  const { status, requestId: awsRequestId, sentAt = now, waitedMs, sent } = attempt;
  const facts = {
    operation,
    status,
    awsRequestId,
    tookMs: Math.round(now - sentAt),
    waitedMs: Math.round(waitedMs),
    sent,
  };
  if (abandoned) log.info({ ...facts, outcome: "ABANDONED" }, "upstream call");
  else if (failure)
    log.warn({ ...facts, outcome: failure.code, exception: failure.exception }, "upstream call");
  else log.info({ ...facts, outcome: "OK" }, "upstream call");
}
