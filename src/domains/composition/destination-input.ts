import type { DestinationConfiguration } from "@aws-sdk/client-ivs-realtime";

import { arnConstraints, arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import {
  type Constraint,
  constrained,
  constrainedItems,
  maxItems,
  minItems,
  nameConstraints,
  range,
} from "../../graph/constraint.ts";
import { present } from "../../graph/present.ts";
import { storageType } from "../stage/ref.ts";
import { maxDestinations, recordingFormat } from "./destination.ts";

const HlsInput = builder.inputType("CompositionRecordingHlsConfigurationInput", {
  description: "How the recorded HLS stream is cut.",
  fields: (t) => ({
    targetSegmentDurationSeconds: t.int({
      description: "The length a segment should have, in seconds; 2 to 10. 2 when absent.",
      extensions: constrained(range(2, 10)),
    }),
  }),
});

const RecordingInput = builder.inputType("CompositionRecordingConfigurationInput", {
  description: "How a composition is recorded. What is absent takes its default.",
  fields: (t) => ({
    format: t.field({ type: recordingFormat.ref, description: "The format. HLS when absent." }),
    hlsConfiguration: t.field({ type: HlsInput, description: "How the recorded HLS stream is cut." }),
  }),
});

const ThumbnailInput = builder.inputType("CompositionThumbnailConfigurationInput", {
  description: "How thumbnails of a composition are recorded.",
  fields: (t) => ({
    targetIntervalSeconds: t.int({
      description: "Seconds between two thumbnails: 1 to 86,400. 60 when absent.",
      extensions: constrained(range(1, 86_400)),
    }),
    storage: t.field({
      type: [storageType.ref],
      description: "How thumbnails are kept; at most two. SEQUENTIAL when absent.",
      extensions: constrained(maxItems(2)),
    }),
  }),
});

const ChannelInput = builder.inputType("ChannelDestinationConfigurationInput", {
  description: "A channel of IVS to send the composed video to.",
  fields: (t) => ({
    channelArn: arnField(
      t,
      "The ARN of a channel of the same account and Region that is offline.",
      "channel",
    ),
    encoderConfigurationArn: t.field({
      type: "Arn",
      description: "How the video is encoded. AWS's own default when absent.",
      extensions: constrained(...arnConstraints("encoder-configuration")),
    }),
  }),
});

const S3Input = builder.inputType("S3DestinationConfigurationInput", {
  description: "A bucket to record the composed video to.",
  fields: (t) => ({
    storageConfigurationArn: arnField(
      t,
      "The ARN of the storage configuration with the bucket.",
      "storage-configuration",
    ),
    encoderConfigurationArns: t.field({
      type: ["Arn"],
      required: true,
      description: "How the video is encoded: the ARN of exactly one encoder configuration.",
      extensions: constrainedItems(arnConstraints("encoder-configuration"), minItems(1), maxItems(1)),
    }),
    recordingConfiguration: t.field({ type: RecordingInput, description: "How it is recorded." }),
    thumbnailConfigurations: t.field({
      type: [ThumbnailInput],
      description: "How thumbnails are recorded; at most one. They are not when absent.",
      extensions: constrained(maxItems(1)),
    }),
  }),
});

const TargetInput = builder.inputType("CompositionDestinationTargetInput", {
  description: "Where a composition is to go: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    channel: t.field({ type: ChannelInput, description: "To a channel of IVS, live." }),
    s3: t.field({ type: S3Input, description: "To a bucket, as a recording." }),
  }),
});

export const DestinationInput = builder.inputType("CompositionDestinationInput", {
  description: "Where a composition is to go, and under which name.",
  fields: (t) => ({
    name: t.string({
      description: "A name: at most 128 letters, digits, - and _.",
      extensions: constrained(...nameConstraints),
    }),
    target: t.field({ type: TargetInput, required: true, description: "The channel or the bucket." }),
  }),
});

type Asked = typeof DestinationInput.$inferInput;

const oneOfEach: Constraint<readonly Asked[]> = {
  rule: "oneOfEach",
  demand: "name at most one channel and at most one bucket",
  holds: (destinations) => {
    const recordings = destinations.filter(({ target }) => target.s3).length;
    return recordings <= 1 && destinations.length - recordings <= 1;
  },
};

/** What AWS demands of all destinations of a composition. */
export const destinationListConstraints = [minItems(1), maxItems(maxDestinations), oneOfEach] as const;

/** The input in AWS's words. */
export function toDestinationConfiguration({ name, target }: Asked): DestinationConfiguration {
  const { channel, s3 } = target;
  return {
    ...present({ name }),
    ...(channel
      ? {
          channel: {
            channelArn: channel.channelArn,
            ...present({ encoderConfigurationArn: channel.encoderConfigurationArn }),
          },
        }
      : {}),
    ...(s3 ? { s3: toS3Destination(s3) } : {}),
  };
}

function toS3Destination(s3: typeof S3Input.$inferInput): NonNullable<DestinationConfiguration["s3"]> {
  const { recordingConfiguration: recording, thumbnailConfigurations: thumbnails } = s3;
  return {
    storageConfigurationArn: s3.storageConfigurationArn,
    encoderConfigurationArns: s3.encoderConfigurationArns,
    ...(recording
      ? {
          recordingConfiguration: {
            ...present({ format: recording.format }),
            ...(recording.hlsConfiguration ? { hlsConfiguration: present(recording.hlsConfiguration) } : {}),
          },
        }
      : {}),
    ...(thumbnails ? { thumbnailConfigurations: thumbnails.map((each) => present(each)) } : {}),
  };
}
