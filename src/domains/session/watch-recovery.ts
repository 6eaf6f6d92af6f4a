import type { Draft } from "../../feed/journal.ts";
import { createRounds } from "../../feed/rounds.ts";
import type { Asker, Desk, Mark, Offer, Place, Recovery } from "../../feed/subject.ts";
import type { Occurrence, StageItem } from "./watch-item.ts";
import type { SessionList } from "./watch-list.ts";
import type { Reflect } from "./watch-reflect.ts";
import type { Sessions } from "./watch-sessions.ts";

/** What it costs at least to read a session again: its list, and somebody who was in it. */
const leastCalls = 2;

/** What may be asked for a reader that comes back. */
interface Budget {
  /** Takes one call of it; false when there was none left. */
  readonly allow: () => boolean;
  readonly giveUp: () => void;
}

/**
 * Reads again what followed a mark, for a reader whose log is lost: into the log that began anew, once for all who ask, where that is whole;
 * else once for those who ask together.
 */
export function createRecovery<Event extends Occurrence>(options: {
  stageArn: string;
  desk: Desk<StageItem<Event>>;
  reflect: Reflect<Event>;
  list: SessionList;
  sessions: Sessions;
  isDeleted: () => boolean;
  /** Told that somebody who has everything through an event time waits for what followed. */
  waits: (since: string) => void;
}) {
  const { stageArn, desk, reflect, list, sessions, isDeleted, waits } = options;
  /** Sessions that the log was to tell of though it began without them, and whether it does. */
  const added = new Map<string, Promise<boolean>>();
  /** Those of which it could not, because that would have cost too much. */
  let refused: readonly string[] | undefined;
  const readOnce = createRounds<readonly Draft<Event>[]>();
  const underWay = new Set<() => void>();
  let tellOver: (nothing: undefined) => void = () => {};
  const over = new Promise<undefined>((resolve) => (tellOver = resolve));

  /** Reads a whole session for one reader. */
  function readAgain(sessionId: string, allow: () => boolean): Promise<Draft<Event>[] | undefined> {
    return new Promise((resolve) => {
      const drafts: Draft<Event>[] = [];
      const own: { place?: Place } = {};
      const finish = (isWhole: boolean) => {
        underWay.delete(giveUp);
        own.place?.leave();
        resolve(isWhole ? drafts : undefined);
      };
      const giveUp = () => finish(false);
      underWay.add(giveUp);
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
      own.place = desk.enter(counted(reflector.asker, { allow, giveUp }));
      reflector.end(0, 0);
    });
  }

  /** Has the log tell of sessions that were over before it began: of all of them, or of none where that would cost too much. */
  async function add(sessionIds: readonly string[], mostCalls: number): Promise<boolean> {
    const isTooMuch = refused?.every((sessionId) => sessionIds.includes(sessionId)) ?? false;
    if (isTooMuch || leastCalls * sessionIds.length > mostCalls) return false;
    let calls = 0;
    const sizes = await new Promise<readonly number[] | undefined>((resolve) => {
      const budget = { allow: () => (calls += 1) <= mostCalls, giveUp: () => resolve(undefined) };
      const listings = sessionIds.map((each) => sessions.add(each, (asker) => counted(asker, budget)));
      void Promise.all(listings).then(resolve);
    });
    if (sizes && sizes.reduce((sum, size) => sum + size, 0) <= mostCalls) return true;
    refused = sessionIds;
    for (const sessionId of sessionIds) sessions.drop(sessionId);
    return false;
  }

  /** Whether the log tells of these sessions, or will, to somebody who has everything through an event time. */
  async function intoLog(missed: readonly string[], since: string, mostCalls: number): Promise<boolean> {
    const lacking = missed.filter((sessionId) => sessions.isBygone(sessionId));
    const adding = lacking.length > 0 && add(lacking, mostCalls);
    if (adding) for (const sessionId of lacking) added.set(sessionId, adding);
    for (const sessionId of missed.filter((each) => sessions.has(each))) {
      sessions.hold(sessionId, since);
      waits(since);
    }
    const isTold = await Promise.all(missed.flatMap((sessionId) => added.get(sessionId) ?? []));
    return !isTold.includes(false);
  }

  /** Everything that happened in these sessions. */
  async function readAllAgain(sessionIds: readonly string[], mostCalls: number) {
    let calls = 0;
    const drafts: Draft<Event>[] = [];
    for (const sessionId of sessionIds) {
      const found = await readAgain(sessionId, () => (calls += 1) <= mostCalls);
      if (!found) return undefined;
      drafts.push(...found);
    }
    return drafts;
  }

  async function fromAws(missed: readonly string[], sweptMs: number, mostCalls: number) {
    const sessionIds = [...new Set([...missed, ...sessions.ids()])];
    const found = await readOnce(sessionIds.join(), () => readAllAgain(sessionIds, mostCalls));
    return found
      ?.filter(({ item }) => Date.parse(item.event.eventTime ?? "") >= sweptMs)
      .map(({ id, item }) => ({ id, item: { ...item, replayed: true } }));
  }

  async function recover(
    { session, sweptThrough }: Mark,
    mostCalls: number,
    isLogWhole: boolean,
  ): Promise<Recovery<StageItem<Event>> | undefined> {
    if (!isDeleted()) await list.whenListed();
    const listed = list.sessions ?? [];
    // Who was told nothing of how far everybody was read may have missed anything.
    const sweptMs = sweptThrough === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sweptThrough);
    // What AWS does not list any more cannot be read.
    if (
      session !== undefined &&
      !listed.some(({ sessionId }) => sessionId === session) &&
      !sessions.has(session)
    )
      return undefined;
    const missed = listed
      .filter(({ isOver, endMs }) => isOver && endMs >= sweptMs)
      .map(({ sessionId }) => sessionId);
    if (isLogWhole && desk.isNewLog)
      return (await intoLog(missed, sweptThrough ?? "", mostCalls)) ? { from: "log" } : undefined;
    const drafts = await fromAws(missed, sweptMs, mostCalls);
    return drafts && { from: "lines", drafts };
  }

  return {
    /** With at most so many calls; undefined when that cannot be done. */
    recover: (from: Mark, mostCalls: number, isLogWhole: boolean) =>
      Promise.race([recover(from, mostCalls, isLogWhole), over]),
    /** Gives up what is under way. */
    close(): void {
      tellOver(undefined);
      for (const giveUp of underWay) giveUp();
    },
  };
}

/** Somebody whose calls are counted: the first that is not allowed ends it. */
function counted({ offers, weight }: Asker, { allow, giveUp }: Budget): Asker {
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
