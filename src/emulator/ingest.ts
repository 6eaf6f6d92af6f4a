import type { EventErrorCode, IngestProtocol } from "@aws-sdk/client-ivs-realtime";

import { arnOf, idOf } from "./arn.ts";
import type { Happening } from "./happenings.ts";
import { about, note } from "./participant-event.ts";
import type { ParticipantRecord } from "./participant-record.ts";
import { failPublishing, join, leave, publish } from "./participants.ts";
import { activeSession } from "./session.ts";
import type { IngestConfigurationRecord, StageRecord, StreamCredential } from "./state.ts";
import type { Living, World } from "./world.ts";

/** What became of an encoder's attempt to publish. Without a participant nothing of it was written down. */
export interface Attempt {
  errorCode?: EventErrorCode;
  participant?: ParticipantRecord;
}

export function addIngestConfiguration(
  world: Pick<World, "region" | "account" | "state" | "random">,
  {
    redundantIngest,
    ...asked
  }: Omit<
    IngestConfigurationRecord,
    "arn" | "sequence" | "participantId" | "streamKey" | "redundantCredentials"
  > & {
    redundantIngest: boolean;
  },
): IngestConfigurationRecord {
  const arn = arnOf(world, "ingest-configuration", world.random.alphanumeric(12));
  const credential = newCredential(world, arn);
  return world.state.ingestConfigurations.add((sequence) => ({
    ...asked,
    ...credential,
    sequence,
    arn,
    redundantCredentials: redundantIngest ? newRedundantCredentials(world, arn) : [],
  }));
}

/** What two encoders need to publish the same thing. */
export function newRedundantCredentials(
  world: Pick<World, "region" | "account" | "random">,
  arn: string,
): StreamCredential[] {
  return [newCredential(world, arn), newCredential(world, arn)];
}

/** Who publishes through the configuration now. */
export function broadcasters(
  world: Pick<World, "state">,
  configuration: IngestConfigurationRecord,
): ParticipantRecord[] {
  return encoders(world, configuration).filter((each) => each.publishing);
}

/** Who is connected through the configuration now; one whose publishing failed may still be. */
function encoders(
  { state }: Pick<World, "state">,
  { arn, stageArn }: IngestConfigurationRecord,
): ParticipantRecord[] {
  const stage = state.stages.get(stageArn);
  const participants = (stage && activeSession(stage)?.participants.values()) ?? [];
  return [...participants].filter((each) => each.connected && each.ingestConfigurationArn === arn);
}

/** Throws out whoever is connected through the configuration, because its keys are about to lead elsewhere. */
export function dismissEncoders(world: Living, configuration: IngestConfigurationRecord): void {
  for (const participant of encoders(world, configuration)) leave(world, participant);
}

/** An encoder connects with a stream key and publishes; it is judged as the service would judge it. */
export function startBroadcast(world: Living, streamKey: string, protocol: IngestProtocol): Attempt {
  const { configuration, credential } = findKey(world, streamKey) ?? {};
  const stage = world.state.stages.get(configuration?.stageArn ?? "");
  if (!configuration || !credential || !stage) return { errorCode: "INVALID_STREAM_KEY" };
  const streaming = broadcasters(world, configuration).find(
    ({ participantId }) => participantId === credential.participantId,
  );
  if (streaming) return refuseReuse(world, streaming);
  const participant = join(world, stage, {
    participantId: credential.participantId,
    userId: configuration.userId,
    attributes: configuration.attributes,
    capabilities: ["PUBLISH"],
    protocol,
    ingestConfigurationArn: configuration.arn,
    redundantIngest: configuration.redundantCredentials.length > 0,
  });
  const errorCode =
    protocol === "RTMP" && !configuration.insecureIngest
      ? failPublishing(world, participant, "INVALID_PROTOCOL")
      : publish(world, participant);
  if (errorCode === undefined) return { participant };
  leave(world, participant);
  return { errorCode, participant };
}

/** The encoder with that key goes; false when there was none. */
export function stopBroadcast(world: Living, streamKey: string): boolean {
  const { configuration, credential } = findKey(world, streamKey) ?? {};
  if (!configuration || !credential) return false;
  const connected = encoders(world, configuration).filter(
    ({ participantId }) => participantId === credential.participantId,
  );
  for (const participant of connected) leave(world, participant);
  return connected.length > 0;
}

/**
 * A configuration loses its stage when DisconnectParticipant throws its publisher out. The other encoder of a redundant
 * pair has no stage either then and goes too, unless the settings want the stage kept for it.
 */
export function followParticipants(world: Living, happening: Happening): void {
  if (happening.kind !== "participantDisconnected") return;
  const configuration = world.state.ingestConfigurations.get(happening.ingestConfigurationArn);
  if (configuration?.stageArn !== happening.stageArn) return;
  if (!world.settings.disconnectEndsRedundantPair && encoders(world, configuration).length > 0) return;
  dismissEncoders(world, configuration);
  configuration.stageArn = "";
}

/** Called before a stage goes: only configurations in use lose it, the others go on naming a stage that is no more. */
export function detachBroadcasters(world: Pick<World, "state">, stage: StageRecord): void {
  for (const configuration of world.state.ingestConfigurations.list())
    if (configuration.stageArn === stage.arn && broadcasters(world, configuration).length > 0)
      configuration.stageArn = "";
}

/** The encoder that streams already goes on; only the attempt failed. */
function refuseReuse(world: Living, participant: ParticipantRecord): Attempt {
  const errorCode = "REUSE_OF_STREAM_KEY";
  note(world, participant, "PUBLISH_ERROR", { errorCode });
  world.happened({ kind: "participantPublishError", ...about(world, participant), errorCode });
  return { errorCode, participant };
}

/** With redundant ingest the configuration's own key stands for both encoders and lets none of them in. */
function findKey({ state }: Living, streamKey: string) {
  for (const configuration of state.ingestConfigurations.list()) {
    const { participantId, redundantCredentials } = configuration;
    const own = { participantId, streamKey: configuration.streamKey };
    const usable = redundantCredentials.length > 0 ? redundantCredentials : [own];
    const credential = usable.find((each) => each.streamKey === streamKey);
    if (credential) return { configuration, credential };
  }
  return undefined;
}

function newCredential(
  { region, account, random }: Pick<World, "region" | "account" | "random">,
  arn: string,
): StreamCredential {
  return {
    participantId: random.alphanumeric(12),
    streamKey: `rt_${account}_${region}_${idOf(arn)}_${random.alphanumeric(30)}`,
  };
}
