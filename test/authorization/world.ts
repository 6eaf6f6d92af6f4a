import { generateKeyPairSync } from "node:crypto";

import { startGateway } from "../support/gateway.ts";
import { createSigningKey, jwtEnv, signToken, startIssuer, startsAt } from "../support/issuer.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { createTenant } from "../binding/world.ts";

export type World = Awaited<ReturnType<typeof startWorld>>;

const many = 10_000;

/** An account where there is one of everything that the graph can show, and whoever asks for it. */
export async function startWorld() {
  const key = await createSigningKey("one");
  const gateway = await startGateway({
    env: {
      ...routerEnv,
      ...tokenKeyEnv,
      ...jwtEnv(await startIssuer(key)),
      IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "100000",
    },
    settings: {
      throttle: "off",
      compositionsPerAccount: many,
      encoderConfigurationsPerAccount: many,
      storageConfigurationsPerAccount: many,
      ingestConfigurationsPerAccount: many,
      publicKeysPerRegion: many,
    },
    headers: as("operator"),
  });
  const tenant = await createTenant(gateway, "acme");
  const { storage, encoder, stage, host } = tenant;
  const recorded = { s3: { storageConfigurationArn: storage, encoderConfigurationArns: [encoder] } };

  /** Does a mutation as the operator and hands back what `selection` shows of its payload. */
  async function make(mutation: string, input: object, selection: string): Promise<Record<string, never>> {
    const Name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
    const document = `mutation ($input: ${Name}Input!) { made: ${mutation}(input: $input) { ... on IvsError { message } ... on ${Name}Payload { ${selection} } } }`;
    const { data, errors } = await gateway.query(document, { input });
    if (errors || "message" in data.made) throw new Error(JSON.stringify([data, errors]));
    return data.made;
  }
  const publicKeyMaterial = () =>
    generateKeyPairSync("ec", {
      namedCurve: "P-384",
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    }).publicKey;
  const arnOf = async (mutation: string, input: object, member: string): Promise<string> =>
    (await make(mutation, input, `${member} { arn }`))[member]?.["arn"] ?? "";
  const fresh = {
    stage: () => gateway.emulator.stages.create({ name: "fresh" }).arn,
    storage: () => gateway.emulator.storageConfigurations.create({ s3: { bucketName: "fresh" } }).arn,
    encoder: () => arnOf("createEncoderConfiguration", {}, "encoderConfiguration"),
    publicKey: () => arnOf("importPublicKey", { publicKeyMaterial: publicKeyMaterial() }, "publicKey"),
    ingest: () => arnOf("createIngestConfiguration", { ingestProtocol: "RTMPS" }, "ingestConfiguration"),
    composition: (input: object = {}) =>
      arnOf(
        "startComposition",
        {
          stageArn: gateway.emulator.stages.create({ name: "fresh" }).arn,
          destinations: [{ target: recorded }],
          ...input,
        },
        "composition",
      ),
    publisher() {
      const { arn } = gateway.emulator.stages.create({ name: "fresh" });
      const participant = gateway.emulator.stages.stage(arn).join({ userId: "fresh" });
      participant.publish();
      return { stageArn: arn, participantId: participant.participantId };
    },
    async replication() {
      const { stageArn: sourceStageArn, participantId } = fresh.publisher();
      const input = { sourceStageArn, destinationStageArn: fresh.stage(), participantId };
      await make("startParticipantReplication", input, "__typename");
      return input;
    },
    publicKeyMaterial,
  };

  host.exchangeToken({ userId: "acme-host" });
  const publicKey = await fresh.publicKey();
  await make(
    "updateStage",
    {
      arn: stage,
      autoParticipantRecordingConfiguration: {
        storageConfigurationArn: storage,
        hlsConfiguration: { targetSegmentDurationSeconds: 4 },
        thumbnailConfiguration: { recordingMode: "INTERVAL" },
      },
    },
    "__typename",
  ).catch(() => undefined);
  const redundant = await arnOf(
    "createIngestConfiguration",
    { ingestProtocol: "RTMPS", redundantIngest: true, stageArn: stage },
    "ingestConfiguration",
  );
  const pip = await fresh.composition({
    stageArn: stage,
    layout: { pip: { gridGap: 1 } },
    destinations: [
      {
        target: {
          s3: {
            ...recorded.s3,
            recordingConfiguration: { format: "HLS", hlsConfiguration: { targetSegmentDurationSeconds: 4 } },
            thumbnailConfigurations: [{ targetIntervalSeconds: 30 }],
          },
        },
      },
    ],
  });
  const video = await arnOf(
    "createEncoderConfiguration",
    { video: { width: 640, height: 360 } },
    "encoderConfiguration",
  );
  const expired = await signToken(key, { exp: startsAt - 3_600 });
  return { gateway, ...tenant, publicKey, redundant, pip, video, recorded, fresh, expired };
}

/** The five kinds of viewers, by the headers of what they send. */
export const viewers: Readonly<Record<string, (world: World) => Record<string, string>>> = {
  nobody: () => ({}),
  "a reader": () => as("reader", { scopes: ["ivs:read"] }),
  "who may do everything": () => as("everything"),
  "who is bound to another stage": () => as("bound", { stages: ["tenant=beta"] }),
  "who has expired": ({ expired }) => ({ authorization: `Bearer ${expired}` }),
};
