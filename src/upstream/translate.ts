import { IVSRealTimeServiceException } from "@aws-sdk/client-ivs-realtime";

import { awsExceptionCodes, type ErrorCode, UpstreamError } from "../errors.ts";
import type { Attempt } from "./observe.ts";
import type { OperationName } from "./operations.ts";
import { OversizedAnswerError } from "./wire.ts";

/** The call's deadline passed. Used as the reason of the abort signal. */
export class CallDeadlineError extends Error {
  override readonly name = "CallDeadlineError";
}

/**
 * Any failure of a call in our words. A throttle goes by the status or the name, since IVS models none; a body that
 * is not JSON goes by the status; the text of a modelled error is in `exceptionMessage` (`message` reads "UnknownError").
 * What AWS says of our own credentials names roles and accounts, so it stays in the log.
 */
export function translate(error: unknown, operation: OperationName, attempt: Attempt): UpstreamError {
  const exception = nameOf(error);
  const status = attempt.status ?? statusOf(error);
  const code = codeOf(error, exception, status);
  const text = code === "UPSTREAM_AUTH" ? undefined : awsText(error);
  return new UpstreamError(code, `${operation}: ${text ?? sentences[code] ?? "The call failed."}`, {
    operation,
    exception,
    requestId: attempt.requestId,
    cause: error,
  });
}

const sentences: Partial<Record<ErrorCode, string>> = {
  UPSTREAM_THROTTLED: "AWS refused the call because the account's call rate for this operation is used up.",
  UPSTREAM_UNAVAILABLE: "AWS could not be reached, or failed to answer.",
  UPSTREAM_BAD_RESPONSE: "AWS answered with something that is not an answer of this operation.",
  UPSTREAM_AUTH: "AWS does not accept the gateway's credentials for this call.",
  DEADLINE_EXCEEDED: "AWS did not answer in time.",
};

function codeOf(error: unknown, exception: string, status: number | undefined): ErrorCode {
  if (exception === "CallDeadlineError") return "DEADLINE_EXCEEDED";
  if (status === 429) return "UPSTREAM_THROTTLED";
  const known = Object.hasOwn(awsExceptionCodes, exception) ? awsExceptionCodes[exception] : undefined;
  if (known) return known;
  if (error instanceof OversizedAnswerError) return "UPSTREAM_BAD_RESPONSE";
  if (status === undefined) return "UPSTREAM_UNAVAILABLE";
  if (status >= 500 || status === 408) return "UPSTREAM_UNAVAILABLE";
  if (status === 401 || status === 403) return "UPSTREAM_AUTH";
  return "UPSTREAM_BAD_RESPONSE";
}

function isSocketFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "Unknown";
  if (isSocketFailure(error) && error.name !== "CredentialsProviderError")
    return String(Reflect.get(error, "code"));
  return error.name;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof IVSRealTimeServiceException ? error.$metadata.httpStatusCode : undefined;
}

function awsText(error: unknown): string | undefined {
  if (!(error instanceof IVSRealTimeServiceException)) return undefined;
  const text: unknown = Reflect.get(error, "exceptionMessage") ?? error.message;
  return typeof text === "string" && text !== "" && text !== "UnknownError" ? text : undefined;
}
