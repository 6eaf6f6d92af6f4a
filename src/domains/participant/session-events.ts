import { createHash } from "node:crypto";

import type { Context } from "../../context.ts";
import { InputError } from "../../errors.ts";
import { readResumption, writeResumption } from "../../feed/cursor.ts";
import type { Resumption } from "../../feed/delivery.ts";
import { sizeOf } from "../../graph/connection.ts";
import type { Cost } from "../../graph/cost.ts";
import { nullWhenNotFound } from "../../upstream/reader.ts";
import { spellEvent } from "./address.ts";
import type { ParticipantAddress } from "./loader.ts";
import type { ParticipantEvent } from "./event.ts";
import { checkEventFilter, type EventFilter, eventMatcher } from "./event-filter.ts";
import { largestPage, maxPages } from "./event-loader.ts";
import { eventsOf } from "./event-links.ts";
import { largestPage as largestParticipantPage } from "./loader.ts";
import { participantKind } from "./ref.ts";
import { settleMs } from "./watch-intervals.ts";

/** The events of so many participants are read at most. */
export const mostParticipants = 25;

export interface SessionEventsArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: EventFilter | null | undefined;
}

interface Session {
  readonly stageArn: string;
  readonly sessionId: string;
}

/** What a page of them costs, whatever of it is asked for. */
export const sessionEventsCost: Cost<SessionEventsArgs> = (at, { filter, ...args }) => {
  const ids = filter?.participantIds;
  const first = sizeOf(args, largestPage);
  const read = Math.min(ids?.length ?? mostParticipants, mostParticipants);
  // A page tells of no more participants than it has events.
  const told = Math.min(first, read);
  const listed = ids ? undefined : at.page("ListParticipants", { size: told, kind: participantKind });
  const asked = at.parts(read);
  const readWith = (size: number) => asked.readThrough("ListParticipantEvents", { maxPages, size });
  // Nobody may be named.
  const each = Math.max(read, 1);
  const once = readWith(1 / each);
  return readWith(first / each).as(eventsOf(once, listed ?? once.parts(told).link(participantKind)));
};

/**
 * What happened in a session, oldest first, as far as the events of 25 participants tell. Its cursors are those of the feed: a subscription goes on
 * after what was read last. Null when AWS knows no such session, or none of those whom the filter names.
 */
export async function sessionEvents(session: Session, args: SessionEventsArgs, context: Context) {
  checkFilter(args.filter, context.identity);
  const page = pageOf(session, args, context);
  const whom = await participantsOf(session, args.filter, context);
  return whom ? eventsOfAll(session, whom, { ...page, filter: args.filter }, context) : null;
}

/** What happened to one participant, likewise. Null when AWS says that there is no such participant. */
export function eventsOfOne(
  { participantId, ...session }: ParticipantAddress,
  args: Omit<SessionEventsArgs, "filter">,
  context: Context,
) {
  return eventsOfAll(session, onlyThose([participantId]), pageOf(session, args, context), context);
}

interface Page {
  readonly first: number;
  readonly from: Resumption | undefined;
  readonly filter?: SessionEventsArgs["filter"];
}

interface Whom {
  readonly ids: readonly string[];
  readonly complete: boolean;
  readonly asOf: string | undefined;
  readonly stale: boolean;
}

