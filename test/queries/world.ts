import {
  CreateEncoderConfigurationCommand,
  CreateIngestConfigurationCommand,
  type DestinationConfiguration,
  ImportPublicKeyCommand,
  type IVSRealTimeClient,
  StartCompositionCommand,
  StartParticipantReplicationCommand,
} from "@aws-sdk/client-ivs-realtime";

import type { Emulator, EmulatorSettings } from "../../src/emulator/server.ts";
import { createClient } from "../../src/upstream/client.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";

/** What the worlds need of the account. */
export const worldSettings: Partial<EmulatorSettings> = { throttle: "off", compositionsPerAccount: 200 };

export const channelArn = "arn:aws:ivs:us-west-2:123456789012:channel/DOlMW4dfMR8r";
export const unknownStageArn = "arn:aws:ivs:us-west-2:123456789012:stage/doesNotExist";

export type Studio = Awaited<ReturnType<typeof studio>>;

/**
 * An account where everything is linked with everything. On `show` are alice, who publishes and is replicated to `away`,
 * bob, who receives her, and carol, who has left; dave was there in a session before. On `away` are erin and an encoder, on
 * `backstage` frank and another, in the `lobby` is nobody. `show` is composed twice, `away` once.
 */
export async function studio(emulator: Emulator) {
  const client = clientOf(emulator);
  const { stages, storageConfigurations, ingest } = emulator;
  const archive = storageConfigurations.create({ name: "archive", s3: { bucketName: "archive" } }).arn;
  const takes = storageConfigurations.create({ name: "takes", s3: { bucketName: "takes" } }).arn;
  const recordedTo = (storageConfigurationArn: string) => ({
    autoParticipantRecordingConfiguration: { storageConfigurationArn },
  });
  const show = stages.create({ name: "show", tags: { team: "sport" }, ...recordedTo(takes) }).arn;
  const away = stages.create({ name: "away", ...recordedTo(archive) }).arn;
  const lobby = stages.create({ name: "lobby" }).arn;
  const backstage = stages.create({ name: "backstage", tags: { team: "news" }, ...recordedTo(takes) }).arn;

  const dave = stages.stage(show).join({ userId: "dave" });
  dave.leave();
  stages.stage(show).endSession();
  const alice = stages.stage(show).join({ userId: "alice", attributes: { role: "host" } });
  alice.publish();
  const bob = stages.stage(show).join({ userId: "bob", attributes: { role: "guest" } });
  bob.subscribe(alice.participantId);
  const carol = stages.stage(show).join({ userId: "carol" });
  carol.leave();
  const erin = stages.stage(away).join({ userId: "erin" });
  erin.publish();
  const frank = stages.stage(backstage).join({ userId: "frank" });
  frank.publish();
  const { participantId } = alice;
  await client.send(
    new StartParticipantReplicationCommand({
      sourceStageArn: show,
      destinationStageArn: away,
      participantId,
    }),
  );

  const encoder = async (name: string) =>
    (await client.send(new CreateEncoderConfigurationCommand({ name }))).encoderConfiguration?.arn ?? "";
  const [hd, sd] = [await encoder("hd"), await encoder("sd")];
  const toBucket = (storageConfigurationArn: string, encoderArn: string) => ({
    s3: { storageConfigurationArn, encoderConfigurationArns: [encoderArn] },
  });
  const showLive = await compose(client, show, [
    { channel: { channelArn, encoderConfigurationArn: hd } },
    toBucket(archive, hd),
  ]);
  const awayTaken = await compose(client, away, [toBucket(takes, sd)]);
  const showPlain = await compose(client, show, [{ channel: { channelArn } }]);

  const configure = async (name: string, stageArn: string | undefined, angle: string) => {
    const input = { name, stageArn, attributes: { angle }, userId: name, ingestProtocol: "RTMPS" as const };
    const created = await client.send(new CreateIngestConfigurationCommand(input));
    const { arn = "", participantId: id = "", streamKey = "" } = created.ingestConfiguration ?? {};
    return { arn, participantId: id, streamKey };
  };
  const camera = await configure("camera", away, "wide");
  const spare = await configure("spare", backstage, "close");
  const loose = await configure("loose", undefined, "none");
  ingest.start(camera.streamKey);
  ingest.start(spare.streamKey);

  const imported = await client.send(
    new ImportPublicKeyCommand({ name: "web", publicKeyMaterial: tokenPublicKeyPem }),
  );
  client.destroy();
  emulator.resetCalls();
  return {
    show,
    away,
    lobby,
    backstage,
    alice,
    bob,
    carol,
    dave,
    archive,
    takes,
    hd,
    sd,
    showLive,
    awayTaken,
    showPlain,
    camera,
    spare,
    loose,
    publicKey: imported.publicKey?.arn ?? "",
    awaySession: erin.sessionId,
    backstageSession: frank.sessionId,
  };
}

export type Hundred = Awaited<ReturnType<typeof hundred>>;

/** A hundred stages, each composed. */
export async function hundred(emulator: Emulator) {
  const client = clientOf(emulator);
  const stages = Array.from(
    { length: 100 },
    (_, index) => emulator.stages.create({ name: `stage-${index}` }).arn,
  );
  for (const stageArn of stages) await compose(client, stageArn, [{ channel: { channelArn } }]);
  client.destroy();
  emulator.resetCalls();
  return { stages };
}

export type Crowd = Awaited<ReturnType<typeof crowd>>;

/** One stage with fifty participants. */
export async function crowd(emulator: Emulator) {
  const { arn } = emulator.stages.create({ name: "arena" });
  const stage = emulator.stages.stage(arn);
  const participants = Array.from({ length: 50 }, (_, index) =>
    stage.join({ userId: `user-${index}`, attributes: { seat: `${index}` } }),
  );
  return { arn, sessionId: participants[0]?.sessionId ?? "", participants };
}

const clientOf = ({ url, region }: Emulator) => createClient({ backend: "emulator", endpoint: url, region });

async function compose(
  client: IVSRealTimeClient,
  stageArn: string,
  destinations: DestinationConfiguration[],
): Promise<string> {
  const { composition } = await client.send(new StartCompositionCommand({ stageArn, destinations }));
  return composition?.arn ?? "";
}
