import { notThere } from "../../binding/refusal.ts";
import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { type FeedItem, openFeedStream, resumptionOf } from "../../graph/feed-stream.ts";
import { needs } from "../../graph/rule.ts";
import { FeedItemRef } from "../stage/ref.ts";
import { showComposition, unlessHidden } from "./feed-items.ts";
import type { CompositionSummary } from "./loader.ts";

const CompositionEventsOf = builder.inputType("CompositionEventsOf", {
  description: "Of which compositions to be told: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    compositionArn: t.field({ type: "Arn", description: "The one with this ARN." }),
    stageArn: t.field({ type: "Arn", description: "Those of the stage with this ARN." }),
  }),
});

function matcherOf({ compositionArn, stageArn }: Partial<typeof CompositionEventsOf.$inferInput>) {
  return (composition: CompositionSummary) =>
    (compositionArn == null || composition.arn === compositionArn) &&
    (stageArn == null || composition.stageArn === stageArn);
}

builder.subscriptionFields((t) => ({
  compositionEvents: t.field({
    type: FeedItemRef,
    nullable: false,
    description:
      "Which compositions there are, and then how they start, change, end and are forgotten. Costs a ListCompositions (5 calls a second) every other second, from what queries leave of them, for as long as anybody follows it, however many do.",
    args: {
      of: t.arg({ type: CompositionEventsOf, description: "Of which to be told; of all when absent." }),
      after: t.arg.string({
        description:
          "The cursor of the last item of this field that a client has: the changes since then come, or a CompositionsSnapshot that replaces all it has. Without it a CompositionsSnapshot comes first.",
      }),
    },
    extensions: { ...needs("ivs:events"), ...costs((at) => at) },
    async subscribe(_root, { of, after }, context) {
      const { identity, sees, watches } = context;
      const { compositionArn, stageArn } = of ?? {};
      if (compositionArn != null) checkArn(compositionArn, "composition", identity, ["of", "compositionArn"]);
      if (stageArn != null) checkArn(stageArn, "stage", identity, ["of", "stageArn"]);
      const { topic } = watches.compositions;
      const resumption = resumptionOf(context, topic, after);
      const named = compositionArn ?? stageArn;
      if (named != null && !(await sees(named))) throw notThere(named);
      const wants = matcherOf(of ?? {});
      return openFeedStream(context, {
        topic,
        deliveries: watches.feed.follow(watches.compositions, { after: resumption }),
        stageArn: stageArn ?? undefined,
        show: (item) => showComposition(item, wants),
      });
    },
    resolve: (item: FeedItem, _args, context) => unlessHidden(item, context),
  }),
}));
