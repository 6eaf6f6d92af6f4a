import type { Draft } from "../../feed/journal.ts";
import type {
  Asker,
  Call,
  Desk,
  Mark,
  Offer,
  Place,
  Recovery,
  Standing,
  Subject,
  Watch,
} from "../../feed/subject.ts";
import { createWalk, type Walk } from "../../feed/walk.ts";
import { largestPage } from "./loader.ts";
import type { Occurrence, StageItem } from "./watch-item.ts";

/** What shows the session that a stage is in. */
interface Directory {
  watch(
    stageArn: string,
    listener: (
      sight: { readonly exists: true; readonly sessionId: string | undefined } | { readonly exists: false },
    ) => void,
  ): () => void;
  nudge(stageArn: string): void;
}

/** What reflects one session. */
interface Reflector {
  readonly asker: Asker;
  /** Whether it was somebody who is known. */
  nudge(participantId: string | undefined): boolean;
  focus(participantId: string): () => void;
  end(settleMs?: number, patience?: number): void;
  resume(): void;
  standing(): Standing;
  sweptThrough(): string | undefined;
  /** How many ever were there, when that was first listed to the end, or could not be. */
  readonly whenListed: Promise<number>;
}

/** How a session of a stage is to be reflected. */
export interface Reflecting<Event> {
  readonly stageArn: string;
  readonly sessionId: string;
  readonly isNew: boolean;
  readonly weight: () => number;
  readonly emit: (drafts: readonly Draft<Event>[]) => void;
  readonly wake: () => void;
  readonly changed: () => void;
  readonly sealed: (complete: boolean) => void;
  /** For one reader, beside what all follow. */
  readonly isAgain?: true;
}

