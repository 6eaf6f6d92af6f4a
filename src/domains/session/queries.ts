import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { needs } from "../../graph/rule.ts";
import { checkSessionId, sessionKind, SessionRef } from "./ref.ts";

builder.queryField("stageSession", (t) =>
  t.field({
    type: SessionRef,
    description:
      "The session of this stage with this id, or null when it does not exist. Costs one GetStageSession (5 calls a second).",
    args: {
      stageArn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }),
      sessionId: t.arg.string({ required: true, description: "The id of a session of that stage." }),
    },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ stageArn: string; sessionId: string }>((root, { stageArn, sessionId }) =>
        root.find(sessionKind, [`${stageArn}|${sessionId}`]),
      ),
    },
    resolve: (_root, { stageArn, sessionId }, { loaders, identity }) => {
      checkArn(stageArn, "stage", identity, ["stageArn"]);
      checkSessionId(sessionId, identity, ["sessionId"]);
      return loaders.session.find(stageArn, sessionId);
    },
  }),
);
