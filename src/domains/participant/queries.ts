import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { needs } from "../../graph/rule.ts";
import { checkSessionId } from "../session/ref.ts";
import { linkToStage, stageKind } from "../stage/ref.ts";
import { checkParticipantId, participantKind, ParticipantRef } from "./ref.ts";

builder.queryField("participant", (t) =>
  t.field({
    type: ParticipantRef,
    description:
      "The participant with this id in this session of this stage, or null when it does not exist. Costs one GetParticipant (5 calls a second), and without a session id one GetStage (5 calls a second) for the one that is under way; many of one session cost the pages of ListParticipants where that is less.",
    args: {
      stageArn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }),
      participantId: t.arg.string({ required: true, description: "The id of a participant." }),
      sessionId: t.arg.string({
        description: "The id of a session of that stage; the one that is under way when absent.",
      }),
    },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ stageArn: string; participantId: string; sessionId?: string | null }>(
        (root, { stageArn, participantId, sessionId }) =>
          sessionId == null
            ? root.link(stageKind, stageArn).summary().find(participantKind, [participantId])
            : root.find(participantKind, [`${stageArn}|${sessionId}|${participantId}`]),
      ),
    },
    async resolve(_root, { stageArn, participantId, sessionId: given }, { loaders, identity }) {
      checkArn(stageArn, "stage", identity, ["stageArn"]);
      checkParticipantId(participantId, identity, ["participantId"]);
      if (given != null) checkSessionId(given, identity, ["sessionId"]);
      const sessionId = given ?? (await loaders.stage.summary(linkToStage(stageArn)))?.activeSessionId;
      return sessionId === undefined
        ? null
        : loaders.participant.find({ stageArn, sessionId, participantId });
    },
  }),
);
