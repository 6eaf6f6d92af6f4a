import { IVSRealTimeServiceException } from "@aws-sdk/client-ivs-realtime";

import { CallDeadlineError } from "../deadline.ts";
import { awsExceptionCodes, type ErrorCode, UpstreamError } from "../errors.ts";
import type { Attempt } from "./observe.ts";
import { type OperationName, type OperationPolicy, operations } from "./operations.ts";
import { QuotaExhaustedError } from "./turns.ts";
import { OversizedAnswerError } from "./wire.ts";

/**
 * Any failure of a call in our words. A throttle goes by the status or the name, since IVS models none; a body that
 * is not JSON goes by the status; the text of a modelled error is in `exceptionMessage` (`message` reads "UnknownError").
 * What AWS says of our own credentials names roles and accounts, so it stays in the log.
 */
export function translate(error: unknown, operation: OperationName, attempt: Attempt): UpstreamError {
  const exception = nameOf(error);
  const status = attempt.status ?? statusOf(error);
  const failed = codeOf(error, exception, status);
  const { checkWith }: OperationPolicy<never> = operations[operation];
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 408;
  const unknown = !attempt.repeatable && attempt.sent > 0 && !refused && mayHaveTakenEffect(failed, error);
  const code = unknown ? "WRITE_OUTCOME_UNKNOWN" : failed;
  const text = code === failed && code !== "UPSTREAM_AUTH" ? awsText(error) : undefined;
  return new UpstreamError(code, `${operation}: ${text ?? sentences[code] ?? "The call failed."}`, {
    operation,
    exception,
    requestId: attempt.requestId,
    cause: error,
    details: {
      ...(code === "UPSTREAM_THROTTLED" ? { retryAfterMs: retryAfterMs(error) } : {}),
      ...(code === "WRITE_OUTCOME_UNKNOWN" ? { checkWith } : {}),
    },
  });
}

/** AWS counts calls per second. */
const throttleWindowMs = 1_000;

function retryAfterMs(error: unknown): number {
  return error instanceof QuotaExhaustedError ? error.retryAfterMs : throttleWindowMs;
}

/** Whether the call could have been carried out although it failed: everything but a refusal, or a call that never left. */
function mayHaveTakenEffect(code: ErrorCode, error: unknown): boolean {
  if (code === "DEADLINE_EXCEEDED" || code === "UPSTREAM_BAD_RESPONSE") return true;
  return code === "UPSTREAM_UNAVAILABLE" && !neverLeft(error);
}

const unreachable = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EADDRNOTAVAIL",
];

/** Whether a call failed before anything of it was sent. */
export function neverLeft(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (Reflect.get(error, "syscall") === "connect") return true;
  const code: unknown = Reflect.get(error, "code");
  if (typeof code !== "string") return /did not establish a connection/.test(error.message);
  return unreachable.includes(code) || code.startsWith("CERT_") || code.startsWith("ERR_TLS_");
}

/** Whether nobody listened where a call was sent to. */
export function wasRefusedConnection(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "code") === "ECONNREFUSED";
}

const sentences: Partial<Record<ErrorCode, string>> = {
  UPSTREAM_THROTTLED: "The account's call rate for this operation is used up.",
  UPSTREAM_UNAVAILABLE: "AWS could not be reached, or failed to answer.",
  UPSTREAM_BAD_RESPONSE: "AWS answered with something that is not an answer of this operation.",
  UPSTREAM_AUTH: "AWS does not accept the gateway's credentials for this call.",
  DEADLINE_EXCEEDED: "AWS did not answer in time.",
  WRITE_OUTCOME_UNKNOWN: "The call was sent, and no answer tells whether it took effect.",
};

function codeOf(error: unknown, exception: string, status: number | undefined): ErrorCode {
  if (error instanceof QuotaExhaustedError) return "UPSTREAM_THROTTLED";
  if (error instanceof CallDeadlineError) return "DEADLINE_EXCEEDED";
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
  if (error instanceof IVSRealTimeServiceException) return false;
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "Unknown";
  if (error instanceof CallDeadlineError) return error.name;
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
