import type { Call, Offer, Urgency } from "../../feed/subject.ts";
import { createWalk, type Walk } from "../../feed/walk.ts";
import { largestPage, toSummary } from "./loader.ts";
import { isGone } from "./watch-gone.ts";
import type { Intervals } from "./watch-intervals.ts";
import type { Calm } from "./watch-calm.ts";
import type { Life } from "./watch-life.ts";
import type { Roll } from "./watch-roll.ts";

/** A walk through everybody who ever was there is followed by a rest, so that in all it takes one part in so many of the time. */
const slowShare = 3;
/** No list is read further: AWS has no participants beyond that. */
const mostPages = 1_000;

/**
 * The walks through the lists of a session: a fast one again and again through who is connected, and a slow one through everybody who ever
 * was there, which finds who came and went between two fast ones.
 */
export function createWalks(options: {
  session: { readonly stageArn: string; readonly sessionId: string };
  isNew: boolean;
  intervals: Intervals;
  now: () => number;
  roll: Roll;
  life: Life;
  calm: Calm;
  /** Told when a fast walk, and when a slow one, has come to its end. */
  fastEnded: () => void;
  slowEnded: () => void;
  /** Told that AWS does not know the session any more, which is over. */
  gone: () => void;
  /** Told after every answer. */
  settle: () => void;
}) {
  const { session, isNew, intervals, now, roll, life, calm, fastEnded, slowEnded, gone, settle } = options;
  const openedAt = now();
  let fast: Walk | undefined;
  let slow: Walk | undefined;
  let fastAt = Number.NEGATIVE_INFINITY;
  let slowAt = Number.NEGATIVE_INFINITY;
  let fastAsOf: string | undefined;
  let lastCompleteListAt: string | undefined;
  let isFastDone = false;
  let slowDoneAt: number | undefined;
  let slowTookMs = 0;
  let isNudged = true;

  const unlistedSince = () => slowDoneAt ?? (isNew ? openedAt : Number.NEGATIVE_INFINITY);
  const fastMs = (at: number) => intervals.fastMs * calm.factor(at);

  function ended(walk: Walk, isSlow: boolean): void {
    if (isSlow) {
      slowDoneAt = walk.startedAt;
      slowTookMs = now() - walk.startedAt;
      slowEnded();
      life.listed(walk.startedAt, roll.everybody.values());
    } else {
      isFastDone = true;
      lastCompleteListAt = fastAsOf;
      roll.listed(walk.startedAt);
      fastEnded();
    }
  }

  function drop(isSlow: boolean): void {
    if (isSlow) slow = undefined;
    else fast = undefined;
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
        for (const each of participants) {
          if (!each.participantId) continue;
          const summary = toSummary(each, { ...session, participantId: each.participantId }, reading);
          const isFirst = summary.state === "CONNECTED" && !isSlow ? !isFastDone : slowDoneAt === undefined;
          roll.see(summary, { askedAt, isFirst, unlistedSince: unlistedSince() });
        }
        const step = walk.page(nextToken);
        if (step !== "more") drop(isSlow);
        if (step === "end") ended(walk, isSlow);
        settle();
      },
      failed(error) {
        if (walk.failed(error) === "again") return;
        drop(isSlow);
        if (life.isOver && isGone(error, walk)) gone();
      },
    };
  }

  function begin(isSlow: boolean): Walk {
    const begun = createWalk(now(), mostPages);
    if (isSlow) {
      slow = begun;
      slowAt = begun.startedAt;
    } else {
      fast = begun;
      fastAt = begun.startedAt;
      isNudged = false;
    }
    return begun;
  }

  function offerOf(isSlow: boolean, urgency: Urgency, dueAt: number): Offer<"ListParticipants">[] {
    const walk = isSlow ? slow : fast;
    if (walk && !walk.isWaiting) return [];
    return [
      {
        urgency,
        dueAt: walk ? Number.NEGATIVE_INFINITY : dueAt,
        take: () => pageCall(walk ?? begin(isSlow), isSlow),
      },
    ];
  }

  function fastOffer(at: number): Offer<"ListParticipants">[] {
    if (life.isOver && !fast) return [];
    const urgency = isNudged || !isFastDone ? "prompt" : "hot";
    return offerOf(false, urgency, isNudged ? at : fastAt + fastMs(at));
  }

  function slowOffer(at: number): Offer<"ListParticipants">[] {
    if (!life.isOver)
      return slowDoneAt === undefined
        ? offerOf(true, "hot", at)
        : offerOf(true, "sweep", slowAt + Math.max(intervals.slowMs, slowShare * slowTookMs));
    // Once at the end, to learn who came and went last, and once when nothing can be missing any more.
    if (slow || slowAt < (life.endedAt ?? 0)) return offerOf(true, "hot", at);
    return life.unsealed ? [] : offerOf(true, "hot", life.sweepsFrom);
  }

  return {
    offers: (at: number): Offer<"ListParticipants">[] =>
      life.isSealed ? [] : [...fastOffer(at), ...slowOffer(at)],
    /** The next fast walk begins at once. */
    nudge(): void {
      isNudged = true;
    },
    get isSlowUnderWay() {
      return slow !== undefined;
    },
    /** Whether everybody was listed once. */
    get isComplete() {
      return isFastDone && slowDoneAt !== undefined;
    },
    get lastCompleteListAt() {
      return lastCompleteListAt;
    },
    /** The instant since when nothing can be missing of who was not listed before. */
    unlistedSince,
    /** How often who is connected is looked at, at most. */
    fastMs,
  };
}

export type Walks = ReturnType<typeof createWalks>;
