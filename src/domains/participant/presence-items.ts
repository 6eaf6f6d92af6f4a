import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { costs, type Place } from "../../graph/cost.ts";
import type { FeedItem, Shown } from "../../graph/feed-stream.ts";
import { FeedItemRef } from "../stage/ref.ts";
import { showLogItem } from "./feed-items.ts";
import type { WatchedParticipant } from "./loader.ts";
import type { PresenceItem } from "./presence-stream.ts";
import { participantKind, ParticipantRef } from "./ref.ts";
import type { Present } from "./watch-presence.ts";

const partSize = 100;

/** Participants whose summaries the feed has at hand. */
const atHand = (count: number) => (at: Place) =>
  at.page("ListParticipants", { kind: participantKind, size: count, pages: 0 }).as({ isWatched: true });

type SnapshotItem = FeedItem & Omit<Extract<PresenceItem, { kind: "snapshot" }>, "kind">;
type OneItem = FeedItem & { readonly present: Present };

builder.objectRef<SnapshotItem>("PresenceSnapshot").implement({
  description:
    "Who is in the stage, in parts of at most 100. The first part replaces all that a client has; what changes comes after the last.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    participants: t.field({
      type: [ParticipantRef],
      nullable: { list: false, items: false },
      description:
        "Those who are connected, those who publish first. What ListParticipants shows of them, and `isPublishing`, costs nothing here.",
      extensions: costs(atHand(partSize)),
      resolve: ({ everybody }, _, context) => everybody.map(async (present) => shownOf(present, context)),
    }),
    part: t.exposeInt("part", { nullable: false, description: "Which part it is, from 1 on." }),
    complete: t.exposeBoolean("complete", {
      nullable: false,
      description: "Whether it is the last part.",
    }),
    connectedCount: t.exposeInt("connectedCount", {
      nullable: false,
      description: "How many participants all parts hold together.",
    }),
  }),
});

builder.objectRef<OneItem & { readonly changed: readonly string[] }>("ParticipantChanged").implement({
  description: "That somebody came in, or that something about somebody who is there has changed.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    participant: t.field({
      type: ParticipantRef,
      nullable: false,
      description:
        "How it is now. What ListParticipants shows of it, and `isPublishing`, costs nothing here.",
      extensions: costs(atHand(1)),
      resolve: ({ present }, _, context) => shownOf(present, context),
    }),
    changed: t.stringList({
      nullable: false,
      description: "The fields of the participant that are not as they were: `state` for who came in.",
      resolve: ({ changed }) => [...changed],
    }),
  }),
});

builder.objectRef<OneItem>("ParticipantLeft").implement({
  description: "That somebody is no longer in the stage, or no longer what the filter asks for.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    participant: t.field({
      type: ParticipantRef,
      nullable: false,
      description: "Who left, as it was while it was there.",
      extensions: costs(atHand(1)),
      resolve: ({ present }, _, context) => shownOf(present, context),
    }),
    participantId: t.string({
      nullable: false,
      description: "The id of who left.",
      resolve: ({ present }) => present.participant.participantId,
    }),
  }),
});

/** The state is everybody's: a viewer who is bound to stages learns of no others, as by query. */
function shownOf(
  { participant, isPublishing }: Present,
  { sees }: Context,
): WatchedParticipant | Promise<WatchedParticipant> {
  const shown = { ...participant, isPublishing };
  const { sourceStageArn } = participant;
  if (sourceStageArn === undefined) return shown;
  return sees(sourceStageArn).then((isSeen) =>
    isSeen ? shown : { ...shown, sourceStageArn: undefined, sourceSessionId: undefined },
  );
}

const typenames = {
  snapshot: "PresenceSnapshot",
  changed: "ParticipantChanged",
  left: "ParticipantLeft",
} as const;

/** What is told of who is there, as it is shown. */
export function showPresence(item: PresenceItem): Shown {
  if (item.kind === "snapshot" || item.kind === "changed" || item.kind === "left")
    return { ...item, __typename: typenames[item.kind] };
  return showLogItem(item);
}
