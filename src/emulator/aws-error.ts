/** The failures that the service's model names, with the status that it gives them. */
const modelled = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  PendingVerification: 403,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ValidationException: 400,
} as const;

/** What the service answers instead of a result. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number, message: string) {
    super(message);
    this.name = "AwsError";
    this.type = type;
    this.status = status;
  }
}

/** One of the failures that the service's model names, with its status. */
export function failure(type: keyof typeof modelled, message: string): AwsError {
  return new AwsError(type, modelled[type], message);
}

/** A request that cannot be read as the operation's input at all, which AWS reports before any constraint. */
export function serializationFailure(message: string): AwsError {
  return new AwsError("SerializationException", 400, message);
}

/** The broken constraints of a request in one answer, worded as AWS words it: all counted, the first 50 told. */
export function constraintFailure(faults: readonly string[]): AwsError {
  const count = faults.length === 1 ? "1 validation error" : `${faults.length} validation errors`;
  return failure("ValidationException", `${count} detected: ${faults.slice(0, 50).join("; ")}`);
}

/** Whether the text of this failure travels in `exceptionMessage`; failures outside the model say `message`. */
export function isModelled(type: string): boolean {
  return Object.hasOwn(modelled, type);
}
