import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { DestinationRef, maxDestinations } from "./destination.ts";
import { LayoutRef, toLayout } from "./layout.ts";
import { compositionKind, CompositionRef } from "./ref.ts";
import { compositionState } from "./state.ts";

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.composition);

findEntitiesWith("Composition", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "composition", identity, at("arn"));
    return loaders.composition.find(arn);
  },
  cost: (at, arns) => at.find(compositionKind, arns),
});

findTaggablesWith("composition", {
  kind: compositionKind,
  find: (arn, { loaders }) => loaders.composition.find(arn),
});

builder.node(CompositionRef, {
  description:
    "The video of a stage composed into one, sent to a channel or recorded. AWS forgets it five minutes after it has ended.",
  interfaces: [TaggableRef],
  id: { resolve: ({ arn }) => arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the composition.",
      resolve: ({ arn }) => arn,
    }),
    stage: t.field({
      type: StageRef,
      description: "The stage whose participants are composed.",
      ...ofSummary(
        ({ stageArn }) => (stageArn === undefined ? null : linkToStage(stageArn)),
        (at) => at.link(stageKind),
      ),
    }),
    stageArn: t.field({
      type: "Arn",
      description: "The ARN of the stage.",
      ...ofSummary(({ stageArn }) => stageArn),
    }),
    state: t.field({
      type: compositionState.ref,
      description: "How far it is; null when AWS names a state that this graph does not know.",
      ...ofSummary(({ state }) => compositionState.known(state)),
    }),
    stateRaw: t.string({
      description: "`state` in AWS's own words.",
      ...ofSummary(({ state }) => state),
    }),
    layout: t.field({
      type: LayoutRef,
      description:
        "How the participants are arranged. Lists do not carry it: costs one GetComposition per composition (5 calls a second).",
      ...ofDetail(({ layout }) => toLayout(layout)),
    }),
    destinations: t.field({
      type: [DestinationRef],
      description: "Where it goes: one or two.",
      ...ofSummary(
        ({ destinations }) => [...destinations],
        (at) => at.parts(maxDestinations),
      ),
    }),
    startTime: t.field({
      type: "DateTime",
      description: "When it was started.",
      ...ofSummary(({ startTime }) => startTime),
    }),
    endTime: t.field({
      type: "DateTime",
      description: "When it ended; null before.",
      ...ofSummary(({ endTime }) => endTime),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      ...ofSummary(({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the composition does not carry it.",
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
