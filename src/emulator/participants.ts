import type {
  EventErrorCode,
  ParticipantProtocol,
  ParticipantTokenCapability,
} from "@aws-sdk/client-ivs-realtime";

import type { Errand } from "./errand.ts";
import { rememberToken } from "./known-token.ts";
import { about, note } from "./participant-event.ts";
import type { ClientMetadata, ParticipantRecord, TokenGrant } from "./participant-record.ts";
import { releaseRecording, startRecording } from "./recording.ts";
import { activeSession, findSession, startSession } from "./session.ts";
import type { Session, StageRecord } from "./state.ts";
import type { Living } from "./world.ts";

/** Of participants who left; an endless session must not fill the memory. */
const rememberedParticipants = 10_000;

/** Who joins and how. Everything has a default: somebody without a name who may publish and subscribe over WHIP. */
export interface Joining {
  participantId?: string;
  userId?: string;
  attributes?: Record<string, string>;
  capabilities?: readonly ParticipantTokenCapability[];
  expirationTime?: Date;
  admission?: ParticipantRecord["admission"];
  client?: ClientMetadata;
  protocol?: ParticipantProtocol;
  ingestConfigurationArn?: string;
  redundantIngest?: boolean;
  /** For a replica. */
  source?: { stageArn: string; sessionId: string };
}

/** Everyone who publishes on the stage now, replicas included. */
export function publishing(stage: StageRecord): ParticipantRecord[] {
  return [...(activeSession(stage)?.participants.values() ?? [])].filter((each) => each.publishing);
}

/** Whether the quotas of the stage and of the Region leave a place for one more publisher. */
export function hasRoomForPublisher({ settings, state }: Living, stage: StageRecord): boolean {
  return (
    publishing(stage).length < settings.publishersPerStage &&
    state.tally.publishers < settings.publishersPerRegion
  );
}

/**
 * Connects a participant and opens a session if there is none. Does not judge: tokens are checked before. One who is
 * connected already loses that connection, and one who was there before is the same participant again.
 */
export function join(world: Living, stage: StageRecord, joining: Joining = {}): ParticipantRecord {
  const session = startSession(world, stage);
  const participantId = joining.participantId ?? world.random.alphanumeric(12);
  const before = session.participants.get(participantId);
  if (before) leave(world, before);
  world.agenda.cancel(closing(stage, session));
  const record = before ?? newParticipant(world, stage, session, participantId, joining);
  session.participants.set(participantId, record);
  record.token = grantOf(joining);
  record.admission = joining.admission ?? "direct";
  record.client = { ...joining.client };
  if (joining.source) record.source = { ...joining.source };
  else if (record.source) {
    delete record.source;
    delete record.replicationState;
  }
  record.connected = true;
  record.connection += 1;
  note(world, record, "JOINED");
  world.happened({ kind: "participantJoined", ...about(world, record) });
  return record;
}

/** Ends the connection with all that it does; the session closes some time after the last one. */
export function leave(world: Living, participant: ParticipantRecord): void {
  if (!participant.connected) return;
  for (const remote of participant.subscriptions) unsubscribe(world, participant, remote);
  unpublish(world, participant);
  participant.connected = false;
  note(world, participant, "LEFT");
  world.happened({ kind: "participantLeft", ...about(world, participant) });
  const stage = world.state.stages.get(participant.stageArn);
  const session = findSession(stage, participant.sessionId);
  if (!stage || !session || session.endTime || isPeopled(session)) return;
  world.agenda.plan(closing(stage, session), world.settings.sessionLingerMs);
}

/** Why not, when it did not begin; that is also written down and told. Nothing happens to one who publishes already. */
export function publish(world: Living, participant: ParticipantRecord): EventErrorCode | undefined {
  if (!participant.connected || participant.publishing) return undefined;
  const stage = world.state.stages.get(participant.stageArn);
  if (!stage) return undefined;
  if (!participant.token.capabilities.includes("PUBLISH"))
    return failPublishing(world, participant, "INSUFFICIENT_CAPABILITIES");
  if (!hasRoomForPublisher(world, stage)) return failPublishing(world, participant, "QUOTA_EXCEEDED");
  participant.publishing = true;
  world.state.tally.publishers += 1;
  // A replica ends with its source.
  if (!participant.source) world.agenda.plan(limit(participant, "publish"), world.settings.connectionLimitMs);
  participant.published = true;
  note(world, participant, "PUBLISH_STARTED");
  world.happened({ kind: "participantPublished", ...about(world, participant) });
  startRecording(world, participant);
  return undefined;
}

