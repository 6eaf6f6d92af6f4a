/**
 * Every code a client can meet, in `extensions.code` or in the `code` of a mutation's error: the HTTP status of a request
 * that fails with it before execution, whether asking the same again later can succeed, and what it means.
 */
export const errorCodes = {
  GRAPHQL_PARSE_FAILED: { http: 400, retryable: false, means: "The document is not GraphQL." },
  GRAPHQL_VALIDATION_FAILED: { http: 400, retryable: false, means: "The document does not fit the schema." },
  BAD_USER_INPUT: {
    http: 400,
    retryable: false,
    means: "An argument breaks a rule; `faults` names each path and rule.",
  },
  QUERY_TOO_LARGE: {
    http: 413,
    retryable: false,
    means:
      "The request, the operation or the answer is larger than one may be; `what` tells which limit, `limit` and `found` how much.",
  },
  QUERY_TOO_EXPENSIVE: {
    http: 400,
    retryable: false,
    means:
      "The request could cost more calls to AWS than one may; `cost`, `limit`, `byOperation` and `fields` tell what to leave out.",
  },
  PERSISTED_QUERY_NOT_FOUND: {
    http: 404,
    retryable: false,
    means: "No trusted document has this id; `id` repeats it.",
  },
  UNTRUSTED_DOCUMENT: {
    http: 403,
    retryable: false,
    means: "Only trusted documents are answered, and this is none.",
  },
  UNAUTHENTICATED: {
    http: 401,
    retryable: false,
    means: "Nobody is known to be asking; `reason` tells what is wrong with a credential that was sent.",
  },
  TOKEN_EXPIRED: { http: 401, retryable: false, means: "The token was good and has expired: get a new one." },
  FORBIDDEN: {
    http: 403,
    retryable: false,
    means:
      "Whoever asks may not do this; `scope` names the scope that it needs, where one would do, and `readOnly` tells when nobody may.",
  },
  CSRF_BLOCKED: {
    http: 403,
    retryable: false,
    means:
      "A page of an origin that is not allowed could have sent this: it names one, or is a GET that does not ask for data. 415 when it is a POST of anything but JSON.",
  },
  RATE_LIMITED: {
    http: 429,
    retryable: true,
    means:
      "The viewer, or its socket, asks for more than one may for now; `retryAfterMs` tells when to come back, where that can be told.",
  },
  NOT_FOUND: { http: 200, retryable: false, means: "There is no such object." },
  CONFLICT: { http: 200, retryable: false, means: "The state of the resource does not allow it now." },
  SERVICE_QUOTA_EXCEEDED: {
    http: 200,
    retryable: false,
    means: "The account has as many of these as its quota allows.",
  },
  PENDING_VERIFICATION: { http: 200, retryable: false, means: "AWS has yet to verify the account." },
  NOT_CONFIGURED: { http: 501, retryable: false, means: "The operator has not set up what this needs." },
  UPSTREAM_THROTTLED: {
    http: 503,
    retryable: true,
    means: "The account's call rate for the operation is used up; `retryAfterMs` tells when to come back.",
  },
  UPSTREAM_UNAVAILABLE: { http: 502, retryable: true, means: "AWS could not be reached, or failed." },
  UPSTREAM_BAD_RESPONSE: {
    http: 502,
    retryable: false,
    means: "What answered in AWS's place did not speak its protocol.",
  },
  UPSTREAM_AUTH: {
    http: 502,
    retryable: false,
    means: "AWS does not accept the gateway's own credentials for this call.",
  },
  DEADLINE_EXCEEDED: { http: 504, retryable: true, means: "AWS did not answer in time." },
  WRITE_OUTCOME_UNKNOWN: {
    http: 502,
    retryable: false,
    means:
      "The call may or may not have taken effect; `checkWith` tells how to find out before trying again.",
  },
  OVERLOADED: {
    http: 503,
    retryable: true,
    means:
      "This process has more to do or to remember than it can, or cannot reach the issuer of tokens; `retryAfterMs` tells when to come back.",
  },
  AUDIT_UNAVAILABLE: {
    http: 503,
    retryable: true,
    means: "The mutation was not done, as it could not be written down that it was to be.",
  },
  SERVER_DRAINING: { http: 503, retryable: true, means: "This process is starting or shutting down." },
  CURSOR_INVALID: {
    http: 400,
    retryable: false,
    means: "The cursor was not given out here, or not for this stream: begin without one.",
  },
  CURSOR_EXPIRED: {
    http: 400,
    retryable: false,
    means: "The cursor was signed with a key that is gone: begin without one.",
  },
  SLOW_CONSUMER: {
    http: 200,
    retryable: true,
    means:
      "The subscriber took its items too slowly, or none; `cursor` continues after the last one it was sent.",
  },
  INTERNAL: { http: 500, retryable: false, means: "A bug here; `errorId` finds it in the log." },
} as const satisfies Record<string, { http: number; retryable: boolean; means: string }>;

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

/** What `Retry-After` says of an error, in seconds; undefined where nobody knows when to come back. */
export function retryAfterOf({ details }: CodedError): string | undefined {
  const { retryAfterMs } = details;
  return typeof retryAfterMs === "number" ? String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) : undefined;
}

/** One thing that is wrong with an input: where it is, which rule it breaks, and that rule in words. */
export interface InputFault {
  path: readonly (string | number)[];
  rule: string;
  message: string;
}

/** A list of ids can have as many faults as ids, each longer than its id. */
const mostFaults = 20;

/** Input that was refused before any call to AWS. Carries the faults that were found, the first twenty of them. */
export class InputError extends CodedError {
  override readonly name = "InputError";
  readonly faults: readonly InputFault[];

  constructor(faults: readonly InputFault[]) {
    const shown = faults.slice(0, mostFaults);
    const left = faults.length - shown.length;
    const message = shown.map((fault) => fault.message).join(" ");
    super("BAD_USER_INPUT", left > 0 ? `${message} There are ${left} more.` : message, {
      details: { faults: shown },
    });
    this.faults = shown;
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
    facts: {
      operation: string;
      exception: string;
      requestId: string | undefined;
      cause: unknown;
      details?: Readonly<Record<string, unknown>>;
    },
  ) {
    const { operation, exception, requestId, cause, details } = facts;
    super(code, message, {
      cause,
      details: { operation, ...(requestId === undefined ? {} : { requestId }), ...details },
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
