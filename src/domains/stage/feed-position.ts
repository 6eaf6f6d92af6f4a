import type { Context } from "../../context.ts";
import { writeResumption } from "../../feed/cursor.ts";
import { builder } from "../../graph/builder.ts";

/** A place in the log of a stage. */
interface FeedPosition {
  readonly cursor: string;
  readonly epoch: string;
  readonly seq: number;
}

export const PositionRef = builder.objectRef<FeedPosition>("IvsFeedPosition").implement({
  description: "A place in the log of a stage, for whoever follows it.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", {
      nullable: false,
      description: "Given as `after`, `Subscription.stageEvents` tells what follows the place.",
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
  "How far the log of the stage was before this was done: what follows it tells what came of it. Null while nobody follows the stage.";

/** How far the log of a stage was before the request wrote to it, as a client is told. */
export function positionBefore(stageArn: string, { cursors, placeBefore }: Context): FeedPosition | null {
  const place = placeBefore(stageArn);
  return place ? { ...place.position, cursor: writeResumption(cursors, stageArn, place) } : null;
}
