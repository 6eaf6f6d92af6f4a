import { joinPages } from "../../feed/identity.ts";
import { createFurtherPages, readPages } from "../../upstream/pages.ts";
import { nullWhenNotFound, type Reader } from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";
import { inOrder, type ParticipantEvent, toEvent } from "./event.ts";
import type { ParticipantAddress } from "./loader.ts";

/** What ListParticipantEvents tells of one participant. */
export interface EventHistory {
  /** Oldest first. */
  readonly events: readonly ParticipantEvent[];
  /** Whether the List ran one way in time, so that the order of events of the same second means something. */
  readonly isOrdered: boolean;
  /** Whether the List was read to its end. */
  readonly complete: boolean;
  readonly asOf: string;
  readonly stale: boolean;
}

export interface EventLoader {
  /** Every event of a participant, read once per request; null when AWS says that there is no such participant. */
  history(address: ParticipantAddress): Promise<EventHistory | null>;
}

/** The largest page of ListParticipantEvents. */
export const largestPage = 100;

/** After so many pages a reading ends, whether the List does or not, and before when those of the request are used up. */
export const maxPages = 20;

/** Events of one request, read on behalf of one viewer. */
export function createEventLoader({ upstream, viewer, call, furtherPages }: Reader): EventLoader {
  const further = createFurtherPages(furtherPages);
  const histories = new Map<string, Promise<EventHistory | null>>();

  async function read({ stageArn, sessionId, participantId }: ParticipantAddress): Promise<EventHistory> {
    requireScope(viewer, "ivs:read");
    const address = { stageArn, sessionId, participantId };
    const readPage = async (nextToken: string | undefined) => {
      const input = { ...address, maxResults: largestPage, nextToken };
      const { output, asOf, stale } = await upstream.call("ListParticipantEvents", input, call);
      const items = (output.events ?? []).map((event) => toEvent(event, address));
      return { items, nextToken: output.nextToken || undefined, asOf, stale };
    };
    const { pages, first, complete } = await readPages(readPage, maxPages, () => !further.take());
    const events = joinPages(pages.map(({ items }) => items));
    return { ...inOrder(events), complete, asOf: first.asOf, stale: pages.some(({ stale }) => stale) };
  }

  return {
    history(address) {
      const key = `${address.stageArn}|${address.sessionId}|${address.participantId}`;
      const known = histories.get(key) ?? nullWhenNotFound(read(address));
      histories.set(key, known);
      return known;
    },
  };
}