interface Means<Event> {
  readonly directory: Directory;
  readonly reflect: (reflecting: Reflecting<Event>) => Reflector;
  readonly now: () => number;
  /** Calls once after so many milliseconds; returns how to cancel. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** A session that is being reflected, and its place in the schedule. */
interface Reflected {
  readonly reflector: Reflector;
  readonly place: Place;
  isOver: boolean;
}

/** How much a session that is over counts beside one that goes on. */
const overWeight = 0.25;
/** Sessions that began and ended unseen are looked for so often. */
const sessionsMs = 5_000;
/** What has not been listed for so long may have missed a whole session. */
const surelyListedMs = 3 * sessionsMs;
/** How long what happened before a stage was deleted is tried to be read. */
const farewellMs = 20_000;
const farewellPatience = 3;
const mostPages = 100;

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

interface ListedSession {
  readonly sessionId: string;
  readonly isOver: boolean;
  readonly endMs: number;
}

function openLog<Event extends Occurrence>(
  stageArn: string,
  desk: Desk<StageItem<Event>>,
  { directory, reflect, now, after }: Means<Event>,
): Subject<StageItem<Event>> {
  const reflected = new Map<string, Reflected>();
  /** Sessions that were dealt with, or were over when this began. */
  const closed = new Set<string>();
  const starts = new Map<string, number>();
  const focused = new Map<string, number>();
  /** The session that the directory showed last. */
  let sighted: string | undefined;
  let hasLooked = false;
  let isListed = false;
  let walk: Walk | undefined;
  let listed: ListedSession[] = [];
  /** Sessions as they were listed last, and those of them that were over when this began. */
  let sessions: readonly ListedSession[] = [];
  const bygone = new Set<string>();
  const recoveries = new Set<() => void>();
  const waitingForList = new Set<() => void>();
  let walkedAt = Number.NEGATIVE_INFINITY;
  let listedAt = Number.NEGATIVE_INFINITY;
  let isNudged = false;
  let isDeleted = false;
  let cancelFarewell = () => {};
  let tellOver: (nothing: undefined) => void = () => {};
  const over = new Promise<undefined>((resolve) => (tellOver = resolve));
  let swept: string | undefined;
  let lastSession: string | undefined;

  function open(sessionId: string, isNew: boolean): Reflected {
    const own: { current?: Reflected } = {};
    const reflector = reflect({
      stageArn,
      sessionId,
      isNew,
      weight: () => Math.sqrt(desk.followers()) * (own.current?.isOver === true ? overWeight : 1),
      emit: desk.emit,
      wake: () => own.current?.place.wake(),
      changed: desk.changed,
      sealed: (complete) => seal(sessionId, complete),
    });
    const session: Reflected = { reflector, place: desk.enter(reflector.asker), isOver: false };
    own.current = session;
    reflected.set(sessionId, session);
    lastSession = sessionId;
    for (const participantId of focused.keys()) reflector.focus(participantId);
    tellStart(sessionId, isNew);
    return session;
  }

  function begin(sessionId: string): void {
    const known = reflected.get(sessionId);
    if (!known) open(sessionId, hasLooked);
    else if (known.isOver) {
      known.isOver = false;
      known.reflector.resume();
      tellStart(sessionId, true);
    }
  }

  function tellStart(sessionId: string, isNew: boolean): void {
    const start = (starts.get(sessionId) ?? 0) + 1;
    starts.set(sessionId, start);
    const item: StageItem<Event> = { kind: "sessionStarted", stageArn, sessionId, replayed: !isNew };
    desk.emit([{ id: `${sessionId} started ${start}`, item }]);
  }

  function end(sessionId: string, settleMs?: number, patience?: number): void {
    const session = reflected.get(sessionId);
    if (!session || session.isOver) return;
    session.isOver = true;
    session.reflector.end(settleMs, patience);
    const item: StageItem<Event> = { kind: "sessionEnded", stageArn, sessionId };
    desk.emit([{ id: `${sessionId} ended ${starts.get(sessionId) ?? 0}`, item }]);
  }

  function seal(sessionId: string, complete: boolean): void {
    const session = reflected.get(sessionId);
    if (!session) return;
    session.place.leave();
    reflected.delete(sessionId);
    closed.add(sessionId);
    if (isDeleted && reflected.size === 0) farewell(complete);
    desk.changed();
  }

  function farewell(complete: boolean): void {
    cancelFarewell();
    for (const { place } of reflected.values()) place.leave();
    reflected.clear();
    const item: StageItem<Event> = { kind: "stageDeleted", stageArn, complete, ends: true };
    desk.emit([{ id: `deleted ${desk.opening}`, item }]);
  }

  function lookedAt(sight: Parameters<Parameters<Directory["watch"]>[1]>[0]): void {
    if (!sight.exists) {
      if (isDeleted) return;
      isDeleted = true;
      for (const sessionId of reflected.keys()) end(sessionId, 0, farewellPatience);
      cancelFarewell = after(farewellMs, () => farewell(false));
      if (reflected.size === 0) farewell(true);
      return;
    }
    const { sessionId } = sight;
    if (sessionId !== sighted) {
      if (sighted !== undefined) end(sighted);
      sighted = sessionId;
      if (sessionId !== undefined && !closed.has(sessionId)) begin(sessionId);
      if (hasLooked) isNudged = true;
    }
    hasLooked = true;
    place.wake();
    desk.changed();
  }

  function listEnded(): void {
    const isFirst = !isListed;
    isListed = true;
    listedAt = walkedAt;
    sessions = listed;
    for (const { sessionId, isOver } of listed.toSorted((a, b) => Number(b.isOver) - Number(a.isOver))) {
      if (closed.has(sessionId)) continue;
      if (reflected.has(sessionId)) {
        // Whoever looks at the stage may see the next one before the end of this one, or never.
        if (isOver && sessionId !== sighted) end(sessionId);
      } else if (isFirst && isOver) {
        closed.add(sessionId);
        bygone.add(sessionId);
      } else {
        open(sessionId, !isFirst);
        if (isOver) end(sessionId);
      }
    }
    listed = [];
    for (const go of waitingForList) go();
    waitingForList.clear();
    desk.changed();
  }

  function sessionsCall(current: Walk): Call<"ListStageSessions"> {
    current.begin();
    return {
      input: { stageArn, maxResults: largestPage, nextToken: current.nextToken },
      answered({ output }) {
        for (const { sessionId, endTime } of output.stageSessions ?? [])
          if (sessionId !== undefined)
            listed.push({
              sessionId,
              isOver: endTime !== undefined,
              endMs: endTime?.getTime() ?? Infinity,
            });
        const step = current.page(output.nextToken);
        if (step === "more") return;
        walk = undefined;
        if (step === "end") listEnded();
        else listed = [];
      },
      failed(error) {
        if (current.failed(error) === "again") return;
        walk = undefined;
        listed = [];
      },
    };
  }

  function sessionsOffers(): Offer<"ListStageSessions">[] {
    if (!hasLooked || isDeleted || (walk && !walk.isWaiting)) return [];
    return [
      {
        urgency: isNudged || !isListed ? "prompt" : "sweep",
        dueAt: walk || isNudged ? Number.NEGATIVE_INFINITY : walkedAt + sessionsMs,
        take() {
          if (!walk) {
            walk = createWalk(now(), mostPages);
            walkedAt = walk.startedAt;
            isNudged = false;
            listed = [];
          }
          return sessionsCall(walk);
        },
      },
    ];
  }

  const place = desk.enter({
    offers: { ListStageSessions: sessionsOffers },
    weight: () => Math.sqrt(desk.followers()),
  });
  const unwatch = directory.watch(stageArn, lookedAt);
  const current = () => {
    const goingOn = [...reflected].filter(([, { isOver }]) => !isOver);
    return goingOn.find(([sessionId]) => sessionId === sighted) ?? goingOn.at(-1);
  };

  /** Reads a whole session for one reader. */
  function readAgain(sessionId: string, allow: () => boolean): Promise<Draft<Event>[] | undefined> {
    return new Promise((resolve) => {
      const drafts: Draft<Event>[] = [];
      const own: { place?: Place } = {};
      const finish = (isWhole: boolean) => {
        recoveries.delete(giveUp);
        own.place?.leave();
        resolve(isWhole ? drafts : undefined);
      };
      const giveUp = () => finish(false);
      recoveries.add(giveUp);
      const reflector = reflect({
        stageArn,
        sessionId,
        isNew: false,
        isAgain: true,
        weight: () => 1,
        changed: () => {},
        sealed: finish,
        emit: (found) => void drafts.push(...found),
        wake: () => own.place?.wake(),
      });
      own.place = desk.enter(counted(reflector.asker, allow, giveUp));
      reflector.end(0, 0);
    });
  }

  /** Has the log tell of a session that was over before it began. Resolves with how many were in it, when that is known. */
  function addToLog(sessionId: string): Promise<number> {
    bygone.delete(sessionId);
    closed.delete(sessionId);
    const { reflector } = open(sessionId, false);
    end(sessionId);
    return reflector.whenListed;
  }

  function drop(sessionId: string): void {
    reflected.get(sessionId)?.place.leave();
    reflected.delete(sessionId);
    closed.add(sessionId);
    bygone.add(sessionId);
  }

  async function recover(
    from: Mark,
    mostCalls: number,
    isLogWhole: boolean,
  ): Promise<Recovery<StageItem<Event>> | undefined> {
    if (!isListed && !isDeleted)
      await new Promise<void>((resolve) => {
        waitingForList.add(resolve);
        recoveries.add(resolve);
      });
    const { session, sweptThrough } = from;
    // Who was told nothing of how far everybody was read may have missed anything.
    const sweptMs = sweptThrough === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sweptThrough);
    const isListedStill = sessions.some(({ sessionId }) => sessionId === session);
    // What AWS does not list any more cannot be read.
    if (session !== undefined && !isListedStill && !reflected.has(session)) return undefined;
    const missed = sessions
      .filter(({ isOver, endMs }) => isOver && endMs >= sweptMs)
      .map(({ sessionId }) => sessionId);
    if (isLogWhole && desk.isNewLog) {
      // What the log began without is added to it, once for all who ask.
      const lacking = missed.filter((sessionId) => bygone.has(sessionId));
      const sizes = await Promise.all(lacking.map((sessionId) => addToLog(sessionId)));
      const cost = sizes.reduce((sum, size) => sum + size, 0);
      if (cost <= mostCalls) return { from: "log" };
      for (const sessionId of lacking) drop(sessionId);
      return undefined;
    }
    let calls = 0;
    const drafts: Draft<Event>[] = [];
    for (const sessionId of new Set([...missed, ...reflected.keys()])) {
      const found = await readAgain(sessionId, () => (calls += 1) <= mostCalls);
      if (!found) return undefined;
      for (const { id, item } of found)
        if (Date.parse(item.event.eventTime ?? "") >= sweptMs)
          drafts.push({ id, item: { ...item, replayed: true } });
    }
    return { from: "lines", drafts };
  }