/** Also ends what others receive from it. */
export function unpublish(world: Living, participant: ParticipantRecord): void {
  if (!participant.publishing) return;
  participant.publishing = false;
  world.state.tally.publishers -= 1;
  world.agenda.cancel(limit(participant, "publish"));
  note(world, participant, "PUBLISH_STOPPED");
  const session = findSession(world.state.stages.get(participant.stageArn), participant.sessionId);
  for (const other of session?.participants.values() ?? [])
    unsubscribe(world, other, participant.participantId);
  releaseRecording(world, participant);
  world.happened({ kind: "participantUnpublished", ...about(world, participant) });
}

/** An attempt that failed, or publishing that was cut off. Returns the code. */
export function failPublishing(
  world: Living,
  participant: ParticipantRecord,
  errorCode: EventErrorCode,
): EventErrorCode {
  note(world, participant, "PUBLISH_ERROR", { errorCode });
  world.happened({ kind: "participantPublishError", ...about(world, participant), errorCode });
  unpublish(world, participant);
  return errorCode;
}

/** Why not, when it did not begin; that is also written down. */
export function subscribe(
  world: Living,
  participant: ParticipantRecord,
  remoteParticipantId: string,
): EventErrorCode | undefined {
  if (!participant.connected || participant.subscriptions.includes(remoteParticipantId)) return undefined;
  const session = findSession(world.state.stages.get(participant.stageArn), participant.sessionId);
  const remote = session?.participants.get(remoteParticipantId);
  const failed = (errorCode: EventErrorCode) =>
    failSubscribing(world, participant, remoteParticipantId, errorCode);
  if (!participant.token.capabilities.includes("SUBSCRIBE")) return failed("INSUFFICIENT_CAPABILITIES");
  if (!session || !remote?.publishing || remote === participant) return failed("PUBLISHER_NOT_FOUND");
  const { settings, state } = world;
  const isNew = participant.subscriptions.length === 0;
  if (isNew && !hasRoomForSubscriber(session, settings.subscribersPerStage)) return failed("QUOTA_EXCEEDED");
  if (state.tally.subscriptions >= settings.subscriptionsPerRegion) return failed("QUOTA_EXCEEDED");
  participant.subscriptions.push(remoteParticipantId);
  state.tally.subscriptions += 1;
  if (isNew) world.agenda.plan(limit(participant, "subscribe"), settings.connectionLimitMs);
  note(world, participant, "SUBSCRIBE_STARTED", {
    remoteParticipantId,
    replica: remote.source !== undefined,
  });
  return undefined;
}

export function unsubscribe(
  world: Living,
  participant: ParticipantRecord,
  remoteParticipantId: string,
): void {
  if (!participant.subscriptions.includes(remoteParticipantId)) return;
  participant.subscriptions = participant.subscriptions.filter((each) => each !== remoteParticipantId);
  world.state.tally.subscriptions -= 1;
  if (participant.subscriptions.length === 0) world.agenda.cancel(limit(participant, "subscribe"));
  note(world, participant, "SUBSCRIBE_STOPPED", {
    remoteParticipantId,
    replica: isReplica(world, participant, remoteParticipantId),
  });
}

/** An attempt that failed, or receiving that was cut off. Returns the code. */
export function failSubscribing(
  world: Living,
  participant: ParticipantRecord,
  remoteParticipantId: string,
  errorCode: EventErrorCode,
): EventErrorCode {
  note(world, participant, "SUBSCRIBE_ERROR", {
    remoteParticipantId,
    errorCode,
    replica: isReplica(world, participant, remoteParticipantId),
  });
  unsubscribe(world, participant, remoteParticipantId);
  return errorCode;
}

