import { encodeGlobalId } from "../../src/graph/global-id.ts";
import type { World } from "./world.ts";

type Args = (world: World) => object | Promise<object>;

/** What to give each field of the root types. Those that need nothing may be absent. */
export const rootArguments: Readonly<Record<string, Args>> = {
  node: ({ stage }) => ({ id: encodeGlobalId("Stage", stage) }),
  nodes: ({ stage }) => ({ ids: [encodeGlobalId("Stage", stage)] }),
  resource: ({ stage }) => ({ arn: stage }),
  tags: ({ stage }) => ({ resourceArn: stage }),
  _entities: (world) => ({ representations: representationsOf(world) }),
  stage: ({ stage }) => ({ arn: stage }),
  stageSession: ({ stage, host }) => ({ stageArn: stage, sessionId: host.sessionId }),
  participant: ({ stage, host }) => ({ stageArn: stage, participantId: host.participantId }),
  composition: ({ pip }) => ({ arn: pip }),
  encoderConfiguration: ({ video }) => ({ arn: video }),
  storageConfiguration: ({ storage }) => ({ arn: storage }),
  ingestConfiguration: ({ redundant }) => ({ arn: redundant }),
  publicKey: ({ publicKey }) => ({ arn: publicKey }),

  createStage: () => input({ participantTokenConfigurations: [{}] }),
  updateStage: ({ fresh }) => input({ arn: fresh.stage(), name: "updated" }),
  deleteStage: ({ fresh }) => input({ arn: fresh.stage() }),
  createParticipantToken: ({ stage }) => input({ stageArn: stage }),
  signParticipantToken: ({ stage }) => input({ stageArn: stage }),
  disconnectParticipant: ({ fresh }) => input(fresh.publisher()),
  startParticipantReplication: ({ fresh }) => input(replicationOf(fresh)),
  stopParticipantReplication: async ({ fresh }) => input(await fresh.replication()),
  startComposition: ({ fresh, recorded }) =>
    input({ stageArn: fresh.stage(), destinations: [{ target: recorded }] }),
  stopComposition: async ({ fresh }) => input({ arn: await fresh.composition() }),
  createEncoderConfiguration: () => input({}),
  deleteEncoderConfiguration: async ({ fresh }) => input({ arn: await fresh.encoder() }),
  createStorageConfiguration: () => input({ s3: { bucketName: "abc" } }),
  deleteStorageConfiguration: ({ fresh }) => input({ arn: fresh.storage() }),
  createIngestConfiguration: ({ stage }) => input({ ingestProtocol: "RTMPS", stageArn: stage }),
  updateIngestConfiguration: async ({ fresh }) => input({ arn: await fresh.ingest(), redundantIngest: true }),
  deleteIngestConfiguration: async ({ fresh }) => input({ arn: await fresh.ingest() }),
  importPublicKey: ({ fresh }) => input({ publicKeyMaterial: fresh.publicKeyMaterial() }),
  deletePublicKey: async ({ fresh }) => input({ arn: await fresh.publicKey() }),
  tagResource: ({ stage }) => input({ resourceArn: stage, tags: [{ key: "a", value: "b" }] }),
  untagResource: ({ stage }) => input({ resourceArn: stage, tagKeys: ["a"] }),
};

/** Something of every kind that other subgraphs refer to, by each of its keys. */
function representationsOf(world: World): object[] {
  const { stage, host, pip, video, storage, redundant, publicKey } = world;
  const { sessionId, participantId } = host;
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    Stage: { arn: stage },
    StageSession: { stageArn: stage, sessionId },
    Participant: { stageArn: stage, sessionId, participantId },
    Composition: { arn: pip },
    EncoderConfiguration: { arn: video },
    StorageConfiguration: { arn: storage },
    IngestConfiguration: { arn: redundant },
    PublicKey: { arn: publicKey },
  };
  return Object.entries(named).flatMap(([__typename, key]) => [
    { __typename, ...key },
    { __typename, id: encodeGlobalId(__typename, Object.values(key).join("|")) },
  ]);
}

function input(value: object): object {
  return { input: value };
}

