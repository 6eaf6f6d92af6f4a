import type { Context } from "../../context.ts";
import { writeResumption } from "../../feed/cursor.ts";
import { builder } from "../../graph/builder.ts";

/** A place in what a subscription tells. */
interface FeedPosition {
  readonly cursor: string;
  readonly epoch: string;
  readonly seq: number;
}

export const PositionRef = builder.objectRef<FeedPosition>("IvsFeedPosition").implement({
  description: "A place in what a subscription tells, for whoever follows it.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", {
      nullable: false,
      description:
        "Given as `after`, the subscription that the field with the position names tells what follows the place.",
    }),
    epoch: t.exposeString("epoch", {
      nullable: false,
      description: "Names the log, as `StageFeedItem.epoch` does.",
    }),
    seq: t.exposeInt("seq", {
      nullable: false,
      description: "The place in it: items of the same epoch with a higher `seq` were found later.",
    }),
  }),
});

/** What the fields that show it say. */
export const positionDescription =
  "How far the log of the stage was before this was done: what `Subscription.stageEvents` tells after it came of it. Null while nobody follows the stage.";

/** How far a topic, a stage by its ARN, was before the request wrote what it tells of, as a client is told. */
export function positionBefore(topic: string, { cursors, placeBefore }: Context): FeedPosition | null {
  const place = placeBefore(topic);
  return place ? { ...place.position, cursor: writeResumption(cursors, topic, place) } : null;
}
