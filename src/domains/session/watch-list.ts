import type { Call, Offer } from "../../feed/subject.ts";
import { createWalk, type Walk } from "../../feed/walk.ts";
import { largestPage } from "./loader.ts";

/** Sessions that began and ended unseen are looked for so often. */
const sessionsMs = 5_000;
/** What has not been listed for so long may have missed a whole session. */
const surelyListedMs = 3 * sessionsMs;
const mostPages = 100;

/** A session as it was listed. */
export interface ListedSession {
  readonly sessionId: string;
  readonly isOver: boolean;
  /** When it began, in AWS's time; -Infinity while that cannot be told. */
  readonly startMs: number;
  /** When it ended, in AWS's time; Infinity while it has not. */
  readonly endMs: number;
}

/** Walks through the sessions of a stage again and again, to find those that came and went between two looks at it. */
export function createSessionList(options: {
  stageArn: string;
  now: () => number;
  /** Whether there is anything to look for. */
  isWanted: () => boolean;
  /** Told of all sessions, each time that they were listed to the end. */
  ended: (sessions: readonly ListedSession[], isFirst: boolean) => void;
}) {
  const { stageArn, now, isWanted, ended } = options;
  const waiting = new Set<() => void>();
  let walk: Walk | undefined;
  let listed: ListedSession[] = [];
  let sessions: readonly ListedSession[] | undefined;
  let walkedAt = Number.NEGATIVE_INFINITY;
  let listedAt = Number.NEGATIVE_INFINITY;
  let isNudged = false;

  function finished(isWhole: boolean): void {
    walk = undefined;
    const found = listed;
    listed = [];
    if (!isWhole) return;
    const isFirst = sessions === undefined;
    listedAt = walkedAt;
    sessions = found;
    ended(found, isFirst);
    letGo();
  }

  function letGo(): void {
    for (const go of waiting) go();
    waiting.clear();
  }

  function call(current: Walk): Call<"ListStageSessions"> {
    current.begin();
    return {
      input: { stageArn, maxResults: largestPage, nextToken: current.nextToken },
      answered({ output }) {
        for (const { sessionId, startTime, endTime } of output.stageSessions ?? [])
          if (sessionId !== undefined)
            listed.push({
              sessionId,
              isOver: endTime !== undefined,
              startMs: startTime?.getTime() ?? -Infinity,
              endMs: endTime?.getTime() ?? Infinity,
            });
        const step = current.page(output.nextToken);
        if (step !== "more") finished(step === "end");
      },
      failed(error) {
        if (current.failed(error) === "broken") finished(false);
      },
    };
  }

  return {
    offers(): Offer<"ListStageSessions">[] {
      if (!isWanted() || (walk && !walk.isWaiting)) return [];
      return [
        {
          urgency: isNudged || !sessions ? "prompt" : "sweep",
          dueAt: walk || isNudged ? Number.NEGATIVE_INFINITY : walkedAt + sessionsMs,
          take() {
            if (!walk) {
              walk = createWalk(now(), mostPages);
              walkedAt = walk.startedAt;
              isNudged = false;
            }
            return call(walk);
          },
        },
      ];
    },
    /** They are listed at once. */
    nudge(): void {
      isNudged = true;
    },
    /** As they were listed last; undefined before. */
    get sessions() {
      return sessions;
    },
    /** Whether no whole session can have been missed. */
    isSure: () => now() - listedAt < surelyListedMs,
    /** Waits until they were listed once, or it is closed. */
    async whenListed(): Promise<void> {
      if (!sessions) await new Promise<void>((resolve) => void waiting.add(resolve));
    },
    close: letGo,
  };
}

export type SessionList = ReturnType<typeof createSessionList>;

/** The event time before which nothing of what is listed first can be news: AWS may cut it to the second. */
export function beginning(sessions: readonly ListedSession[]): string | undefined {
  const ends = sessions.filter(({ isOver }) => isOver).map(({ endMs }) => endMs);
  const starts = sessions.filter(({ isOver }) => !isOver).map(({ startMs }) => startMs);
  const ms = Math.min(starts.length > 0 ? Infinity : Math.max(...ends), ...starts);
  return Number.isFinite(ms) ? new Date(Math.floor(ms / 1_000) * 1_000).toISOString() : undefined;
}
