import { createHash } from "node:crypto";
import type { AutoParticipantRecordingConfiguration } from "@aws-sdk/client-ivs-realtime";

import { arnOf } from "./arn.ts";
import type { Session, StageRecord, StorageConfigurationRecord } from "./state.ts";
import type { World } from "./world.ts";

type Making = Pick<World, "region" | "account" | "state" | "random">;

/** How many sessions a stage remembers; an endless scenario must not fill the memory. */
const rememberedSessions = 100;

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
  }));
}

/** Ends the stage's session and forgets the stage. */
export function removeStage(world: Pick<World, "clock" | "state">, stage: StageRecord): void {
  endSession(world, stage);
  world.state.stages.delete(stage.arn);
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

/** The open session, if anybody is on the stage. */
export function activeSession(stage: StageRecord): Session | undefined {
  const last = stage.sessions.at(-1);
  return last?.endTime ? undefined : last;
}

/** Opens a session, as the first participant who joins does; an open one is kept and returned. */
export function startSession(world: Pick<World, "clock" | "random">, stage: StageRecord): Session {
  const open = activeSession(stage);
  if (open) return open;
  const session: Session = {
    sessionId: `st-${world.random.alphanumeric(13)}`,
    startTime: new Date(world.clock.now()),
  };
  stage.sessions = [...stage.sessions.slice(1 - rememberedSessions), session];
  return session;
}

/** Closes the open session and returns it; undefined when there is none. */
export function endSession(world: Pick<World, "clock">, stage: StageRecord): Session | undefined {
  const session = activeSession(stage);
  if (session) session.endTime = new Date(world.clock.now());
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
