import type { EventErrorCode, EventName } from "@aws-sdk/client-ivs-realtime";

import { awsEnum } from "../../graph/enum.ts";

export const eventName = awsEnum<EventName>("ParticipantEventName", "What happened to a participant.", {
  JOINED: "It came into the stage.",
  LEFT: "It went out of the stage.",
  PUBLISH_STARTED: "It began to send audio or video.",
  PUBLISH_STOPPED: "It sends nothing any more.",
  SUBSCRIBE_STARTED: "It began to receive another participant.",
  SUBSCRIBE_STOPPED: "It no longer receives another participant.",
  PUBLISH_ERROR: "It could not send.",
  SUBSCRIBE_ERROR: "It could not receive another participant.",
  JOIN_ERROR: "It could not come into the stage.",
  REPLICATION_STARTED: "It began to appear in another stage.",
  REPLICATION_STOPPED: "It no longer appears in another stage.",
  TOKEN_EXCHANGED: "It took another token while it was connected.",
});

export const eventErrorCode = awsEnum<EventErrorCode>(
  "ParticipantEventErrorCode",
  "Why a participant could not do something.",
  {
    INSUFFICIENT_CAPABILITIES: "Its token does not allow it.",
    QUOTA_EXCEEDED: "The stage has as many publishers or subscribers as it may.",
    PUBLISHER_NOT_FOUND: "Whom it wanted to receive is not there.",
    BITRATE_EXCEEDED: "It sends more bits a second than AWS allows.",
    RESOLUTION_EXCEEDED: "Its picture is larger than AWS allows.",
    STREAM_DURATION_EXCEEDED: "It was connected for as long as AWS allows: 24 hours.",
    INVALID_AUDIO_CODEC: "Its audio has a codec that stages do not take.",
    INVALID_VIDEO_CODEC: "Its video has a codec that stages do not take.",
    INVALID_PROTOCOL: "It does not send as its ingest configuration demands.",
    INVALID_STREAM_KEY: "Its stream key is not one.",
    REUSE_OF_STREAM_KEY: "Its stream key is in use already.",
    B_FRAME_PRESENT: "Its video has B-frames, which stages do not take.",
    INVALID_INPUT: "What it sends is not valid.",
    INTERNAL_SERVER_EXCEPTION: "AWS failed.",
  },
);
