/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How far a destination of a composition is. */
export type CompositionDestinationState =
  /** It receives the composed video. */
  | 'ACTIVE'
  /** It has ended because something went wrong. */
  | 'FAILED'
  /** The connection to it was lost and is being tried again. */
  | 'RECONNECTING'
  /** It is being set up. */
  | 'STARTING'
  /** It has ended as planned. */
  | 'STOPPED'
  /** It is being shut down. */
  | 'STOPPING';

/** How far a composition is. AWS forgets it five minutes after it has ended. */
export type CompositionState =
  /** It composes. */
  | 'ACTIVE'
  /** It has ended because something went wrong. */
  | 'FAILED'
  /** It is being set up, or waits for the first video. */
  | 'STARTING'
  /** It has ended as planned, or because nobody published for a minute. */
  | 'STOPPED'
  /** It is being shut down. */
  | 'STOPPING';

/** What went wrong, in a word that stays. */
export type IvsErrorCode =
  /** The mutation was not done, as it could not be written down that it was to be. */
  | 'AUDIT_UNAVAILABLE'
  /** An argument breaks a rule; `faults` names each path and rule. */
  | 'BAD_USER_INPUT'
  /** The state of the resource does not allow it now. */
  | 'CONFLICT'
  /** A page of an origin that is not allowed could have sent this: it names one, or is a GET that does not ask for data. 415 when it is a POST of anything but JSON. */
  | 'CSRF_BLOCKED'
  /** The cursor was signed with a key that is gone: begin without one. */
  | 'CURSOR_EXPIRED'
  /** The cursor was not given out here, or not for this stream: begin without one. */
  | 'CURSOR_INVALID'
  /** AWS did not answer in time. */
  | 'DEADLINE_EXCEEDED'
  /** Whoever asks may not do this; `scope` names the scope that it needs, where one would do, and `readOnly` tells when nobody may. */
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
  /** This process has more to do or to remember than it can, or cannot reach the issuer of tokens; `retryAfterMs` tells when to come back. */
  | 'OVERLOADED'
  /** AWS has yet to verify the account. */
  | 'PENDING_VERIFICATION'
  /** No trusted document has this id; `id` repeats it. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The request could cost more calls to AWS than one may; `cost`, `limit`, `byOperation` and `fields` tell what to leave out. */
  | 'QUERY_TOO_EXPENSIVE'
  /** The request, the operation or the answer is larger than one may be; `what` tells which limit, `limit` and `found` how much. */
  | 'QUERY_TOO_LARGE'
  /** The viewer, or its socket, asks for more than one may for now; `retryAfterMs` tells when to come back, where that can be told. */
  | 'RATE_LIMITED'
  /** This process is starting or shutting down. */
  | 'SERVER_DRAINING'
  /** The account has as many of these as its quota allows. */
  | 'SERVICE_QUOTA_EXCEEDED'
  /** The subscriber took its items too slowly, or none; `cursor` continues after the last one it was sent. */
  | 'SLOW_CONSUMER'
  /** The token was good and has expired: get a new one. */
  | 'TOKEN_EXPIRED'
  /** Nobody is known to be asking; `reason` tells what is wrong with a credential that was sent. */
  | 'UNAUTHENTICATED'
  /** Only trusted documents are answered, and this is none. */
  | 'UNTRUSTED_DOCUMENT'
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

/** How something is watched. */
export type IvsFeedMode =
  /** Several calls in a row have failed: nothing new is found. */
  | 'FAILING'
  /** Everything was looked at, and is again and again. */
  | 'LIVE'
  /** Not everything was looked at yet. */
  | 'STARTING'
  /** Nobody in this process watches yet. */
  | 'WAITING';

/** Why a participant could not do something. */
export type ParticipantEventErrorCode =
  /** It sends more bits a second than AWS allows. */
  | 'BITRATE_EXCEEDED'
  /** Its video has B-frames, which stages do not take. */
  | 'B_FRAME_PRESENT'
  /** Its token does not allow it. */
  | 'INSUFFICIENT_CAPABILITIES'
  /** AWS failed. */
  | 'INTERNAL_SERVER_EXCEPTION'
  /** Its audio has a codec that stages do not take. */
  | 'INVALID_AUDIO_CODEC'
  /** What it sends is not valid. */
  | 'INVALID_INPUT'
  /** It does not send as its ingest configuration demands. */
  | 'INVALID_PROTOCOL'
  /** Its stream key is not one. */
  | 'INVALID_STREAM_KEY'
  /** Its video has a codec that stages do not take. */
  | 'INVALID_VIDEO_CODEC'
  /** Whom it wanted to receive is not there. */
  | 'PUBLISHER_NOT_FOUND'
  /** The stage has as many publishers or subscribers as it may. */
  | 'QUOTA_EXCEEDED'
  /** Its picture is larger than AWS allows. */
  | 'RESOLUTION_EXCEEDED'
  /** Its stream key is in use already. */
  | 'REUSE_OF_STREAM_KEY'
  /** It was connected for as long as AWS allows: 24 hours. */
  | 'STREAM_DURATION_EXCEEDED';

