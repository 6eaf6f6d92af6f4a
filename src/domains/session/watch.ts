import type { Desk, Mark, Standing, Subject, Watch } from "../../feed/subject.ts";
import type { Occurrence, StageItem } from "./watch-item.ts";
import { beginning, createSessionList, type ListedSession } from "./watch-list.ts";
import { createRecovery } from "./watch-recovery.ts";
import type { Directory, Reflect, Sight } from "./watch-reflect.ts";
import { createSessions } from "./watch-sessions.ts";
import { readOver, spellOver } from "./watch-over.ts";

interface Means<Event> {
  readonly directory: Directory;
  readonly reflect: Reflect<Event>;
  readonly now: () => number;
  /** Calls once after so many milliseconds; returns how to cancel. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** How long what happened before a stage was deleted is tried to be read. */
const farewellMs = 20_000;
const farewellPatience = 3;

/**
 * The log of a stage: its sessions, one after the other, and what happens in them. Sessions that came and went between two looks are found by
 * ListStageSessions; those that were over before anybody watched are nobody's news.
 */
export function stageLog<Event extends Occurrence>(
  stageArn: string,
  means: Means<Event>,
): Watch<StageItem<Event>> {
  return { topic: stageArn, open: (desk) => openLog(stageArn, desk, means) };
}

function openLog<Event extends Occurrence>(
  stageArn: string,
  desk: Desk<StageItem<Event>>,
  { directory, reflect, now, after }: Means<Event>,
): Subject<StageItem<Event>> {
  /** The session that the directory showed last. */
  let sighted: string | undefined;
  let hasLooked = false;
  let isDeleted = false;
  let cancelFarewell = () => {};
  let swept: string | undefined;
  let stored = desk.stored;
  /** What had been over, and told, when this log was written last. */
  const wasOver = readOver(stored);

  const sessions = createSessions<Event>({
    stageArn,
    desk,
    reflect,
    emptied: (complete) => isDeleted && farewell(complete),
  });
  const list = createSessionList({ stageArn, now, isWanted: () => hasLooked && !isDeleted, ended: listed });
  const recovery = createRecovery({
    stageArn,
    desk,
    reflect,
    list,
    sessions,
    isDeleted: () => isDeleted,
    waits(since) {
      if (swept !== undefined && since < swept) swept = since;
    },
  });
  const place = desk.enter({
    offers: { ListStageSessions: list.offers },
    weight: () => Math.sqrt(desk.followers()),
  });
  const unwatch = directory.watch(stageArn, sightOf);

  function farewell(complete: boolean): void {
    cancelFarewell();
    sessions.clear();
    const item: StageItem<Event> = { kind: "stageDeleted", stageArn, complete, ends: true };
    desk.emit([{ id: `deleted ${desk.opening}`, item }]);
  }

  function deleted(): void {
    if (isDeleted) return;
    isDeleted = true;
    for (const sessionId of sessions.ids()) sessions.end(sessionId, 0, farewellPatience);
    cancelFarewell = after(farewellMs, () => farewell(false));
    if (sessions.size === 0) farewell(true);
  }

  function sightOf(sight: Sight): void {
    if (!sight.exists) return deleted();
    const { sessionId } = sight;
    if (sessionId !== sighted) {
      if (sighted !== undefined) sessions.end(sighted);
      sighted = sessionId;
      if (sessionId !== undefined && !sessions.isClosed(sessionId)) sessions.begin(sessionId, hasLooked);
      if (hasLooked) list.nudge();
    }
    hasLooked = true;
    place.wake();
    desk.changed();
  }

  function listed(found: readonly ListedSession[], isFirst: boolean): void {
    if (isFirst && desk.isNewLog) swept ??= beginning(found);
    for (const session of found.toSorted((a, b) => Number(b.isOver) - Number(a.isOver))) {
      const { sessionId, isOver } = session;
      if (sessions.isClosed(sessionId)) continue;
      if (sessions.has(sessionId)) {
        // Whoever looks at the stage may see the next one before the end of this one, or never.
        if (isOver && sessionId !== sighted) sessions.end(sessionId);
      } else if (isFirst && isOver && wasOver(session)) sessions.pass(sessionId);
      else {
        sessions.open(sessionId, !isFirst);
        if (isOver) sessions.end(sessionId);
      }
    }
    const over = spellOver(found.filter(({ sessionId }) => sessions.isClosed(sessionId)));
    if (over !== stored) desk.store(over);
    stored = over;
    desk.changed();
  }

  return {
    standing(): Standing {
      const standing = sessions.current(sighted)?.reflector.standing();
      const isLooked = hasLooked && list.sessions !== undefined;
      if (!standing)
        return {
          complete: isLooked,
          lastCompleteListAt: undefined,
          publisherStalenessMs: undefined,
          expectedStalenessMs: undefined,
        };
      return { ...standing, complete: isLooked && standing.complete };
    },
    mark(): Mark {
      const marks = sessions.marks();
      const isSure = list.isSure() && !marks.includes(undefined);
      if (isSure) swept = (marks as string[]).toSorted()[0] ?? swept;
      const session = sessions.current(sighted)?.sessionId ?? sessions.lastSession;
      return { session, sweptThrough: swept || undefined };
    },
    nudge({ participantId }) {
      // A hint about somebody who is known says nothing of the others, nor of the stage.
      if (!sessions.nudge(participantId)) directory.nudge(stageArn);
    },
    focus: sessions.focus,
    recover: recovery.recover,
    close() {
      recovery.close();
      list.close();
      unwatch();
      cancelFarewell();
      place.leave();
      sessions.clear();
    },
  };
}
