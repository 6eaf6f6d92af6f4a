import type {
  GridConfiguration,
  LayoutConfiguration,
  PipBehavior,
  PipConfiguration,
  PipPosition,
  VideoAspectRatio,
  VideoFillMode,
} from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { awsEnum } from "../../graph/enum.ts";

export const videoAspectRatio = awsEnum<VideoAspectRatio>(
  "VideoAspectRatio",
  "The shape of the tiles of a grid.",
  {
    AUTO: "The shape of each participant's own video.",
    VIDEO: "16 to 9.",
    SQUARE: "1 to 1.",
    PORTRAIT: "3 to 4.",
  },
);

export const videoFillMode = awsEnum<VideoFillMode>(
  "VideoFillMode",
  "How a video is made to fit a tile of another shape.",
  {
    FILL: "Stretched to the tile.",
    COVER: "Cropped to the tile.",
    CONTAIN: "Shown whole, with bars beside it.",
  },
);

export const pipBehavior = awsEnum<PipBehavior>(
  "PipBehavior",
  "What the small video does when the others are gone.",
  { STATIC: "It keeps its size.", DYNAMIC: "It grows to the whole frame." },
);

export const pipPosition = awsEnum<PipPosition>("PipPosition", "The corner that the small video is in.", {
  TOP_LEFT: "At the top left.",
  TOP_RIGHT: "At the top right.",
  BOTTOM_LEFT: "At the bottom left.",
  BOTTOM_RIGHT: "At the bottom right.",
});

const GridRef = builder
  .objectRef<GridConfiguration & { readonly __typename: "GridConfiguration" }>("GridConfiguration")
  .implement({
    description: "All participants side by side, or around one who is featured.",
    fields: (t) => ({
      featuredParticipantAttribute: t.string({
        description:
          "The attribute whose bearer is featured: shown large, the others in a strip. Null when nobody is.",
        resolve: (grid) => grid.featuredParticipantAttribute || null,
      }),
      participantOrderAttribute: t.string({
        description: "The attribute whose value the participants are ordered by; null when by their arrival.",
        resolve: (grid) => grid.participantOrderAttribute || null,
      }),
      omitStoppedVideo: t.boolean({
        description: "Whether participants whose video is stopped are left out.",
        resolve: (grid) => grid.omitStoppedVideo,
      }),
      gridGap: t.int({
        description: "The space between tiles, in pixels.",
        resolve: (grid) => grid.gridGap,
      }),
      videoAspectRatio: t.field({
        type: videoAspectRatio.ref,
        description: "The shape of the tiles; null when AWS names one that this graph does not know.",
        resolve: (grid) => videoAspectRatio.known(grid.videoAspectRatio),
      }),
      videoAspectRatioRaw: t.string({
        description: "`videoAspectRatio` in AWS's own words.",
        resolve: (grid) => grid.videoAspectRatio || null,
      }),
      videoFillMode: t.field({
        type: videoFillMode.ref,
        description:
          "How videos are made to fit; null when it was not set: then the featured one is shown whole and the others are cropped.",
        resolve: (grid) => videoFillMode.known(grid.videoFillMode),
      }),
      videoFillModeRaw: t.string({
        description: "`videoFillMode` in AWS's own words.",
        resolve: (grid) => grid.videoFillMode || null,
      }),
    }),
  });

const PipRef = builder
  .objectRef<PipConfiguration & { readonly __typename: "PipConfiguration" }>("PipConfiguration")
  .implement({
    description: "Picture in picture: one participant small, in a corner, over the others.",
    fields: (t) => ({
      pipParticipantAttribute: t.string({
        description: "The attribute whose bearer is shown small; null when none was set.",
        resolve: (pip) => pip.pipParticipantAttribute || null,
      }),
      featuredParticipantAttribute: t.string({
        description: "The attribute whose bearer is featured: shown large. Null when nobody is.",
        resolve: (pip) => pip.featuredParticipantAttribute || null,
      }),
      participantOrderAttribute: t.string({
        description: "The attribute whose value the participants are ordered by; null when by their arrival.",
        resolve: (pip) => pip.participantOrderAttribute || null,
      }),
      omitStoppedVideo: t.boolean({
        description: "Whether participants whose video is stopped are left out.",
        resolve: (pip) => pip.omitStoppedVideo,
      }),
      gridGap: t.int({
        description: "The space between tiles, in pixels.",
        resolve: (pip) => pip.gridGap,
      }),
      videoFillMode: t.field({
        type: videoFillMode.ref,
        description: "How videos are made to fit; null when AWS names a way that this graph does not know.",
        resolve: (pip) => videoFillMode.known(pip.videoFillMode),
      }),
      videoFillModeRaw: t.string({
        description: "`videoFillMode` in AWS's own words.",
        resolve: (pip) => pip.videoFillMode || null,
      }),
      pipBehavior: t.field({
        type: pipBehavior.ref,
        description:
          "What the small video does when the others are gone; null when AWS names something that this graph does not know.",
        resolve: (pip) => pipBehavior.known(pip.pipBehavior),
      }),
      pipBehaviorRaw: t.string({
        description: "`pipBehavior` in AWS's own words.",
        resolve: (pip) => pip.pipBehavior || null,
      }),
      pipPosition: t.field({
        type: pipPosition.ref,
        description:
          "The corner that the small video is in; null when AWS names a place that this graph does not know.",
        resolve: (pip) => pipPosition.known(pip.pipPosition),
      }),
      pipPositionRaw: t.string({
        description: "`pipPosition` in AWS's own words.",
        resolve: (pip) => pip.pipPosition || null,
      }),
      pipOffset: t.int({
        description: "The distance of the small video from the edges of the frame, in pixels.",
        resolve: (pip) => pip.pipOffset,
      }),
      pipWidth: t.int({
        description: "The width of the small video in pixels; null when AWS chooses it.",
        resolve: (pip) => pip.pipWidth,
      }),
      pipHeight: t.int({
        description: "The height of the small video in pixels; null when AWS chooses it.",
        resolve: (pip) => pip.pipHeight,
      }),
    }),
  });

export const LayoutRef = builder.unionType("CompositionLayout", {
  description: "How the participants are arranged in the composed video.",
  types: [GridRef, PipRef],
});

/** The member of the union; null when AWS shows no layout, or one that this graph does not know. */
export function toLayout(layout: LayoutConfiguration | undefined) {
  if (layout?.grid) return { ...layout.grid, __typename: "GridConfiguration" as const };
  if (layout?.pip) return { ...layout.pip, __typename: "PipConfiguration" as const };
  return null;
}
