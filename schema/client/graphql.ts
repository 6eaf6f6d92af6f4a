/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What went wrong, in a word that stays. */
export type IvsErrorCode =
  /** An argument breaks a rule; `faults` names each path and rule. */
  | 'BAD_USER_INPUT'
  /** The state of the resource does not allow it now. */
  | 'CONFLICT'
  /** Operations are posted as application/json only. */
  | 'CSRF_BLOCKED'
  /** AWS did not answer in time. */
  | 'DEADLINE_EXCEEDED'
  /** Whoever asks lacks the scope; `scope` names it. */
  | 'FORBIDDEN'
  /** The document is not GraphQL. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit the schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** A bug here; `errorId` finds it in the log. */
  | 'INTERNAL'
  /** The operator has not set up what this needs. */
  | 'NOT_CONFIGURED'
  /** There is no such object. */
  | 'NOT_FOUND'
  /** AWS has yet to verify the account. */
  | 'PENDING_VERIFICATION'
  /** The request body is larger than is read. */
  | 'QUERY_TOO_LARGE'
  /** This process is starting or shutting down. */
  | 'SERVER_DRAINING'
  /** The account has as many of these as its quota allows. */
  | 'SERVICE_QUOTA_EXCEEDED'
  /** Nobody is known to be asking. */
  | 'UNAUTHENTICATED'
  /** AWS does not accept the gateway's own credentials for this call. */
  | 'UPSTREAM_AUTH'
  /** What answered in AWS's place did not speak its protocol. */
  | 'UPSTREAM_BAD_RESPONSE'
  /** The account's call rate for the operation is used up; `retryAfterMs` tells when to come back. */
  | 'UPSTREAM_THROTTLED'
  /** AWS could not be reached, or failed. */
  | 'UPSTREAM_UNAVAILABLE'
  /** The call may or may not have taken effect; `checkWith` tells how to find out before trying again. */
  | 'WRITE_OUTCOME_UNKNOWN';

/** Which media of a participant are recorded. */
export type ParticipantRecordingMediaType =
  /** Audio without video. */
  | 'AUDIO_ONLY'
  /** Audio and video. */
  | 'AUDIO_VIDEO'
  /** Neither: thumbnails at most. */
  | 'NONE';

export type StagesQueryVariables = Exact<{ [key: string]: never; }>;


