import type { OperationName } from "../../src/upstream/operations.ts";
import type { Gateway } from "../support/gateway.ts";
import { channelArn } from "../support/resources.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";

type Input = Record<string, unknown>;

/** A mutation whose input takes `idempotencyKey`. */
export interface KeyedMutation {
  title: string;
  field: string;
  operation: OperationName;
  /** An input that succeeds. What it takes to prepare is not counted. */
  input(gateway: Gateway): Promise<Input> | Input;
  /** What makes it another input. */
  other: Input;
  selection: string;
  /** What its refusal of a repetition must name, where its payload holds a secret: a place in the payload. */
  secret?: { text: string[]; named: string[] };
  /** What counts at the emulator what it has made so far. */
  made(gateway: Gateway): number;
}

interface World {
  collections: Record<string, { sequence: number; items: { tokens?: Entries; replications?: Row[] }[] }>;
}
type Entries = { $map: unknown[] };
type Row = { state: string };

const worldOf = (gateway: Gateway) => gateway.emulator.snapshot().state as World;
const created = (kind: string) => (gateway: Gateway) => worldOf(gateway).collections[kind]?.sequence ?? 0;
const stagesOf = (gateway: Gateway) => worldOf(gateway).collections["stages"]?.items ?? [];
const tokensMade = (gateway: Gateway) =>
  stagesOf(gateway).reduce((count, { tokens }) => count + (tokens?.$map.length ?? 0), 0);
const replicationsOf = (gateway: Gateway) =>
  stagesOf(gateway).flatMap(({ replications = [] }) => replications);

const stageOf = (gateway: Gateway) => gateway.emulator.stages.create({ name: "before" }).arn;

/** Somebody who publishes, and a stage to be replicated to. */
function publisherOf(gateway: Gateway) {
  const sourceStageArn = stageOf(gateway);
  const publisher = gateway.emulator.stages.stage(sourceStageArn).join();
  publisher.publish();
  const { participantId } = publisher;
  return { sourceStageArn, destinationStageArn: stageOf(gateway), participantId };
}

const pair = [{ key: "other", value: "" }];
const tokenSecret = {
  text: ["participantToken", "token"],
  named: ["participantToken", "participantId"],
};

