import type { Draft } from "../../feed/journal.ts";
import type { Asker, Desk, Mark, Offer, Place, Recovery } from "../../feed/subject.ts";
import type { Occurrence, StageItem } from "./watch-item.ts";
import type { SessionList } from "./watch-list.ts";
import type { Reflect } from "./watch-reflect.ts";
import type { Sessions } from "./watch-sessions.ts";

/**
 * Reads again what followed a mark, for a reader whose log is lost: into the log that began anew, once for all who ask, where that is whole;
 * else for this reader alone.
 */
export function createRecovery<Event extends Occurrence>(options: {
  stageArn: string;
  desk: Desk<StageItem<Event>>;
  reflect: Reflect<Event>;
  list: SessionList;
  sessions: Sessions;
  isDeleted: () => boolean;
}) {
  const { stageArn, desk, reflect, list, sessions, isDeleted } = options;
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
      own.place = desk.enter(counted(reflector.asker, allow, giveUp));
      reflector.end(0, 0);
    });
  }

  async function intoLog(missed: readonly string[], mostCalls: number): Promise<boolean> {
    const lacking = missed.filter((sessionId) => sessions.isBygone(sessionId));
    const sizes = await Promise.all(lacking.map((sessionId) => sessions.add(sessionId)));
    const cost = sizes.reduce((sum, size) => sum + size, 0);
    if (cost <= mostCalls) return true;
    for (const sessionId of lacking) sessions.drop(sessionId);
    return false;
  }

  async function forOne(
    missed: readonly string[],
    sweptMs: number,
    mostCalls: number,
  ): Promise<Draft<Event>[] | undefined> {
    let calls = 0;
    const drafts: Draft<Event>[] = [];
    for (const sessionId of new Set([...missed, ...sessions.ids()])) {
      const found = await readAgain(sessionId, () => (calls += 1) <= mostCalls);
      if (!found) return undefined;
      for (const { id, item } of found)
        if (Date.parse(item.event.eventTime ?? "") >= sweptMs)
          drafts.push({ id, item: { ...item, replayed: true } });
    }
    return drafts;
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
    if (isLogWhole && desk.isNewLog) return (await intoLog(missed, mostCalls)) ? { from: "log" } : undefined;
    const drafts = await forOne(missed, sweptMs, mostCalls);
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
