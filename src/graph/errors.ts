import { CodedError, type ErrorCode, InputError, type InputFault, UpstreamError } from "../errors.ts";

/** A failure that a mutation answers with, as one member of its result union. */
export abstract class ResultError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor(error: CodedError) {
    super(error.message, { cause: error });
    const { retryAfterMs, requestId } = error.details;
    this.code = error.code;
    this.retryable = error.retryable;
    this.retryAfterMs = typeof retryAfterMs === "number" ? retryAfterMs : undefined;
    this.requestId = typeof requestId === "string" ? requestId : undefined;
  }
}

export class IvsValidationError extends ResultError {
  readonly faults: readonly InputFault[];

  constructor(error: CodedError) {
    super(error);
    this.faults =
      error instanceof InputError ? error.faults : [{ path: [], rule: "aws", message: error.message }];
  }
}
export class IvsAccessDeniedError extends ResultError {}
export class IvsNotFoundError extends ResultError {}
export class IvsConflictError extends ResultError {}
export class IvsServiceQuotaExceededError extends ResultError {}
export class IvsPendingVerificationError extends ResultError {}
export class IvsInternalServerError extends ResultError {}
export class IvsThrottledError extends ResultError {}
export class IvsWriteOutcomeUnknownError extends ResultError {
  readonly checkWith: string;

  constructor(error: CodedError) {
    super(error);
    this.checkWith = String(error.details["checkWith"]);
  }
}

/** The members of every result union, beside the payload. */
export const resultErrors = [
  IvsValidationError,
  IvsAccessDeniedError,
  IvsNotFoundError,
  IvsConflictError,
  IvsServiceQuotaExceededError,
  IvsPendingVerificationError,
  IvsInternalServerError,
  IvsThrottledError,
  IvsWriteOutcomeUnknownError,
] as const;

/** The failures that clients switch on, by the code that tells them apart. */
const byCode: Partial<Record<ErrorCode, new (error: CodedError) => ResultError>> = {
  BAD_USER_INPUT: IvsValidationError,
  NOT_FOUND: IvsNotFoundError,
  CONFLICT: IvsConflictError,
  SERVICE_QUOTA_EXCEEDED: IvsServiceQuotaExceededError,
  PENDING_VERIFICATION: IvsPendingVerificationError,
  UPSTREAM_THROTTLED: IvsThrottledError,
  WRITE_OUTCOME_UNKNOWN: IvsWriteOutcomeUnknownError,
};

/** Two failures that AWS models share their code with ones that it does not; these go by AWS's name. */
const byException: Readonly<Record<string, new (error: CodedError) => ResultError>> = {
  AccessDeniedException: IvsAccessDeniedError,
  InternalServerException: IvsInternalServerError,
};

/** The union member for this error; the error itself when it belongs in `errors[]`. */
export function asResultError(error: unknown): unknown {
  if (!(error instanceof CodedError)) return error;
  const named = error instanceof UpstreamError ? byException[error.exception] : undefined;
  const Member = byCode[error.code] ?? named;
  return Member ? new Member(error) : error;
}
