import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { fieldsOf } from "../../graph/level.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { publicKeyKind, PublicKeyRef } from "./ref.ts";

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.publicKey);

findEntitiesWith("PublicKey", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "public-key", identity, at("arn"));
    return loaders.publicKey.find(arn);
  },
  cost: (at, arns) => at.find(publicKeyKind, arns),
});

findTaggablesWith("public-key", {
  kind: publicKeyKind,
  find: (arn, { loaders }) => loaders.publicKey.find(arn),
});

builder.node(PublicKeyRef, {
  description:
    "The public half of a key pair that tokens are signed with. AWS holds at most three in a Region.",
  interfaces: [TaggableRef],
  id: { resolve: ({ arn }) => arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the public key.",
      resolve: ({ arn }) => arn,
    }),
    name: t.string({
      description: "The name it was given; not unique, and null when it has none.",
      ...ofSummary(({ name }) => name),
    }),
    publicKeyMaterial: t.string({
      description:
        "The key itself, in PEM. Lists do not carry it: costs one GetPublicKey per key (3 calls a second).",
      ...ofDetail(({ publicKeyMaterial }) => publicKeyMaterial),
    }),
    fingerprint: t.string({
      description:
        "A short text that tells keys apart. Lists do not carry it: costs one GetPublicKey per key (3 calls a second).",
      ...ofDetail(({ fingerprint }) => fingerprint),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      ...ofSummary(({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the key does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      ...ofSummary(({ tags }, { key }: { key: string }) => tagValue(tags, key)),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      ...ofSummary(({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      ...ofSummary(({ stale }) => stale),
    }),
  }),
});
