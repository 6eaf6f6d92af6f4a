
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "CreateParticipantTokenResult": [
      "CreateParticipantTokenPayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "CreateStageResult": [
      "CreateStagePayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "DeleteStageResult": [
      "DeleteStagePayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "IvsError": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "Node": [
      "Stage"
    ],
    "SignParticipantTokenResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "SignParticipantTokenPayload"
    ],
    "TagResourceResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "TagResourcePayload"
    ],
    "Taggable": [
      "Stage"
    ],
    "UntagResourceResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "UntagResourcePayload"
    ],
    "UpdateStageResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "UpdateStagePayload"
    ]
  }
};
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "CreateParticipantTokenResult": [
      "CreateParticipantTokenPayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "CreateStageResult": [
      "CreateStagePayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "DeleteStageResult": [
      "DeleteStagePayload",
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "IvsError": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError"
    ],
    "Node": [
      "Stage"
    ],
    "SignParticipantTokenResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "SignParticipantTokenPayload"
    ],
    "TagResourceResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "TagResourcePayload"
    ],
    "Taggable": [
      "Stage"
    ],
    "UntagResourceResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "UntagResourcePayload"
    ],
    "UpdateStageResult": [
      "IvsAccessDeniedError",
      "IvsConflictError",
      "IvsInternalServerError",
      "IvsNotFoundError",
      "IvsPendingVerificationError",
      "IvsServiceQuotaExceededError",
      "IvsThrottledError",
      "IvsValidationError",
      "IvsWriteOutcomeUnknownError",
      "UpdateStagePayload"
    ]
  }
};
      export default result;
    