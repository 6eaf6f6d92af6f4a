import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { pickFrom } from "../../graph/level.ts";
import { findNodesWith } from "../../graph/node.ts";
import { linkToStage, StageRef } from "../stage/ref.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import { DestinationRef } from "./destination.ts";
import { LayoutRef, toLayout } from "./layout.ts";
import { CompositionRef } from "./ref.ts";
import { compositionState } from "./state.ts";

findNodesWith("Composition", (arn, { loaders, identity }, path) => {
  checkArn(arn, "composition", identity, path);
  return loaders.composition.find(arn);
});

findTaggablesWith("composition", (arn, { loaders }) => loaders.composition.find(arn));

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
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ stageArn }) =>
          stageArn === undefined ? null : linkToStage(stageArn),
        ),
    }),
    stageArn: t.field({
      type: "Arn",
      description: "The ARN of the stage.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ stageArn }) => stageArn),
    }),
    state: t.field({
      type: compositionState.ref,
      description: "How far it is; null when AWS names a state that this graph does not know.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ state }) => compositionState.known(state)),
    }),
    stateRaw: t.string({
      description: "`state` in AWS's own words.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ state }) => state),
    }),
    layout: t.field({
      type: LayoutRef,
      description:
        "How the participants are arranged. Lists do not carry it: costs one GetComposition per composition (5 calls a second).",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.detail(composition), ({ layout }) => toLayout(layout)),
    }),
    destinations: t.field({
      type: [DestinationRef],
      description: "Where it goes: one or two.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ destinations }) => [...destinations]),
    }),
    startTime: t.field({
      type: "DateTime",
      description: "When it was started.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ startTime }) => startTime),
    }),
    endTime: t.field({
      type: "DateTime",
      description: "When it ended; null before.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ endTime }) => endTime),
    }),
    tags: t.field({
      type: [TagRef],
      description: "All tags, in the order of their keys.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: "The value of one tag, or null when the composition does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      resolve: (composition, { key }, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ tags }) => tagValue(tags, key)),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      resolve: (composition, _, { loaders }) =>
        pickFrom(loaders.composition.summary(composition), ({ stale }) => stale),
    }),
  }),
});
