import { InputError } from "../../errors.ts";
import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { pickFrom } from "../../graph/level.ts";
import { findNodesWith } from "../../graph/node.ts";
import { linkToStage, StageRef } from "../stage/ref.ts";
import { checkSessionId, SessionRef } from "./ref.ts";

findNodesWith("StageSession", (key, { loaders, identity }, path) => {
  const [stageArn, sessionId, ...rest] = key.split("|");
  if (stageArn === undefined || sessionId === undefined || rest.length > 0)
    throw new InputError([{ path, rule: "globalId", message: "This is not the global id of a session." }]);
  checkArn(stageArn, "stage", identity, path);
  checkSessionId(sessionId, identity, path);
  return loaders.session.find(stageArn, sessionId);
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
      resolve: (session, _, { loaders }) =>
        pickFrom(loaders.session.summary(session), ({ startTime }) => startTime),
    }),
    endTime: t.field({
      type: "DateTime",
      description:
        "When the session ended; null while it is under way. A link does not carry it: costs one GetStageSession per session (5 calls a second) there.",
      resolve: (session, _, { loaders }) =>
        pickFrom(loaders.session.summary(session), ({ endTime }) => endTime),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      resolve: (session, _, { loaders }) => pickFrom(loaders.session.summary(session), ({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      resolve: (session, _, { loaders }) => pickFrom(loaders.session.summary(session), ({ stale }) => stale),
    }),
  }),
});
