import type { Draft } from "../../feed/journal.ts";
import type { Call, Offer } from "../../feed/subject.ts";
import { createWalk } from "../../feed/walk.ts";
import { toEvent } from "./event.ts";
import { largestPage } from "./event-loader.ts";
import { publishesAfter } from "./publishing.ts";
import type { Calm } from "./watch-calm.ts";
import { discover, type Discovery } from "./watch-events.ts";
import { isGone } from "./watch-gone.ts";
import type { EventOccurred } from "./watch-item.ts";
import type { Agenda, EventReading, Known } from "./watch-known.ts";
import type { Life } from "./watch-life.ts";
import type { Watermark } from "./watch-mark.ts";
import type { Pace } from "./watch-pace.ts";
import type { Roll } from "./watch-roll.ts";
import type { Turn, Turns } from "./watch-turns.ts";

/** What a summary says and the events do not is asked for again after this long, then after twice that. */
const firstDoubtMs = 1_000;
const longestDoubtMs = 30_000;
/** An event that came twice is looked at again after this long. */
const confirmMs = 500;
/** After a reading that broke off. */
const retryMs = 1_000;
/** No list is read further: AWS has no events beyond that. */
const mostPages = 1_000;

/** Reads the events of whoever has its turn, tells what is new, and decides from what it found when to read them again. */
export function createReadings(options: {
  session: { readonly stageArn: string; readonly sessionId: string };
  now: () => number;
  turns: Turns;
  agenda: Agenda;
  roll: Roll;
  life: Life;
  calm: Calm;
  pace: Pace;
  watermark: Watermark;
  emit: (drafts: readonly Draft<EventOccurred>[]) => void;
  forget: (participantId: string) => void;
  /** Told that somebody has left whom lists still show. */
  contradicted: () => void;
  /** Told that the standing may have changed. */
  changed: () => void;
  /** Told when a reading is over, or goes on later. */
  settle: () => void;
}) {
  const { session, now, turns, agenda, roll, life, calm, pace, watermark } = options;
  const { emit, forget, contradicted, changed, settle } = options;
  const continuing: EventReading[] = [];
  let underWay = 0;

  function begin({ known, urgency }: Turn): EventReading {
    const { isHinted } = known;
    const walk = createWalk(now(), mostPages);
    const reading = { known, walk, pages: [], urgency, ring: turns.ringOf(known), isHinted };
    agenda.remove(known);
    life.unsealed?.delete(known);
    known.reading = reading;
    known.isHinted = false;
    known.isWantedAgain = false;
    underWay += 1;
    return reading;
  }

  function call(reading: EventReading): Call<"ListParticipantEvents"> {
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
        underWay -= 1;
        if (life.isOver && isGone(error, walk)) life.missed();
        else agenda.want(known, now() + retryMs);
        settle();
      },
    };
  }

  function finished(reading: EventReading, complete: boolean): void {
    const { known, walk, pages } = reading;
    const at = now();
    const isFirst = known.readAt === Number.NEGATIVE_INFINITY;
    const discovery = discover(pages, complete, known.remembered);
    const { events, isOrdered } = discovery;
    if (!isFirst) notePace(reading, discovery);
    known.reading = undefined;
    known.remembered = discovery.remembered;
    underWay -= 1;
    if (isFirst) roll.firstRead();
    known.readAt = walk.startedAt;
    if (!discovery.isUnconfirmed) known.boundAt = walk.startedAt;
    const latest = events.at(-1)?.eventTime;
    if (latest !== undefined) watermark.saw(at, latest);
    if (discovery.fresh.length > 0) tell(known, discovery, isFirst);
    known.isPublishing = publishesAfter({ events, isOrdered, complete });
    place(known, discovery, at);
    roll.notePresence(known);
    changed();
  }

  function notePace({ known, walk, ring, urgency, isHinted }: EventReading, { fresh }: Discovery): void {
    pace.noted({
      ring,
      unreadMs: walk.startedAt - known.readAt,
      found: fresh.length,
      isForeseen: urgency === "prompt",
      isHinted,
      isPublishing: fresh.some(({ event }) => event.name?.startsWith("PUBLISH_")),
    });
  }

  function tell(known: Known, { fresh }: Discovery, isFirst: boolean): void {
    known.foundAt = known.readAt;
    calm.changed();
    if (!isFirst) forget(known.id);
    const replayed = known.isBaseline && isFirst;
    emit(
      fresh.map(({ event, late }) => ({
        id: `${session.sessionId} ${known.id} ${event.key}`,
        item: { kind: "event", event, late, replayed },
      })),
    );
  }

  /** Decides when somebody is read next. */
  function place(known: Known, { events, isUnconfirmed }: Discovery, at: number): void {
    if (life.isOver && events.length === 0 && known.remembered.told !== "") return life.missed();
    const balance = balanceOf(events);
    if (known.presence === "absent" && balance.hasLeft) known.presence = "left";
    // Who is there is what lists say: they are asked at once when somebody's events say that it is not.
    if (known.presence === "connected" && balance.hasLeft && known.foundAt === known.readAt) contradicted();
    const wantsLeft = known.presence !== "connected";
    const isExplained =
      (wantsLeft ? balance.hasLeft : balance.hasJoined) &&
      (known.summary?.published !== true || balance.hasPublished);
    agenda.rings[turns.ringOf(known)].add(known);
    if (known.isWantedAgain) return agenda.want(known);
    if (isExplained) known.doubts = 0;
    if (isUnconfirmed) return agenda.want(known, at + confirmMs);
    if (isExplained || known.doubts >= life.doubtsAllowed) return;
    const waitMs = Math.min(longestDoubtMs, firstDoubtMs * 2 ** known.doubts);
    known.doubts += 1;
    agenda.want(known, at + waitMs);
  }

  return {
    offers(at: number): Offer<"ListParticipantEvents">[] {
      if (life.isSealed) return [];
      const [reading] = continuing;
      const further = reading && {
        urgency: reading.urgency,
        dueAt: Number.NEGATIVE_INFINITY,
        take() {
          continuing.splice(continuing.indexOf(reading), 1);
          return call(reading);
        },
      };
      const next = turns.next(at).map((turn) => ({
        urgency: turn.urgency,
        dueAt: turn.dueAt,
        take() {
          turn.taken();
          return call(begin(turn));
        },
      }));
      return further ? [further, ...next] : next;
    },
    /** Whether nobody is wanted, and nobody is being read. */
    get isIdle() {
      const { prompt, backlog, later } = agenda;
      return prompt.size + backlog.size + later.length + continuing.length + underWay === 0;
    },
  };
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
