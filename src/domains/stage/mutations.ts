import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs, knownAs } from "../../graph/cost.ts";
import { constrained, maxItems, nameConstraints } from "../../graph/constraint.ts";
import { encodeGlobalId } from "../../graph/global-id.ts";
import { mutation } from "../../graph/mutation.ts";
import { requireScope } from "../../viewer.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import {
  fromSdkToken,
  type ParticipantToken,
  ParticipantTokenRef,
  TokenConfigurationInput,
  toTokenConfiguration,
  withinPolicy,
} from "../token/ref.ts";
import type { StageDetail } from "./loader.ts";
import { RecordingInput, toRecordingConfiguration } from "./recording-input.ts";
import { positionBefore, positionDescription, PositionRef, stageKind, StageRef } from "./ref.ts";

const tokensWithStage = 12;

mutation("createStage", {
  description: "Creates a stage, and up to twelve tokens for it. One CreateStage (5 calls a second).",
  scope: "ivs:stage:write",
  input: builder.inputType("CreateStageInput", {
    description: "What the stage is to be like. All of it is optional.",
    fields: (t) => ({
      name: t.string({
        description: "A name: at most 128 letters, digits, - and _. Need not be unique.",
        extensions: constrained(...nameConstraints),
      }),
      participantTokenConfigurations: t.field({
        type: [TokenConfigurationInput],
        description: "Tokens to create with the stage, at most 12. Needs the scope ivs:token:create.",
        extensions: constrained(maxItems(tokensWithStage)),
      }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the stage, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
      autoParticipantRecordingConfiguration: t.field({
        type: RecordingInput,
        description: "How participants are recorded. They are not, when absent.",
      }),
    }),
  }),
  payload: builder
    .objectRef<{ stage: StageDetail; participantTokens: readonly ParticipantToken[] }>("CreateStagePayload")
    .implement({
      description: "The stage that was created, and its tokens.",
      fields: (t) => ({
        stage: t.expose("stage", {
          type: StageRef,
          nullable: false,
          description: "The stage.",
          extensions: knownAs(stageKind),
        }),
        participantTokens: t.field({
          type: [ParticipantTokenRef],
          nullable: { list: false, items: false },
          description: "The tokens, in the order of their configurations. They can be seen only here.",
          resolve: ({ participantTokens }) => [...participantTokens],
        }),
      }),
    }),
  once: {
    shownOnce: ({ stage, participantTokens }) =>
      participantTokens.length === 0
        ? undefined
        : `The stage ${stage.arn} was made, with a token for ${participantTokens.length === 1 ? "one participant" : `each of ${participantTokens.length} participants`}.`,
  },
  async resolve(input, context) {
    const {
      name,
      tags,
      participantTokenConfigurations: asked,
      autoParticipantRecordingConfiguration,
    } = input;
    if (asked && asked.length > 0) requireScope(context.viewer, "ivs:token:create");
    const tokens = asked?.map((token, index) =>
      withinPolicy(token, context.viewer.tokens, ["input", "participantTokenConfigurations", index]),
    );
    const { output, asOf } = await context.write("CreateStage", {
      ...(name == null ? {} : { name }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
      ...(tokens == null ? {} : { participantTokenConfigurations: tokens.map(toTokenConfiguration) }),
      ...(autoParticipantRecordingConfiguration == null
        ? {}
        : {
            autoParticipantRecordingConfiguration: toRecordingConfiguration(
              autoParticipantRecordingConfiguration,
            ),
          }),
    });
    const stage = context.loaders.stage.wrote(output.stage, asOf);
    const participantTokens = (output.participantTokens ?? []).map((token, index) =>
      fromSdkToken(token, stage.arn, tokens?.[index] ?? {}),
    );
    return { stage, participantTokens };
  },
});

mutation("updateStage", {
  description:
    "Changes the name of a stage, or how participants are recorded; what is absent stays. One UpdateStage (5 calls a second).",
  scope: "ivs:stage:write",
  input: builder.inputType("UpdateStageInput", {
    description: "What to change. What is absent stays, null clears.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the stage.", "stage"),
      name: t.string({
        description: "The new name: at most 128 letters, digits, - and _. Null takes the name away.",
        extensions: constrained(...nameConstraints),
      }),
      autoParticipantRecordingConfiguration: t.field({
        type: RecordingInput,
        description:
          "How participants are recorded from now on: all of it, what is absent takes its default. Null switches recording off. AWS refuses this while something is being recorded.",
      }),
    }),
  }),
  payload: builder.objectRef<{ stage: StageDetail }>("UpdateStagePayload").implement({
    description: "The stage as it is now.",
    fields: (t) => ({
      stage: t.expose("stage", {
        type: StageRef,
        nullable: false,
        description: "The stage.",
        extensions: knownAs(stageKind),
      }),
      position: t.field({
        type: PositionRef,
        description: positionDescription,
        extensions: costs((at) => at),
        resolve: ({ stage }, _, context) => positionBefore(stage.arn, context),
      }),
    }),
  }),
  async resolve({ arn, name, autoParticipantRecordingConfiguration: recording }, context) {
    const { output, asOf } = await context.write("UpdateStage", {
      arn,
      ...(name === undefined ? {} : { name: name ?? "" }),
      ...(recording === undefined
        ? {}
        : { autoParticipantRecordingConfiguration: toRecordingConfiguration(recording) }),
    });
    return { stage: context.loaders.stage.wrote(output.stage, asOf) };
  },
});

mutation("deleteStage", {
  description:
    "Deletes a stage and disconnects everybody in it; its tokens stop working. One DeleteStage (5 calls a second).",
  scope: "ivs:stage:delete",
  input: builder.inputType("DeleteStageInput", {
    description: "Which stage to delete.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the stage.", "stage"),
    }),
  }),
  payload: builder.objectRef<{ readonly arn: string }>("DeleteStagePayload").implement({
    description: "The stage that is gone.",
    fields: (t) => ({
      deletedId: t.id({
        nullable: false,
        description: "The global id that it had, to take it out of a client's cache.",
        resolve: ({ arn }) => encodeGlobalId("Stage", arn),
      }),
      deletedArn: t.field({
        type: "Arn",
        nullable: false,
        description: "The ARN that it had.",
        resolve: ({ arn }) => arn,
      }),
      position: t.field({
        type: PositionRef,
        description: positionDescription,
        extensions: costs((at) => at),
        resolve: ({ arn }, _, context) => positionBefore(arn, context),
      }),
    }),
  }),
  async resolve({ arn }, { write, tokenSigner }) {
    await write("DeleteStage", { arn });
    tokenSigner?.forget(arn);
    return { arn };
  },
});