async function eventsOfAll({ stageArn, sessionId }: Session, whom: Whom, page: Page, context: Context) {
  const { loaders, cursors } = context;
  const { first, from, filter } = page;
  const session = { stageArn, sessionId };
  const histories = await Promise.all(
    whom.ids.map((participantId) => loaders.event.history({ ...session, participantId })),
  );
  const read = histories.filter((history) => history !== null);
  const complete = whom.complete && read.every((history) => history.complete);
  const everything = read
    .flatMap(({ events }) => events)
    .toSorted((a, b) => compare(a.eventTime ?? "", b.eventTime ?? ""));
  const readAt = [whom.asOf, ...read.map((history) => history.asOf)]
    .filter((at) => at !== undefined)
    .toSorted();
  const [asOf] = readAt;
  if (asOf === undefined) return null;
  const latest = everything.at(-1)?.eventTime;
  // By the one that was read first, which may be from memory: our time tells only how long lay between.
  const spreadMs = Date.parse(readAt.at(-1) ?? asOf) - Date.parse(asOf);
  const matching = everything.filter(eventMatcher(filter));
  const start = from ? placeAfter(matching, from) : 0;
  const events = matching.slice(start, start + first);
  const edges = events.map((node) => {
    const sweptThrough = complete ? earlier(node.eventTime, latest, spreadMs) : undefined;
    const position = { epoch: nameOf(node), seq: 0 };
    const mark = { session: sessionId, sweptThrough };
    return { node, cursor: writeResumption(cursors, stageArn, { position, mark }) };
  });
  return {
    edges,
    complete,
    asOf,
    stale: whom.stale || read.some(({ stale }) => stale),
    pageInfo: {
      hasNextPage: start + first < matching.length,
      hasPreviousPage: from !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The events of a stage that nobody is in. */
export function nothingHappened(known: { asOf: string; stale: boolean }) {
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  return { ...known, edges: [], pageInfo, complete: true };
}

function checkFilter(filter: SessionEventsArgs["filter"], identity: Context["identity"]): void {
  checkEventFilter(filter, identity);
  const ids = filter?.participantIds?.length ?? 0;
  if (ids > mostParticipants)
    throw new InputError([
      {
        path: ["filter", "participantIds"],
        rule: "maxItems",
        message: `filter.participantIds may name ${mostParticipants} here; they are ${ids}.`,
      },
    ]);
}

/** Which page is asked for. Throws for one that cannot be. */
function pageOf({ stageArn }: Session, { first, after }: SessionEventsArgs, { cursors }: Context): Page {
  const size = first ?? 20;
  if (size < 1 || size > largestPage)
    throw new InputError([
      { path: ["first"], rule: "range", message: `first must be 1 to ${largestPage}; it is ${size}.` },
    ]);
  return { first: size, from: after == null ? undefined : readResumption(cursors, stageArn, after) };
}

function onlyThose(participantIds: readonly string[]): Whom {
  return { ids: [...new Set(participantIds)], complete: true, asOf: undefined, stale: false };
}

async function participantsOf(
  session: Session,
  filter: SessionEventsArgs["filter"],
  { loaders }: Context,
): Promise<Whom | undefined> {
  const named = filter?.participantIds;
  if (named) return onlyThose(named);
  const page = await nullWhenNotFound(
    // More than are read: whom their events are about is known with them.
    loaders.participant.page(session, {}, { maxResults: largestParticipantPage, nextToken: undefined }),
  );
  if (!page) return undefined;
  const { items, nextToken, asOf, stale } = page;
  return {
    ids: items.slice(0, mostParticipants).map(({ participantId }) => participantId),
    complete: nextToken === undefined && items.length <= mostParticipants,
    asOf,
    stale,
  };
}

/** The place in a list of events after a cursor: behind its event, or where what it has not read begins. */
function placeAfter(events: readonly ParticipantEvent[], { position, mark }: Resumption): number {
  const at = events.findIndex((event) => nameOf(event) === position.epoch);
  if (at >= 0) return at + 1;
  const { sweptThrough } = mark;
  if (sweptThrough === undefined) return 0;
  const next = events.findIndex(({ eventTime }) => Date.parse(eventTime ?? "") >= Date.parse(sweptThrough));
  return next < 0 ? events.length : next;
}

/** A place that is in no log: the feed finds what follows it by its time. */
function nameOf(event: ParticipantEvent): string {
  return `after ${createHash("sha256").update(spellEvent(event)).digest("base64url").slice(0, 16)}`;
}

/** What AWS may still list was not read, nor what happened to those who were read first while the others were. */
function earlier(
  eventTime: string | undefined,
  latest: string | undefined,
  spreadMs: number,
): string | undefined {
  if (eventTime === undefined || latest === undefined) return undefined;
  const sureMs = Date.parse(latest) - settleMs - spreadMs;
  return new Date(Math.min(Date.parse(eventTime), sureMs)).toISOString();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
