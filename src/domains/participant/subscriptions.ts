import type { Context } from "../../context.ts";
import { notThere } from "../../binding/refusal.ts";
import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { type FeedItem, openFeedStream, resumptionOf, type ShownLines } from "../../graph/feed-stream.ts";
import { needs } from "../../graph/rule.ts";
import type { Mark } from "../../feed/subject.ts";
import type { LogItem } from "./watch-item.ts";
import { FeedItemRef } from "../stage/ref.ts";
import { checkEventFilter, EventFilterInput, eventMatcher } from "./event-filter.ts";
import { showLogItem } from "./feed-items.ts";
import { checkFilter, ParticipantFilterInput, participantMatcher } from "./filter.ts";
import { checkParticipantId } from "./participant-id.ts";
import { showPresence } from "./presence-items.ts";
import { followPresence } from "./presence-stream.ts";

const watching =
  "Costs calls for as long as anybody follows the stage, however many do: ListParticipants and ListParticipantEvents (5 calls a second each), from what queries leave of them, and a ListStages or GetStage and a ListStageSessions now and then (5 calls a second each).";

const afterText =
  "The cursor of the last item that a client has, of this field, of `Stage.events`, `StageSession.events` or `Participant.events`: everything that follows it comes, exactly once while the log goes back so far, else at least once and marked `replayed`, or as an IvsFeedGap. Without it everything comes that is found from now on.";

/**
 * What is told of a stage may be about others' stages by the time that it is told. That it is gone says no more than the end of the stream, and
 * has no tags any more that would show whose it was.
 */
async function whileSeen(item: FeedItem, { sees }: Context): Promise<FeedItem> {
  const { __typename: type, stageArn } = item;
  if (type === "StageDeleted") return item;
  if (stageArn !== undefined && !(await sees(stageArn))) throw notThere(stageArn);
  return item;
}

/** Whether whoever has read through a mark has the event too. */
function isBefore(item: LogItem, { sweptThrough }: Mark): boolean {
  if (item.kind !== "event" || sweptThrough === undefined) return false;
  return Date.parse(item.event.eventTime ?? "") < Date.parse(sweptThrough);
}

const shownLines: ShownLines = new WeakMap();

async function follow(
  context: Context,
  { stageArn, after }: { stageArn: string; after?: string | null | undefined },
  { focus, wants }: { focus?: string; wants: (item: LogItem) => boolean },
): Promise<AsyncIterableIterator<FeedItem>> {
  const watch = context.watches.stageLog(stageArn);
  const resumption = resumptionOf(context, watch.topic, after);
  if (!(await context.sees(stageArn))) throw notThere(stageArn);
  return openFeedStream(context, {
    topic: watch.topic,
    deliveries: context.watches.feed.follow(watch, { after: resumption, focus, isBefore }),
    stageArn,
    wants,
    show: showLogItem,
    shownLines,
  });
}

builder.subscriptionFields((t) => ({
  stageEvents: t.field({
    type: FeedItemRef,
    nullable: false,
    description: `The log of a stage: what happens to its participants, and its sessions, one after the other, until it is deleted. ${watching}`,
    args: {
      stageArn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }),
      filter: t.arg({
        type: EventFilterInput,
        description: "Which events to give. Items that are no events come in any case.",
      }),
      after: t.arg.string({ description: afterText }),
    },
    extensions: { ...needs("ivs:events"), ...costs((at) => at) },
    subscribe(_root, { stageArn, filter, after }, context) {
      checkArn(stageArn, "stage", context.identity, ["stageArn"]);
      checkEventFilter(filter, context.identity);
      const matches = eventMatcher(filter);
      const wants = (item: LogItem) => item.kind !== "event" || matches(item.event);
      return follow(context, { stageArn, after }, { wants });
    },
    resolve: (item: FeedItem, _args, context) => whileSeen(item, context),
  }),
  participantEvents: t.field({
    type: FeedItemRef,
    nullable: false,
    description: `What happens to one participant, in every session that it joins under this id, and the sessions of its stage. It is asked for first. ${watching}`,
    args: {
      stageArn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }),
      participantId: t.arg.string({ required: true, description: "The id of a participant." }),
      after: t.arg.string({ description: afterText }),
    },
    extensions: { ...needs("ivs:events"), ...costs((at) => at) },
    subscribe(_root, { stageArn, participantId, after }, context) {
      checkArn(stageArn, "stage", context.identity, ["stageArn"]);
      checkParticipantId(participantId, context.identity, ["participantId"]);
      const wants = (item: LogItem) => item.kind !== "event" || item.event.participantId === participantId;
      return follow(context, { stageArn, after }, { focus: participantId, wants });
    },
    resolve: (item: FeedItem, _args, context) => whileSeen(item, context),
  }),
  stagePresence: t.field({
    type: FeedItemRef,
    nullable: false,
    description: `Who is in the room: all who are connected, and then what changes of that. A list of the room needs nothing else. ${watching}`,
    args: {
      stageArn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }),
      filter: t.arg({
        type: ParticipantFilterInput,
        description:
          "Whom to show, of those who are connected. Who comes to meet it is told as changed, who no longer does as left.",
      }),
      after: t.arg.string({
        description:
          "The cursor of the last item of this field that a client has: the changes since then come, or a PresenceSnapshot that replaces all it has. Without it a PresenceSnapshot comes first.",
      }),
    },
    extensions: { ...needs("ivs:events"), ...costs((at) => at) },
    async subscribe(_root, { stageArn, filter, after }, context) {
      checkArn(stageArn, "stage", context.identity, ["stageArn"]);
      checkFilter(filter, context.identity);
      const topic = `presence ${stageArn}`;
      const resumption = resumptionOf(context, topic, after);
      if (!(await context.sees(stageArn))) throw notThere(stageArn);
      const { feed, stageLog, presences } = context.watches;
      const deliveries = followPresence({
        stageArn,
        presences,
        log: feed.follow(stageLog(stageArn)),
        after: resumption?.position,
        matches: participantMatcher(filter),
      });
      return openFeedStream(context, { topic, deliveries, stageArn, show: showPresence });
    },
    resolve: (item: FeedItem, _args, context) => whileSeen(item, context),
  }),
}));
