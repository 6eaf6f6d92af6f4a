/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Stages {\n  stages(first: 3) {\n    nodes {\n      arn\n      name\n      activeSessionId\n      endpoints {\n        whip\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.StagesDocument,
    "query Stage($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  stage(arn: $arn) {\n    id\n    name\n    activeSessionId\n    team: tag(key: \"team\")\n    tags {\n      key\n      value\n    }\n    endpoints {\n      events\n      whip\n      rtmps\n    }\n    autoParticipantRecordingConfiguration {\n      storageConfigurationArn\n      mediaTypes\n    }\n    asOf\n  }\n}": typeof types.StageDocument,
    "mutation CreateStage($name: String! = \"green-room\") {\n  createStage(\n    input: {name: $name, tags: [{key: \"team\", value: \"demo\"}], participantTokenConfigurations: [{userId: \"host-1\", capabilities: [PUBLISH, SUBSCRIBE]}]}\n  ) {\n    __typename\n    ... on CreateStagePayload {\n      stage {\n        arn\n        name\n      }\n      participantTokens {\n        participantId\n        token\n        expirationTime\n      }\n    }\n    ... on IvsValidationError {\n      faults {\n        path\n        rule\n        message\n      }\n    }\n    ... on IvsWriteOutcomeUnknownError {\n      checkWith\n    }\n    ... on IvsError {\n      code\n      message\n      retryable\n    }\n  }\n}": typeof types.CreateStageDocument,
    "mutation CreateParticipantToken($stageArn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  createParticipantToken(\n    input: {stageArn: $stageArn, userId: \"guest-7\", durationMinutes: 60, capabilities: [SUBSCRIBE], attributes: [{key: \"role\", value: \"guest\"}]}\n  ) {\n    __typename\n    ... on CreateParticipantTokenPayload {\n      participantToken {\n        participantId\n        token\n        expirationTime\n        stage {\n          arn\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}": typeof types.CreateParticipantTokenDocument,
    "mutation RenameAndTag($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2\") {\n  updateStage(input: {arn: $arn, name: \"late-desk-b\"}) {\n    __typename\n    ... on UpdateStagePayload {\n      stage {\n        name\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n  tagResource(input: {resourceArn: $arn, tags: [{key: \"studio\", value: \"b\"}]}) {\n    __typename\n    ... on TagResourcePayload {\n      resource {\n        tags {\n          key\n          value\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}": typeof types.RenameAndTagDocument,
    "query ById($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE\") {\n  resource(arn: $arn) {\n    __typename\n    id\n    ... on Stage {\n      name\n    }\n  }\n  stage(arn: $arn) {\n    id\n    name\n  }\n  tags(resourceArn: $arn) {\n    key\n    value\n  }\n}": typeof types.ByIdDocument,
};
const documents: Documents = {
    "query Stages {\n  stages(first: 3) {\n    nodes {\n      arn\n      name\n      activeSessionId\n      endpoints {\n        whip\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.StagesDocument,
    "query Stage($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  stage(arn: $arn) {\n    id\n    name\n    activeSessionId\n    team: tag(key: \"team\")\n    tags {\n      key\n      value\n    }\n    endpoints {\n      events\n      whip\n      rtmps\n    }\n    autoParticipantRecordingConfiguration {\n      storageConfigurationArn\n      mediaTypes\n    }\n    asOf\n  }\n}": types.StageDocument,
    "mutation CreateStage($name: String! = \"green-room\") {\n  createStage(\n    input: {name: $name, tags: [{key: \"team\", value: \"demo\"}], participantTokenConfigurations: [{userId: \"host-1\", capabilities: [PUBLISH, SUBSCRIBE]}]}\n  ) {\n    __typename\n    ... on CreateStagePayload {\n      stage {\n        arn\n        name\n      }\n      participantTokens {\n        participantId\n        token\n        expirationTime\n      }\n    }\n    ... on IvsValidationError {\n      faults {\n        path\n        rule\n        message\n      }\n    }\n    ... on IvsWriteOutcomeUnknownError {\n      checkWith\n    }\n    ... on IvsError {\n      code\n      message\n      retryable\n    }\n  }\n}": types.CreateStageDocument,
    "mutation CreateParticipantToken($stageArn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  createParticipantToken(\n    input: {stageArn: $stageArn, userId: \"guest-7\", durationMinutes: 60, capabilities: [SUBSCRIBE], attributes: [{key: \"role\", value: \"guest\"}]}\n  ) {\n    __typename\n    ... on CreateParticipantTokenPayload {\n      participantToken {\n        participantId\n        token\n        expirationTime\n        stage {\n          arn\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}": types.CreateParticipantTokenDocument,
    "mutation RenameAndTag($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2\") {\n  updateStage(input: {arn: $arn, name: \"late-desk-b\"}) {\n    __typename\n    ... on UpdateStagePayload {\n      stage {\n        name\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n  tagResource(input: {resourceArn: $arn, tags: [{key: \"studio\", value: \"b\"}]}) {\n    __typename\n    ... on TagResourcePayload {\n      resource {\n        tags {\n          key\n          value\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}": types.RenameAndTagDocument,
    "query ById($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE\") {\n  resource(arn: $arn) {\n    __typename\n    id\n    ... on Stage {\n      name\n    }\n  }\n  stage(arn: $arn) {\n    id\n    name\n  }\n  tags(resourceArn: $arn) {\n    key\n    value\n  }\n}": types.ByIdDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Stages {\n  stages(first: 3) {\n    nodes {\n      arn\n      name\n      activeSessionId\n      endpoints {\n        whip\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Stages {\n  stages(first: 3) {\n    nodes {\n      arn\n      name\n      activeSessionId\n      endpoints {\n        whip\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Stage($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  stage(arn: $arn) {\n    id\n    name\n    activeSessionId\n    team: tag(key: \"team\")\n    tags {\n      key\n      value\n    }\n    endpoints {\n      events\n      whip\n      rtmps\n    }\n    autoParticipantRecordingConfiguration {\n      storageConfigurationArn\n      mediaTypes\n    }\n    asOf\n  }\n}"): (typeof documents)["query Stage($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  stage(arn: $arn) {\n    id\n    name\n    activeSessionId\n    team: tag(key: \"team\")\n    tags {\n      key\n      value\n    }\n    endpoints {\n      events\n      whip\n      rtmps\n    }\n    autoParticipantRecordingConfiguration {\n      storageConfigurationArn\n      mediaTypes\n    }\n    asOf\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateStage($name: String! = \"green-room\") {\n  createStage(\n    input: {name: $name, tags: [{key: \"team\", value: \"demo\"}], participantTokenConfigurations: [{userId: \"host-1\", capabilities: [PUBLISH, SUBSCRIBE]}]}\n  ) {\n    __typename\n    ... on CreateStagePayload {\n      stage {\n        arn\n        name\n      }\n      participantTokens {\n        participantId\n        token\n        expirationTime\n      }\n    }\n    ... on IvsValidationError {\n      faults {\n        path\n        rule\n        message\n      }\n    }\n    ... on IvsWriteOutcomeUnknownError {\n      checkWith\n    }\n    ... on IvsError {\n      code\n      message\n      retryable\n    }\n  }\n}"): (typeof documents)["mutation CreateStage($name: String! = \"green-room\") {\n  createStage(\n    input: {name: $name, tags: [{key: \"team\", value: \"demo\"}], participantTokenConfigurations: [{userId: \"host-1\", capabilities: [PUBLISH, SUBSCRIBE]}]}\n  ) {\n    __typename\n    ... on CreateStagePayload {\n      stage {\n        arn\n        name\n      }\n      participantTokens {\n        participantId\n        token\n        expirationTime\n      }\n    }\n    ... on IvsValidationError {\n      faults {\n        path\n        rule\n        message\n      }\n    }\n    ... on IvsWriteOutcomeUnknownError {\n      checkWith\n    }\n    ... on IvsError {\n      code\n      message\n      retryable\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateParticipantToken($stageArn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  createParticipantToken(\n    input: {stageArn: $stageArn, userId: \"guest-7\", durationMinutes: 60, capabilities: [SUBSCRIBE], attributes: [{key: \"role\", value: \"guest\"}]}\n  ) {\n    __typename\n    ... on CreateParticipantTokenPayload {\n      participantToken {\n        participantId\n        token\n        expirationTime\n        stage {\n          arn\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}"): (typeof documents)["mutation CreateParticipantToken($stageArn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/dt6YTHTzgm87\") {\n  createParticipantToken(\n    input: {stageArn: $stageArn, userId: \"guest-7\", durationMinutes: 60, capabilities: [SUBSCRIBE], attributes: [{key: \"role\", value: \"guest\"}]}\n  ) {\n    __typename\n    ... on CreateParticipantTokenPayload {\n      participantToken {\n        participantId\n        token\n        expirationTime\n        stage {\n          arn\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RenameAndTag($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2\") {\n  updateStage(input: {arn: $arn, name: \"late-desk-b\"}) {\n    __typename\n    ... on UpdateStagePayload {\n      stage {\n        name\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n  tagResource(input: {resourceArn: $arn, tags: [{key: \"studio\", value: \"b\"}]}) {\n    __typename\n    ... on TagResourcePayload {\n      resource {\n        tags {\n          key\n          value\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}"): (typeof documents)["mutation RenameAndTag($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/wIJFzo4Vo1H2\") {\n  updateStage(input: {arn: $arn, name: \"late-desk-b\"}) {\n    __typename\n    ... on UpdateStagePayload {\n      stage {\n        name\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n  tagResource(input: {resourceArn: $arn, tags: [{key: \"studio\", value: \"b\"}]}) {\n    __typename\n    ... on TagResourcePayload {\n      resource {\n        tags {\n          key\n          value\n        }\n      }\n    }\n    ... on IvsError {\n      code\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ById($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE\") {\n  resource(arn: $arn) {\n    __typename\n    id\n    ... on Stage {\n      name\n    }\n  }\n  stage(arn: $arn) {\n    id\n    name\n  }\n  tags(resourceArn: $arn) {\n    key\n    value\n  }\n}"): (typeof documents)["query ById($arn: Arn! = \"arn:aws:ivs:us-west-2:123456789012:stage/AU8tHz4b5nIE\") {\n  resource(arn: $arn) {\n    __typename\n    id\n    ... on Stage {\n      name\n    }\n  }\n  stage(arn: $arn) {\n    id\n    name\n  }\n  tags(resourceArn: $arn) {\n    key\n    value\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;