import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { constrained, maxLength, wellFormed } from "../../graph/constraint.ts";
import { mutation } from "../../graph/mutation.ts";
import {
  linkToStage,
  stageKind,
  positionBefore,
  positionDescription,
  PositionRef,
  StageRef,
} from "../stage/ref.ts";
import {
  DisconnectPayloadRef,
  findDisconnectedCost,
  ParticipantRef,
  participantIdConstraints,
} from "./ref.ts";

mutation("disconnectParticipant", {
  description:
    "Throws a participant out of a stage; its token never works again. An encoder is also detached: its ingest configuration is of no stage afterwards. One DisconnectParticipant (5 calls a second).",
  scope: "ivs:participant:disconnect",
  input: builder.inputType("DisconnectParticipantInput", {
    description: "Whom to throw out.",
    fields: (t) => ({
      stageArn: arnField(t, "The ARN of the stage.", "stage"),
      participantId: t.string({
        required: true,
        description: "The id of the participant: 1 to 64 letters, digits, - and _.",
        extensions: constrained(...participantIdConstraints),
      }),
      reason: t.string({
        description: "Why, at most 128 characters. The participant is told.",
        extensions: constrained(maxLength(128), wellFormed),
      }),
    }),
  }),
  payload: DisconnectPayloadRef.implement({
    description: "Who was thrown out.",
    fields: (t) => ({
      stage: t.field({
        type: StageRef,
        nullable: false,
        description: "The stage, as it is afterwards.",
        extensions: costs((at) => at.link(stageKind, "stage")),
        resolve: ({ stageArn }) => linkToStage(stageArn),
      }),
      stageArn: t.expose("stageArn", { type: "Arn", nullable: false, description: "The ARN of the stage." }),
      participantId: t.exposeString("participantId", {
        nullable: false,
        description: "The id of the participant.",
      }),
      participant: t.field({
        type: ParticipantRef,
        description:
          "The participant as it is afterwards, in the session that is under way; null when there is none such any more. Costs one GetStage and one GetParticipant (5 calls a second each).",
        extensions: costs(findDisconnectedCost),
        async resolve({ stageArn, participantId }, _, { loaders }) {
          const stage = await loaders.stage.summary(linkToStage(stageArn));
          return stage?.activeSessionId
            ? loaders.participant.find({ stageArn, sessionId: stage.activeSessionId, participantId })
            : null;
        },
      }),
      position: t.field({
        type: PositionRef,
        description: positionDescription,
        extensions: costs((at) => at),
        resolve: ({ stageArn }, _, context) => positionBefore(stageArn, context),
      }),
    }),
  }),
  async resolve({ stageArn, participantId, reason }, { write }) {
    await write("DisconnectParticipant", { stageArn, participantId, ...(reason == null ? {} : { reason }) });
    return { stageArn, participantId };
  },
});
