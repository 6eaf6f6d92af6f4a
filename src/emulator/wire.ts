import type { IncomingMessage } from "node:http";

import { AwsError, isModelled, serializationFailure } from "./aws-error.ts";
import type { Route } from "./route.ts";

/** A complete answer, before a fault may spoil its delivery. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Sent by AWS with every answer of this service; the odd syntax of the fifth is its own. */
const serviceHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "Access-Control-Allow-Origin,Access-Control-Expose-Headers,Cache-Control,Content-Length,Content-Security-Policy,Content-Type,date,Strict-Transport-Security,x-amz-apigw-id,x-amzn-errormessage,x-amzn-errortype,x-amzn-requestid,x-amzn-trace-id,X-Content-Type-Options,X-Frame-Options",
  "Cache-Control": "no-store, no-cache",
  "Content-Security-Policy": "default-src 'self'; upgrade-insecure-requests;",
  "Strict-Transport-Security": "max-age:47304000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** An operation's output on the wire. Dates become ISO strings; an output without members is an empty body. */
export function success(output: object, requestId: string): Answer {
  if (Object.keys(output).length === 0) return answer(200, requestId, "");
  return answer(200, requestId, JSON.stringify(output));
}

/** A failure on the wire: its name in a header, its text under the name that AWS uses for that failure. */
export function failed(error: AwsError, requestId: string): Answer {
  const text = isModelled(error.type) ? { exceptionMessage: error.message } : { message: error.message };
  const result = answer(error.status, requestId, JSON.stringify(text));
  result.headers["x-amzn-ErrorType"] = error.type;
  return result;
}

export function answer(
  status: number,
  requestId: string,
  body: string,
  contentType = "application/json",
): Answer {
  return {
    status,
    headers: {
      ...(body !== "" && { "Content-Type": contentType }),
      "Content-Length": String(Buffer.byteLength(body)),
      ...serviceHeaders,
      "x-amzn-requestid": requestId,
    },
    body,
  };
}

const maxBodyBytes = 1_048_576;

/** Reads a whole request body of at most a mebibyte; what is above is thrown away and answered with 413. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > maxBodyBytes)
    throw new AwsError(
      "RequestEntityTooLargeException",
      413,
      `The request body is larger than ${maxBodyBytes} bytes`,
    );
  return Buffer.concat(chunks);
}

/** The members of an operation's input, gathered from where its route keeps them: body, path and query. */
export function gatherInput(route: Route, query: URLSearchParams, body: Buffer): unknown {
  if (route.label === undefined) return parseJson(body);
  const resourceArn = decodeLabel(route.label);
  if (route.operation === "ListTagsForResource") return { resourceArn };
  if (route.operation === "UntagResource")
    return { resourceArn, tagKeys: query.has("tagKeys") ? query.getAll("tagKeys") : undefined };
  const json = parseJson(body);
  return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json, resourceArn } : json;
}

/** Parses a body; one without content counts as an empty structure. Throws a SerializationException. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw serializationFailure("The request body is not JSON in UTF-8");
  }
}

function decodeLabel(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    throw serializationFailure("The resource ARN in the path is not percent-encoded UTF-8");
  }
}
