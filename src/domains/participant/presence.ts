import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
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
        "How many of them have published in this session. Who stopped and stayed is counted: AWS's list does not tell, `Participant.isPublishing` does.",
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
