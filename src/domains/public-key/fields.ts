import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { pickFrom } from "../../graph/level.ts";
import { findNodesWith } from "../../graph/node.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { PublicKeyRef } from "./ref.ts";

findNodesWith("PublicKey", (arn, { loaders, identity }, path) => {
  checkArn(arn, "public-key", identity, path);
  return loaders.publicKey.find(arn);
});

findTaggablesWith("public-key", (arn, { loaders }) => loaders.publicKey.find(arn));

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
      resolve: (key, _, { loaders }) => pickFrom(loaders.publicKey.summary(key), ({ name }) => name),
    }),
    publicKeyMaterial: t.string({
      description:
        "The key itself, in PEM. Lists do not carry it: costs one GetPublicKey per key (3 calls a second).",
      resolve: (key, _, { loaders }) =>
        pickFrom(loaders.publicKey.detail(key), ({ publicKeyMaterial }) => publicKeyMaterial),
    }),
    fingerprint: t.string({
      description:
        "A short text that tells keys apart. Lists do not carry it: costs one GetPublicKey per key (3 calls a second).",
      resolve: (key, _, { loaders }) =>
        pickFrom(loaders.publicKey.detail(key), ({ fingerprint }) => fingerprint),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      resolve: (key, _, { loaders }) => pickFrom(loaders.publicKey.summary(key), ({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the key does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      resolve: (tagged, { key }, { loaders }) =>
        pickFrom(loaders.publicKey.summary(tagged), ({ tags }) => tagValue(tags, key)),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      resolve: (key, _, { loaders }) => pickFrom(loaders.publicKey.summary(key), ({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      resolve: (key, _, { loaders }) => pickFrom(loaders.publicKey.summary(key), ({ stale }) => stale),
    }),
  }),
});
