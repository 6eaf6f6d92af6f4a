import type {
  ParticipantProtocol,
  ParticipantRecordingState,
  ParticipantState,
  ReplicationType,
} from "@aws-sdk/client-ivs-realtime";

import { awsEnum } from "../../graph/enum.ts";

export const participantState = awsEnum<ParticipantState>(
  "ParticipantState",
  "Whether a participant is connected to the stage.",
  { CONNECTED: "In the stage.", DISCONNECTED: "No longer in the stage." },
);

export const recordingState = awsEnum<ParticipantRecordingState>(
  "ParticipantRecordingState",
  "How far the recording of a participant is.",
  {
    STARTING: "About to record.",
    ACTIVE: "Recording.",
    STOPPING: "About to end, or waiting for the participant to come back.",
    STOPPED: "Ended.",
    FAILED: "Broken off by an error.",
    DISABLED: "The stage does not record participants.",
  },
);

export const replicationType = awsEnum<ReplicationType>(
  "ReplicationType",
  "What a participant has to do with replication between stages.",
  {
    SOURCE: "Was copied from here to other stages.",
    REPLICA: "Is a copy of a participant of another stage.",
    NONE: "Nothing.",
  },
);

export const protocol = awsEnum<ParticipantProtocol>(
  "ParticipantProtocol",
  "How the media of a participant reach the stage.",
  {
    UNKNOWN: "AWS does not know.",
    WHIP: "WebRTC, negotiated over HTTP.",
    RTMP: "An encoder's stream, not encrypted.",
    RTMPS: "An encoder's stream over TLS.",
  },
);
