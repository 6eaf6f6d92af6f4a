import type { Delivery } from "../../feed/delivery.ts";
import type { Position } from "../../feed/journal.ts";
import type { LogItem } from "./watch-item.ts";
import type { ParticipantSummary } from "./loader.ts";
import { changedIn, type Present, type PresenceChange, type Presences } from "./watch-presence.ts";

/** What a stream of who is there tells, beside what the log of the stage does. */
export type PresenceItem =
  | {
      readonly kind: "snapshot";
      readonly everybody: readonly Present[];
      readonly part: number;
      readonly complete: boolean;
      readonly connectedCount: number;
    }
  | { readonly kind: "changed"; readonly present: Present; readonly changed: readonly string[] }
  | { readonly kind: "left"; readonly present: Present }
  | Exclude<LogItem, { kind: "event" }>;

type Answer = IteratorResult<Delivery<PresenceItem>, undefined>;
type Matches = (participant: ParticipantSummary) => boolean;

/** Before everything. */
const nowhere: Position = { epoch: "none", seq: 0 };

/** A snapshot comes in parts of so many. */
const partSize = 100;

/**
 * Tells who is there, from the position on or all of it first, and what changes; with it, what the log tells of the stage and its sessions. What it
 * tells is read from what is common to all, when it is asked for: nothing queues up here. `next` is called again only after it has settled;
 * `return` settles at once.
 */
export function followPresence(of: {
  stageArn: string;
  presences: Presences;
  log: AsyncIterableIterator<Delivery<LogItem>>;
  after: Position | undefined;
  matches: Matches;
}): AsyncIterableIterator<Delivery<PresenceItem>> {
  const { stageArn, presences, log, matches } = of;
  let position: Position | undefined = of.after;
  let snapshot: PresenceItem[] = [];
  let waiting: ((answer: Answer | Promise<Answer>) => void) | undefined;
  let isReading = false;
  let isDone = false;
  let failure: { readonly error: unknown } | undefined;
  let told: Delivery<LogItem> | undefined;
  let observedAt = 0;
  const unwatch = presences.watch(stageArn, look);

  const done: Answer = { value: undefined, done: true };

  function answer(given: Answer | Promise<Answer>): void {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(given);
  }

  function finish(): void {
    if (isDone) return;
    isDone = true;
    unwatch();
    snapshot = [];
    answer(done);
  }

  /** The log is read one ahead, so that the board and it are waited for together. */
  async function readLog(): Promise<void> {
    if (isReading || told || isDone) return;
    isReading = true;
    try {
      const { done: isOver, value } = await log.next();
      isReading = false;
      if (isOver) return finish();
      told = value;
      observedAt = value.observedAt;
      look();
    } catch (error) {
      failure = { error };
      unwatch();
      look();
    }
  }

  function look(): void {
    if (!waiting || isDone) return;
    if (failure) {
      answer(Promise.reject(failure.error));
      return finish();
    }
    const found = take();
    if (found) answer({ value: found, done: false });
    else void readLog();
  }

  /** Whoever is cut off in the middle of a snapshot has to be given all of it again. */
  const here = () => (snapshot.length > 0 ? nowhere : (position ?? nowhere));

  function line(item: PresenceItem, id: string): Delivery<PresenceItem> {
    return { kind: "line", id, item, position: here(), mark: {}, observedAt };
  }

  function take(): Delivery<PresenceItem> | undefined {
    // How it is watched is told first, that a session begins before who is in it, and that the stage is gone after who was.
    const isLast = told?.kind === "line" && told.item.ends === true;
    if (told && !isLast) return takeWord();
    return takePresence() ?? takeWord();
  }

  function takeWord(): Delivery<PresenceItem> | undefined {
    const word = told;
    told = undefined;
    if (!word) return undefined;
    if (word.kind === "line" && word.item.kind === "event") return takePresence();
    return { ...(word as Delivery<PresenceItem>), position: here(), mark: {} };
  }

  function takePresence(): Delivery<PresenceItem> | undefined {
    const next = snapshot.shift();
    if (next?.kind === "snapshot") return line(next, `part ${next.part}`);
    const presence = presences.of(stageArn);
    if (!presence || observedAt === 0) return undefined;
    while (position?.epoch === presence.epoch && position.seq <= presence.version) {
      const change = presence.after(position.seq);
      if (change === undefined) return undefined;
      if (change === "lost") break;
      position = { epoch: presence.epoch, seq: change.version };
      const item = changeItem(change, matches);
      if (item) return line(item, "change");
    }
    if (!presence.isListed) return undefined;
    position = { epoch: presence.epoch, seq: presence.version };
    snapshot = inParts(presence.everybody().filter(({ participant }) => matches(participant)));
    return takePresence();
  }

  const deliveries: AsyncIterableIterator<Delivery<PresenceItem>> = {
    next() {
      if (isDone) return Promise.resolve(done);
      return new Promise((resolve) => {
        waiting = resolve;
        look();
      });
    },
    return() {
      finish();
      void log.return?.();
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]: () => deliveries,
  };
  return deliveries;
}

function changeItem({ before, now }: PresenceChange, matches: Matches): PresenceItem | undefined {
  const was = before && matches(before.participant) ? before : undefined;
  if (now && matches(now.participant)) return { kind: "changed", present: now, changed: changedIn(was, now) };
  return was && { kind: "left", present: was };
}

function inParts(everybody: readonly Present[]): PresenceItem[] {
  const count = Math.max(1, Math.ceil(everybody.length / partSize));
  return Array.from({ length: count }, (_, index) => ({
    kind: "snapshot",
    everybody: everybody.slice(index * partSize, (index + 1) * partSize),
    part: index + 1,
    complete: index + 1 === count,
    connectedCount: everybody.length,
  }));
}
