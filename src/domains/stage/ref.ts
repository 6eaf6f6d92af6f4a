import type {
  AutoParticipantRecordingConfiguration,
  ThumbnailStorageType,
} from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import type { FeedItem } from "../../graph/feed-stream.ts";
import type { Kind } from "../../graph/kind.ts";
import { awsEnum } from "../../graph/enum.ts";
import { type StageKeys, stageKeys } from "./loader.ts";

export { positionBefore, positionDescription, PositionRef } from "./feed-position.ts";

export const StageRef = builder.objectRef<StageKeys>("Stage");

/** What subscriptions give. */
export const FeedItemRef = builder.interfaceRef<FeedItem>("StageFeedItem");

/** What reading stages costs. */
export const stageKind: Kind = { type: "Stage", get: "GetStage", list: "ListStages" };

/** The stage that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToStage = stageKeys;

export const RecordingConfigurationRef = builder.objectRef<AutoParticipantRecordingConfiguration>(
  "AutoParticipantRecordingConfiguration",
);

export const storageType = awsEnum<ThumbnailStorageType>(
  "ThumbnailStorageType",
  "How thumbnails are kept in the bucket.",
  { SEQUENTIAL: "Every thumbnail is kept.", LATEST: "One file, overwritten by each new thumbnail." },
);
