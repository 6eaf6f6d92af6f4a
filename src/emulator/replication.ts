import type { EventErrorCode } from "@aws-sdk/client-ivs-realtime";

import { failure } from "./aws-error.ts";
import type { Happening } from "./happenings.ts";
import { note, about } from "./participant-event.ts";
import type { ParticipantRecord, ReplicationRecord } from "./participant-record.ts";
import { hasRoomForPublisher, join, leave, publish } from "./participants.ts";
import { activeSession, findSession } from "./session.ts";
import type { StageRecord } from "./state.ts";
import type { Living } from "./world.ts";

/** Of a stage that replicates for days; those that are going on are all kept. */
const rememberedReplications = 200;

/**
 * Brings a publisher of one stage to another, where it appears under its own ID; opens a session there if there is
 * none. Throws ResourceNotFoundException, ConflictException or ServiceQuotaExceededException.
 */
export function startReplication(
  world: Living,
  source: StageRecord,
  destination: StageRecord,
  asked: { participantId: string; reconnectWindowSeconds: number; attributes: Record<string, string> },
): void {
  const { participantId } = asked;
  const participant = activeSession(source)?.participants.get(participantId);
  if (!participant && !source.tokens.has(participantId))
    throw failure("ResourceNotFoundException", `Participant not found: ${participantId}`);
  if (!participant?.publishing)
    throw failure("ConflictException", `Participant ${participantId} is not publishing on ${source.arn}`);
  if (participant.source)
    throw failure("ConflictException", `Participant ${participantId} is itself a replica on ${source.arn}`);
  const going = replicationsOf(source, participantId).filter(({ state }) => state === "ACTIVE");
  if (going.some((each) => each.destinationStageArn === destination.arn))
    throw failure(
      "ConflictException",
      `Participant ${participantId} is replicated to ${destination.arn} already`,
    );
  if (activeSession(destination)?.participants.get(participantId)?.connected)
    throw failure("ConflictException", `Participant ${participantId} is on ${destination.arn} already`);
  const { replicationsPerParticipant, publishersPerStage, publishersPerRegion } = world.settings;
  if (going.length >= replicationsPerParticipant)
    throw failure(
      "ServiceQuotaExceededException",
      `Participant ${participantId} has its quota of ${replicationsPerParticipant} replications`,
    );
  if (!hasRoomForPublisher(world, destination))
    throw failure(
      "ServiceQuotaExceededException",
      `${destination.arn} has its quota of ${publishersPerStage} publishers, or the Region its quota of ${publishersPerRegion}`,
    );
  const replication: ReplicationRecord = {
    sequence: (source.replications.at(-1)?.sequence ?? 0) + 1,
    sourceStageArn: source.arn,
    sourceSessionId: participant.sessionId,
    destinationStageArn: destination.arn,
    destinationSessionId: "",
    participantId,
    state: "ACTIVE",
    waiting: false,
    reconnectWindowSeconds: asked.reconnectWindowSeconds,
    attributes: { ...asked.attributes },
  };
  source.replications = [...forgetting(source.replications), replication];
  appear(world, participant, destination, replication);
  tell(world, participant, replication, "REPLICATION_STARTED");
}

/** Ends a replication at once; the row stays and says STOPPED. */
export function stopReplication(world: Living, replication: ReplicationRecord): void {
  if (replication.state === "STOPPED") return;
  replication.state = "STOPPED";
  replication.waiting = false;
  world.agenda.cancel(ending(replication));
  const source = world.state.stages.get(replication.sourceStageArn);
  const participant = findSession(source, replication.sourceSessionId)?.participants.get(
    replication.participantId,
  );
  const replica = replicaOf(world, replication);
  if (replica) {
    replica.replicationState = "STOPPED";
    leave(world, replica);
  }
  if (!source || !participant) return;
  const others = replicationsOf(source, replication.participantId);
  if (others.every(({ state }) => state === "STOPPED")) participant.replicationState = "STOPPED";
  tell(world, participant, replication, "REPLICATION_STOPPED");
}

/** The replication of a participant that goes on, to one stage. */
export function activeReplication(
  source: StageRecord | undefined,
  participantId: string,
  destinationStageArn: string,
): ReplicationRecord | undefined {
  return source?.replications.find(
    (each) =>
      each.state === "ACTIVE" &&
      each.participantId === participantId &&
      each.destinationStageArn === destinationStageArn,
  );
}

/** Oldest first, ended ones included. */
export function replicationsOf(source: StageRecord, participantId: string): ReplicationRecord[] {
  return source.replications.filter((each) => each.participantId === participantId);
}

