import type {
  Event,
  ExchangedParticipantToken,
  Participant,
  ParticipantSummary,
} from "@aws-sdk/client-ivs-realtime";

import { failure } from "../aws-error.ts";
import { maxResults, nextToken, paginate } from "../page.ts";
import type { ParticipantEvent, ParticipantRecord, TokenGrant } from "../participant-record.ts";
import { disconnect } from "../participants.ts";
import type { StringRule } from "../rule.ts";
import { findSession } from "../session.ts";
import type { World } from "../world.ts";
import { listPage } from "./listing.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { found, listed, readableStage } from "./readable.ts";
import { sessionId, stage } from "./session.ts";
import { tokenConfiguration } from "./token.ts";

/** Self-signed tokens may have underscores in it, so they are taken where the model forgets them too. */
export const participantId = {
  type: "string",
  min: 0,
  max: 64,
  pattern: /^[a-zA-Z0-9-_]*$/,
  required: true,
} as const satisfies StringRule & { required: true };

export const listParticipants: Operation<"ListParticipants"> = {
  input: {
    stageArn: stage,
    sessionId,
    filterByUserId: tokenConfiguration.userId,
    filterByPublished: { type: "boolean" },
    filterByState: { type: "enum", values: { CONNECTED: true, DISCONNECTED: true } },
    filterByRecordingState: {
      type: "enum",
      values: { STARTING: true, ACTIVE: true, STOPPING: true, STOPPED: true, FAILED: true },
    },
    nextToken,
    maxResults,
  },
  handle(input, world) {
    const { filterByUserId, filterByPublished, filterByState, filterByRecordingState } = input;
    const filters = { filterByUserId, filterByPublished, filterByState, filterByRecordingState };
    if (Object.values(filters).filter((filter) => filter !== undefined).length > 1)
      throw failure("ValidationException", `At most one of ${Object.keys(filters).join(", ")} may be given`);
    const at = { stageArn: given(input.stageArn), sessionId: given(input.sessionId) };
    const matching = participantsOf(world, at).filter(
      (each) =>
        (filterByUserId === undefined || each.token.userId === filterByUserId) &&
        (filterByPublished === undefined || each.published === filterByPublished) &&
        (filterByState === undefined || stateOf(each) === filterByState) &&
        (filterByRecordingState === undefined || each.recording.state === filterByRecordingState),
    );
    const { items, next } = listPage(world, matching, {
      binding: JSON.stringify(["ListParticipants", at, filters]),
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { participants: items.map(summary), ...next };
  },
};

export const getParticipant: Operation<"GetParticipant"> = {
  input: { stageArn: stage, sessionId, participantId },
  handle(input, world) {
    const arn = given(input.stageArn);
    const id = given(input.participantId);
    const session = findSession(found(readableStage(world, arn), arn), given(input.sessionId));
    return {
      participant: detail(found(found(session, given(input.sessionId)).participants.get(id), id)),
    };
  },
};

export const listParticipantEvents: Operation<"ListParticipantEvents"> = {
  input: { stageArn: stage, sessionId, participantId, nextToken, maxResults },
  handle(input, world) {
    const { clock, settings, pageTokens } = world;
    const at = { stageArn: given(input.stageArn), sessionId: given(input.sessionId) };
    const id = given(input.participantId);
    const participant = participantsOf(world, at).find((each) => each.participantId === id);
    const arrivedUntil = clock.now() - settings.eventDelayMs;
    const events = listed(world, participant?.events, { member: "participantId", value: id });
    const page = paginate(
      events.filter((event) => event.at.getTime() <= arrivedUntil),
      {
        binding: JSON.stringify(["ListParticipantEvents", at, id]),
        size: input.maxResults ?? 50,
        order: settings.eventOrder === "oldest" ? "created" : settings.eventOrder,
        nextToken: input.nextToken,
      },
      pageTokens,
    );
    return {
      events: page.items.map((event) => eventView(id, event, settings)),
      ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
    };
  },
};

/**
 * Succeeds for whoever is or was on the stage and for whoever has a token of it, so that a token can be cancelled
 * before its use; AWS does not say.
 */
export const disconnectParticipant: Operation<"DisconnectParticipant"> = {
  input: { stageArn: stage, participantId, reason: { type: "string", min: 0, max: 128 } },
  needsVerifiedAccount: true,
  handle(input, world) {
    const target = lookup(world, world.state.stages, given(input.stageArn));
    const id = given(input.participantId);
    const latest = target.sessions.findLast((session) => session.participants.has(id));
    const participant = latest?.participants.get(id);
    const token = target.tokens.get(id);
    if (participant) disconnect(world, target, participant, input.reason ?? "");
    else if (token) token.dead = true;
    else throw failure("ResourceNotFoundException", `Participant not found: ${id}`);
    return {};
  },
};

function participantsOf(world: World, at: { stageArn: string; sessionId: string }): ParticipantRecord[] {
  const parent = readableStage(world, at.stageArn);
  const session = findSession(parent, at.sessionId);
  const unknown = parent
    ? { member: "sessionId", value: at.sessionId }
    : { member: "stageArn", value: at.stageArn };
  return listed(world, session?.participants.values(), unknown);
}

function stateOf({ connected }: ParticipantRecord) {
  return connected ? "CONNECTED" : "DISCONNECTED";
}

/** What ListParticipants shows. The service says "" for most of what there is not. */
function summary(participant: ParticipantRecord): ParticipantSummary {
  const { source, replicationState, ingestConfigurationArn } = participant;
  return {
    participantId: participant.participantId,
    userId: participant.token.userId,
    state: stateOf(participant),
    firstJoinTime: participant.firstJoinTime,
    published: participant.published,
    recordingState: participant.recording.state,
    replicationType: source ? "REPLICA" : replicationState ? "SOURCE" : "NONE",
    ...(replicationState && { replicationState }),
    sourceStageArn: source?.stageArn ?? "",
    sourceSessionId: source?.sessionId ?? "",
    redundantIngest: participant.redundantIngest,
    ...(ingestConfigurationArn !== "" && { ingestConfigurationArn }),
  };
}

/** What GetParticipant shows. */
export function detail(participant: ParticipantRecord): Participant {
  const { recording, token, client, protocol } = participant;
  return {
    ...summary(participant),
    attributes: token.attributes,
    ...client,
    sdkVersion: client.sdkVersion ?? "",
    protocol,
    recordingS3BucketName: recording.bucketName,
    recordingS3Prefix: recording.prefix,
  };
}

function eventView(
  id: string,
  recorded: ParticipantEvent,
  { wholeSecondEvents }: Pick<World["settings"], "wholeSecondEvents">,
): Event {
  const { sequence: _, at, previousToken, newToken, ...event } = recorded;
  const ms = at.getTime();
  return {
    ...event,
    participantId: id,
    eventTime: new Date(wholeSecondEvents ? ms - (ms % 1000) : ms),
    ...(previousToken && { previousToken: tokenView(previousToken) }),
    ...(newToken && { newToken: tokenView(newToken) }),
  };
}

function tokenView({
  capabilities,
  attributes,
  userId,
  expirationTime,
}: TokenGrant): ExchangedParticipantToken {
  return { capabilities, attributes, userId, ...(expirationTime && { expirationTime }) };
}
