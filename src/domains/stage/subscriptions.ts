import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { type FeedItem, openFeedStream, resumptionOf } from "../../graph/feed-stream.ts";
import { needs } from "../../graph/rule.ts";
import { keeperOf, StageFilter } from "./filter.ts";
import { showLobby } from "./lobby-items.ts";
import { FeedItemRef } from "./ref.ts";

builder.subscriptionFields((t) => ({
  liveStages: t.field({
    type: FeedItemRef,
    nullable: false,
    description:
      "The lobby: which stages there are, and then which go live, end, change, appear and vanish. Costs the pages of a ListStages (5 calls a second) every other second, from what queries leave of them, for as long as anybody follows it, however many do.",
    args: {
      filter: t.arg({
        type: StageFilter,
        description:
          "Which stages to tell of, `live: true` for a list of what is on. One that comes to meet it is told as changed, one that no longer does as vanished.",
      }),
      after: t.arg.string({
        description:
          "The cursor of the last item of this field that a client has: the changes since then come, or a StagesSnapshot that replaces all it has. Without it a StagesSnapshot comes first.",
      }),
    },
    extensions: { ...needs("ivs:events"), ...costs((at) => at) },
    subscribe(_root, { filter, after }, context) {
      const { feed, lobby } = context.watches;
      const { topic } = lobby;
      const matches = keeperOf(filter) ?? (() => true);
      return openFeedStream(context, {
        topic,
        deliveries: feed.follow(lobby, { after: resumptionOf(context, topic, after) }),
        show: (item) => showLobby(item, context.viewer.stages, matches),
      });
    },
    resolve: (item: FeedItem) => item,
  }),
}));
