import { UpstreamError } from "../../errors.ts";
import type { Draft } from "../../feed/journal.ts";
import type { Asker, Call, Offer, Offers, Urgency } from "../../feed/subject.ts";
import { createLine, type Line } from "../../feed/line.ts";
import { createWalk, type Walk } from "../../feed/walk.ts";
import { toEvent } from "./event.ts";
import { largestPage, toSummary } from "./loader.ts";
import { publishesAfter } from "./publishing.ts";
import { discover } from "./watch-events.ts";
import type { Intervals } from "./watch-intervals.ts";
import type { EventOccurred } from "./watch-item.ts";
import { createAgenda, type EventReading, type Known, newlyKnown, type RingName } from "./watch-known.ts";
import type { SessionNotes } from "./watch-presence.ts";
import { createPace } from "./watch-pace.ts";
import { createWatermark } from "./watch-mark.ts";

/** Somebody counts as active for so long after something new was found. */
const activeForMs = 60_000;
/** What a summary says and the events do not is asked for again after this long, then after twice that, so often. */
const firstDoubtMs = 1_000;
const longestDoubtMs = 30_000;
const mostDoubts = 8;
/** An event that came twice is looked at again after this long. */
const confirmMs = 500;
/** After a reading that broke off. */
const retryMs = 1_000;
/** A room in which nothing has changed for this long is looked at half as often, and after ten times that a quarter as often. */
const calmAfterMs = 60_000;
/** A walk through everybody who ever was there is followed by a rest, so that in all it takes one part in so many of the time. */
const slowShare = 3;
/** How often it is worked out through which event time everything was read. */
const sweptEveryMs = 2_000;
/** No list is read further: AWS has no participants or events beyond that. */
const mostPages = 1_000;

/** What a watched session makes known beside its events. */
export interface SessionStanding {
  readonly complete: boolean;
  readonly lastCompleteListAt: string | undefined;
  readonly publisherStalenessMs: number | undefined;
  readonly expectedStalenessMs: number | undefined;
}

/**
 * Reflects one session: who is in it by walking through its lists, and what happens to each by reading its events, first of those of
 * whom something is known to have happened. It lives until it is closed; a session that is over is swept once more first.
 */
