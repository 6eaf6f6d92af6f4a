import { randomUUID } from "node:crypto";

import { GraphQLError } from "graphql";

import { CodedError, type ErrorCode, errorCodes, retryAfterOf } from "../errors.ts";
import type { Log } from "../log.ts";

/**
 * What a client sees of an error: ours with their code, the request's own faults with BAD_USER_INPUT, and everything
 * else as INTERNAL with an id that the log knows. The HTTP status is set only where no execution took place.
 */
export function presentError(error: unknown, log: Log): GraphQLError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  const place = error instanceof GraphQLError ? error : undefined;
  if (original instanceof CodedError) return present(original.code, original.message, original, place);
  if (place && isRequestFault(place)) return presentRequestFault(place);

  const errorId = randomUUID();
  log.error({ errorId, path: place?.path, error: describe(original) }, "internal error");
  return rebuild("Something went wrong here; the errorId finds it in the log.", place, {
    code: "INTERNAL",
    errorId,
    ...(place?.path ? {} : { http: { status: errorCodes.INTERNAL.http } }),
  });
}

/** The code that an error of an execution is shown with. */
export function codeOf(error: GraphQLError): ErrorCode {
  const { originalError, extensions } = error;
  if (originalError instanceof CodedError) return originalError.code;
  return isRequestFault(error)
    ? codeOfRequestFault(error, String(extensions["code"]), undefined)
    : "INTERNAL";
}

/**
 * Whether graphql-js or Yoga complain of the request. During execution (there is a path) they do so pointing at the argument;
 * a complaint that points nowhere is about a value that we gave.
 */
function isRequestFault({ path, originalError }: GraphQLError): boolean {
  if (originalError && !(originalError instanceof GraphQLError)) return false;
  return !path || Boolean(originalError?.nodes);
}

/** Faults that graphql-js and Yoga find in the request, in our codes. */
function presentRequestFault(error: GraphQLError): GraphQLError {
  const {
    http,
    code,
    originalError: _,
    ...rest
  } = error.extensions as {
    http?: { status?: number };
    code?: string;
    originalError?: unknown;
  };
  const ours = codeOfRequestFault(error, code, http?.status);
  const status = http?.status ?? errorCodes[ours].http;
  return rebuild(error.message, error, {
    ...rest,
    code: ours,
    ...(error.path ? {} : { http: { ...http, status, spec: false } }),
  });
}

function codeOfRequestFault(
  error: GraphQLError,
  code: string | undefined,
  status: number | undefined,
): ErrorCode {
  if (status === 413) return "QUERY_TOO_LARGE";
  if (code !== undefined && Object.hasOwn(errorCodes, code)) return code as ErrorCode;
  return error.message.startsWith("Syntax Error") ? "GRAPHQL_PARSE_FAILED" : "BAD_USER_INPUT";
}

function present(
  code: ErrorCode,
  message: string,
  original: CodedError,
  place: GraphQLError | undefined,
): GraphQLError {
  return rebuild(message, place, {
    code,
    ...(original.retryable ? { retryable: true } : {}),
    ...original.details,
    ...(place?.path ? {} : { http: { status: errorCodes[code].http, ...headersOf(original) } }),
  });
}

function headersOf(error: CodedError): { headers?: Record<string, string> } {
  const retryAfter = retryAfterOf(error);
  return retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } };
}

function rebuild(
  message: string,
  place: GraphQLError | undefined,
  extensions: Record<string, unknown>,
): GraphQLError {
  const omitted = place?.extensions["omitted"];
  return new GraphQLError(message, {
    ...(place?.nodes ? { nodes: place.nodes } : {}),
    ...(place?.source ? { source: place.source } : {}),
    ...(place?.positions ? { positions: place.positions } : {}),
    ...(place?.path ? { path: place.path } : {}),
    extensions: { ...extensions, ...(omitted === undefined ? {} : { omitted }) },
  });
}

/** Name, message and stack only: other members of an error can hold headers and credentials. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}
