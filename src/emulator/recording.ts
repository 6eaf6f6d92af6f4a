import { idOf } from "./arn.ts";
import { about } from "./participant-event.ts";
import type { ParticipantRecord } from "./participant-record.ts";
import { activeSession } from "./session.ts";
import type { StageRecord } from "./state.ts";
import type { Living } from "./world.ts";

/** Whether somebody's recording keeps the stage's recording configuration from being changed. */
export function isRecorded(stage: StageRecord): boolean {
  return stage.sessions.some((session) => [...session.participants.values()].some(isBeingRecorded));
}

/** Called when a participant begins to publish: goes on within the reconnect window, otherwise begins anew. */
export function startRecording(world: Living, participant: ParticipantRecord): void {
  const stage = world.state.stages.get(participant.stageArn);
  const storage = world.state.storageConfigurations.get(stage?.recording.storageConfigurationArn ?? "");
  if (!stage || !storage || (participant.source && !stage.recording.recordParticipantReplicas)) return;
  if (isBeingRecorded(participant) && participant.recording.state !== "STOPPING") {
    world.agenda.cancel(errand("stopRecording", participant));
    delete participant.recording.endedAt;
    return;
  }
  if (participant.recording.state === "STOPPING") finishRecording(world, participant);
  const interrupted = interruptedRecording(stage, participant);
  if (interrupted) {
    world.agenda.cancel(errand("stopRecording", interrupted));
    participant.recording = { ...interrupted.recording };
    delete participant.recording.endedAt;
    interrupted.recording.state = "STOPPED";
    return;
  }
  const { sessionId, participantId } = participant;
  const time = new Date(world.clock.now()).toISOString().slice(0, 19).replaceAll(":", "-");
  participant.recording = {
    state: "STARTING",
    bucketName: storage.s3.bucketName ?? "",
    prefix: `${idOf(stage.arn)}/${sessionId}/${participantId}/${time}Z`,
  };
  world.agenda.plan(errand("beginRecording", participant), world.settings.recordingTransitionMs);
}

/** Called when a participant ceases to publish. What is recorded ends after the stage's reconnect window. */
export function releaseRecording(world: Living, participant: ParticipantRecord): void {
  const { recording } = participant;
  if (recording.state !== "STARTING" && recording.state !== "ACTIVE") return;
  recording.endedAt = new Date(world.clock.now());
  const stage = world.state.stages.get(participant.stageArn);
  const windowMs = (stage?.recording.recordingReconnectWindowSeconds ?? 0) * 1000;
  if (recording.state === "ACTIVE" && windowMs > 0)
    world.agenda.plan(errand("stopRecording", participant), windowMs);
  else stopRecording(world, participant);
}

/** STARTING becomes ACTIVE, or FAILED when the bucket is not there. */
export function beginRecording(world: Living, participant: ParticipantRecord): void {
  const { recording } = participant;
  if (recording.state !== "STARTING") return;
  if (world.settings.missingBuckets.includes(recording.bucketName)) {
    failRecording(world, participant, "ResourceNotFoundException", "Bucket not found");
    return;
  }
  recording.state = "ACTIVE";
  recording.startedAt = new Date(world.clock.now());
  world.happened({ kind: "recordingStarted", ...tale(world, participant) });
}

/** The reconnect window is over. */
export function stopRecording(world: Living, participant: ParticipantRecord): void {
  world.agenda.cancel(errand("beginRecording", participant));
  participant.recording.state = "STOPPING";
  world.agenda.plan(errand("finishRecording", participant), world.settings.recordingTransitionMs);
}

/** STOPPING becomes STOPPED. A recording that never became active ends without a word. */
export function finishRecording(world: Living, participant: ParticipantRecord): void {
  const { recording } = participant;
  if (recording.state !== "STOPPING") return;
  world.agenda.cancel(errand("finishRecording", participant));
  recording.state = "STOPPED";
  if (recording.startedAt)
    world.happened({
      kind: "recordingEnded",
      ...tale(world, participant),
      durationMs: durationOf(world, participant),
    });
}

/** Ends a recording without waiting, because its stage is about to be gone. */
export function abandonRecording(world: Living, participant: ParticipantRecord): void {
  if (!isBeingRecorded(participant)) return;
  for (const kind of errandKinds) world.agenda.cancel(errand(kind, participant));
  participant.recording.state = "STOPPING";
  finishRecording(world, participant);
}

/** False when nothing of the participant is being recorded. */
export function failRecording(
  world: Living,
  participant: ParticipantRecord,
  errorCode: string,
  reason: string,
): boolean {
  const { state: during } = participant.recording;
  if (during !== "STARTING" && during !== "ACTIVE" && during !== "STOPPING") return false;
  for (const kind of errandKinds) world.agenda.cancel(errand(kind, participant));
  participant.recording.state = "FAILED";
  const durationMs = durationOf(world, participant);
  world.happened({
    kind: "recordingFailed",
    ...tale(world, participant),
    during,
    durationMs,
    errorCode,
    reason,
  });
  return true;
}

function isBeingRecorded({ recording }: ParticipantRecord): boolean {
  return recording.state === "STARTING" || recording.state === "ACTIVE" || recording.state === "STOPPING";
}

/** What the same participant left behind in an earlier session and may still go on with. */
function interruptedRecording(
  stage: StageRecord,
  { participantId }: ParticipantRecord,
): ParticipantRecord | undefined {
  const open = activeSession(stage);
  for (const session of stage.sessions) {
    const earlier = session === open ? undefined : session.participants.get(participantId);
    if (earlier?.recording.state === "ACTIVE") return earlier;
  }
  return undefined;
}

const errandKinds = ["beginRecording", "stopRecording", "finishRecording"] as const;

function errand<Kind extends (typeof errandKinds)[number]>(
  kind: Kind,
  { stageArn, sessionId, participantId }: ParticipantRecord,
) {
  return { kind, stageArn, sessionId, participantId };
}

function tale(world: Living, participant: ParticipantRecord) {
  const { bucketName, prefix } = participant.recording;
  return { ...about(world, participant), bucketName, prefix };
}

function durationOf({ clock }: Living, { recording: { startedAt, endedAt } }: ParticipantRecord): number {
  return startedAt ? Math.max(0, (endedAt?.getTime() ?? clock.now()) - startedAt.getTime()) : 0;
}
