import type {
  GridConfiguration,
  LayoutConfiguration,
  PipConfiguration,
  VideoFillMode,
} from "@aws-sdk/client-ivs-realtime";

import type { EnumRule, IntegerRule, MembersFor } from "../rule.ts";
import { name } from "./name.ts";

const fillMode = {
  type: "enum",
  values: { FILL: true, COVER: true, CONTAIN: true },
} as const satisfies EnumRule;
const pixels = { type: "integer", min: 0 } as const satisfies IntegerRule;

const grid: MembersFor<GridConfiguration> = {
  featuredParticipantAttribute: name,
  omitStoppedVideo: { type: "boolean" },
  videoAspectRatio: { type: "enum", values: { AUTO: true, VIDEO: true, SQUARE: true, PORTRAIT: true } },
  videoFillMode: fillMode,
  gridGap: pixels,
  participantOrderAttribute: name,
};

const pip: MembersFor<PipConfiguration> = {
  featuredParticipantAttribute: name,
  omitStoppedVideo: { type: "boolean" },
  videoFillMode: fillMode,
  gridGap: pixels,
  pipParticipantAttribute: name,
  pipBehavior: { type: "enum", values: { STATIC: true, DYNAMIC: true } },
  pipOffset: pixels,
  pipPosition: {
    type: "enum",
    values: { TOP_LEFT: true, TOP_RIGHT: true, BOTTOM_LEFT: true, BOTTOM_RIGHT: true },
  },
  pipWidth: { type: "integer", min: 1 },
  pipHeight: { type: "integer", min: 1 },
  participantOrderAttribute: name,
};

/** What StartComposition takes; at most one of the two may be given, which the constraints cannot say. */
export const layout: MembersFor<LayoutConfiguration> = {
  grid: { type: "structure", members: grid },
  pip: { type: "structure", members: pip },
};

/** A grid that was given none crops its tiles and letterboxes the featured one; AWS shows that outside its own enum. */
const noFillMode = "" as VideoFillMode;

/** The layout as compositions show it: a grid unless a pip was asked for, with every default spelt out. */
export function layoutWithDefaults({
  grid: asked,
  pip: askedPip,
}: LayoutConfiguration = {}): LayoutConfiguration {
  if (askedPip)
    return {
      pip: {
        featuredParticipantAttribute: "",
        omitStoppedVideo: false,
        videoFillMode: "COVER",
        gridGap: 0,
        pipParticipantAttribute: "",
        pipBehavior: "STATIC",
        pipOffset: 0,
        pipPosition: "BOTTOM_RIGHT",
        participantOrderAttribute: "",
        ...askedPip,
      },
    };
  return {
    grid: {
      featuredParticipantAttribute: "",
      omitStoppedVideo: false,
      videoAspectRatio: "VIDEO",
      videoFillMode: noFillMode,
      gridGap: 2,
      participantOrderAttribute: "",
      ...asked,
    },
  };
}
