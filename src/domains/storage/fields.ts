import type { S3StorageConfiguration } from "@aws-sdk/client-ivs-realtime";

import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { storageConfigurationKind, StorageConfigurationRef } from "./ref.ts";

const S3Ref = builder.objectRef<S3StorageConfiguration>("S3StorageConfiguration").implement({
  description: "A bucket of Amazon S3.",
  fields: (t) => ({
    bucketName: t.string({
      description: "The name of the bucket.",
      resolve: ({ bucketName }) => bucketName || null,
    }),
  }),
});

const { ofSummary } = fieldsOf((loaders) => loaders.storageConfiguration);

findEntitiesWith("StorageConfiguration", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "storage-configuration", identity, at("arn"));
    return loaders.storageConfiguration.find(arn);
  },
  cost: (at, arns) => at.find(storageConfigurationKind, arns),
});

findTaggablesWith("storage-configuration", {
  kind: storageConfigurationKind,
  find: (arn, { loaders }) => loaders.storageConfiguration.find(arn),
});

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
      ...ofSummary(({ name }) => name),
    }),
    s3: t.field({
      type: S3Ref,
      description: "The bucket that recordings go to.",
      ...ofSummary(({ s3 }) => s3),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      ...ofSummary(({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the configuration does not carry it.",
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
