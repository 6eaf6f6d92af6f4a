import { createHash } from "node:crypto";
import type { AutoParticipantRecordingConfiguration } from "@aws-sdk/client-ivs-realtime";

import { arnOf } from "./arn.ts";
import { detachBroadcasters } from "./ingest.ts";
import { closing, leave } from "./participants.ts";
import { abandonRecording } from "./recording.ts";
import { stopReplication } from "./replication.ts";
import { activeSession } from "./session.ts";
import type { Session, StageRecord, StorageConfigurationRecord } from "./state.ts";
import type { Living, World } from "./world.ts";

type Making = Pick<World, "region" | "account" | "state" | "random">;

/** How many deleted stages may be read about, at most. */
const rememberedStages = 100;

/** Adds a stage that nobody has joined. */
export function addStage(
  world: Making,
  stage: Pick<StageRecord, "name" | "tags"> & {
    recording: AutoParticipantRecordingConfiguration | undefined;
  },
): StageRecord {
  return world.state.stages.add((sequence) => ({
    sequence,
    arn: arnOf(world, "stage", world.random.alphanumeric(12)),
    name: stage.name,
    tags: { ...stage.tags },
    recording: recordingWithDefaults(stage.recording),
    endpoints: endpointsOf(world),
    sessions: [],
    tokens: new Map(),
    replications: [],
  }));
}

/** Ends what goes on on the stage and deletes it; what is left to read is up to the settings. */
export function removeStage(world: Living, stage: StageRecord): void {
  const { clock, settings, state } = world;
  detachBroadcasters(world, stage);
  for (const replication of stage.replications) stopReplication(world, replication);
  endSession(world, stage);
  for (const session of stage.sessions)
    for (const participant of session.participants.values()) abandonRecording(world, participant);
  state.stages.delete(stage.arn);
  stage.deletedAt = new Date(clock.now());
  const forgottenAt = clock.now() - settings.deletedStageReadableMs;
  const remembered = [...state.deletedStages, stage].filter(
    ({ deletedAt = 0 }) => Number(deletedAt) > forgottenAt,
  );
  state.deletedStages.splice(0, Infinity, ...remembered.slice(-rememberedStages));
  world.happened({ kind: "stageDeleted", stageArn: stage.arn, at: stage.deletedAt });
}

export function addStorageConfiguration(
  world: Making,
  { name, s3, tags }: Pick<StorageConfigurationRecord, "name" | "s3" | "tags">,
): StorageConfigurationRecord {
  const arn = arnOf(world, "storage-configuration", world.random.alphanumeric(12));
  return world.state.storageConfigurations.add((sequence) => ({
    sequence,
    arn,
    name,
    s3,
    tags: { ...tags },
  }));
}

/** Throws everybody out, closes the open session and returns it; undefined when there is none. */
export function endSession(world: Living, stage: StageRecord): Session | undefined {
  const session = activeSession(stage);
  if (!session) return undefined;
  for (const participant of session.participants.values()) leave(world, participant);
  world.agenda.cancel(closing(stage, session));
  session.endTime = new Date(world.clock.now());
  world.happened({
    kind: "sessionClosed",
    stageArn: stage.arn,
    sessionId: session.sessionId,
    at: session.endTime,
  });
  return session;
}

/** The whole configuration. Without a storage configuration recording is off and every field has its default. */
export function recordingWithDefaults(
  given: AutoParticipantRecordingConfiguration | undefined,
): Required<AutoParticipantRecordingConfiguration> {
  const asked = given?.storageConfigurationArn ? given : undefined;
  return {
    storageConfigurationArn: asked?.storageConfigurationArn ?? "",
    mediaTypes: asked?.mediaTypes ?? ["AUDIO_VIDEO"],
    thumbnailConfiguration: {
      targetIntervalSeconds: asked?.thumbnailConfiguration?.targetIntervalSeconds ?? 60,
      storage: asked?.thumbnailConfiguration?.storage ?? ["SEQUENTIAL"],
      recordingMode: asked?.thumbnailConfiguration?.recordingMode ?? "DISABLED",
    },
    recordingReconnectWindowSeconds: asked?.recordingReconnectWindowSeconds ?? 0,
    hlsConfiguration: {
      targetSegmentDurationSeconds: asked?.hlsConfiguration?.targetSegmentDurationSeconds ?? 6,
    },
    recordParticipantReplicas: asked?.recordParticipantReplicas ?? true,
  };
}

/** AWS gives an account the same addresses for all its stages in a Region; ours lead nowhere. */
function endpointsOf({ region, account }: Pick<World, "region" | "account">) {
  const host = createHash("sha256").update(`${region}/${account}`).digest("hex").slice(0, 12);
  return {
    events: "wss://global.events.live-video.net",
    whip: `https://${host}.global-bm.whip.live-video.net`,
    rtmp: `rtmp://${host}.global-contribute.live-video.net/app/`,
    rtmps: `rtmps://${host}.global-contribute.live-video.net:443/app/`,
  };
}
