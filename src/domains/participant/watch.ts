import type { Draft } from "../../feed/journal.ts";
import type { Asker, Offers, Standing } from "../../feed/subject.ts";
import { createCalm } from "./watch-calm.ts";
import type { Intervals } from "./watch-intervals.ts";
import type { EventOccurred } from "./watch-item.ts";
import { createAgenda } from "./watch-known.ts";
import { createLife } from "./watch-life.ts";
import { createWatermark } from "./watch-mark.ts";
import { createPace } from "./watch-pace.ts";
import type { SessionNotes } from "./watch-presence.ts";
import { createReadings } from "./watch-readings.ts";
import { createRoll } from "./watch-roll.ts";
import { createTurns } from "./watch-turns.ts";
import { createWalks } from "./watch-walks.ts";

/** How often it is worked out through which event time everything was read. */
const sweptEveryMs = 2_000;

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
  const agenda = createAgenda();
  const watermark = createWatermark(intervals.settleMs);
  const named = new Map<string, number>();
  const calm = createCalm(now);
  const life = createLife(now);
  const pace = createPace(now);
  const roll = createRoll({ session, isNew, agenda, life, calm, forget, notes });
  const turns = createTurns({ agenda, intervals, life, calm, pace, isNamed: (id) => named.has(id) });
  let tellListed: (size: number) => void = () => {};
  const whenListed = new Promise<number>((resolve) => (tellListed = resolve));
  let swept: string | undefined;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const walks = createWalks({
    session,
    isNew,
    intervals,
    now,
    roll,
    life,
    calm,
    fastEnded: () => notes?.listed(walks.lastCompleteListAt),
    slowEnded: () => tellListed(roll.everybody.size),
    // Of a session that is over and gone nothing more can be read.
    gone() {
      life.missed();
      seal();
    },
    settle,
  });
  const readings = createReadings({
    session,
    now,
    turns,
    agenda,
    roll,
    life,
    calm,
    pace,
    watermark,
    emit,
    forget,
    contradicted: walks.nudge,
    changed,
    settle,
  });

  /** Says that there is more to ask, and seals a session that is over when there is not. */
  function settle(): void {
    if (life.unsealed?.size === 0 && readings.isIdle && !walks.isSlowUnderWay) seal();
    else wake();
  }

  function seal(): void {
    if (life.isSealed) return;
    life.seal();
    tellListed(roll.everybody.size);
    sealed(life.isWhole && roll.unread === 0);
  }

  const offers: Offers = { ListParticipants: walks.offers, ListParticipantEvents: readings.offers };

  return {
    /** To be entered in a schedule. */
    asker: { offers, weight: options.weight } satisfies Asker,
    /** Looks at once: at whom is meant, or at everybody where that is nobody who is known. Whether it was somebody. */
    nudge(participantId: string | undefined): boolean {
      const known = participantId === undefined ? undefined : roll.everybody.get(participantId);
      if (known) {
        known.isHinted = true;
        agenda.want(known);
      } else walks.nudge();
      calm.changed();
      wake();
      return known !== undefined;
    },
    /** Asks for one participant more often than for others, until the returned function is called. */
    focus(participantId: string): () => void {
      named.set(participantId, (named.get(participantId) ?? 0) + 1);
      const known = roll.everybody.get(participantId);
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
    end(settleMs: number = intervals.settleMs, patience?: number): void {
      if (life.isOver) return;
      life.end(settleMs, patience);
      notes?.ended();
      roll.ended();
      wake();
    },
    /** The session goes on after all. */
    resume(): void {
      life.resume();
      walks.nudge();
      for (const known of roll.connected) roll.notePresence(known);
      wake();
    },
    /** How many ever were there, when that was first listed to the end, or could not be. */
    whenListed,
    standing(): Standing {
      const at = now();
      const rest = Math.max(...(["active", "quiet", "hot"] as const).map((ring) => turns.age(ring, at) ?? 0));
      return {
        complete: walks.isComplete && roll.unread === 0,
        lastCompleteListAt: walks.lastCompleteListAt,
        publisherStalenessMs: turns.age("hot", at) ?? walks.fastMs(at),
        expectedStalenessMs: roll.unread > 0 ? undefined : Math.max(rest, walks.fastMs(at)),
      };
    },
    sweptThrough(): string | undefined {
      const at = now();
      if (at - sweptAt < sweptEveryMs) return swept;
      sweptAt = at;
      swept = watermark.through(Math.min(walks.unlistedSince(), roll.boundAt()), at);
      return swept;
    },
  };
}
