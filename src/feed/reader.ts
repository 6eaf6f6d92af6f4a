import type { Clock } from "../clock.ts";
import type { Delivery, Resumption, Status, Told } from "./delivery.ts";
import type { Draft, Journal, Line, Position } from "./journal.ts";
import type { Poller } from "./poller.ts";
import type { Ending, Mark } from "./subject.ts";

/** How many lines are read at a time. */
const linesAtATime = 100;

/** Before everything, in any log. */
const atFirst: Resumption = { position: { epoch: "none", seq: 0 }, mark: {} };

/** How much later than before the feed has to be for that to be said. */
const noticeable = 2;

/**
 * One who follows a topic at its own pace: nothing is read for it but what it asks for. Written by hand, because `return` of an async
 * generator that waits does not settle until something happens: this one settles at once, and leaves nothing behind.
 */
export function createReader<Item extends Ending>(options: {
  journal: Journal<Item>;
  topic: string;
  poller: Poller<Item>;
  clock: Clock;
  after: Resumption | undefined;
  /** What of the log is told. */
  wants: (item: Item) => boolean;
  /** Whether it is of no use to somebody who has read through the mark's `sweptThrough`. */
  isBefore: (item: Item, mark: Mark) => boolean;
  /** Calls that reading again what a log has lost may cost. */
  recoveryCalls: number;
  focus: string | undefined;
  signal: AbortSignal | undefined;
  /** Told once, when it is over. */
  left: () => void;
}): { iterator: AsyncIterableIterator<Delivery<Item>>; tick(): void; drain(): void } {
  const { journal, topic, poller, clock, after, wants, isBefore, recoveryCalls, focus, signal, left } =
    options;
  type Answer = IteratorResult<Delivery<Item>, undefined>;
  const asked: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  let ready: { readonly told: Told<Item>; readonly place?: Resumption }[] = [];
  let lines: { line: Line<Item>; epoch: string }[] = [];
  let position: Position | undefined;
  let mark: Mark = after?.mark ?? {};
  /** What the reader has from before a log was lost, as long as it is told again what it may have. */
  let had: Mark | undefined;
  /** Whether some of that may be still to come. */
  let lacksEarlier = false;
  let told: Status | undefined;
  let isChecked = true;
  /** Whether it has read from the log before. */
  let isFollowing = after === undefined;
  let isPulling = false;
  let isStale = true;
  let isDone = false;

  const done: Answer = { value: undefined, done: true };
  const wake = () => {
    isStale = true;
    if (asked.length > 0) void pull();
  };
  const unwatch = journal.watch(topic, wake);
  const leave = poller.join(wake);
  const unfocus = focus === undefined ? () => {} : poller.focus(focus);
  const attached = attach();
  attached.catch(() => undefined);
  signal?.addEventListener("abort", finish, { once: true });

  function finish(): void {
    if (isDone) return;
    isDone = true;
    ready = [];
    lines = [];
    unwatch();
    unfocus();
    leave();
    left();
    signal?.removeEventListener("abort", finish);
    for (const each of asked.splice(0)) each.resolve(done);
  }

  function fail(error: unknown): void {
    const waiting = asked.splice(0);
    finish();
    for (const each of waiting) each.reject(error);
  }

  async function attach(): Promise<void> {
    const { position: now } = await journal.open(topic);
    position = after?.position ?? now;
    if (!after) tell(poller.snapshot() ?? [], atFirst);
  }

  const say = (word: Told<Item>) => void ready.push({ told: word });

  /** Tells what no position of the log lies between: whoever is cut off before the last of it has to begin it again, at `from`. */
  function tell(drafts: readonly Draft<Item>[], from: Resumption): void {
    const wanted = drafts.filter(({ item }) => wants(item));
    for (const [index, { id, item }] of wanted.entries())
      ready.push({ told: { kind: "line", id, item }, ...(index < wanted.length - 1 && { place: from }) });
  }

  /** What followed the position is gone: it is read again from AWS where that can be done, and said where it cannot. */
  async function lost(reason: "epoch" | "trimmed"): Promise<void> {
    const { position: now, oldestSeq } = await journal.open(topic);
    const lastRead = position ?? now;
    position = now;
    const from = had ?? mark;
    const isWhole = reason === "epoch" && oldestSeq <= 1;
    const recovery = await poller.recover(from, recoveryCalls, isWhole);
    if (!recovery) {
      mark = {};
      say({ kind: "gap", reason, after: lastRead });
      return;
    }
    mark = from;
    if (recovery.from === "log") {
      position = { epoch: now.epoch, seq: 0 };
      had = from;
      lacksEarlier = true;
    } else tell(recovery.drafts, { position: lastRead, mark: from });
  }

  function status(): Status {
    const standing = poller.standing();
    if (!standing)
      return {
        mode: "waiting",
        complete: false,
        lastCompleteListAt: undefined,
        publisherStalenessMs: undefined,
        expectedStalenessMs: undefined,
      };
    return { mode: poller.isFailing ? "failing" : standing.complete ? "live" : "starting", ...standing };
  }

  async function read(): Promise<void> {
    if (!position) return;
    isStale = false;
    const reading = await journal.read(topic, position, linesAtATime);
    if (reading.lost !== undefined) {
      isStale = true;
      // Who follows the present only has missed nothing.
      const isSlow = reading.lost === "trimmed" && isFollowing && !poller.snapshot();
      if (isSlow) say({ kind: "closing", reason: "slow" });
      else await lost(reading.lost);
      return;
    }
    isFollowing = true;
    const { epoch } = position;
    for (const line of reading.lines) {
      position = { epoch, seq: line.seq };
      if (line.item.resets) lines = [];
      if (wants(line.item)) lines.push({ line: inPlaceOfEarlier(line), epoch });
    }
    // Whatever comes after what was read wakes it.
    if (reading.lines.length === linesAtATime) isStale = true;
  }

  function inPlaceOfEarlier(line: Line<Item>): Line<Item> {
    const { about } = line.item;
    const at = about === undefined ? -1 : lines.findIndex((each) => each.line.item.about === about);
    if (at < 0) return line;
    const [earlier] = lines.splice(at, 1);
    if (!earlier) return line;
    const item = { ...line.item, before: earlier.line.item.before };
    return { ...line, id: `${line.id} for ${earlier.line.id}`, item };
  }

  /** The next thing to tell, if there is any. */
  function take(): Delivery<Item> | undefined {
    const at = clock.now();
    const word = position && ready.shift();
    if (word && position) return { ...word.told, position, mark, ...word.place, observedAt: at };
    while (lines[0]) {
      const { line, epoch } = lines[0];
      lines.shift();
      const here = { epoch, seq: line.seq };
      if (had && isBefore(line.item, had)) continue;
      return {
        kind: "line",
        id: line.id,
        item: line.item,
        position: here,
        mark,
        ...(lacksEarlier && { lacksEarlier }),
        observedAt: line.observedAt,
      };
    }
    return undefined;
  }

  /** Adopts how far the topic is, once everything up to there was read. */
  function advance(): void {
    const progress = poller.progress();
    if (!progress || !position || lines.length > 0) return;
    const isThere = progress.position.epoch === position.epoch && progress.position.seq <= position.seq;
    if (!isThere) return;
    mark = progress.mark;
    if ((mark.sweptThrough ?? "") > (had?.sweptThrough ?? "")) lacksEarlier = false;
  }

  async function next(): Promise<Delivery<Item> | undefined> {
    if (!position) await attached;
    const current = status();
    // What there is waits behind the first word of how it is watched, and is not in the log.
    if (!told)
      ready.unshift({ told: { kind: "status", status: current }, ...(ready[0] && { place: atFirst }) });
    else if (differs(told, current)) say({ kind: "status", status: current });
    if (!told || differs(told, current)) told = current;
    while (!isDone) {
      const found = take();
      if (found) return found;
      if (isStale) {
        await read();
        continue;
      }
      advance();
      if (!isChecked && lines.length === 0) {
        isChecked = true;
        say({ kind: "checkpoint" });
        continue;
      }
      return undefined;
    }
    return undefined;
  }

  async function pull(): Promise<void> {
    if (isPulling) return;
    isPulling = true;
    try {
      while (asked.length > 0 && !isDone) {
        const delivery = await next();
        if (isDone) return;
        if (!delivery) {
          if (isStale) continue;
          return;
        }
        asked.shift()?.resolve({ value: delivery, done: false });
        const ends = delivery.kind === "closing" || (delivery.kind === "line" && delivery.item.ends === true);
        if (ends) return finish();
      }
    } catch (error) {
      fail(error);
    } finally {
      isPulling = false;
    }
  }

  const iterator: AsyncIterableIterator<Delivery<Item>> = {
    next() {
      if (isDone || signal?.aborted) {
        finish();
        return Promise.resolve(done);
      }
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        void pull();
      });
    },
    return() {
      finish();
      return Promise.resolve(done);
    },
    throw(error) {
      finish();
      return Promise.reject(error as Error);
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  return {
    iterator,
    /** A while has passed: who was told nothing meanwhile is given its cursor. */
    tick() {
      isChecked = false;
      wake();
    },
    drain() {
      say({ kind: "closing", reason: "draining" });
      wake();
    },
  };
}

function differs(before: Status, now: Status): boolean {
  const grew = (a = 0, b = 0) => Math.max(a, b) > noticeable * Math.max(1_000, Math.min(a, b));
  return (
    before.mode !== now.mode ||
    before.complete !== now.complete ||
    grew(before.publisherStalenessMs, now.publisherStalenessMs) ||
    grew(before.expectedStalenessMs, now.expectedStalenessMs)
  );
}
