import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import type { FeedItem, Shown } from "../../graph/feed-stream.ts";
import type { LogItem } from "./watch-item.ts";
import { FeedItemRef } from "../stage/ref.ts";
import type { ParticipantEvent } from "./event.ts";
import { EventRef } from "./event-ref.ts";

interface EventItem extends FeedItem {
  readonly event: ParticipantEvent;
  readonly late: boolean;
  readonly replayed: boolean;
}

builder.objectRef<EventItem>("ParticipantEventOccurred").implement({
  description:
    "That something happened to a participant. Events of one participant come in the order in which they happened, those of several in no particular one.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    event: t.field({
      type: EventRef,
      nullable: false,
      description: "What happened. Its `id` is the one that queries give it.",
      extensions: costs((at) => at.parts(1).as({ type: "ParticipantEvent" })),
      resolve: ({ event }, _, context) => withoutForeignDestination(event, context),
    }),
    late: t.exposeBoolean("late", {
      nullable: false,
      description: "Whether a later event of the same participant was told before it.",
    }),
    replayed: t.exposeBoolean("replayed", {
      nullable: false,
      description:
        "Whether it may have been told before, by another log: drop it if you have one with this `id`.",
    }),
  }),
});

/** The log is everybody's: a viewer who is bound to stages learns of no others, as by query. */
function withoutForeignDestination(
  event: ParticipantEvent,
  { sees }: Context,
): ParticipantEvent | Promise<ParticipantEvent> {
  const { destinationStageArn } = event;
  if (destinationStageArn === undefined) return event;
  return sees(destinationStageArn).then((isSeen) =>
    isSeen ? event : { ...event, destinationStageArn: undefined, destinationSessionId: undefined },
  );
}

/** A line of a stage's log as it is shown. */
export function showLogItem(item: LogItem): Shown {
  return { ...item, __typename: typenames[item.kind] };
}

const typenames = {
  event: "ParticipantEventOccurred",
  sessionStarted: "StageSessionStarted",
  sessionEnded: "StageSessionEnded",
  stageDeleted: "StageDeleted",
} as const satisfies Record<LogItem["kind"], string>;