function replicationOf(fresh: World["fresh"]): object {
  const { stageArn, participantId } = fresh.publisher();
  return { sourceStageArn: stageArn, destinationStageArn: fresh.stage(), participantId };
}

/** What to give the fields of other types, by the name of the argument. */
export const otherArguments: Readonly<Record<string, (world: World) => unknown>> = {
  key: () => "canary",
  sessionId: ({ host }) => host.sessionId,
  participantId: ({ host }) => host.participantId,
  ids: ({ host }) => [host.participantId],
};

/** How to come to an object of each type. What mutations answer with is found by itself. */
export const ways: Readonly<Record<string, string>> = {
  AutoParticipantRecordingConfiguration: "stage autoParticipantRecordingConfiguration",
  ParticipantThumbnailConfiguration: "stage autoParticipantRecordingConfiguration thumbnailConfiguration",
  ParticipantRecordingHlsConfiguration: "stage autoParticipantRecordingConfiguration hlsConfiguration",
  Composition: "composition",
  CompositionConnection: "compositions",
  CompositionEdge: "compositions edges",
  CompositionDestination: "composition destinations",
  CompositionDestinationConfiguration: "composition destinations configuration",
  CompositionRecordingConfiguration: "composition destinations configuration recordingConfiguration",
  CompositionRecordingHlsConfiguration:
    "composition destinations configuration recordingConfiguration hlsConfiguration",
  CompositionThumbnailConfiguration: "composition destinations configuration thumbnailConfigurations",
  GridConfiguration: "compositions nodes layout ...GridConfiguration",
  PipConfiguration: "composition layout ...PipConfiguration",
  EncoderConfiguration: "encoderConfiguration",
  EncoderConfigurationConnection: "encoderConfigurations",
  EncoderConfigurationEdge: "encoderConfigurations edges",
  EncoderVideo: "encoderConfiguration video",
  ExchangedParticipantToken: "participant events nodes newToken",
  IngestConfiguration: "ingestConfiguration",
  IngestConfigurationConnection: "ingestConfigurations",
  IngestConfigurationEdge: "ingestConfigurations edges",
  RedundantIngestCredential: "ingestConfiguration redundantIngestCredentials",
  IvsAttribute: "participant attributes",
  IvsTag: "tags",
  IvsUpstream: "upstream",
  IvsOperationQuota: "upstream operations",
  IvsWaitingCalls: "upstream operations waiting",
  PageInfo: "stages pageInfo",
  Participant: "participant",
  ParticipantConnection: "stage participants",
  ParticipantEdge: "stage participants edges",
  ParticipantEvent: "participant events nodes",
  ParticipantEventConnection: "participant events",
  ParticipantEventEdge: "participant events edges",
  ParticipantReplica: "participant replicas nodes",
  ParticipantReplicaConnection: "participant replicas",
  ParticipantReplicaEdge: "participant replicas edges",
  PublicKey: "publicKey",
  PublicKeyConnection: "publicKeys",
  PublicKeyEdge: "publicKeys edges",
  S3StorageConfiguration: "storageConfiguration s3",
  Stage: "stage",
  StageConnection: "stages",
  StageEdge: "stages edges",
  StageEndpoints: "stage endpoints",
  StagePresence: "stage presence",
  StageSession: "stageSession",
  StageSessionConnection: "stage sessions",
  StageSessionEdge: "stage sessions edges",
  StorageConfiguration: "storageConfiguration",
  StorageConfigurationConnection: "storageConfigurations",
  StorageConfigurationEdge: "storageConfigurations edges",
  ParticipantToken: "createParticipantToken ...CreateParticipantTokenPayload participantToken",
  _Service: "_service",
};

/** What is there for everybody who may read: pages without anything on them, and what is of the program itself. */
export const ofNobody: ReadonlySet<string> = new Set([
  "CompositionConnection",
  "EncoderConfigurationConnection",
  "IngestConfigurationConnection",
  "PublicKeyConnection",
  "StageConnection",
  "StorageConfigurationConnection",
  "PageInfo",
  "IvsUpstream",
  "_Service",
]);
