import type {
  ParticipantRecordingHlsConfiguration,
  ParticipantRecordingMediaType,
  ParticipantThumbnailConfiguration,
  ThumbnailRecordingMode,
} from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { awsEnum } from "../../graph/enum.ts";
import { RecordingConfigurationRef, storageType } from "./ref.ts";

const ThumbnailConfigurationRef = builder.objectRef<ParticipantThumbnailConfiguration>(
  "ParticipantThumbnailConfiguration",
);
const HlsConfigurationRef = builder.objectRef<ParticipantRecordingHlsConfiguration>(
  "ParticipantRecordingHlsConfiguration",
);

export const mediaType = awsEnum<ParticipantRecordingMediaType>(
  "ParticipantRecordingMediaType",
  "Which media of a participant are recorded.",
  {
    AUDIO_VIDEO: "Audio and video.",
    AUDIO_ONLY: "Audio without video.",
    NONE: "Neither: thumbnails at most.",
  },
);

export const recordingMode = awsEnum<ThumbnailRecordingMode>(
  "ThumbnailRecordingMode",
  "Whether thumbnails are recorded.",
  { INTERVAL: "One thumbnail at each interval.", DISABLED: "No thumbnails." },
);

RecordingConfigurationRef.implement({
  description:
    "How each participant who publishes to the stage is recorded to S3, one recording per participant.",
  fields: (t) => ({
    storageConfigurationArn: t.field({
      type: "Arn",
      description: "The storage configuration that recordings go to; null while recording is off.",
      resolve: (recording) => recording.storageConfigurationArn || null,
    }),
    mediaTypes: t.field({
      type: [mediaType.ref],
      description: "The media that are recorded, as far as this graph knows their names.",
      resolve: (recording) => mediaType.knownOf(recording.mediaTypes),
    }),
    mediaTypesRaw: t.stringList({
      description: "`mediaTypes` in AWS's own words, also those that this graph does not know yet.",
      resolve: (recording) => recording.mediaTypes,
    }),
    thumbnailConfiguration: t.field({
      type: ThumbnailConfigurationRef,
      description: "Whether and how thumbnails are recorded.",
      resolve: (recording) => recording.thumbnailConfiguration,
    }),
    recordingReconnectWindowSeconds: t.int({
      description:
        "A publisher who is back within this many seconds goes on in the same recording; 0 to 300.",
      resolve: (recording) => recording.recordingReconnectWindowSeconds,
    }),
    hlsConfiguration: t.field({
      type: HlsConfigurationRef,
      description: "How the recorded HLS stream is cut.",
      resolve: (recording) => recording.hlsConfiguration,
    }),
    recordParticipantReplicas: t.boolean({
      description: "Whether replicas of participants of other stages are recorded here too.",
      resolve: (recording) => recording.recordParticipantReplicas,
    }),
  }),
});

ThumbnailConfigurationRef.implement({
  description: "Whether and how thumbnails of a participant are recorded.",
  fields: (t) => ({
    targetIntervalSeconds: t.int({
      description: "Seconds between two thumbnails when `recordingMode` is INTERVAL; 1 to 86,400.",
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
    recordingMode: t.field({
      type: recordingMode.ref,
      description:
        "Whether thumbnails are recorded; null when AWS names a mode that this graph does not know.",
      resolve: (thumbnails) => recordingMode.known(thumbnails.recordingMode),
    }),
    recordingModeRaw: t.string({
      description: "`recordingMode` in AWS's own words.",
      resolve: (thumbnails) => thumbnails.recordingMode || null,
    }),
  }),
});

HlsConfigurationRef.implement({
  description: "How the HLS recording of a participant is cut.",
  fields: (t) => ({
    targetSegmentDurationSeconds: t.int({
      description: "The length a segment should have, in seconds; 2 to 10.",
      resolve: (hls) => hls.targetSegmentDurationSeconds,
    }),
  }),
});
