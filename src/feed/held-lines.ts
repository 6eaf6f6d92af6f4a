import type { Line } from "./journal.ts";

/** The lines of a log that can still be read. */
export interface HeldLines<Item> {
  readonly count: number;
  /** What the lines take, roughly. */
  readonly bytes: number;
  /** The oldest that is held; `newestSeq + 1` when none is. */
  readonly oldestSeq: number;
  readonly newestSeq: number;
  /** `at` is monotonic. */
  add(line: Omit<Line<Item>, "seq">, at: number, bytes: number): Line<Item>;
  /** At most `limit` lines that follow `seq`, which is not older than `oldestSeq - 1`. */
  after(seq: number, limit: number): readonly Line<Item>[];
  dropOldest(count: number): void;
  dropBefore(at: number): void;
  ids(): Iterable<string>;
}

/** Lines lie in one array, found by their distance from its first; what is dropped leaves a gap there until that is half of it. */
export function createHeldLines<Item>(): HeldLines<Item> {
  let held: ({ line: Line<Item>; at: number; bytes: number } | undefined)[] = [];
  let start = 0;
  let newestSeq = 0;
  let bytes = 0;

  function dropOldest(count: number): void {
    const end = Math.min(start + count, held.length);
    for (; start < end; start += 1) {
      bytes -= held[start]?.bytes ?? 0;
      held[start] = undefined;
    }
    if (start * 2 < held.length) return;
    held = held.slice(start);
    start = 0;
  }

  return {
    get count() {
      return held.length - start;
    },
    get bytes() {
      return bytes;
    },
    get newestSeq() {
      return newestSeq;
    },
    get oldestSeq() {
      return newestSeq - (held.length - start) + 1;
    },
    add({ id, observedAt, item }, at, size) {
      newestSeq += 1;
      const line = Object.freeze({ seq: newestSeq, id, observedAt, item });
      held.push({ line, at, bytes: size });
      bytes += size;
      return line;
    },
    after(seq, limit) {
      const from = held.length - (newestSeq - seq);
      return held.slice(from, from + limit).flatMap((each) => each?.line ?? []);
    },
    dropOldest,
    dropBefore(at) {
      let count = 0;
      while ((held[start + count]?.at ?? Infinity) < at) count += 1;
      if (count > 0) dropOldest(count);
    },
    *ids() {
      for (let index = start; index < held.length; index += 1) yield held[index]?.line.id ?? "";
    },
  };
}
