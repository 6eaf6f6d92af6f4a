import {
  CreateEncoderConfigurationCommand,
  CreateIngestConfigurationCommand,
  CreateStorageConfigurationCommand,
  StartCompositionCommand,
  type CreateIngestConfigurationRequest,
  type IngestConfiguration,
  type IVSRealTimeClient,
  type StartCompositionRequest,
} from "@aws-sdk/client-ivs-realtime";

import type { Started } from "./start.ts";

/** The ARN of a new encoder configuration. */
export async function createdEncoder(client: IVSRealTimeClient): Promise<string> {
  const { encoderConfiguration } = await client.send(new CreateEncoderConfigurationCommand({}));
  return encoderConfiguration?.arn ?? "";
}

/** The ARN of a new storage configuration. */
export async function createdStorage(client: IVSRealTimeClient, bucketName = "recordings"): Promise<string> {
  const { storageConfiguration } = await client.send(
    new CreateStorageConfigurationCommand({ s3: { bucketName } }),
  );
  return storageConfiguration?.arn ?? "";
}

/** A new ingest configuration as CreateIngestConfiguration shows it; RTMPS unless told otherwise. */
export async function createdIngest(
  client: IVSRealTimeClient,
  input: Partial<CreateIngestConfigurationRequest> = {},
): Promise<IngestConfiguration & { arn: string; streamKey: string; participantId: string }> {
  const { ingestConfiguration } = await client.send(
    new CreateIngestConfigurationCommand({ ingestProtocol: "RTMPS", ...input }),
  );
  return { arn: "", streamKey: "", participantId: "", ...ingestConfiguration } as IngestConfiguration & {
    arn: string;
    streamKey: string;
    participantId: string;
  };
}

/** Somebody publishes on the stage from now on; the returned function ends it. */
export async function publishOn({ client, emulator }: Started, stageArn: string): Promise<() => void> {
  const { streamKey } = await createdIngest(client, { stageArn });
  emulator.ingest.start(streamKey);
  return () => void emulator.ingest.stop(streamKey);
}

export interface StartedComposition {
  stage: string;
  encoder: string;
  storage: string;
  composition: string;
}

/** A composition that records a new stage to a new bucket, with the ARNs of all that it needs. */
export async function startedComposition(
  { client, emulator }: Started,
  input: Partial<StartCompositionRequest> = {},
): Promise<StartedComposition> {
  const stage = input.stageArn ?? emulator.stages.create().arn;
  const encoder = await createdEncoder(client);
  const storage = await createdStorage(client);
  const { composition } = await client.send(
    new StartCompositionCommand({
      stageArn: stage,
      destinations: [{ s3: { storageConfigurationArn: storage, encoderConfigurationArns: [encoder] } }],
      ...input,
    }),
  );
  return { stage, encoder, storage, composition: composition?.arn ?? "" };
}