/** What happened to a participant. */
export type ParticipantEventName =
  /** It came into the stage. */
  | 'JOINED'
  /** It could not come into the stage. */
  | 'JOIN_ERROR'
  /** It went out of the stage. */
  | 'LEFT'
  /** It could not send. */
  | 'PUBLISH_ERROR'
  /** It began to send audio or video. */
  | 'PUBLISH_STARTED'
  /** It sends nothing any more. */
  | 'PUBLISH_STOPPED'
  /** It began to appear in another stage. */
  | 'REPLICATION_STARTED'
  /** It no longer appears in another stage. */
  | 'REPLICATION_STOPPED'
  /** It could not receive another participant. */
  | 'SUBSCRIBE_ERROR'
  /** It began to receive another participant. */
  | 'SUBSCRIBE_STARTED'
  /** It no longer receives another participant. */
  | 'SUBSCRIBE_STOPPED'
  /** It took another token while it was connected. */
  | 'TOKEN_EXCHANGED';

/** Which media of a participant are recorded. */
export type ParticipantRecordingMediaType =
  /** Audio without video. */
  | 'AUDIO_ONLY'
  /** Audio and video. */
  | 'AUDIO_VIDEO'
  /** Neither: thumbnails at most. */
  | 'NONE';

/** Whether a participant is connected to the stage. */
export type ParticipantState =
  /** In the stage. */
  | 'CONNECTED'
  /** No longer in the stage. */
  | 'DISCONNECTED';

/** Whether a participant appears in another stage. */
export type ReplicationState =
  /** The replication goes on. */
  | 'ACTIVE'
  /** The replication has ended. */
  | 'STOPPED';

export type StagesQueryVariables = Exact<{ [key: string]: never; }>;


