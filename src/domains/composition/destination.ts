import type {
  CompositionRecordingHlsConfiguration,
  CompositionThumbnailConfiguration,
  DestinationConfiguration,
  DestinationState,
  RecordingConfiguration,
  RecordingConfigurationFormat,
} from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { awsEnum } from "../../graph/enum.ts";
import { costs, linksTo } from "../../graph/cost.ts";
import { pickFrom } from "../../graph/level.ts";
import {
  encoderConfigurationKind,
  EncoderConfigurationRef,
  linkToEncoderConfiguration,
} from "../encoder/ref.ts";
import { storageType } from "../stage/ref.ts";
import {
  linkToStorageConfiguration,
  storageConfigurationKind,
  StorageConfigurationRef,
} from "../storage/ref.ts";
import type { Destination } from "./loader.ts";

/** AWS sends a composition to a channel, to a bucket, or to one of each. */
export const maxDestinations = 2;

export const recordingFormat = awsEnum<RecordingConfigurationFormat>(
  "RecordingConfigurationFormat",
  "The format that a composition is recorded in.",
  { HLS: "HTTP Live Streaming: playlists and segments." },
);

const destinationState = awsEnum<DestinationState>(
  "CompositionDestinationState",
  "How far a destination of a composition is.",
  {
    STARTING: "It is being set up.",
    ACTIVE: "It receives the composed video.",
    RECONNECTING: "The connection to it was lost and is being tried again.",
    STOPPING: "It is being shut down.",
    STOPPED: "It has ended as planned.",
    FAILED: "It has ended because something went wrong.",
  },
);

const HlsRef = builder
  .objectRef<CompositionRecordingHlsConfiguration>("CompositionRecordingHlsConfiguration")
  .implement({
    description: "How the HLS recording of a composition is cut.",
    fields: (t) => ({
      targetSegmentDurationSeconds: t.int({
        description: "The length a segment should have, in seconds; 2 to 10.",
        resolve: (hls) => hls.targetSegmentDurationSeconds,
      }),
    }),
  });

const RecordingRef = builder
  .objectRef<RecordingConfiguration>("CompositionRecordingConfiguration")
  .implement({
    description: "How a composition is recorded.",
    fields: (t) => ({
      format: t.field({
        type: recordingFormat.ref,
        description: "The format; null when AWS names one that this graph does not know.",
        resolve: (recording) => recordingFormat.known(recording.format),
      }),
      formatRaw: t.string({
        description: "`format` in AWS's own words.",
        resolve: (recording) => recording.format || null,
      }),
      hlsConfiguration: t.field({
        type: HlsRef,
        description: "How the recorded HLS stream is cut.",
        resolve: (recording) => recording.hlsConfiguration,
      }),
    }),
  });

const ThumbnailRef = builder
  .objectRef<CompositionThumbnailConfiguration>("CompositionThumbnailConfiguration")
  .implement({
    description: "How thumbnails of a composition are recorded.",
    fields: (t) => ({
      targetIntervalSeconds: t.int({
        description: "Seconds between two thumbnails; 1 to 86,400.",
        resolve: (thumbnails) => thumbnails.targetIntervalSeconds,
      }),
      storage: t.field({
        type: [storageType.ref],
        description: "How thumbnails are kept, as far as this graph knows the names.",
        resolve: (thumbnails) => storageType.knownOf(thumbnails.storage),
      }),
      storageRaw: t.stringList({
        description: "`storage` in AWS's own words.",
        resolve: (thumbnails) => thumbnails.storage,
      }),
    }),
  });

const encodersOf = ({ channel, s3 }: DestinationConfiguration): string[] =>
  (s3?.encoderConfigurationArns ?? [channel?.encoderConfigurationArn])
    .filter((arn) => arn !== undefined)
    .filter((arn) => arn !== "");

