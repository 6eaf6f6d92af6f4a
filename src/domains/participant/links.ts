import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { forwardArgs } from "../../graph/connection.ts";
import { SessionRef } from "../session/ref.ts";
import { StageRef } from "../stage/ref.ts";
import { EventConnectionRef } from "./event-connection.ts";
import { EventFilterInput } from "./event-filter.ts";
import { largestPage as largestEventPage } from "./event-loader.ts";
import { ParticipantFilterInput } from "./filter.ts";
import { largestPage, maxConnectedPages } from "./loader.ts";
import {
  nobody,
  ParticipantConnectionRef,
  participantConnection,
  participantConnectionCost,
  type ParticipantsArgs,
} from "./participant-connection.ts";
import { countPresence, PresenceRef, watchedPresence } from "./presence.ts";
import { checkParticipantId, checkParticipantIds } from "./participant-id.ts";
import { participantKind, ParticipantRef } from "./ref.ts";
import {
  nothingHappened,
  sessionEvents,
  type SessionEventsArgs,
  sessionEventsCost,
} from "./session-events.ts";

builder.objectFields(SessionRef, (t) => ({
  participants: t.field({
    type: ParticipantConnectionRef,
    description:
      "Who joined in this session, whether still there or not; AWS promises no order. A page costs one ListParticipants (5 calls a second), with several filters up to five.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: ParticipantFilterInput, description: "Which participants to show." }),
    },
    extensions: costs(participantConnectionCost),
    resolve: (session, args, context) => participantConnection(session, args, context),
  }),
  events: t.field({
    type: EventConnectionRef,
    description:
      "What happened in this session, oldest first. Reads the events of at most 25 participants, or of those that the filter names: `complete` tells whether that was enough. Costs one ListParticipants, unless the filter names them, and the pages of ListParticipantEvents of each, mostly one (5 calls a second each). A cursor is one of the feed: `Subscription.stageEvents` goes on after it.",
    args: {
      ...forwardArgs(t.arg, largestEventPage),
      filter: t.arg({ type: EventFilterInput, description: "Which events to show." }),
    },
    extensions: costs<SessionEventsArgs>(sessionEventsCost),
    resolve: (session, args, context) => sessionEvents(session, args, context),
  }),
  participant: t.field({
    type: ParticipantRef,
    description:
      "The participant of this session with this id, or null when there is none. Costs one GetParticipant (5 calls a second); many at once cost the pages of ListParticipants where that is less.",
    args: { participantId: t.arg.string({ required: true, description: "The id of a participant." }) },
    extensions: costs<{ participantId: string }>((at, { participantId }) =>
      at.find(participantKind, [participantId]),
    ),
    resolve: ({ stageArn, sessionId }, { participantId }, { loaders, identity }) => {
      checkParticipantId(participantId, identity, ["participantId"]);
      return loaders.participant.find({ stageArn, sessionId, participantId });
    },
  }),
}));

builder.objectFields(StageRef, (t) => ({
  participants: t.field({
    type: ParticipantConnectionRef,
    description:
      "Who joined in the session that is under way, whether still there or not; AWS promises no order. Empty while nobody is in the stage. A page costs one ListParticipants (5 calls a second), with several filters up to five.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: ParticipantFilterInput, description: "Which participants to show." }),
    },
    extensions: costs<ParticipantsArgs>((at, args) => participantConnectionCost(at.summary(), args)),
    async resolve(stage, args, context) {
      const known = await context.loaders.stage.summary(stage);
      if (!known) return null;
      const { arn: stageArn, activeSessionId: sessionId } = known;
      return sessionId === undefined
        ? nobody(stageArn, args, known)
        : participantConnection({ stageArn, sessionId }, args, context);
    },
  }),
  participant: t.field({
    type: ParticipantRef,
    description:
      "The participant of the session that is under way with this id, or null when there is none. Costs one GetParticipant (5 calls a second); many at once cost the pages of ListParticipants where that is less.",
    args: { participantId: t.arg.string({ required: true, description: "The id of a participant." }) },
    extensions: costs<{ participantId: string }>((at, { participantId }) =>
      at.summary().find(participantKind, [participantId]),
    ),
    async resolve(stage, { participantId }, { loaders, identity }) {
      checkParticipantId(participantId, identity, ["participantId"]);
      const known = await loaders.stage.summary(stage);
      if (!known?.activeSessionId) return null;
      return loaders.participant.find({
        stageArn: known.arn,
        sessionId: known.activeSessionId,
        participantId,
      });
    },
  }),
  participantsByIds: t.field({
    type: [ParticipantRef],
    nullable: { list: true, items: true },
    description:
      "The participants of the session that is under way with these ids, in their order, null where there is none. Costs the lesser of one GetParticipant each and the pages of ListParticipants (5 calls a second each).",
    args: { ids: t.arg.stringList({ required: true, description: "The ids of participants." }) },
    extensions: costs<{ ids: string[] }>((at, { ids }) => at.summary().find(participantKind, ids)),
    async resolve(stage, { ids }, { loaders, identity }) {
      checkParticipantIds(ids, identity, ["ids"]);
      const known = await loaders.stage.summary(stage);
      const { arn: stageArn, activeSessionId: sessionId } = known ?? {};
      if (stageArn === undefined || sessionId === undefined) return ids.map(() => null);
      return ids.map(async (participantId) =>
        loaders.participant.find({ stageArn, sessionId, participantId }),
      );
    },
  }),
  events: t.field({
    type: EventConnectionRef,
    description:
      "What happened in the session that is under way, oldest first; empty while nobody is in the stage. Reads the events of at most 25 participants, or of those that the filter names: `complete` tells whether that was enough. Costs one ListParticipants, unless the filter names them, and the pages of ListParticipantEvents of each, mostly one (5 calls a second each). A cursor is one of the feed: `Subscription.stageEvents` goes on after it.",
    args: {
      ...forwardArgs(t.arg, largestEventPage),
      filter: t.arg({ type: EventFilterInput, description: "Which events to show." }),
    },
    extensions: costs<SessionEventsArgs>((at, args) => sessionEventsCost(at.summary(), args)),
    async resolve(stage, args, context) {
      const known = await context.loaders.stage.summary(stage);
      if (!known) return null;
      const { arn: stageArn, activeSessionId: sessionId, asOf, stale } = known;
      return sessionId === undefined
        ? nothingHappened({ asOf, stale })
        : sessionEvents({ stageArn, sessionId }, args, context);
    },
  }),
  presence: t.field({
    type: PresenceRef,
    description:
      "How many are in the stage now. Costs one ListParticipants (5 calls a second) for each 100 of them, at most ten and a few beyond the first ones in a request; nothing while nobody is in the stage, or somebody follows it.",
    extensions: costs((at) => at.summary().readThrough("ListParticipants", { maxPages: maxConnectedPages })),
    async resolve(stage, _, context) {
      const watched = await watchedPresence(stage.arn, context);
      if (watched) return watched;
      const known = await context.loaders.stage.summary(stage);
      if (!known) return null;
      const { arn: stageArn, activeSessionId: sessionId, asOf, stale } = known;
      return sessionId === undefined
        ? { connectedCount: 0, publishingCount: 0, complete: true, asOf, stale }
        : countPresence({ stageArn, sessionId }, context);
    },
  }),
}));
