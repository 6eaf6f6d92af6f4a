import type { LayoutConfiguration } from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { atLeast, constrained, nameConstraints } from "../../graph/constraint.ts";
import { present } from "../../graph/present.ts";
import { pipBehavior, pipPosition, videoAspectRatio, videoFillMode } from "./layout.ts";

const GridInput = builder.inputType("GridConfigurationInput", {
  description:
    "All participants side by side, or around one who is featured. What is absent takes its default.",
  fields: (t) => ({
    featuredParticipantAttribute: t.string({
      description:
        "The attribute whose bearer is featured: shown large. At most 128 letters, digits, - and _. Nobody is when absent.",
      extensions: constrained(...nameConstraints),
    }),
    participantOrderAttribute: t.string({
      description:
        "The attribute whose value the participants are ordered by: at most 128 letters, digits, - and _. Their arrival when absent.",
      extensions: constrained(...nameConstraints),
    }),
    omitStoppedVideo: t.boolean({
      description: "Whether participants whose video is stopped are left out. False when absent.",
    }),
    gridGap: t.int({
      description: "The space between tiles, in pixels. 2 when absent.",
      extensions: constrained(atLeast(0)),
    }),
    videoAspectRatio: t.field({
      type: videoAspectRatio.ref,
      description: "The shape of the tiles. VIDEO when absent.",
    }),
    videoFillMode: t.field({
      type: videoFillMode.ref,
      description:
        "How videos are made to fit. When absent, CONTAIN for the featured one and COVER for the others.",
    }),
  }),
});

const PipInput = builder.inputType("PipConfigurationInput", {
  description:
    "Picture in picture: one participant small, in a corner, over the others. What is absent takes its default.",
  fields: (t) => ({
    pipParticipantAttribute: t.string({
      description: "The attribute whose bearer is shown small: at most 128 letters, digits, - and _.",
      extensions: constrained(...nameConstraints),
    }),
    featuredParticipantAttribute: t.string({
      description:
        "The attribute whose bearer is featured: shown large. At most 128 letters, digits, - and _. Nobody is when absent.",
      extensions: constrained(...nameConstraints),
    }),
    participantOrderAttribute: t.string({
      description:
        "The attribute whose value the participants are ordered by: at most 128 letters, digits, - and _. Their arrival when absent.",
      extensions: constrained(...nameConstraints),
    }),
    omitStoppedVideo: t.boolean({
      description: "Whether participants whose video is stopped are left out. False when absent.",
    }),
    gridGap: t.int({
      description: "The space between tiles, in pixels. 0 when absent.",
      extensions: constrained(atLeast(0)),
    }),
    videoFillMode: t.field({
      type: videoFillMode.ref,
      description: "How videos are made to fit. COVER when absent.",
    }),
    pipBehavior: t.field({
      type: pipBehavior.ref,
      description: "What the small video does when the others are gone. STATIC when absent.",
    }),
    pipPosition: t.field({
      type: pipPosition.ref,
      description: "The corner that the small video is in. BOTTOM_RIGHT when absent.",
    }),
    pipOffset: t.int({
      description: "The distance of the small video from the edges of the frame, in pixels. 0 when absent.",
      extensions: constrained(atLeast(0)),
    }),
    pipWidth: t.int({
      description: "The width of the small video in pixels. AWS chooses it when absent.",
      extensions: constrained(atLeast(1)),
    }),
    pipHeight: t.int({
      description: "The height of the small video in pixels. AWS chooses it when absent.",
      extensions: constrained(atLeast(1)),
    }),
  }),
});

export const LayoutInput = builder.inputType("CompositionLayoutInput", {
  description: "How the participants are to be arranged: exactly one of these.",
  isOneOf: true,
  fields: (t) => ({
    grid: t.field({ type: GridInput, description: "All side by side, or around one who is featured." }),
    pip: t.field({ type: PipInput, description: "Picture in picture." }),
  }),
});

/** The input in AWS's words. */
export function toLayoutConfiguration({ grid, pip }: typeof LayoutInput.$inferInput): LayoutConfiguration {
  return { ...(grid ? { grid: present(grid) } : {}), ...(pip ? { pip: present(pip) } : {}) };
}
