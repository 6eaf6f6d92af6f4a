import { randomBytes } from "node:crypto";

import type { Clock } from "../clock.ts";
import { createHeldLines, type HeldLines } from "./held-lines.ts";
import { FencedError, type Journal, type Position } from "./journal.ts";
import { createSeenIds, type SeenIds } from "./seen-ids.ts";
import { createWakes } from "./wakes.ts";

/** What logs may take. */
export interface JournalBounds {
  /** Lines of one log. */
  readonly events: number;
  /** The age of a line, and how long a log is kept that nobody writes, reads or watches. */
  readonly keepMs: number;
  /** All logs together, with what they have seen and what their writers stored. */
  readonly bytes: number;
}

/** A journal that lives in this process and ends with it. */
export interface MemoryJournal<Item> extends Journal<Item> {
  usage(): { topics: number; lines: number; bytes: number; watchers: number };
}

/** How many other ids must be offered before one is forgotten whose line is gone. */
export const seenMemory = 500_000;

/** What a log takes beside what is counted, roughly: objects, a line's own members. */
const logBytes = 1_000;
const lineBytes = 250;
/** Idle logs are looked for so many times within the time they are kept. */
const tidiesPerKeep = 10;

interface Log<Item> {
  readonly epoch: string;
  readonly lines: HeldLines<Item>;
  readonly seen: SeenIds;
  state: string | undefined;
  fence: number;
  usedAt: number;
}

/**
 * Sets no timers: what is too old goes when a log is next used. Above `bytes`, the log with the longest lines loses its oldest
 * quarter, again and again; when no lines are left, the largest log ends, and its readers learn it from the epoch.
 */
export function createMemoryJournal<Item>(bounds: JournalBounds, clock: Clock): MemoryJournal<Item> {
  const logs = new Map<string, Log<Item>>();
  const wakes = createWakes();
  let tidiedAt = clock.monotonic();
  let isClosed = false;

  function newLog(): Log<Item> {
    const lines = createHeldLines<Item>();
    return {
      epoch: randomBytes(9).toString("base64url"),
      lines,
      seen: createSeenIds({ memory: seenMemory, held: () => lines.ids() }),
      state: undefined,
      fence: -Infinity,
      usedAt: clock.monotonic(),
    };
  }

  function logOf(topic: string): Log<Item> {
    if (isClosed) throw new Error("The journal is closed.");
    const now = clock.monotonic();
    if (now - tidiedAt >= bounds.keepMs / tidiesPerKeep) tidy(now);
    const known = logs.get(topic);
    if (known && isLeftAlone(topic, known, now)) end(topic);
    const log = logs.get(topic) ?? newLog();
    logs.set(topic, log);
    log.usedAt = now;
    log.lines.dropBefore(now - bounds.keepMs);
    return log;
  }

  function isLeftAlone(topic: string, { usedAt }: Log<Item>, now: number): boolean {
    return now - usedAt > bounds.keepMs && !wakes.has(topic);
  }

  function tidy(now: number): void {
    tidiedAt = now;
    for (const [topic, log] of logs)
      if (isLeftAlone(topic, log, now)) end(topic);
      else log.lines.dropBefore(now - bounds.keepMs);
  }

  function end(topic: string): void {
    logs.delete(topic);
    wakes.wakeSoon(topic);
  }

  function makeRoom(): void {
    while (totalBytes() > bounds.bytes && logs.size > 0) {
      const longest = largest(({ lines }) => lines.bytes);
      if (longest && longest.log.lines.count > 0)
        longest.log.lines.dropOldest(Math.ceil(longest.log.lines.count / 4));
      else {
        const heaviest = largest(bytesOf);
        if (heaviest) end(heaviest.topic);
      }
    }
  }

  function largest(size: (log: Log<Item>) => number): { topic: string; log: Log<Item> } | undefined {
    let found: { topic: string; log: Log<Item> } | undefined;
    for (const [topic, log] of logs) if (!found || size(log) > size(found.log)) found = { topic, log };
    return found;
  }

  function totalBytes(): number {
    let bytes = 0;
    for (const log of logs.values()) bytes += bytesOf(log);
    return bytes;
  }

  const positionOf = ({ epoch, lines }: Log<Item>): Position => ({ epoch, seq: lines.newestSeq });

  return {
    async open(topic) {
      const log = logOf(topic);
      const opened = { position: positionOf(log), oldestSeq: log.lines.oldestSeq, state: log.state };
      makeRoom();
      return opened;
    },

    async append(topic, { fence, drafts, state }) {
      const log = logOf(topic);
      if (fence < log.fence) throw new FencedError(`Somebody else writes ${topic} by now.`);
      // What cannot be put into words throws here, before anything is done.
      const texts = drafts.map(({ item }) => JSON.stringify(item));
      log.fence = fence;
      if (state !== undefined) log.state = state;
      const observedAt = clock.now();
      const at = clock.monotonic();
      const lines = drafts.flatMap(({ id }, index) => {
        if (log.seen.offer(id)) return [];
        const text = texts[index] ?? "null";
        const item = JSON.parse(text, frozen) as Item;
        return log.lines.add({ id, observedAt, item }, at, lineBytes + 2 * (id.length + text.length));
      });
      const position = positionOf(log);
      log.lines.dropOldest(Math.max(0, log.lines.count - bounds.events));
      makeRoom();
      if (lines.length > 0) wakes.wakeSoon(topic);
      return { position, lines };
    },

    async read(topic, after, limit) {
      const log = logOf(topic);
      const now = positionOf(log);
      if (after.epoch !== now.epoch || after.seq > now.seq) return { lost: "epoch", now };
      if (after.seq < log.lines.oldestSeq - 1) return { lost: "trimmed", now };
      return { lines: log.lines.after(after.seq, limit), now };
    },

    watch(topic, wake) {
      const stop = wakes.add(topic, wake);
      return () => {
        stop();
        const log = logs.get(topic);
        if (log) log.usedAt = clock.monotonic();
      };
    },

    async forget(topic) {
      if (isClosed) throw new Error("The journal is closed.");
      if (logs.has(topic)) end(topic);
    },

    async close() {
      isClosed = true;
      logs.clear();
      wakes.clear();
    },

    usage() {
      const held = [...logs.values()];
      return {
        topics: logs.size,
        lines: held.reduce((sum, { lines }) => sum + lines.count, 0),
        bytes: totalBytes(),
        watchers: wakes.size,
      };
    },
  };
}

function bytesOf({ lines, seen, state = "" }: Log<unknown>): number {
  return logBytes + lines.bytes + seen.bytes + 2 * state.length;
}

/** Many readers share an item. */
function frozen(_name: string, value: unknown): unknown {
  return Object.freeze(value);
}
