import type { EventErrorCode, ParticipantTokenCapability } from "@aws-sdk/client-ivs-realtime";

import { arnOf } from "./arn.ts";
import { refusal, root, type Control, type ControlRoute, type Reply } from "./control-route.ts";
import {
  createStageDriver,
  UnknownParticipant,
  type ParticipantDriver,
  type StageDriver,
} from "./drive-stage.ts";
import { JoinRefusal } from "./join-refusal.ts";
import { tokenConfiguration } from "./operations/token.ts";
import type { ClientMetadata } from "./participant-record.ts";
import type { MembersFor, RuleFor } from "./rule.ts";
import { readMembers } from "./validate.ts";

interface JoinBody {
  token?: string;
  participantId?: string;
  userId?: string;
  attributes?: Record<string, string>;
  capabilities?: ParticipantTokenCapability[];
  client?: ClientMetadata;
}

const { userId, attributes, capabilities } = tokenConfiguration;
const id = { type: "string", min: 1, max: 64, pattern: /^[a-zA-Z0-9-_]*$/ } as const;
const metadata = { type: "string", min: 0, max: 128, pattern: /^[a-zA-Z0-9-_.,:;\s]*$/ } as const;

const joinMembers: MembersFor<JoinBody> = {
  token: { type: "string" },
  participantId: id,
  userId,
  attributes,
  capabilities,
  client: {
    type: "structure",
    members: {
      ispName: metadata,
      osName: metadata,
      osVersion: metadata,
      browserName: metadata,
      browserVersion: metadata,
      sdkVersion: metadata,
    },
  },
};

type Deed =
  | "publish"
  | "unpublish"
  | "subscribe"
  | "unsubscribe"
  | "fail"
  | "failRecording"
  | "exchangeToken"
  | "leave";

interface DeedBody {
  does: Deed;
  to?: string;
  kind?: "join" | "publish" | "subscribe";
  errorCode?: EventErrorCode;
  reason?: string;
  token?: string;
  userId?: string;
  attributes?: Record<string, string>;
  capabilities?: ParticipantTokenCapability[];
}

const errorCode: RuleFor<EventErrorCode> = {
  type: "enum",
  values: {
    INSUFFICIENT_CAPABILITIES: true,
    QUOTA_EXCEEDED: true,
    PUBLISHER_NOT_FOUND: true,
    BITRATE_EXCEEDED: true,
    RESOLUTION_EXCEEDED: true,
    STREAM_DURATION_EXCEEDED: true,
    INVALID_AUDIO_CODEC: true,
    INVALID_VIDEO_CODEC: true,
    INVALID_PROTOCOL: true,
    INVALID_STREAM_KEY: true,
    REUSE_OF_STREAM_KEY: true,
    B_FRAME_PRESENT: true,
    INVALID_INPUT: true,
    INTERNAL_SERVER_EXCEPTION: true,
  },
};

const deedMembers: MembersFor<DeedBody> = {
  does: {
    type: "enum",
    required: true,
    values: {
      publish: true,
      unpublish: true,
      subscribe: true,
      unsubscribe: true,
      fail: true,
      failRecording: true,
      exchangeToken: true,
      leave: true,
    },
  },
  to: id,
  kind: { type: "enum", values: { join: true, publish: true, subscribe: true } },
  errorCode,
  reason: { type: "string" },
  token: { type: "string" },
  userId,
  attributes,
  capabilities,
};

/** The part of the control API that plays a client of the stages. */
export const participantRoutes: readonly ControlRoute[] = [
  {
    method: "POST",
    path: `${root}/stages/{stageId}/participants`,
    does: "joins the stage: token, or participantId, userId, attributes and capabilities; client",
    reply: (control, { parameter, body }) =>
      onStage(control, parameter, (stage) => {
        const joined = stage.join(readMembers<JoinBody>(joinMembers, body));
        return { status: 201, body: { sessionId: joined.sessionId, participant: joined.read() } };
      }),
  },
  {
    method: "POST",
    path: `${root}/stages/{stageId}/participants/{participantId}`,
    does:
      "has a participant do something: does publish, unpublish, subscribe or unsubscribe (to a participant ID), " +
      "fail (kind join, publish or subscribe, errorCode, to), failRecording (reason), " +
      "exchangeToken (token, or userId, attributes and capabilities), leave",
    reply: (control, { parameters: [stageId = "", participantId = ""], body }) =>
      onStage(control, stageId, (stage) => {
        const deed = readMembers<DeedBody>(deedMembers, body);
        const participant = stage.participant(participantId);
        const failed = perform(participant, deed);
        return {
          status: 200,
          body: { ...(failed && { errorCode: failed }), participant: participant.read() },
        };
      }),
  },
  {
    method: "DELETE",
    path: `${root}/stages/{stageId}/participants/{participantId}`,
    does: "disconnects a participant for good",
    reply: (control, { parameters: [stageId = "", participantId = ""] }) =>
      onStage(control, stageId, (stage) => {
        stage.disconnect(participantId);
        return { status: 204 };
      }),
  },
];

function onStage({ world }: Control, stageId: string, act: (stage: StageDriver) => Reply): Reply {
  const arn = arnOf(world, "stage", stageId);
  if (!world.state.stages.get(arn)) return refusal(404, `no stage ${stageId} exists`);
  try {
    return act(createStageDriver(world, arn));
  } catch (error) {
    if (error instanceof JoinRefusal) return refusal(403, error.message);
    if (error instanceof UnknownParticipant) return refusal(404, error.message);
    throw error;
  }
}

function perform(participant: ParticipantDriver, deed: DeedBody): EventErrorCode | undefined {
  const { to = "", kind = "publish", errorCode: code = "INTERNAL_SERVER_EXCEPTION", token, reason } = deed;
  switch (deed.does) {
    case "publish":
      return participant.publish();
    case "subscribe":
      return participant.subscribe(to);
    case "unpublish":
      participant.unpublish();
      return undefined;
    case "unsubscribe":
      participant.unsubscribe(to);
      return undefined;
    case "fail":
      if (kind === "subscribe") participant.fail(kind, code, to);
      else participant.fail(kind, code);
      return undefined;
    case "failRecording":
      participant.failRecording("InternalServerException", reason);
      return undefined;
    case "exchangeToken":
      participant.exchangeToken(token ?? grantOf(deed));
      return undefined;
    case "leave":
      participant.leave();
      return undefined;
    default:
      return deed.does satisfies never;
  }
}

function grantOf({ userId: user, attributes: given, capabilities: allowed }: DeedBody) {
  return {
    ...(user !== undefined && { userId: user }),
    ...(given && { attributes: given }),
    ...(allowed && { capabilities: allowed }),
  };
}
