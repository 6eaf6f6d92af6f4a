import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { linksTo } from "../../graph/cost.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { checkSessionId, sessionKind, SessionRef } from "./ref.ts";

const { ofSummary } = fieldsOf((loaders) => loaders.session);

findEntitiesWith("StageSession", {
  fields: ["stageArn", "sessionId"],
  find({ stageArn, sessionId }, { loaders, identity }, at) {
    checkArn(stageArn, "stage", identity, at("stageArn"));
    checkSessionId(sessionId, identity, at("sessionId"));
    return loaders.session.find(stageArn, sessionId);
  },
  cost: (at, keys) => at.find(sessionKind, keys),
});

builder.node(SessionRef, {
  description:
    "One time that a stage was in use: from the first participant's join until a while after the last one left. It can be read after its end.",
  id: { resolve: ({ stageArn, sessionId }) => `${stageArn}|${sessionId}` },
  fields: (t) => ({
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "The stage that was in use.",
      extensions: linksTo(stageKind),
      resolve: ({ stageArn }) => linkToStage(stageArn),
    }),
    stageArn: t.expose("stageArn", {
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage.",
    }),
    sessionId: t.exposeString("sessionId", {
      nullable: false,
      description: "AWS's id of the session. It names the session only together with its stage.",
    }),
    startTime: t.field({
      type: "DateTime",
      description:
        "When the session began. A link does not carry it: costs one GetStageSession per session (5 calls a second) there.",
      ...ofSummary(({ startTime }) => startTime),
    }),
    endTime: t.field({
      type: "DateTime",
      description:
        "When the session ended; null while it is under way. A link does not carry it: costs one GetStageSession per session (5 calls a second) there.",
      ...ofSummary(({ endTime }) => endTime),
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
