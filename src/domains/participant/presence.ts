import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { requireScope } from "../../viewer.ts";
import { largestPage, maxConnectedPages } from "./loader.ts";

/** Who is in a stage, in numbers. */
export interface Presence {
  readonly connectedCount: number;
  readonly publishingCount: number;
  readonly complete: boolean;
  readonly asOf: string;
  readonly stale: boolean;
}

export const PresenceRef = builder.objectRef<Presence>("StagePresence").implement({
  description: "How many are in a stage.",
  fields: (t) => ({
    connectedCount: t.exposeInt("connectedCount", {
      nullable: false,
      description: "How many participants are connected; at least so many when `complete` is false.",
    }),
    publishingCount: t.exposeInt("publishingCount", {
      nullable: false,
      description:
        "How many of them publish, going by their events, while somebody follows the stage; otherwise how many of them have published in this session, who stopped and stayed among them: AWS's list does not tell, `Participant.isPublishing` does.",
    }),
    complete: t.exposeBoolean("complete", {
      nullable: false,
      description: `Whether all were counted: counting ends after ${maxConnectedPages * largestPage} participants, and before when the pages that one request may read are used up.`,
    }),
    asOf: t.expose("asOf", {
      type: "DateTime",
      nullable: false,
      description: "When AWS was asked for the first of them.",
    }),
    stale: t.exposeBoolean("stale", {
      nullable: false,
      description: "Whether this is older than usual because AWS throttled or failed.",
    }),
  }),
});

/** The same of a stage whose log is followed, without a call; undefined where that is not so, or the viewer does not see the stage. */
export async function watchedPresence(
  stageArn: string,
  { viewer, watches, sees, answersOnce }: Context,
): Promise<Presence | undefined> {
  requireScope(viewer, "ivs:read");
  const watched = watches.presences.of(stageArn);
  if (!watched?.isListed || watched.asOf === undefined || !(await sees(stageArn))) return undefined;
  answersOnce();
  const everybody = watched.everybody();
  return {
    connectedCount: everybody.length,
    publishingCount: everybody.filter(
      ({ participant, isPublishing }) => isPublishing ?? participant.published === true,
    ).length,
    complete: true,
    asOf: watched.asOf,
    stale: false,
  };
}

/** Counts who is connected, page by page. */
export async function countPresence(
  session: { stageArn: string; sessionId: string },
  { loaders }: Context,
): Promise<Presence> {
  const { pages, first, complete } = await loaders.participant.connected(session);
  const connected = pages.flatMap(({ items }) => items);
  const publishing = connected.filter(({ published }) => published === true);
  // A page may begin with what ended the one before.
  const count = (some: typeof connected) => new Set(some.map(({ participantId }) => participantId)).size;
  return {
    connectedCount: count(connected),
    publishingCount: count(publishing),
    complete,
    asOf: first.asOf,
    stale: pages.some(({ stale }) => stale),
  };
}