/** Keeps replicas in step with their sources. To be called with everything that happens. */
export function followPublishers(world: Living, happening: Happening): void {
  if (happening.kind === "participantUnpublished" && !happening.source) sourceWent(world, happening);
  if (happening.kind === "participantPublished" && !happening.source) sourceCame(world, happening);
  if (happening.kind === "participantDisconnected") sourceWasThrownOut(world, happening);
  if (happening.kind === "participantLeft" && happening.source) {
    const source = world.state.stages.get(happening.source.stageArn);
    const replication = activeReplication(source, happening.participantId, happening.stageArn);
    if (replication && !replication.waiting) stopReplication(world, replication);
  }
}

/** Its token is dead, so it cannot come back within the window; an encoder can, once its configuration has a stage again. */
function sourceWasThrownOut(
  world: Living,
  {
    stageArn,
    participantId,
    ingestConfigurationArn,
    source,
  }: Extract<Happening, { kind: "participantDisconnected" }>,
): void {
  if (source || ingestConfigurationArn !== "") return;
  for (const replication of goingOn(world, stageArn, participantId)) stopReplication(world, replication);
}

type Whereabouts = Pick<ParticipantRecord, "stageArn" | "sessionId" | "participantId">;

function sourceWent(world: Living, { stageArn, participantId }: Whereabouts): void {
  for (const replication of goingOn(world, stageArn, participantId)) {
    if (replication.reconnectWindowSeconds === 0) {
      stopReplication(world, replication);
      continue;
    }
    replication.waiting = true;
    const replica = replicaOf(world, replication);
    if (replica) leave(world, replica);
    world.agenda.plan(ending(replication), replication.reconnectWindowSeconds * 1000);
  }
}

function sourceCame(world: Living, { stageArn, sessionId, participantId }: Whereabouts): void {
  const participant = findSession(world.state.stages.get(stageArn), sessionId)?.participants.get(
    participantId,
  );
  for (const replication of goingOn(world, stageArn, participantId)) {
    const destination = world.state.stages.get(replication.destinationStageArn);
    if (!participant || !destination) continue;
    world.agenda.cancel(ending(replication));
    replication.waiting = false;
    replication.sourceSessionId = sessionId;
    // The destination may have filled up meanwhile.
    if (appear(world, participant, destination, replication)) stopReplication(world, replication);
  }
}

function goingOn(world: Living, sourceStageArn: string, participantId: string): ReplicationRecord[] {
  const source = world.state.stages.get(sourceStageArn);
  return source ? replicationsOf(source, participantId).filter(({ state }) => state === "ACTIVE") : [];
}

/** Joins and publishes the replica. Returns why it does not publish, when it does not. */
function appear(
  world: Living,
  participant: ParticipantRecord,
  destination: StageRecord,
  replication: ReplicationRecord,
): EventErrorCode | undefined {
  participant.replicationState = "ACTIVE";
  const replica = join(world, destination, {
    participantId: participant.participantId,
    userId: participant.token.userId,
    attributes: { ...participant.token.attributes, ...replication.attributes },
    capabilities: ["PUBLISH"],
    admission: "replica",
    client: participant.client,
    protocol: participant.protocol,
    source: { stageArn: participant.stageArn, sessionId: participant.sessionId },
  });
  replica.replicationState = "ACTIVE";
  replication.destinationSessionId = replica.sessionId;
  return publish(world, replica);
}

function replicaOf(world: Living, replication: ReplicationRecord): ParticipantRecord | undefined {
  const destination = world.state.stages.get(replication.destinationStageArn);
  return findSession(destination, replication.destinationSessionId)?.participants.get(
    replication.participantId,
  );
}

function tell(
  world: Living,
  participant: ParticipantRecord,
  { destinationStageArn, destinationSessionId }: ReplicationRecord,
  name: "REPLICATION_STARTED" | "REPLICATION_STOPPED",
): void {
  const to = { destinationStageArn, destinationSessionId };
  note(world, participant, name, to);
  const kind = name === "REPLICATION_STARTED" ? "replicationStarted" : "replicationEnded";
  world.happened({ kind, ...about(world, participant), ...to });
}

function ending({ sourceStageArn, participantId, destinationStageArn }: ReplicationRecord) {
  return { kind: "endReplication", sourceStageArn, participantId, destinationStageArn } as const;
}

function forgetting(replications: readonly ReplicationRecord[]): ReplicationRecord[] {
  let surplus = replications.length + 1 - rememberedReplications;
  return replications.filter(({ state }) => state === "ACTIVE" || (surplus -= 1) < 0);
}
