import type { AutoParticipantRecordingConfiguration } from "@aws-sdk/client-ivs-realtime";

import { arnConstraints } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { constrained, constrainedTogether, maxItems, range } from "../../graph/constraint.ts";
import { present } from "../../graph/present.ts";
import { mediaType, recordingMode } from "./recording.ts";
import { storageType } from "./ref.ts";

const ThumbnailInput = builder.inputType("ParticipantThumbnailConfigurationInput", {
  description: "Whether and how thumbnails of each participant are recorded.",
  fields: (t) => ({
    targetIntervalSeconds: t.int({
      description:
        "Seconds between two thumbnails, with `recordingMode: INTERVAL`; 1 to 86,400. 60 when absent.",
      extensions: constrained(range(1, 86_400)),
    }),
    storage: t.field({
      type: [storageType.ref],
      description: "How thumbnails are kept; at most two. SEQUENTIAL when absent.",
      extensions: constrained(maxItems(2)),
    }),
    recordingMode: t.field({
      type: recordingMode.ref,
      description: "Whether thumbnails are recorded. DISABLED when absent.",
    }),
  }),
});

const HlsInput = builder.inputType("ParticipantRecordingHlsConfigurationInput", {
  description: "How the recorded HLS stream is cut.",
  fields: (t) => ({
    targetSegmentDurationSeconds: t.int({
      description: "The length a segment should have, in seconds; 2 to 10. 6 when absent.",
      extensions: constrained(range(2, 10)),
    }),
  }),
});

interface RecordingMembers {
  storageConfigurationArn?: string | null;
  [member: string]: unknown;
}

export const RecordingInput = builder.inputType("AutoParticipantRecordingConfigurationInput", {
  description:
    "How each participant who publishes to the stage is recorded to S3: all of it, since AWS keeps nothing of what it was. What is absent takes its default.",
  extensions: constrainedTogether<RecordingMembers>(
    {
      member: "storageConfigurationArn",
      rule: "required",
      demand: "be given; null, and nothing beside it, switches recording off",
      holds: ({ storageConfigurationArn }) => storageConfigurationArn !== undefined,
    },
    {
      member: "storageConfigurationArn",
      rule: "notNullBeside",
      demand: "not be null beside other members: null switches recording off",
      holds: ({ storageConfigurationArn, ...others }) =>
        storageConfigurationArn !== null || Object.values(others).every((other) => other == null),
    },
  ),
  fields: (t) => ({
    storageConfigurationArn: t.field({
      type: "Arn",
      description:
        "The storage configuration that recordings go to. Must be given; null, and nothing beside it, switches recording off.",
      extensions: constrained(...arnConstraints("storage-configuration")),
    }),
    mediaTypes: t.field({
      type: [mediaType.ref],
      description: "Which media are recorded; at most one value. AUDIO_VIDEO when absent.",
      extensions: constrained(maxItems(1)),
    }),
    thumbnailConfiguration: t.field({
      type: ThumbnailInput,
      description: "Whether and how thumbnails are recorded.",
    }),
    recordingReconnectWindowSeconds: t.int({
      description:
        "A publisher who is back within this many seconds goes on in the same recording; 0 to 300. 0 when absent.",
      extensions: constrained(range(0, 300)),
    }),
    hlsConfiguration: t.field({ type: HlsInput, description: "How the recorded HLS stream is cut." }),
    recordParticipantReplicas: t.boolean({
      description:
        "Whether replicas of participants of other stages are recorded here too. True when absent.",
    }),
  }),
});

/** The input in AWS's words: null, and a storage configuration that is null, mean that recording is off. */
export function toRecordingConfiguration(
  input: typeof RecordingInput.$inferInput | null,
): AutoParticipantRecordingConfiguration {
  const { thumbnailConfiguration: thumbnails, hlsConfiguration: hls, ...rest } = input ?? {};
  const { storageConfigurationArn, mediaTypes, recordingReconnectWindowSeconds, recordParticipantReplicas } =
    rest;
  return {
    storageConfigurationArn: storageConfigurationArn ?? "",
    ...present({ mediaTypes, recordingReconnectWindowSeconds, recordParticipantReplicas }),
    ...(thumbnails ? { thumbnailConfiguration: present(thumbnails) } : {}),
    ...(hls ? { hlsConfiguration: present(hls) } : {}),
  };
}
