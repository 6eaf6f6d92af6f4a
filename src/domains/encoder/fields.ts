import type { Video } from "@aws-sdk/client-ivs-realtime";

import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { encoderConfigurationKind, EncoderConfigurationRef } from "./ref.ts";

const VideoRef = builder.objectRef<Video>("EncoderVideo").implement({
  description: "The size, rate and quality of encoded video.",
  fields: (t) => ({
    width: t.int({ description: "The width in pixels; 2 to 1,920, even.", resolve: ({ width }) => width }),
    height: t.int({
      description: "The height in pixels; 2 to 1,920, even.",
      resolve: ({ height }) => height,
    }),
    framerate: t.float({
      description: "Frames a second; 1 to 60.",
      resolve: ({ framerate }) => framerate,
    }),
    bitrate: t.int({
      description: "Bits a second; at most 8,500,000.",
      resolve: ({ bitrate }) => bitrate,
    }),
  }),
});

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.encoderConfiguration);

findEntitiesWith("EncoderConfiguration", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "encoder-configuration", identity, at("arn"));
    return loaders.encoderConfiguration.find(arn);
  },
  cost: (at, arns) => at.find(encoderConfigurationKind, arns),
});

findTaggablesWith("encoder-configuration", {
  kind: encoderConfigurationKind,
  find: (arn, { loaders }) => loaders.encoderConfiguration.find(arn),
});

builder.node(EncoderConfigurationRef, {
  description: "How the video of a composition is encoded. Cannot be changed, only replaced.",
  interfaces: [TaggableRef],
  id: { resolve: ({ arn }) => arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the encoder configuration.",
      resolve: ({ arn }) => arn,
    }),
    name: t.string({
      description: "The name it was given; not unique, and null when it has none.",
      ...ofSummary(({ name }) => name),
    }),
    video: t.field({
      type: VideoRef,
      description:
        "How video is encoded. Lists do not carry it: costs one GetEncoderConfiguration per configuration (5 calls a second).",
      ...ofDetail(({ video }) => video),
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
