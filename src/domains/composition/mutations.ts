import type { Context } from "../../context.ts";
import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs, knownAs } from "../../graph/cost.ts";
import { constrained, maxLength, notEmpty, pattern } from "../../graph/constraint.ts";
import { mutation } from "../../graph/mutation.ts";
import { positionBefore, PositionRef } from "../stage/ref.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import {
  DestinationInput,
  destinationListConstraints,
  toDestinationConfiguration,
} from "./destination-input.ts";
import { LayoutInput, toLayoutConfiguration } from "./layout-input.ts";
import type { CompositionDetail } from "./loader.ts";
import { compositionKind, CompositionRef } from "./ref.ts";
import { compositionsTopic } from "./watch.ts";

/** Where the compositions were before the write. */
const position = {
  type: PositionRef,
  description:
    "How far the compositions were before this was done: what `Subscription.compositionEvents` tells after it came of it. Null while nobody follows them.",
  extensions: costs((at) => at),
  resolve: (_payload: object, _args: object, context: Context) => positionBefore(compositionsTopic, context),
};

mutation("startComposition", {
  description:
    "Begins to compose the video of a stage and to send it to a channel, to a bucket, or to both. It ends when it is stopped, after 24 hours, or when nobody published for a minute. One StartComposition (5 calls a second).",
  scope: "ivs:composition:write",
  input: builder.inputType("StartCompositionInput", {
    description: "What to compose, how, and where it is to go.",
    fields: (t) => ({
      stageArn: arnField(t, "The ARN of the stage.", "stage"),
      idempotencyToken: t.string({
        description:
          "Your own mark of this request for AWS: 1 to 64 letters, digits, - and _. Sending the same request again with the same mark starts nothing new, so after a failure that leaves it open whether the composition was started, send it again. AWS remembers it, so it holds where `idempotencyKey` does not: after a restart of this gateway, and in another one. Made up when absent, once for each `idempotencyKey`; without either, sending again may start another one.",
        extensions: constrained(
          notEmpty,
          maxLength(64),
          pattern(/^[a-zA-Z0-9-_]*$/, "consist of letters, digits, - and _"),
        ),
      }),
      layout: t.field({
        type: LayoutInput,
        description: "How the participants are to be arranged. A grid when absent.",
      }),
      destinations: t.field({
        type: [DestinationInput],
        required: true,
        description: "Where it is to go: a channel, a bucket, or one of each.",
        extensions: constrained(...destinationListConstraints),
      }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the composition, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: builder
    .objectRef<{ readonly composition: CompositionDetail }>("StartCompositionPayload")
    .implement({
      description: "The composition that was started.",
      fields: (t) => ({
        composition: t.expose("composition", {
          type: CompositionRef,
          nullable: false,
          description: "The composition.",
          extensions: knownAs(compositionKind),
        }),
        position: t.field(position),
      }),
    }),
  once: { resends: true },
  async resolve({ stageArn, idempotencyToken, layout, destinations, tags }, context, token) {
    const { output, asOf } = await context.write("StartComposition", {
      stageArn,
      idempotencyToken: idempotencyToken ?? token,
      destinations: destinations.map(toDestinationConfiguration),
      ...(layout == null ? {} : { layout: toLayoutConfiguration(layout) }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
    });
    return { composition: context.loaders.composition.wrote(output.composition, asOf) };
  },
});

mutation("stopComposition", {
  description:
    "Ends a composition. AWS forgets it five minutes after it has ended. One StopComposition (5 calls a second).",
  scope: "ivs:composition:write",
  input: builder.inputType("StopCompositionInput", {
    description: "Which composition to end.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the composition.", "composition"),
    }),
  }),
  payload: builder.objectRef<{ readonly arn: string }>("StopCompositionPayload").implement({
    description: "The composition that is ending.",
    fields: (t) => ({
      composition: t.field({
        type: CompositionRef,
        description:
          "The composition, read after the call; null when it is gone. Costs one GetComposition (5 calls a second).",
        extensions: costs((at) => at.find(compositionKind, ["composition"])),
        resolve: ({ arn }, _, { loaders }) => loaders.composition.find(arn),
      }),
      compositionArn: t.field({
        type: "Arn",
        nullable: false,
        description: "The ARN of the composition.",
        resolve: ({ arn }) => arn,
      }),
      position: t.field(position),
    }),
  }),
  async resolve({ arn }, { write }) {
    await write("StopComposition", { arn });
    return { arn };
  },
});
