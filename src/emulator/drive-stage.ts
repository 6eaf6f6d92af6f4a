import type {
  EventErrorCode,
  Participant,
  ParticipantTokenCapability,
  Stage,
} from "@aws-sdk/client-ivs-realtime";

import { admit, exchange, requireAlive, type ExchangeFor } from "./admission.ts";
import { witness } from "./history.ts";
import { JoinRefusal } from "./join-refusal.ts";
import { endSession, removeStage } from "./lifecycle.ts";
import { lookup } from "./operations/operation.ts";
import { detail as participantDetail } from "./operations/participant.ts";
import { detail } from "./operations/stage.ts";
import { note } from "./participant-event.ts";
import type { ClientMetadata, ParticipantRecord } from "./participant-record.ts";
import {
  disconnect,
  failPublishing,
  failSubscribing,
  join,
  leave,
  publish,
  subscribe,
  unpublish,
  unsubscribe,
} from "./participants.ts";
import { failRecording } from "./recording.ts";
import { findParticipant, startSession } from "./session.ts";
import type { World } from "./world.ts";

/** Who joins. With a token everything but `client` comes from it; without one nothing is checked but a former disconnection. */
export interface JoinOptions {
  /** Issued by the service or self-signed. */
  token?: string;
  participantId?: string;
  userId?: string;
  attributes?: Record<string, string>;
  /** Default both. */
  capabilities?: readonly ParticipantTokenCapability[];
  client?: ClientMetadata;
}

/**
 * One connection of a participant. Each method throws a JoinRefusal when the connection is over, whether it left, was
 * disconnected or joined again elsewhere.
 */
export interface ParticipantDriver {
  readonly participantId: string;
  readonly sessionId: string;
  /** What GetParticipant shows; also when the connection is over. */
  read(): Participant;
  /** Returns the code of the PUBLISH_ERROR when it did not work. */
  publish(): EventErrorCode | undefined;
  unpublish(): void;
  /** Returns the code of the SUBSCRIBE_ERROR when it did not work. */
  subscribe(participantId: string): EventErrorCode | undefined;
  unsubscribe(participantId: string): void;
  /** An error of the client's or the service's making. Publishing or receiving ends with it, if it goes on. */
  fail(kind: "join" | "publish", errorCode: EventErrorCode): void;
  fail(kind: "subscribe", errorCode: EventErrorCode, participantId: string): void;
  /** False when nothing is being recorded. The code is one of EventBridge's, such as InternalServerException. */
  failRecording(errorCode: string, reason?: string): boolean;
  exchangeToken(token: ExchangeFor): void;
  leave(): void;
}

/** What a test or a script does to one stage without calling the API. Each throws when the stage is gone. */
export interface StageDriver {
  read(): Stage;
  /** Returns the session's id; a session that is open already stays. It stays open until somebody has left. */
  startSession(): string;
  /** Throws everybody out. Returns the id of the session that was open, if one was. */
  endSession(): string | undefined;
  /** Throws a JoinRefusal with the web SDK's reason when the token does not do. */
  join(options?: JoinOptions): ParticipantDriver;
  /** The latest connection of somebody who joined by any means; throws when there is none. */
  participant(participantId: string): ParticipantDriver;
  /** As DisconnectParticipant does; throws when there is no such participant. */
  disconnect(participantId: string, reason?: string): void;
  delete(): void;
}

/** Somebody is meant who was never on the stage. */
export class UnknownParticipant extends RangeError {
  override readonly name = "UnknownParticipant";
}

export function createStageDriver(world: World, arn: string): StageDriver {
  const find = () => lookup(world, world.state.stages, arn);
  const latest = (participantId: string): ParticipantRecord => {
    const session = find().sessions.findLast((each) => each.participants.has(participantId));
    const participant = session?.participants.get(participantId);
    if (!participant) throw new UnknownParticipant(`No participant ${participantId} was on ${arn}`);
    return participant;
  };
  const acting = <Result>(act: () => Result): Result => witness(world, act);
  return {
    read: () => structuredClone(detail(find())),
    startSession: () => acting(() => startSession(world, find()).sessionId),
    endSession: () => acting(() => endSession(world, find())?.sessionId),
    join: ({ token, client, ...options } = {}) =>
      acting(() => {
        const stage = world.state.stages.get(arn);
        const known =
          token === undefined ? { ...options, admission: "direct" as const } : admit(world, stage, token);
        requireAlive(find(), known.participantId);
        return driverOf(world, join(world, find(), { ...structuredClone(known), ...(client && { client }) }));
      }),
    participant: (participantId) => driverOf(world, latest(participantId)),
    disconnect: (participantId, reason = "") =>
      acting(() => disconnect(world, find(), latest(participantId), reason)),
    delete: () => acting(() => removeStage(world, find())),
  };
}

function driverOf(world: World, joined: ParticipantRecord): ParticipantDriver {
  const { participantId, sessionId, stageArn, connection } = joined;
  const find = () => findParticipant(world.state, { participantId, sessionId, stageArn });
  const acting = <Result>(act: (participant: ParticipantRecord) => Result): Result =>
    witness(world, () => {
      const participant = find();
      if (!participant?.connected || participant.connection !== connection)
        throw new JoinRefusal("PARTICIPANT_DISCONNECTED", `the connection of ${participantId} is over`);
      return act(participant);
    });
  return {
    participantId,
    sessionId,
    read: () => structuredClone(participantDetail(find() ?? joined)),
    publish: () => acting((participant) => publish(world, participant)),
    unpublish: () => acting((participant) => unpublish(world, participant)),
    subscribe: (remote) => acting((participant) => subscribe(world, participant, remote)),
    unsubscribe: (remote) => acting((participant) => unsubscribe(world, participant, remote)),
    fail: (kind: "join" | "publish" | "subscribe", errorCode: EventErrorCode, remote: string = "") =>
      acting((participant) => {
        if (kind === "join") note(world, participant, "JOIN_ERROR", { errorCode });
        else if (kind === "publish") failPublishing(world, participant, errorCode);
        else failSubscribing(world, participant, remote, errorCode);
      }),
    failRecording: (errorCode, reason = "Injected failure") =>
      acting((participant) => failRecording(world, participant, errorCode, reason)),
    exchangeToken: (token) =>
      acting((participant) =>
        exchange(world, lookup(world, world.state.stages, stageArn), participant, token),
      ),
    leave: () => acting((participant) => leave(world, participant)),
  };
}