export type StagesQuery = { stages: { nodes: Array<{ arn: string, name: string | null, activeSessionId: string | null, endpoints: { whip: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type StageQueryVariables = Exact<{
  arn?: string;
}>;


export type StageQuery = { stage: { id: string, name: string | null, activeSessionId: string | null, asOf: string | null, team: string | null, tags: Array<{ key: string, value: string }> | null, endpoints: { events: string | null, whip: string | null, rtmps: string | null } | null, autoParticipantRecordingConfiguration: { storageConfigurationArn: string | null, mediaTypes: Array<ParticipantRecordingMediaType> | null } | null } | null };

export type CreateStageMutationVariables = Exact<{
  name?: string;
}>;


export type CreateStageMutation = { createStage:
    | { __typename: 'CreateStagePayload', stage: { arn: string, name: string | null }, participantTokens: Array<{ participantId: string | null, token: string, expirationTime: string | null }> }
    | { __typename: 'IvsAccessDeniedError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsConflictError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsInternalServerError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsNotFoundError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsPendingVerificationError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsServiceQuotaExceededError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsThrottledError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsValidationError', code: IvsErrorCode, message: string, retryable: boolean, faults: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'IvsWriteOutcomeUnknownError', checkWith: string, code: IvsErrorCode, message: string, retryable: boolean }
   | null };

export type CreateParticipantTokenMutationVariables = Exact<{
  stageArn?: string;
}>;


export type CreateParticipantTokenMutation = { createParticipantToken:
    | { __typename: 'CreateParticipantTokenPayload', participantToken: { participantId: string | null, token: string, expirationTime: string | null, stage: { arn: string } } }
    | { __typename: 'IvsAccessDeniedError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsConflictError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsInternalServerError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsNotFoundError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsPendingVerificationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsServiceQuotaExceededError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsThrottledError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsValidationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsWriteOutcomeUnknownError', code: IvsErrorCode, message: string }
   | null };

export type RenameAndTagMutationVariables = Exact<{
  arn?: string;
}>;


export type RenameAndTagMutation = { updateStage:
    | { __typename: 'IvsAccessDeniedError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsConflictError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsInternalServerError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsNotFoundError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsPendingVerificationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsServiceQuotaExceededError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsThrottledError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsValidationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsWriteOutcomeUnknownError', code: IvsErrorCode, message: string }
    | { __typename: 'UpdateStagePayload', stage: { name: string | null } }
   | null, tagResource:
    | { __typename: 'IvsAccessDeniedError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsConflictError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsInternalServerError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsNotFoundError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsPendingVerificationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsServiceQuotaExceededError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsThrottledError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsValidationError', code: IvsErrorCode, message: string }
    | { __typename: 'IvsWriteOutcomeUnknownError', code: IvsErrorCode, message: string }
    | { __typename: 'TagResourcePayload', resource:
        | { tags: Array<{ key: string, value: string }> | null }
        | { tags: Array<{ key: string, value: string }> | null }
        | { tags: Array<{ key: string, value: string }> | null }
        | { tags: Array<{ key: string, value: string }> | null }
        | { tags: Array<{ key: string, value: string }> | null }
        | { tags: Array<{ key: string, value: string }> | null }
       | null }
   | null };

export type ByIdQueryVariables = Exact<{
  arn?: string;
}>;


export type ByIdQuery = { resource:
    | { __typename: 'Composition', id: string }
    | { __typename: 'EncoderConfiguration', id: string }
    | { __typename: 'IngestConfiguration', id: string }
    | { __typename: 'PublicKey', id: string }
    | { __typename: 'Stage', name: string | null, id: string }
    | { __typename: 'StorageConfiguration', id: string }
   | null, stage: { id: string, name: string | null } | null, tags: Array<{ key: string, value: string }> | null };


export const StagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Stages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"activeSessionId"}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"whip"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<StagesQuery, StagesQueryVariables>;
export const StageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Stage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"activeSessionId"}},{"kind":"Field","alias":{"kind":"Name","value":"team"},"name":{"kind":"Name","value":"tag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"team","block":false}}]},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"whip"}},{"kind":"Field","name":{"kind":"Name","value":"rtmps"}}]}},{"kind":"Field","name":{"kind":"Name","value":"autoParticipantRecordingConfiguration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"storageConfigurationArn"}},{"kind":"Field","name":{"kind":"Name","value":"mediaTypes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]} as unknown as DocumentNode<StageQuery, StageQueryVariables>;
export const CreateStageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateStage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"green-room","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createStage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"tags"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"team","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"demo","block":false}}]}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"participantTokenConfigurations"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"StringValue","value":"host-1","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"capabilities"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"PUBLISH"},{"kind":"EnumValue","value":"SUBSCRIBE"}]}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateStagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participantTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expirationTime"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"faults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsWriteOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkWith"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<CreateStageMutation, CreateStageMutationVariables>;
export const CreateParticipantTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateParticipantToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createParticipantToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"StringValue","value":"guest-7","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"durationMinutes"},"value":{"kind":"IntValue","value":"60"}},{"kind":"ObjectField","name":{"kind":"Name","value":"capabilities"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUBSCRIBE"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"attributes"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"role","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"guest","block":false}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateParticipantTokenPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expirationTime"}},{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateParticipantTokenMutation, CreateParticipantTokenMutationVariables>;
export const RenameAndTagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenameAndTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateStage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"StringValue","value":"late-desk-b","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateStagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tagResource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"resourceArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"tags"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"studio","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"b","block":false}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagResourcePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resource"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RenameAndTagMutation, RenameAndTagMutationVariables>;
export const ByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Stage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"resourceArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<ByIdQuery, ByIdQueryVariables>;