/** Swaps what the token says; what it does not allow any more ends at once. */
export function exchangeGrant(world: Living, participant: ParticipantRecord, newToken: TokenGrant): void {
  const previousToken = participant.token;
  participant.token = newToken;
  note(world, participant, "TOKEN_EXCHANGED", { previousToken, newToken });
  world.happened({ kind: "tokenExchanged", ...about(world, participant), previousToken, newToken });
  if (!newToken.capabilities.includes("PUBLISH")) unpublish(world, participant);
  if (newToken.capabilities.includes("SUBSCRIBE")) return;
  for (const remote of participant.subscriptions) unsubscribe(world, participant, remote);
}

/**
 * Throws a participant out, if it is there, and lets nobody in with its token again. One that comes through an ingest
 * configuration may come back, because it is the configuration that loses its stage.
 */
export function disconnect(
  world: Living,
  stage: StageRecord,
  participant: ParticipantRecord,
  reason: string,
): void {
  leave(world, participant);
  if (participant.ingestConfigurationArn === "" && !participant.source) {
    const known = stage.tokens.get(participant.participantId);
    if (known) known.dead = true;
    else {
      const { participantId, token: grant } = participant;
      rememberToken(stage, { participantId, digest: "", grant, dead: true }, world.clock.now());
    }
  }
  world.happened({ kind: "participantDisconnected", ...about(world, participant), reason });
}

/** Whether anybody is connected. */
export function isPeopled(session: Session): boolean {
  for (const participant of session.participants.values()) if (participant.connected) return true;
  return false;
}

/** The plan to close a session that nobody is left in. */
export function closing(stage: StageRecord, { sessionId }: Session) {
  return { kind: "closeSession", stageArn: stage.arn, sessionId } as const;
}

/** The plan to end a connection that has done one thing for too long. */
function limit(
  { stageArn, sessionId, participantId }: ParticipantRecord,
  doing: Extract<Errand, { kind: "endConnection" }>["doing"],
) {
  return { kind: "endConnection", stageArn, sessionId, participantId, doing } as const;
}

function grantOf({ userId, attributes, capabilities, expirationTime }: Joining): TokenGrant {
  return {
    userId: userId ?? "",
    attributes: { ...attributes },
    capabilities: [...(capabilities ?? ["PUBLISH", "SUBSCRIBE"])],
    ...(expirationTime && { expirationTime }),
  };
}

function newParticipant(
  { clock }: Living,
  stage: StageRecord,
  session: Session,
  participantId: string,
  joining: Joining,
): ParticipantRecord {
  forgetSomeone(session);
  session.joined += 1;
  return {
    participantId,
    sequence: session.joined,
    stageArn: stage.arn,
    sessionId: session.sessionId,
    firstJoinTime: new Date(clock.now()),
    protocol: joining.protocol ?? "WHIP",
    client: {},
    admission: "direct",
    token: grantOf(joining),
    connected: false,
    connection: 0,
    publishing: false,
    published: false,
    subscriptions: [],
    recording: { state: "DISABLED", bucketName: "", prefix: "" },
    ingestConfigurationArn: joining.ingestConfigurationArn ?? "",
    redundantIngest: joining.redundantIngest ?? false,
    events: [],
  };
}

function forgetSomeone({ participants }: Session): void {
  if (participants.size < rememberedParticipants) return;
  for (const [participantId, { connected }] of participants)
    if (!connected) {
      participants.delete(participantId);
      return;
    }
}

function hasRoomForSubscriber({ participants }: Session, quota: number): boolean {
  if (participants.size <= quota) return true;
  let subscribers = 0;
  for (const { subscriptions } of participants.values()) if (subscriptions.length > 0) subscribers += 1;
  return subscribers < quota;
}

function isReplica({ state }: Living, { stageArn, sessionId }: ParticipantRecord, remote: string): boolean {
  return findSession(state.stages.get(stageArn), sessionId)?.participants.get(remote)?.source !== undefined;
}