export function createSessionReflector(options: {
  stageArn: string;
  sessionId: string;
  /** Whether it began while its stage was watched: then nothing of it was told before. */
  isNew: boolean;
  intervals: Intervals;
  now: () => number;
  weight: () => number;
  emit: (drafts: readonly Draft<EventOccurred>[]) => void;
  /** Told what queries must not answer from memory any more. */
  forget: (participantId: string) => void;
  /** Told that there may be more to ask, and that the standing may have changed. */
  wake: () => void;
  changed: () => void;
  /** Where it is noted who is there. */
  notes?: SessionNotes | undefined;
  /** Told once, when a session that is over was swept: whether everything of it could be read. */
  sealed: (complete: boolean) => void;
}) {
  const { stageArn, sessionId, isNew, intervals, now, emit, forget, wake, changed, sealed, notes } = options;
  const session = { stageArn, sessionId };
  const openedAt = now();
  const everybody = new Map<string, Known>();
  const connected = new Set<Known>();
  const faces = new Map<string, string>();
  const agenda = createAgenda();
  const { rings } = agenda;
  const continuing: EventReading[] = [];
  const watermark = createWatermark(intervals.settleMs);
  const named = new Map<string, number>();
  const pace = createPace(now);
  /** By how many readings those who publish are ahead of their share. */
  let hotLead = 0;
  let fast: Walk | undefined;
  let slow: Walk | undefined;
  let fastAt = Number.NEGATIVE_INFINITY;
  let slowAt = Number.NEGATIVE_INFINITY;
  let fastAsOf: string | undefined;
  let lastCompleteListAt: string | undefined;
  let isFastDone = false;
  let slowDoneAt: number | undefined;
  let slowTookMs = 0;
  let unread = 0;
  let isNudged = true;
  let changedAt = openedAt;
  let endedAt: number | undefined;
  let sweepsFrom = Number.POSITIVE_INFINITY;
  let unsealed: Line<Known> | undefined;
  let readings = 0;
  let doubtsAllowed = mostDoubts;
  let isSealed = false;
  let isWhole = true;
  let swept: string | undefined;
  let tellListed: (size: number) => void = () => {};
  const whenListed = new Promise<number>((resolve) => (tellListed = resolve));
  let sweptAt = Number.NEGATIVE_INFINITY;

  const isOver = () => endedAt !== undefined;

  function faceOf(parts: readonly unknown[]): string {
    const face = parts.join("|");
    const known = faces.get(face);
    if (known !== undefined) return known;
    faces.set(face, face);
    return face;
  }

  /** How long nothing of who was not listed before can be missing. */
  const unlistedSince = () => slowDoneAt ?? (isNew ? openedAt : Number.NEGATIVE_INFINITY);

  function meet(id: string, isBaseline: boolean): Known {
    const known = newlyKnown(id, isBaseline, unlistedSince());
    everybody.set(id, known);
    unread += 1;
    return known;
  }

  function notePresence({ id, presence, summary, isPublishing }: Known): void {
    if (presence === "left") notes?.left({ ...session, participantId: id });
    else if (summary && !isOver())
      notes?.saw({ participant: summary, isPublishing: summary.published === false ? false : isPublishing });
  }

  function noteChange(): void {
    changedAt = now();
  }

  /** One row of a list. */
  function see(summary: ReturnType<typeof toSummary>, askedAt: number, isSlow: boolean): void {
    const isConnected = summary.state === "CONNECTED";
    const { participantId: id } = summary;
    const isFirstLook = isConnected && !isSlow ? !isFastDone : slowDoneAt === undefined;
    const before = everybody.get(id);
    const known = before ?? meet(id, !isNew && isFirstLook);
    const face = faceOf([
      summary.state,
      summary.published,
      summary.recordingState,
      summary.replicationType,
      summary.replicationState,
      summary.sourceSessionId,
      summary.userId === undefined ? "" : summary.userId,
    ]);
    if (isConnected) {
      known.shownAt = Math.max(known.shownAt, askedAt);
      known.summary = summary;
      connected.add(known);
      if (known.presence === "absent") known.presence = "connected";
    } else {
      known.summary = undefined;
      connected.delete(known);
    }
    if (known.face === face) return;
    known.face = face;
    known.presence = isConnected ? "connected" : "left";
    known.doubts = 0;
    noteChange();
    notePresence(known);
    if (!before && known.isBaseline) agenda.backlog.add(known);
    else agenda.want(known);
    forget(id);
  }

  function fastEnded(walk: Walk): void {
    isFastDone = true;
    lastCompleteListAt = fastAsOf;
    for (const known of connected) {
      if (known.shownAt >= walk.startedAt) continue;
      connected.delete(known);
      if (known.presence !== "connected") continue;
      known.presence = "absent";
      known.face = "";
      known.doubts = 0;
      noteChange();
      agenda.want(known);
    }
    notes?.listed(lastCompleteListAt);
  }

  function slowEnded(walk: Walk): void {
    slowDoneAt = walk.startedAt;
    slowTookMs = now() - walk.startedAt;
    tellListed(everybody.size);
    if (walk.startedAt < sweepsFrom) return;
    if (unsealed) return;
    unsealed = createLine<Known>();
    for (const known of everybody.values()) if (known.readAt < sweepsFrom) unsealed.add(known);
  }

  function pageCall(walk: Walk, isSlow: boolean): Call<"ListParticipants"> {
    const askedAt = now();
    walk.begin();
    const filter = isSlow ? {} : ({ filterByState: "CONNECTED" } as const);
    return {
      input: { ...session, ...filter, maxResults: largestPage, nextToken: walk.nextToken },
      answered(reading) {
        if (!isSlow && walk.pages === 0) fastAsOf = reading.asOf;
        const { participants = [], nextToken } = reading.output;
        for (const each of participants)
          if (each.participantId)
            see(toSummary(each, { ...session, participantId: each.participantId }, reading), askedAt, isSlow);
        const step = walk.page(nextToken);
        if (step !== "more") {
          if (isSlow) slow = undefined;
          else fast = undefined;
        }
        if (step === "end") (isSlow ? slowEnded : fastEnded)(walk);
        settle();
      },
      failed(error) {
        if (walk.failed(error) === "again") return;
        if (isSlow) slow = undefined;
        else fast = undefined;
        if (!isOver() || !isGone(error, walk)) return;
        // Of a session that is over and gone nothing more can be read.
        isWhole = false;
        seal();
      },
    };
  }

  /** How much less often a room is looked at in which nothing has changed for a while. */
  function calmness(at: number): number {
    const calmMs = at - changedAt;
    return calmMs < calmAfterMs ? 1 : calmMs < 10 * calmAfterMs ? 2 : 4;
  }

  const fastMs = (at: number) => intervals.fastMs * calmness(at);

  function listOffers(at: number): Offer<"ListParticipants">[] {
    const offers: Offer<"ListParticipants">[] = [];
    const offer = (walk: Walk | undefined, isSlow: boolean, urgency: Urgency, dueAt: number) => {
      if (walk && !walk.isWaiting) return;
      offers.push({
        urgency,
        dueAt: walk ? Number.NEGATIVE_INFINITY : dueAt,
        take() {
          if (walk) return pageCall(walk, isSlow);
          const begun = createWalk(now(), mostPages);
          if (isSlow) {
            slow = begun;
            slowAt = begun.startedAt;
          } else {
            fast = begun;
            fastAt = begun.startedAt;
            isNudged = false;
          }
          return pageCall(begun, isSlow);
        },
      });
    };
    if (isSealed) return offers;
    if (!isOver() || fast)
      offer(fast, false, isNudged || !isFastDone ? "prompt" : "hot", isNudged ? at : fastAt + fastMs(at));
    if (!isOver())
      offer(
        slow,
        true,
        slowDoneAt === undefined ? "hot" : "sweep",
        slowDoneAt === undefined ? at : slowAt + Math.max(intervals.slowMs, slowShare * slowTookMs),
      );
    // Once at the end, to learn who came and went last, and once when nothing can be missing any more.
    else if (slow || slowAt < (endedAt ?? 0)) offer(slow, true, "hot", at);
    else if (!unsealed) offer(slow, true, "hot", sweepsFrom);
    return offers;
  }

  function ringOf(known: Known): RingName {
    if (known.presence === "left")
      return known.readAt - known.foundAt < intervals.settleMs ? "settling" : "past";
    if (named.has(known.id)) return "hot";
    if (known.summary?.published === true && known.presence === "connected") return "hot";
    return known.readAt - known.foundAt < activeForMs ? "active" : "quiet";
  }

  /** How long one waits there. */
  function waitIn(ring: RingName, at: number): number {
    switch (ring) {
      case "hot":
        return intervals.hotMs;
      case "active":
        return intervals.activeMs;
      case "quiet":
        return intervals.quietMs * calmness(at);
      case "settling":
        return intervals.settleMs;
      case "past":
        return intervals.pastMs;
      default:
        return ring satisfies never;
    }
  }

  const dueIn = (ring: RingName, at: number): number => {
    const { first } = rings[ring];
    return first ? first.readAt + waitIn(ring, at) : Number.POSITIVE_INFINITY;
  };

  /** How long one may wait there in comparison with who waits elsewhere. */
  const patienceIn = (ring: RingName, at: number): number =>
    ring === "active" ? waitIn("quiet", at) / pace.activity() : waitIn(ring, at);

  /** Of all whom nothing calls for, whoever is due and has waited for longest in comparison with the others. */
  function sweepOffer(at: number): Offer<"ListParticipantEvents">[] {
    if (unsealed) {
      const known = unsealed.first;
      return known ? [offerOf(known, "sweep", at)] : [];
    }
    let chosen: { known: Known; dueAt: number; wait: number } | undefined;
    for (const name of ["active", "quiet", "settling", "past"] as const) {
      const known = rings[name].first;
      if (!known) continue;
      const dueAt = dueIn(name, at);
      const wait = dueAt > at ? at - dueAt : (at - known.readAt) / patienceIn(name, at);
      if (!chosen || wait > chosen.wait) chosen = { known, dueAt, wait };
    }
    return chosen ? [offerOf(chosen.known, "sweep", chosen.dueAt)] : [];
  }

  function offerOf(known: Known, urgency: Urgency, dueAt: number): Offer<"ListParticipantEvents"> {
    return {
      urgency,
      dueAt,
      take() {
        const { isHinted } = known;
        const reading: EventReading = {
          known,
          walk: createWalk(now(), mostPages),
          pages: [],
          urgency,
          ring: ringOf(known),
          isHinted,
        };
        agenda.remove(known);
        unsealed?.delete(known);
        known.reading = reading;
        known.isHinted = false;
        known.isWantedAgain = false;
        readings += 1;
        return eventCall(reading);
      },
    };
  }

  function eventOffers(at: number): Offer<"ListParticipantEvents">[] {
    if (isSealed) return [];
    const offers: Offer<"ListParticipantEvents">[] = [];
    const [reading] = continuing;
    if (reading)
      offers.push({
        urgency: reading.urgency,
        dueAt: Number.NEGATIVE_INFINITY,
        take() {
          continuing.splice(continuing.indexOf(reading), 1);
          return eventCall(reading);
        },
      });
    const wanted = agenda.prompt.first;
    const [planned] = agenda.later;
    const unseen = agenda.backlog.first;
    if (wanted) offers.push(offerOf(wanted, "prompt", at));
    else if (planned && (!unseen || planned.dueAt <= at))
      offers.push(offerOf(planned.known, "prompt", planned.dueAt));
    else if (unseen) offers.push(offerOf(unseen, "prompt", at));
    const [sweep] = sweepOffer(at);
    if (rings.hot.first && !unsealed) {
      const hot = offerOf(rings.hot.first, "hot", dueIn("hot", at));
      if (!sweep || sweep.dueAt > at || hot.dueAt > at) offers.push(hot);
      else return [...offers, ...contested(hot, sweep)];
    }
    if (sweep) offers.push(sweep);
    return offers;
  }

  /** Who publishes and whoever else is due share what there is for both: nobody saves up a turn while the other is not due. */
  function contested(
    hot: Offer<"ListParticipantEvents">,
    sweep: Offer<"ListParticipantEvents">,
  ): Offer<"ListParticipantEvents">[] {
    const turnOf = (offer: Offer<"ListParticipantEvents">, change: () => number) => ({
      ...offer,
      take() {
        hotLead += change();
        return offer.take();
      },
    });
    const share = () =>
      pace.hotShare({ hot: rings.hot.size, active: rings.active.size, quiet: rings.quiet.size });
    const rest = turnOf(sweep, () => -share());
    return hotLead > 0 ? [rest] : [turnOf(hot, () => 1 - share()), rest];
  }

  function eventCall(reading: EventReading): Call<"ListParticipantEvents"> {
    const { known, walk, pages } = reading;
    const address = { ...session, participantId: known.id };
    walk.begin();
    return {
      input: { ...address, maxResults: largestPage, nextToken: walk.nextToken },
      answered({ output }) {
        pages.push((output.events ?? []).map((event) => toEvent(event, address)));
        const step = walk.page(output.nextToken);
        if (step === "more") continuing.push(reading);
        else finished(reading, step === "end");
        settle();
      },
      failed(error) {
        if (walk.failed(error) === "again") {
          continuing.push(reading);
          return;
        }
        known.reading = undefined;
        readings -= 1;
        if (isOver() && isGone(error, walk)) isWhole = false;
        else agenda.want(known, now() + retryMs);
        settle();
      },
    };
  }

  function finished(reading: EventReading, complete: boolean): void {
    const { known, walk, pages } = reading;
    const at = now();
    const isFirst = known.readAt === Number.NEGATIVE_INFINITY;
    const { remembered, fresh, isUnconfirmed, events, isOrdered } = discover(
      pages,
      complete,
      known.remembered,
    );
    if (!isFirst)
      pace.noted({
        ring: reading.ring,
        unreadMs: walk.startedAt - known.readAt,
        found: fresh.length,
        isForeseen: reading.urgency === "prompt",
        isHinted: reading.isHinted,
        isPublishing: fresh.some(({ event }) => event.name?.startsWith("PUBLISH_")),
      });
    known.reading = undefined;
    known.remembered = remembered;
    readings -= 1;
    if (isFirst) unread -= 1;
    known.readAt = walk.startedAt;
    if (!isUnconfirmed) known.boundAt = walk.startedAt;
    const latest = events.at(-1)?.eventTime;
    if (latest !== undefined) watermark.saw(at, latest);
    if (fresh.length > 0) {
      known.foundAt = walk.startedAt;
      noteChange();
      if (!isFirst) forget(known.id);
      const replayed = known.isBaseline && isFirst;
      emit(
        fresh.map(({ event, late }) => ({
          id: `${sessionId} ${known.id} ${event.key}`,
          item: { kind: "event", event, late, replayed },
        })),
      );
    }
    known.isPublishing = publishesAfter({ events, isOrdered, complete });
    place(known, events, isUnconfirmed, at);
    notePresence(known);
    changed();
  }

  /** Decides when somebody is read next. */
  function place(
    known: Known,
    events: readonly { name?: string | undefined }[],
    isUnconfirmed: boolean,
    at: number,
  ): void {
    if (isOver() && events.length === 0 && known.remembered.told !== "") {
      isWhole = false;
      return;
    }
    const balance = balanceOf(events);
    if (known.presence === "absent" && balance.hasLeft) known.presence = "left";
    // Who is there is what lists say: they are asked at once when somebody's events say that it is not.
    if (known.presence === "connected" && balance.hasLeft && known.foundAt === known.readAt) isNudged = true;
    const wantsLeft = known.presence !== "connected";
    const isExplained =
      (wantsLeft ? balance.hasLeft : balance.hasJoined) &&
      (known.summary?.published !== true || balance.hasPublished);
    rings[ringOf(known)].add(known);
    if (known.isWantedAgain) return agenda.want(known);
    if (isExplained) known.doubts = 0;
    if (isUnconfirmed) return agenda.want(known, at + confirmMs);
    if (isExplained || known.doubts >= doubtsAllowed) return;
    const waitMs = Math.min(longestDoubtMs, firstDoubtMs * 2 ** known.doubts);
    known.doubts += 1;
    agenda.want(known, at + waitMs);
  }

  /** Says that there is more to ask, and seals a session that is over when there is not. */
  function settle(): void {
    const rest =
      agenda.prompt.size + agenda.backlog.size + agenda.later.length + continuing.length + readings;
    if (unsealed?.size === 0 && rest === 0 && !slow) seal();
    else wake();
  }

  function seal(): void {
    if (isSealed) return;
    isSealed = true;
    tellListed(everybody.size);
    sealed(isWhole && unread === 0);
  }

  const offers: Offers = { ListParticipants: listOffers, ListParticipantEvents: eventOffers };

  return {
    /** To be entered in a schedule. */
    asker: { offers, weight: options.weight } satisfies Asker,
    /** Looks at once: at whom is meant, or at everybody where that is nobody who is known. Whether it was somebody. */
    nudge(participantId: string | undefined): boolean {
      const known = participantId === undefined ? undefined : everybody.get(participantId);
      if (known) {
        known.isHinted = true;
        agenda.want(known);
      } else isNudged = true;
      noteChange();
      wake();
      return known !== undefined;
    },
    /** Asks for one participant more often than for others, until the returned function is called. */
    focus(participantId: string): () => void {
      named.set(participantId, (named.get(participantId) ?? 0) + 1);
      const known = everybody.get(participantId);
      if (known) agenda.want(known);
      wake();
      return () => {
        const left = (named.get(participantId) ?? 1) - 1;
        if (left > 0) named.set(participantId, left);
        else named.delete(participantId);
      };
    },
    /**
     * The session is over: what is left of it is read, and once more when AWS must have listed all of it. `patience`: how often events
     * that do not explain a summary are asked for again.
     */
    end(settleMs: number = intervals.settleMs, patience: number = mostDoubts): void {
      if (isOver()) return;
      doubtsAllowed = patience;
      endedAt = now();
      sweepsFrom = endedAt + settleMs;
      notes?.ended();
      for (const known of connected) {
        known.presence = "absent";
        known.doubts = 0;
        agenda.want(known);
      }
      wake();
    },
    /** The session goes on after all. */
    resume(): void {
      endedAt = undefined;
      sweepsFrom = Number.POSITIVE_INFINITY;
      doubtsAllowed = mostDoubts;
      unsealed = undefined;
      isSealed = false;
      isWhole = true;
      isNudged = true;
      for (const known of connected) notePresence(known);
      wake();
    },
    whenListed,
    /** Who is connected, as the last lists have it. */
    connected: () => [...connected],
    get size() {
      return everybody.size;
    },
    standing(): SessionStanding {
      const at = now();
      const age = (name: RingName) => {
        const { first } = rings[name];
        return first ? Math.round(at - first.readAt) : undefined;
      };
      const rest = Math.max(age("active") ?? 0, age("quiet") ?? 0, age("hot") ?? 0);
      return {
        complete: isFastDone && slowDoneAt !== undefined && unread === 0,
        lastCompleteListAt,
        publisherStalenessMs: age("hot") ?? fastMs(at),
        expectedStalenessMs: unread > 0 ? undefined : Math.max(rest, fastMs(at)),
      };
    },
    sweptThrough(): string | undefined {
      const at = now();
      if (at - sweptAt < sweptEveryMs) return swept;
      sweptAt = at;
      swept = watermark.through(Math.min(unlistedSince(), oldestBound(everybody.values())), at);
      return swept;
    },
  };
}

export type SessionReflector = ReturnType<typeof createSessionReflector>;

/** Whether AWS does not know any more what is asked for, rather than where the reading was. */
function isGone(error: unknown, { nextToken }: Walk): boolean {
  if (!(error instanceof UpstreamError)) return false;
  return error.code === "NOT_FOUND" || (error.code === "BAD_USER_INPUT" && nextToken === undefined);
}

function oldestBound(everybody: Iterable<Known>): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { boundAt } of everybody) oldest = Math.min(oldest, boundAt);
  return oldest;
}

/** What events say of whether somebody is there: counted, because within a second they may be in any order. */
function balanceOf(events: readonly { name?: string | undefined }[]) {
  const count = (name: string) => events.filter((event) => event.name === name).length;
  const joins = count("JOINED");
  const leaves = count("LEFT");
  return {
    hasJoined: joins > leaves,
    hasLeft: joins > 0 && leaves >= joins,
    hasPublished: count("PUBLISH_STARTED") > 0,
  };
}
