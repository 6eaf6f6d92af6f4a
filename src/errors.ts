/**
 * Every code a client can meet, in `extensions.code`, with the HTTP status of a request that fails with it
 * before execution, and whether asking the same again later can succeed.
 */
export const errorCodes = {
  GRAPHQL_PARSE_FAILED: { http: 400, retryable: false },
  GRAPHQL_VALIDATION_FAILED: { http: 400, retryable: false },
  BAD_USER_INPUT: { http: 400, retryable: false },
  QUERY_TOO_LARGE: { http: 413, retryable: false },
  UNAUTHENTICATED: { http: 401, retryable: false },
  FORBIDDEN: { http: 403, retryable: false },
  CSRF_BLOCKED: { http: 415, retryable: false },
  NOT_FOUND: { http: 200, retryable: false },
  CONFLICT: { http: 200, retryable: false },
  SERVICE_QUOTA_EXCEEDED: { http: 200, retryable: false },
  PENDING_VERIFICATION: { http: 200, retryable: false },
  UPSTREAM_THROTTLED: { http: 503, retryable: true },
  UPSTREAM_UNAVAILABLE: { http: 502, retryable: true },
  UPSTREAM_BAD_RESPONSE: { http: 502, retryable: false },
  UPSTREAM_AUTH: { http: 502, retryable: false },
  DEADLINE_EXCEEDED: { http: 504, retryable: true },
  SERVER_DRAINING: { http: 503, retryable: true },
  INTERNAL: { http: 500, retryable: false },
} as const satisfies Record<string, { http: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/**
 * The code for each exception name that AWS sends: the seven that IVS models, the credential failures every
 * service shares, and the throttling names, which no IVS model mentions.
 */
export const awsExceptionCodes: Readonly<Record<string, ErrorCode>> = {
  ValidationException: "BAD_USER_INPUT",
  AccessDeniedException: "UPSTREAM_AUTH",
  ResourceNotFoundException: "NOT_FOUND",
  ConflictException: "CONFLICT",
  ServiceQuotaExceededException: "SERVICE_QUOTA_EXCEEDED",
  PendingVerification: "PENDING_VERIFICATION",
  InternalServerException: "UPSTREAM_UNAVAILABLE",

  CredentialsProviderError: "UPSTREAM_AUTH",
  TokenProviderError: "UPSTREAM_AUTH",
  ExpiredToken: "UPSTREAM_AUTH",
  ExpiredTokenException: "UPSTREAM_AUTH",
  IncompleteSignature: "UPSTREAM_AUTH",
  IncompleteSignatureException: "UPSTREAM_AUTH",
  InvalidClientTokenId: "UPSTREAM_AUTH",
  InvalidSignatureException: "UPSTREAM_AUTH",
  MissingAuthenticationToken: "UPSTREAM_AUTH",
  MissingAuthenticationTokenException: "UPSTREAM_AUTH",
  NotAuthorized: "UPSTREAM_AUTH",
  OptInRequired: "UPSTREAM_AUTH",
  SignatureDoesNotMatch: "UPSTREAM_AUTH",
  UnrecognizedClientException: "UPSTREAM_AUTH",

  BandwidthLimitExceeded: "UPSTREAM_THROTTLED",
  LimitExceededException: "UPSTREAM_THROTTLED",
  RequestLimitExceeded: "UPSTREAM_THROTTLED",
  RequestThrottled: "UPSTREAM_THROTTLED",
  RequestThrottledException: "UPSTREAM_THROTTLED",
  SlowDown: "UPSTREAM_THROTTLED",
  ThrottledException: "UPSTREAM_THROTTLED",
  Throttling: "UPSTREAM_THROTTLED",
  ThrottlingException: "UPSTREAM_THROTTLED",
  TooManyRequestsException: "UPSTREAM_THROTTLED",
};

/** An error whose message and details may be shown to the client as they are. Everything else is masked. */
export class CodedError extends Error {
  override readonly name: string = "CodedError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** What `extensions` carries beside `code` and `retryable`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = errorCodes[code].retryable;
    this.details = options.details ?? {};
  }
}

/** One thing that is wrong with an input: where it is, which rule it breaks, and that rule in words. */
export interface InputFault {
  path: readonly (string | number)[];
  rule: string;
  message: string;
}

/** Input that was refused before any call to AWS. Carries every fault found, not only the first. */
export class InputError extends CodedError {
  override readonly name = "InputError";
  readonly faults: readonly InputFault[];

  constructor(faults: readonly InputFault[]) {
    super("BAD_USER_INPUT", faults.map((fault) => fault.message).join(" "), { details: { faults } });
    this.faults = faults;
  }
}

/** A call to AWS that failed, in our words. Made in `upstream/translate.ts` only. */
export class UpstreamError extends CodedError {
  override readonly name = "UpstreamError";
  readonly operation: string;
  /** AWS's name for the failure, or the name of the local one (`ECONNREFUSED`, `SyntaxError`…). */
  readonly exception: string;
  readonly requestId: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    facts: { operation: string; exception: string; requestId: string | undefined; cause: unknown },
  ) {
    const { operation, exception, requestId, cause } = facts;
    super(code, message, {
      cause,
      details: { operation, ...(requestId === undefined ? {} : { requestId }) },
    });
    this.operation = operation;
    this.exception = exception;
    this.requestId = requestId;
  }
}

/** The program cannot start. Each fault is one sentence for the operator; no stack is worth printing. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}
