import { builder } from "../../graph/builder.ts";
import { TaggableRef, TagRef } from "./ref.ts";

TagRef.implement({
  description: "A tag of an AWS resource.",
  fields: (t) => ({
    key: t.exposeString("key", { nullable: false, description: "The key, unique on its resource." }),
    value: t.exposeString("value", { nullable: false, description: "The value; may be empty." }),
  }),
});

TaggableRef.implement({
  description: "A resource that can carry up to 50 tags.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the resource.",
      resolve: (resource) => resource.arn,
    }),
    tags: t.field({ type: [TagRef], description: "All tags, in the order of their keys." }),
    tag: t.string({
      description: "The value of one tag, or null when the resource does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
    }),
  }),
});
