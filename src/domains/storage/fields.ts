import type { S3StorageConfiguration } from "@aws-sdk/client-ivs-realtime";

import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { pickFrom } from "../../graph/level.ts";
import { findNodesWith } from "../../graph/node.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { StorageConfigurationRef } from "./ref.ts";

const S3Ref = builder.objectRef<S3StorageConfiguration>("S3StorageConfiguration").implement({
  description: "A bucket of Amazon S3.",
  fields: (t) => ({
    bucketName: t.string({
      description: "The name of the bucket.",
      resolve: ({ bucketName }) => bucketName || null,
    }),
  }),
});

findNodesWith("StorageConfiguration", (arn, { loaders, identity }, path) => {
  checkArn(arn, "storage-configuration", identity, path);
  return loaders.storageConfiguration.find(arn);
});

findTaggablesWith("storage-configuration", (arn, { loaders }) => loaders.storageConfiguration.find(arn));

builder.node(StorageConfigurationRef, {
  description: "An S3 bucket that recordings go to. Cannot be changed, only replaced.",
  interfaces: [TaggableRef],
  id: { resolve: ({ arn }) => arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the storage configuration.",
      resolve: ({ arn }) => arn,
    }),
    name: t.string({
      description: "The name it was given; not unique, and null when it has none.",
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ name }) => name),
    }),
    s3: t.field({
      type: S3Ref,
      description: "The bucket that recordings go to.",
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ s3 }) => s3),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the configuration does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      resolve: (configuration, { key }, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ tags }) => tagValue(tags, key)),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.storageConfiguration.summary(configuration), ({ stale }) => stale),
    }),
  }),
});
