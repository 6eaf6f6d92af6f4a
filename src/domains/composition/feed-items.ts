import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { costs, type Place } from "../../graph/cost.ts";
import type { FeedItem, Shown } from "../../graph/feed-stream.ts";
import { FeedItemRef } from "../stage/ref.ts";
import type { CompositionSummary } from "./loader.ts";
import { compositionKind, CompositionRef } from "./ref.ts";
import { compositionDifferences, type CompositionItem, compositionsPerPart } from "./watch.ts";

/** Compositions whose summaries the feed has at hand. */
const atHand = (count: number) => (at: Place) =>
  at.page("ListCompositions", { kind: compositionKind, size: count, pages: 0 });

interface SnapshotItem extends FeedItem {
  readonly compositions: readonly CompositionSummary[];
  readonly part: number;
  readonly complete: boolean;
}

interface OneItem extends FeedItem {
  readonly composition: CompositionSummary;
}

builder.objectRef<SnapshotItem>("CompositionsSnapshot").implement({
  description:
    "Which compositions there are: under way, or ended less than five minutes ago. In parts of at most 20: the first one replaces all that a client has; what changes comes after the last.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    compositions: t.field({
      type: [CompositionRef],
      nullable: { list: false, items: false },
      description: "Compositions. What ListCompositions shows of them costs nothing here.",
      extensions: costs(atHand(compositionsPerPart)),
      resolve: ({ compositions }, _, context) => seenOf(compositions, context),
    }),
    part: t.exposeInt("part", { nullable: false, description: "Which part it is, from 1 on." }),
    complete: t.exposeBoolean("complete", {
      nullable: false,
      description: "Whether it is the last part.",
    }),
  }),
});

builder.objectRef<OneItem & { readonly changed: readonly string[] }>("CompositionChanged").implement({
  description: "That a composition was started, or is not as it was.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    composition: t.field({
      type: CompositionRef,
      nullable: false,
      description: "How it is now. What ListCompositions shows of it costs nothing here.",
      extensions: costs(atHand(1)),
      resolve: ({ composition }) => composition,
    }),
    changed: t.stringList({
      nullable: false,
      description:
        "The fields of the composition that are not as they were: `state`, `destinations`, `startTime`, `endTime`, `tags`; none of one that is new.",
      resolve: ({ changed }) => [...changed],
    }),
  }),
});

builder.objectRef<OneItem>("CompositionVanished").implement({
  description: "That AWS has forgotten a composition, five minutes after its end.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    composition: t.field({
      type: CompositionRef,
      nullable: false,
      description: "How it was when it was seen last.",
      extensions: costs(atHand(1)),
      resolve: ({ composition }) => composition,
    }),
    compositionArn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN that it had.",
      resolve: ({ composition }) => composition.arn,
    }),
  }),
});

/** What is told of compositions as it is shown to whoever wants some of them; nothing where it is of others. */
export function showComposition(
  item: CompositionItem,
  wants: (composition: CompositionSummary) => boolean,
): Shown | undefined {
  if (item.kind === "compositions") {
    const { rows, part, complete } = item;
    return shown("CompositionsSnapshot", { compositions: rows.filter(wants), part, complete });
  }
  const { kind, composition, before } = item;
  if (!wants(composition)) return undefined;
  const facts = { stageArn: composition.stageArn, composition };
  if (kind === "compositionChanged")
    return shown("CompositionChanged", {
      ...facts,
      changed: before ? compositionDifferences(before, composition) : [],
    });
  return before && shown("CompositionVanished", facts);
}

/**
 * Compositions are seen by whoever sees their stage, which the tags of the stage may decide. A viewer who does not is told that nothing has
 * happened.
 */
export async function unlessHidden(item: FeedItem, { sees }: Context): Promise<FeedItem> {
  if (!("composition" in item)) return item;
  if (await sees(item.stageArn ?? "")) return item;
  return { ...item, __typename: "IvsFeedCheckpoint", stageArn: undefined };
}

async function seenOf(
  compositions: readonly CompositionSummary[],
  { sees }: Context,
): Promise<CompositionSummary[]> {
  const seen = await Promise.all(compositions.map(({ stageArn = "" }) => sees(stageArn)));
  return compositions.filter((_, index) => seen[index]);
}

function shown(__typename: string, facts: object): Shown {
  return { __typename, ...facts };
}