export const keyedMutations: KeyedMutation[] = [
  {
    title: "createStage",
    field: "createStage",
    operation: "CreateStage",
    input: () => ({ name: "green-room", tags: [{ key: "team", value: "sport" }] }),
    other: { name: "red-room" },
    selection: "stage { arn name tags { key value } endpoints { whip } asOf }",
    made: created("stages"),
  },
  {
    title: "createStage with tokens",
    field: "createStage",
    operation: "CreateStage",
    input: () => ({ name: "green-room", participantTokenConfigurations: [{ userId: "alice" }, {}] }),
    other: { participantTokenConfigurations: [{}, { userId: "alice" }] },
    selection: "stage { arn } participantTokens { token }",
    secret: { text: ["participantTokens", "0", "token"], named: ["stage", "arn"] },
    made: created("stages"),
  },
  {
    title: "createParticipantToken",
    field: "createParticipantToken",
    operation: "CreateParticipantToken",
    input: (gateway) => ({ stageArn: stageOf(gateway), userId: "bob" }),
    other: { userId: "rob" },
    selection: "participantToken { token participantId stageArn }",
    secret: tokenSecret,
    made: tokensMade,
  },
  {
    title: "signParticipantToken",
    field: "signParticipantToken",
    operation: "GetStage",
    input: (gateway) => ({ stageArn: stageOf(gateway), userId: "bob" }),
    other: { participantId: "rob" },
    selection: "participantToken { token participantId stageArn }",
    secret: tokenSecret,
    made: () => 0,
  },
  {
    title: "createEncoderConfiguration",
    field: "createEncoderConfiguration",
    operation: "CreateEncoderConfiguration",
    input: () => ({ name: "vertical", video: { width: 720, height: 1280 } }),
    other: { video: { width: 722, height: 1280 } },
    selection: "encoderConfiguration { arn name video { width height } asOf }",
    made: created("encoderConfigurations"),
  },
  {
    title: "createStorageConfiguration",
    field: "createStorageConfiguration",
    operation: "CreateStorageConfiguration",
    input: () => ({ name: "archive", s3: { bucketName: "my-archive" } }),
    other: { s3: { bucketName: "your-archive" } },
    selection: "storageConfiguration { arn name s3 { bucketName } asOf }",
    made: created("storageConfigurations"),
  },
  {
    title: "createIngestConfiguration",
    field: "createIngestConfiguration",
    operation: "CreateIngestConfiguration",
    input: (gateway) => ({ stageArn: stageOf(gateway), ingestProtocol: "RTMPS" }),
    other: { ingestProtocol: "RTMP", insecureIngest: true },
    selection: "ingestConfiguration { arn streamKey }",
    secret: { text: ["ingestConfiguration", "streamKey"], named: ["ingestConfiguration", "arn"] },
    made: created("ingestConfigurations"),
  },
  {
    title: "importPublicKey",
    field: "importPublicKey",
    operation: "ImportPublicKey",
    input: () => ({ name: "signer", publicKeyMaterial: tokenPublicKeyPem }),
    other: { name: "singer" },
    selection: "publicKey { arn name fingerprint asOf }",
    made: created("publicKeys"),
  },
  {
    title: "startComposition",
    field: "startComposition",
    operation: "StartComposition",
    input: (gateway) => ({
      stageArn: stageOf(gateway),
      destinations: [{ target: { channel: { channelArn } } }],
    }),
    other: { tags: pair },
    selection: "composition { arn state stageArn startTime asOf }",
    made: created("compositions"),
  },
  {
    title: "startParticipantReplication",
    field: "startParticipantReplication",
    operation: "StartParticipantReplication",
    input: (gateway) => ({ ...publisherOf(gateway), reconnectWindowSeconds: 60 }),
    other: { attributes: pair },
    selection: "participantId sourceStageArn destinationStage { arn }",
    made: (gateway) => replicationsOf(gateway).length,
  },
  {
    title: "stopParticipantReplication",
    field: "stopParticipantReplication",
    operation: "StopParticipantReplication",
    async input(gateway) {
      const input = publisherOf(gateway);
      const { data } = await gateway.query(
        "mutation ($input: StartParticipantReplicationInput!) { made: startParticipantReplication(input: $input) { __typename } }",
        { input },
      );
      if (data.made.__typename !== "StartParticipantReplicationPayload")
        throw new Error("There is no replication to stop.");
      gateway.emulator.resetCalls();
      return input;
    },
    other: { participantId: "anotherOne42" },
    selection: "participantId sourceStageArn destinationStage { arn }",
    made: (gateway) => replicationsOf(gateway).filter(({ state }) => state === "STOPPED").length,
  },
];

const capital = (field: string) => field.charAt(0).toUpperCase() + field.slice(1);

/** The operation that a client sends for it, with every error's fields. */
export function documentOf({ field, selection }: Pick<KeyedMutation, "field" | "selection">): string {
  return `mutation ($input: ${capital(field)}Input!) { made: ${field}(input: $input) { __typename
    ... on IvsError { message code retryable retryAfterMs requestId }
    ... on IvsValidationError { faults { path rule message } }
    ... on IvsWriteOutcomeUnknownError { checkWith }
    ... on ${capital(field)}Payload { ${selection} } } }`;
}

/** Sends it once. */
export async function send(
  gateway: Gateway,
  mutation: Pick<KeyedMutation, "field" | "selection">,
  input: object,
) {
  const { data, errors, status } = await gateway.query(documentOf(mutation), { input });
  return { made: data?.made, errors, status };
}

/** What stands at a place of an answer. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}