export type StagesQuery = { stages: { nodes: Array<{ arn: string, name: string | null, activeSessionId: string | null, endpoints: { whip: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type StartCompositionMutationVariables = Exact<{
  stageArn?: string;
  encoderConfigurationArn?: string;
  storageConfigurationArn?: string;
  mark?: string | null | undefined;
}>;


export type StartCompositionMutation = { startComposition:
    | { __typename: 'IvsAccessDeniedError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsConflictError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsInternalServerError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsNotFoundError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsPendingVerificationError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsServiceQuotaExceededError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsThrottledError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsValidationError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'IvsWriteOutcomeUnknownError', code: IvsErrorCode, message: string, retryable: boolean }
    | { __typename: 'StartCompositionPayload', composition: { arn: string, state: CompositionState | null, destinations: Array<{ destinationId: string, state: CompositionDestinationState | null }> | null } }
   | null };

export type CreateIngestConfigurationMutationVariables = Exact<{
  stageArn?: string;
}>;


export type CreateIngestConfigurationMutation = { createIngestConfiguration:
    | { __typename: 'CreateIngestConfigurationPayload', ingestConfiguration: { arn: string, participantId: string | null, streamKey: string | null, stage: { endpoints: { rtmps: string | null } | null } | null } }
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

export type DisconnectParticipantMutationVariables = Exact<{
  stageArn?: string;
  participantId?: string;
}>;


export type DisconnectParticipantMutation = { disconnectParticipant:
    | { __typename: 'DisconnectParticipantPayload', participantId: string, participant: { userId: string | null, state: ParticipantState | null } | null }
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

export type LiveSubscriptionVariables = Exact<{
  arn?: string;
  after?: string | null | undefined;
}>;


export type LiveSubscription = { stageEvents:
    | { __typename: 'CompositionChanged', cursor: string }
    | { __typename: 'CompositionVanished', cursor: string }
    | { __typename: 'CompositionsSnapshot', cursor: string }
    | { __typename: 'IvsFeedCheckpoint', cursor: string }
    | { __typename: 'IvsFeedClosing', cursor: string }
    | { __typename: 'IvsFeedGap', cursor: string }
    | { __typename: 'IvsFeedStatus', mode: IvsFeedMode, expectedStalenessMs: number | null, publisherStalenessMs: number | null, cursor: string }
    | { __typename: 'ParticipantChanged', cursor: string }
    | { __typename: 'ParticipantEventOccurred', replayed: boolean, cursor: string, event: { id: string, name: ParticipantEventName | null, nameRaw: string | null, eventTime: string | null, participantId: string } }
    | { __typename: 'ParticipantLeft', cursor: string }
    | { __typename: 'PresenceSnapshot', cursor: string }
    | { __typename: 'StageChanged', cursor: string }
    | { __typename: 'StageDeleted', cursor: string }
    | { __typename: 'StageSessionEnded', cursor: string }
    | { __typename: 'StageSessionStarted', cursor: string }
    | { __typename: 'StageVanished', cursor: string }
    | { __typename: 'StagesSnapshot', cursor: string }
   };

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

export type WhoIsInAStageQueryVariables = Exact<{
  arn?: string;
}>;


export type WhoIsInAStageQuery = { stage: { name: string | null, presence: { connectedCount: number, publishingCount: number, complete: boolean } | null, participants: { nodes: Array<{ id: string, participantId: string, userId: string | null, published: boolean | null, firstJoinTime: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type ParticipantEventsQueryVariables = Exact<{
  arn?: string;
}>;


export type ParticipantEventsQuery = { stage: { participants: { nodes: Array<{ participantId: string, userId: string | null, state: ParticipantState | null, events: { complete: boolean, nodes: Array<{ name: ParticipantEventName | null, nameRaw: string | null, eventTime: string | null, errorCode: ParticipantEventErrorCode | null }> } | null, replicas: { nodes: Array<{ destinationStageArn: string | null, replicationState: ReplicationState | null }> } | null }> } | null } | null };

export type CompositionsQueryVariables = Exact<{ [key: string]: never; }>;


export type CompositionsQuery = { compositions: { nodes: Array<{ arn: string, state: CompositionState | null, startTime: string | null, stageArn: string | null, destinations: Array<{ destinationId: string, state: CompositionDestinationState | null, recordingPrefix: string | null, configuration: { name: string | null, channelArn: string | null, storageConfigurationArn: string | null, encoderConfigurationArn: string | null } | null }> | null }> } | null };


export const StagesDocument = {"__meta__":{"hash":"sha256:892755e6aa7aa4892b257e7d91e27a92070743f3ccaeba5a231b5e3243a94d0c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Stages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"activeSessionId"}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"whip"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<StagesQuery, StagesQueryVariables>;
export const StartCompositionDocument = {"__meta__":{"hash":"sha256:d53349e30632fcfd845c3f3d3875eec593c878b3a8b10a16d6d6757223ab8e98"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartComposition"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"encoderConfigurationArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:encoder-configuration/cDRaQWbJ82Cc","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"storageConfigurationArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:storage-configuration/qm7U81AycbFm","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mark"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}},"defaultValue":{"kind":"StringValue","value":"late-desk-tonight","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startComposition"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"idempotencyToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mark"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"layout"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"grid"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"omitStoppedVideo"},"value":{"kind":"BooleanValue","value":true}},{"kind":"ObjectField","name":{"kind":"Name","value":"gridGap"},"value":{"kind":"IntValue","value":"8"}}]}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"destinations"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"StringValue","value":"recording","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"target"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"s3"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"storageConfigurationArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"storageConfigurationArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"encoderConfigurationArns"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"encoderConfigurationArn"}}]}}]}}]}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StartCompositionPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"composition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"destinations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"destinationId"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<StartCompositionMutation, StartCompositionMutationVariables>;
export const CreateIngestConfigurationDocument = {"__meta__":{"hash":"sha256:baf7827f300fc2b347bb0e6075ac73556b3c6267b5cf8aec0676cf5e64b4e9c5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateIngestConfiguration"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createIngestConfiguration"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"StringValue","value":"studio-camera","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"ingestProtocol"},"value":{"kind":"EnumValue","value":"RTMPS"}},{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"StringValue","value":"camera-1","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateIngestConfigurationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingestConfiguration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"streamKey"}},{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rtmps"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateIngestConfigurationMutation, CreateIngestConfigurationMutationVariables>;
export const DisconnectParticipantDocument = {"__meta__":{"hash":"sha256:12798029fa3ce53ee1fa435b1771c8374730339c56b6b1ab6c933e071701a3ab"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DisconnectParticipant"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"participantId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"wTGUCdwSRfAD","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"disconnectParticipant"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"participantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"participantId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"reason"},"value":{"kind":"StringValue","value":"The show is over.","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DisconnectParticipantPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"participant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DisconnectParticipantMutation, DisconnectParticipantMutationVariables>;
export const LiveDocument = {"__meta__":{"hash":"sha256:c326c4e96e5136f0c026655e6dfdb4798a000eed76ff6a3d4134bd9b510462f5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Live"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stageEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParticipantEventOccurred"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"nameRaw"}},{"kind":"Field","name":{"kind":"Name","value":"eventTime"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsFeedStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"expectedStalenessMs"}},{"kind":"Field","name":{"kind":"Name","value":"publisherStalenessMs"}}]}}]}}]}}]} as unknown as DocumentNode<LiveSubscription, LiveSubscriptionVariables>;
export const StageDocument = {"__meta__":{"hash":"sha256:6d9e3848716233df467e3a81632bb69eac54a1f78bf5c6bd6927deacaef86d68"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Stage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"activeSessionId"}},{"kind":"Field","alias":{"kind":"Name","value":"team"},"name":{"kind":"Name","value":"tag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"team","block":false}}]},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"whip"}},{"kind":"Field","name":{"kind":"Name","value":"rtmps"}}]}},{"kind":"Field","name":{"kind":"Name","value":"autoParticipantRecordingConfiguration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"storageConfigurationArn"}},{"kind":"Field","name":{"kind":"Name","value":"mediaTypes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]} as unknown as DocumentNode<StageQuery, StageQueryVariables>;
export const CreateStageDocument = {"__meta__":{"hash":"sha256:443e20dd93a4f988d2224efb931f3621d175eed5e8a2f8f04aeac1848ccd7302"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateStage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"green-room","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createStage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"tags"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"team","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"demo","block":false}}]}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"participantTokenConfigurations"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"StringValue","value":"host-1","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"capabilities"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"PUBLISH"},{"kind":"EnumValue","value":"SUBSCRIBE"}]}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateStagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participantTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expirationTime"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"faults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsWriteOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkWith"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<CreateStageMutation, CreateStageMutationVariables>;
export const CreateParticipantTokenDocument = {"__meta__":{"hash":"sha256:0e4ce61f170199dc972205b80cbd5b2bc935c8a001721eb6892614c955370b57"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateParticipantToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createParticipantToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"stageArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stageArn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"userId"},"value":{"kind":"StringValue","value":"guest-7","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"durationMinutes"},"value":{"kind":"IntValue","value":"60"}},{"kind":"ObjectField","name":{"kind":"Name","value":"capabilities"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUBSCRIBE"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"attributes"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"role","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"guest","block":false}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateParticipantTokenPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expirationTime"}},{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateParticipantTokenMutation, CreateParticipantTokenMutationVariables>;
export const RenameAndTagDocument = {"__meta__":{"hash":"sha256:bb91dd0e3c950d236248b215d7ca3b3dc21b9c3152862bfdd0cc931e73743f30"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RenameAndTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateStage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"StringValue","value":"late-desk-b","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateStagePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tagResource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"resourceArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"tags"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"key"},"value":{"kind":"StringValue","value":"studio","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"StringValue","value":"b","block":false}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagResourcePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resource"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IvsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RenameAndTagMutation, RenameAndTagMutationVariables>;
export const ByIdDocument = {"__meta__":{"hash":"sha256:b70705e9412fa838ff8d6da3d2e2f9813f2c21403105ed449c061e4d88d0b4dd"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resource"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Stage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"resourceArn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]} as unknown as DocumentNode<ByIdQuery, ByIdQueryVariables>;
export const WhoIsInAStageDocument = {"__meta__":{"hash":"sha256:dd98163ccf6769ad3c7a084d909d30c5c09116e0c2f7eaa8010289ae2770065d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoIsInAStage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"presence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectedCount"}},{"kind":"Field","name":{"kind":"Name","value":"publishingCount"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}},{"kind":"Field","name":{"kind":"Name","value":"participants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"state"},"value":{"kind":"EnumValue","value":"CONNECTED"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"published"}},{"kind":"Field","name":{"kind":"Name","value":"firstJoinTime"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WhoIsInAStageQuery, WhoIsInAStageQueryVariables>;
export const ParticipantEventsDocument = {"__meta__":{"hash":"sha256:929e6038f9b5da8416c5965258bc326236b11b05fb8aff1bace9ef83e59f3ee1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ParticipantEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"arn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Arn"}}},"defaultValue":{"kind":"StringValue","value":"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"arn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"arn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"published"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"nameRaw"}},{"kind":"Field","name":{"kind":"Name","value":"eventTime"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replicas"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"destinationStageArn"}},{"kind":"Field","name":{"kind":"Name","value":"replicationState"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ParticipantEventsQuery, ParticipantEventsQueryVariables>;
export const CompositionsDocument = {"__meta__":{"hash":"sha256:da448a04816629c50cdbe2c850b85142a64d471a8ceb1e1865c4a03a208f83bd"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Compositions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"compositions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arn"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"stageArn"}},{"kind":"Field","name":{"kind":"Name","value":"destinations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"destinationId"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"recordingPrefix"}},{"kind":"Field","name":{"kind":"Name","value":"configuration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"channelArn"}},{"kind":"Field","name":{"kind":"Name","value":"storageConfigurationArn"}},{"kind":"Field","name":{"kind":"Name","value":"encoderConfigurationArn"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CompositionsQuery, CompositionsQueryVariables>;