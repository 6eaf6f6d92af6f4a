import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { largestPage } from "./loader.ts";

/** Who is in a stage, in numbers. */
export interface Presence {
  readonly connectedCount: number;
  readonly publishingCount: number;
  readonly complete: boolean;
  readonly asOf: string;
  readonly stale: boolean;
}

/** After so many pages counting ends: two seconds of the account's calls. */
const maxPages = 10;

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
      description: `Whether all were counted: counting ends after ${maxPages * largestPage} participants.`,
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
  const connected = new Set<string>();
  const publishing = new Set<string>();
  let nextToken: string | undefined;
  let asOf: string | undefined;
  let stale = false;
  let pages = 0;
  do {
    const request = { maxResults: largestPage, nextToken };
    const page = await loaders.participant.page(session, { filterByState: "CONNECTED" }, request);
    for (const { participantId, published } of page.items) {
      connected.add(participantId);
      if (published) publishing.add(participantId);
    }
    asOf ??= page.asOf;
    stale ||= page.stale;
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined && pages < maxPages);
  return {
    connectedCount: connected.size,
    publishingCount: publishing.size,
    complete: nextToken === undefined,
    asOf,
    stale,
  };
}
