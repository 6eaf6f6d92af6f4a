import type { StageEndpoints } from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { checkArn } from "../../graph/arn.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { RecordingConfigurationRef, stageKind, StageRef } from "./ref.ts";

const EndpointsRef = builder.objectRef<StageEndpoints>("StageEndpoints");

EndpointsRef.implement({
  description: "Where clients connect to a stage. The URLs may be cached for up to 14 days.",
  fields: (t) => ({
    events: t.string({
      resolve: ({ events }) => events || null,
      description: "The WebSocket endpoint of stage events, for the broadcast SDKs.",
    }),
    whip: t.string({
      resolve: ({ whip }) => whip || null,
      description: "The WHIP endpoint, for publishing over WebRTC.",
    }),
    rtmp: t.string({
      resolve: ({ rtmp }) => rtmp || null,
      description: "The RTMP endpoint, for ingest without encryption.",
    }),
    rtmps: t.string({
      resolve: ({ rtmps }) => rtmps || null,
      description: "The RTMPS endpoint, for ingest.",
    }),
  }),
});

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.stage);

findEntitiesWith("Stage", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "stage", identity, at("arn"));
    return loaders.stage.find(arn);
  },
  cost: (at, arns) => at.find(stageKind, arns),
});

findTaggablesWith("stage", { kind: stageKind, find: (arn, { loaders }) => loaders.stage.find(arn) });

builder.node(StageRef, {
  description: "A virtual space in which participants exchange video in real time.",
  interfaces: [TaggableRef],
  id: { resolve: (stage) => stage.arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage.",
      resolve: (stage) => stage.arn,
    }),
    name: t.string({
      description: "The name it was given; not unique, and null when it has none.",
      ...ofSummary(({ name }) => name),
    }),
    activeSessionId: t.string({
      description:
        "The id of the session that is under way; null while nobody is in the stage. It stays for a while after the last participant left.",
      ...ofSummary(({ activeSessionId }) => activeSessionId),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      ...ofSummary(({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the stage does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      ...ofSummary(({ tags }, { key }: { key: string }) => tagValue(tags, key)),
    }),
    endpoints: t.field({
      type: EndpointsRef,
      description:
        "Where clients connect. Lists do not carry it: costs one GetStage per stage (5 calls a second).",
      ...ofDetail(({ endpoints }) => endpoints),
    }),
    autoParticipantRecordingConfiguration: t.field({
      type: RecordingConfigurationRef,
      description:
        "How participants are recorded. Lists do not carry it: costs one GetStage per stage (5 calls a second).",
      ...ofDetail((detail) => detail.autoParticipantRecordingConfiguration),
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
