import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import {
  constrained,
  constrainedItems,
  maxBytes,
  maxItems,
  minItems,
  notEmpty,
  wellFormed,
} from "../../graph/constraint.ts";
import { mutation } from "../../graph/mutation.ts";
import {
  findTaggable,
  findTaggableCost,
  fromTags,
  TaggableRef,
  TagInput,
  tagListConstraints,
} from "./ref.ts";

interface TagPayload {
  readonly resourceArn: string;
}

const payload = (name: string, description: string) =>
  builder.objectRef<TagPayload>(name).implement({
    description,
    fields: (t) => ({
      resource: t.field({
        type: TaggableRef,
        description:
          "The resource, read after the change; null when it is gone. Costs what its lookup costs: for a stage, one GetStage (5 calls a second).",
        extensions: costs((at) => {
          const { input } = at.args as { input: TagPayload };
          return findTaggableCost(at, input.resourceArn);
        }),
        resolve: ({ resourceArn }, _, context) =>
          findTaggable(resourceArn, context, ["input", "resourceArn"]),
      }),
      resourceArn: t.field({
        type: "Arn",
        nullable: false,
        description: "The ARN of the resource.",
        resolve: ({ resourceArn }) => resourceArn,
      }),
    }),
  });

mutation("tagResource", {
  description:
    "Sets tags of a resource; other tags stay, equal keys are overwritten. One TagResource (10 calls a second).",
  scope: "ivs:tags:write",
  input: builder.inputType("TagResourceInput", {
    description: "Which resource is to carry which tags.",
    fields: (t) => ({
      resourceArn: arnField(t, "The ARN of the resource."),
      tags: t.field({
        type: [TagInput],
        required: true,
        description: "The tags to set. A resource carries at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: payload("TagResourcePayload", "The resource that was tagged."),
  async resolve({ resourceArn, tags }, context) {
    await context.write("TagResource", { resourceArn, tags: fromTags(tags) });
    return { resourceArn };
  },
});

mutation("untagResource", {
  description:
    "Removes tags of a resource; keys that it does not carry are ignored. One UntagResource (10 calls a second).",
  scope: "ivs:tags:write",
  input: builder.inputType("UntagResourceInput", {
    description: "Which tags a resource is to lose.",
    fields: (t) => ({
      resourceArn: arnField(t, "The ARN of the resource."),
      tagKeys: t.stringList({
        required: true,
        description: "The keys of the tags to remove, 1 to 50.",
        extensions: constrainedItems([notEmpty, maxBytes(128), wellFormed], minItems(1), maxItems(50)),
      }),
    }),
  }),
  payload: payload("UntagResourcePayload", "The resource that lost tags."),
  async resolve({ resourceArn, tagKeys }, context) {
    await context.write("UntagResource", { resourceArn, tagKeys });
    return { resourceArn };
  },
});
