import { builder } from "../../graph/builder.ts";
import { linksTo } from "../../graph/cost.ts";
import type { FeedItem } from "../../graph/feed-stream.ts";
import { FeedItemRef } from "../stage/ref.ts";
import { linkToSession, sessionKind, SessionRef } from "./ref.ts";

interface SessionItem extends FeedItem {
  readonly stageArn: string;
  readonly sessionId: string;
}

builder.objectRef<SessionItem & { readonly replayed: boolean }>("StageSessionStarted").implement({
  description: "That a session of the stage has begun: somebody came into a stage that was empty.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    session: t.field({
      type: SessionRef,
      nullable: false,
      description: "The session.",
      extensions: linksTo(sessionKind),
      resolve: ({ stageArn, sessionId }) => linkToSession({ stageArn, sessionId }),
    }),
    sessionId: t.exposeString("sessionId", { nullable: false, description: "The id of the session." }),
    replayed: t.exposeBoolean("replayed", {
      nullable: false,
      description: "Whether it had begun before it was watched.",
    }),
  }),
});

builder.objectRef<SessionItem>("StageSessionEnded").implement({
  description:
    "That a session of the stage is over. Events of it may still follow, because AWS lists them late. The subscription goes on into the next one.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    session: t.field({
      type: SessionRef,
      nullable: false,
      description: "The session.",
      extensions: linksTo(sessionKind),
      resolve: ({ stageArn, sessionId }) => linkToSession({ stageArn, sessionId }),
    }),
    sessionId: t.exposeString("sessionId", { nullable: false, description: "The id of the session." }),
  }),
});