  return {
    standing(): Standing {
      const standing = current()?.[1].reflector.standing();
      const isLooked = hasLooked && isListed;
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
      // A session that is over holds the mark back until it was swept once more.
      const marks = [...reflected.values()].map(({ reflector }) => reflector.sweptThrough());
      const isSure = now() - listedAt < surelyListedMs && !marks.includes(undefined);
      if (isSure) swept = (marks as string[]).toSorted()[0] ?? swept;
      return { session: current()?.[0] ?? lastSession, sweptThrough: swept };
    },
    nudge({ participantId }) {
      const goingOn = [...reflected.values()].filter(({ isOver }) => !isOver);
      // A hint about somebody who is known says nothing of the others, nor of the stage.
      if (!goingOn.map(({ reflector }) => reflector.nudge(participantId)).includes(true))
        directory.nudge(stageArn);
    },
    focus(participantId) {
      focused.set(participantId, (focused.get(participantId) ?? 0) + 1);
      const stops = [...reflected.values()].map(({ reflector }) => reflector.focus(participantId));
      return () => {
        const left = (focused.get(participantId) ?? 1) - 1;
        if (left > 0) focused.set(participantId, left);
        else focused.delete(participantId);
        for (const stop of stops) stop();
      };
    },
    recover: (from, mostCalls, isLogWhole) => Promise.race([recover(from, mostCalls, isLogWhole), over]),
    close() {
      tellOver(undefined);
      for (const giveUp of recoveries) giveUp();
      unwatch();
      cancelFarewell();
      place.leave();
      for (const session of reflected.values()) session.place.leave();
      reflected.clear();
    },
  };
}

/** Somebody whose calls are counted: the first that is not allowed ends it. */
function counted({ offers, weight }: Asker, allow: () => boolean, giveUp: () => void): Asker {
  const entries = Object.entries(offers).map(([name, offer]) => [
    name,
    (at: number) =>
      (offer as (now: number) => readonly Offer<"ListParticipants">[])(at).map((each) => ({
        ...each,
        take() {
          if (!allow()) queueMicrotask(giveUp);
          return each.take();
        },
      })),
  ]);
  return { offers: Object.fromEntries(entries) as Asker["offers"], weight };
}
