import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, sizeOf } from "../../graph/connection.ts";
import { bindingOf } from "../../graph/filter.ts";
import { fieldsOf } from "../../graph/level.ts";
import { nullWhenNotFound } from "../../upstream/reader.ts";
import { StageRef } from "../stage/ref.ts";
import { largestPage } from "./loader.ts";
import { checkSessionId, linkToSession, sessionKind, SessionRef } from "./ref.ts";

const SessionConnectionRef = builder.connectionObject(
  { type: SessionRef, name: "StageSessionConnection", description: "A page of sessions." },
  { name: "StageSessionEdge", description: "A session in a connection, with its cursor." },
);

const { ofSummary } = fieldsOf((loaders) => loaders.stage);

builder.objectFields(StageRef, (t) => ({
  activeSession: t.field({
    type: SessionRef,
    description:
      "The session that is under way; null while nobody is in the stage. Costs nothing beyond `activeSessionId`; its times cost one GetStageSession (5 calls a second).",
    ...ofSummary(
      ({ arn, activeSessionId }) =>
        activeSessionId === undefined ? null : linkToSession({ stageArn: arn, sessionId: activeSessionId }),
      (at) => at.link(sessionKind),
    ),
  }),
  sessions: t.field({
    type: SessionConnectionRef,
    description:
      "All sessions of the stage, past ones included; AWS promises no order. A page costs one ListStageSessions (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: costs((at, args) =>
      at.page("ListStageSessions", { kind: sessionKind, size: sizeOf(args, largestPage) }),
    ),
    resolve: ({ arn }, args, { loaders }) =>
      nullWhenNotFound(
        connection(args, { binding: bindingOf("sessions", arn), max: largestPage }, (request) =>
          loaders.session.page(arn, request),
        ),
      ),
  }),
  session: t.field({
    type: SessionRef,
    description:
      "The session of the stage with this id, or null when there is none. Costs one GetStageSession (5 calls a second).",
    args: { sessionId: t.arg.string({ required: true, description: "The id of a session." }) },
    extensions: costs<{ sessionId: string }>((at, { sessionId }) => at.find(sessionKind, [sessionId])),
    resolve: ({ arn }, { sessionId }, { loaders, identity }) => {
      checkSessionId(sessionId, identity, ["sessionId"]);
      return loaders.session.find(arn, sessionId);
    },
  }),
}));
