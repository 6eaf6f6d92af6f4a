import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { checkArn } from "../../graph/arn.ts";
import { needs } from "../../graph/rule.ts";
import { findTaggable, findTaggableCost, TaggableRef, TagRef, toTags } from "./ref.ts";

builder.queryFields((t) => ({
  tags: t.field({
    type: [TagRef],
    description:
      "The tags of any resource, in the order of their keys; null when it does not exist. Costs one ListTagsForResource (10 calls a second). Resources carry their `tags` themselves, mostly for less.",
    args: { resourceArn: t.arg({ type: "Arn", required: true, description: "The ARN of a resource." }) },
    extensions: { ...needs("ivs:read"), ...costs((root) => root.call("ListTagsForResource")) },
    resolve: async (_root, { resourceArn }, { loaders, identity }) => {
      checkArn(resourceArn, undefined, identity, ["resourceArn"]);
      const tags = await loaders.tag.find(resourceArn);
      return tags && toTags(tags);
    },
  }),
  resource: t.field({
    type: TaggableRef,
    description:
      "The resource with this ARN, whatever its type, or null when it does not exist. Costs what the lookup of its type costs: for a stage, one GetStage (5 calls a second).",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of a resource." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => findTaggableCost(root, arn)),
    },
    resolve: (_root, { arn }, context) => findTaggable(arn, context, ["arn"]),
  }),
}));