const ConfigurationRef = builder
  .objectRef<DestinationConfiguration>("CompositionDestinationConfiguration")
  .implement({
    description:
      "What a destination is to do: send to a channel (`channelArn`) or record to S3 (`storageConfiguration`).",
    fields: (t) => ({
      name: t.string({
        description: "The name it was given; null when it has none.",
        resolve: ({ name }) => name || null,
      }),
      channelArn: t.field({
        type: "Arn",
        description: "The IVS channel that the composed video is sent to; null when it is recorded.",
        resolve: ({ channel }) => channel?.channelArn || null,
      }),
      encoderConfiguration: t.field({
        type: EncoderConfigurationRef,
        description:
          "How the video is encoded: the first of `encoderConfigurations`; null when AWS's own default is used.",
        extensions: linksTo(encoderConfigurationKind),
        resolve: (configuration) => {
          const [arn] = encodersOf(configuration);
          return arn ? linkToEncoderConfiguration(arn) : null;
        },
      }),
      encoderConfigurationArn: t.field({
        type: "Arn",
        description: "The ARN of `encoderConfiguration`.",
        resolve: (configuration) => encodersOf(configuration)[0] || null,
      }),
      encoderConfigurations: t.field({
        type: [EncoderConfigurationRef],
        nullable: { list: false, items: false },
        description:
          "How the video is encoded; AWS takes one today. What they hold beside their ARN costs one GetEncoderConfiguration (5 calls a second); several at once cost one ListEncoderConfigurations.",
        extensions: linksTo(encoderConfigurationKind),
        resolve: (configuration) => encodersOf(configuration).map(linkToEncoderConfiguration),
      }),
      encoderConfigurationArns: t.field({
        type: ["Arn"],
        nullable: { list: false, items: false },
        description: "The ARNs of `encoderConfigurations`.",
        resolve: encodersOf,
      }),
      storageConfiguration: t.field({
        type: StorageConfigurationRef,
        description: "Where the composition is recorded; null when it is sent to a channel.",
        extensions: linksTo(storageConfigurationKind),
        resolve: ({ s3 }) =>
          s3?.storageConfigurationArn ? linkToStorageConfiguration(s3.storageConfigurationArn) : null,
      }),
      storageConfigurationArn: t.field({
        type: "Arn",
        description: "The ARN of `storageConfiguration`.",
        resolve: ({ s3 }) => s3?.storageConfigurationArn || null,
      }),
      recordingConfiguration: t.field({
        type: RecordingRef,
        description: "How it is recorded; null when it is sent to a channel.",
        resolve: ({ s3 }) => s3?.recordingConfiguration,
      }),
      thumbnailConfigurations: t.field({
        type: [ThumbnailRef],
        description: "How thumbnails are recorded; null when none are.",
        resolve: ({ s3 }) => s3?.thumbnailConfigurations,
      }),
    }),
  });

export const DestinationRef = builder.objectRef<Destination>("CompositionDestination").implement({
  description: "Where a composition goes: a channel of IVS, or a bucket.",
  fields: (t) => ({
    destinationId: t.exposeString("destinationId", {
      nullable: false,
      description: "AWS's id of the destination, unique in its composition. AWS calls it `id`.",
    }),
    state: t.field({
      type: destinationState.ref,
      description: "How far it is; null when AWS names a state that this graph does not know.",
      resolve: ({ state }) => destinationState.known(state),
    }),
    stateRaw: t.exposeString("state", { description: "`state` in AWS's own words." }),
    startTime: t.expose("startTime", {
      type: "DateTime",
      description: "When it first received video; null before.",
    }),
    endTime: t.expose("endTime", { type: "DateTime", description: "When it ended; null before." }),
    configuration: t.field({
      type: ConfigurationRef,
      description:
        "What it is to do. Lists do not carry it: costs one GetComposition per composition (5 calls a second). Null when the composition is gone by then.",
      extensions: costs((composition) => composition.detail()),
      resolve: (destination, _, { loaders }) =>
        pickFrom(loaders.composition.setup(destination), ({ configuration }) => configuration),
    }),
    recordingPrefix: t.string({
      description:
        "Where in the bucket the recording lies; null for a channel. Lists do not carry it: costs one GetComposition per composition (5 calls a second).",
      extensions: costs((composition) => composition.detail()),
      resolve: (destination, _, { loaders }) =>
        pickFrom(loaders.composition.setup(destination), ({ recordingPrefix }) => recordingPrefix),
    }),
  }),
});
