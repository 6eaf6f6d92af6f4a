import {
  CreateEncoderConfigurationCommand,
  CreateIngestConfigurationCommand,
  StartCompositionCommand,
  StartParticipantReplicationCommand,
} from "@aws-sdk/client-ivs-realtime";

import { createClient } from "../../src/upstream/client.ts";
import type { Gateway } from "../support/gateway.ts";
import { channelArn } from "../support/resources.ts";

export type Tenant = Awaited<ReturnType<typeof createTenant>>;

/** What a tenant has: everything that a stage can have, each with the tenant's name in all that it says. */
export async function createTenant({ emulator }: Gateway, tenant: string) {
  const { url: endpoint, region, stages, storageConfigurations, ingest } = emulator;
  const client = createClient({ backend: "emulator", endpoint, region });
  const tags = { tenant, canary: `${tenant}-tag` };
  const storage = storageConfigurations.create({
    name: `${tenant}-storage`,
    s3: { bucketName: `${tenant}-bucket` },
    tags,
  }).arn;
  const stage = stages.create({
    name: `${tenant}-stage`,
    tags,
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage },
  }).arn;
  const annex = stages.create({ name: `${tenant}-annex`, tags }).arn;
  const { encoderConfiguration } = await client.send(
    new CreateEncoderConfigurationCommand({ name: `${tenant}-encoder`, tags }),
  );
  const encoder = encoderConfiguration?.arn ?? "";
  const host = stages
    .stage(stage)
    .join({ userId: `${tenant}-host`, attributes: { canary: `${tenant}-attribute` } });
  host.publish();
  await client.send(
    new StartParticipantReplicationCommand({
      sourceStageArn: stage,
      destinationStageArn: annex,
      participantId: host.participantId,
    }),
  );
  const configured = await client.send(
    new CreateIngestConfigurationCommand({
      name: `${tenant}-ingest`,
      stageArn: stage,
      userId: `${tenant}-camera`,
      attributes: { canary: `${tenant}-camera` },
      ingestProtocol: "RTMPS",
      tags,
    }),
  );
  const {
    arn: ingestArn = "",
    streamKey = "",
    participantId: cameraId = "",
  } = configured.ingestConfiguration ?? {};
  ingest.start(streamKey);
  const started = await client.send(
    new StartCompositionCommand({
      stageArn: stage,
      tags,
      destinations: [
        { channel: { channelArn } },
        {
          name: `${tenant}-file`,
          s3: { storageConfigurationArn: storage, encoderConfigurationArns: [encoder] },
        },
      ],
    }),
  );
  client.destroy();
  return {
    tenant,
    stage,
    annex,
    storage,
    encoder,
    host,
    ingest: ingestArn,
    streamKey,
    cameraId,
    composition: started.composition?.arn ?? "",
  };
}
