import { hash } from "node:crypto";

/** Which ids were offered, in twelve bytes each. */
export interface SeenIds {
  /** Whether the id was offered before; it counts as seen from now on. */
  offer(id: string): boolean;
  /** What the tables take. */
  readonly bytes: number;
}

/**
 * Remembers an id until at least `memory` other ids, new or not, were offered after it, and not much longer: the young ones in one
 * table, those before them in another, which is dropped when the young one is full. What is offered again is young again. `held`
 * gives ids that may not be forgotten however long nobody offers them.
 *
 * An id is told by 95 bits of its SHA-256: the odds that two among a million are alike are one in 10^16.
 */
export function createSeenIds(options: { memory: number; held: () => Iterable<string> }): SeenIds {
  const { memory, held } = options;
  let young = createTable();
  let old = createTable();
  let room = memory;

  return {
    get bytes() {
      return young.bytes + old.bytes;
    },
    offer(id) {
      const digest = digestOf(id);
      const isYoung = young.has(digest);
      const wasSeen = isYoung || old.has(digest);
      if (!isYoung) young.add(digest);
      if (young.size >= room) {
        [old, young] = [young, createTable()];
        for (const kept of held()) young.add(digestOf(kept));
        room = young.size + memory;
      }
      return wasSeen;
    },
  };
}

type Digest = readonly [number, number, number];

function digestOf(id: string): Digest {
  const bytes = hash("sha256", id, "buffer");
  // Nothing but an empty slot begins with zero.
  return [(bytes.readUInt32LE(0) | 1) >>> 0, bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
}

/** A hash table with open addressing: three words a slot, at most five of eight slots taken. */
function createTable() {
  let slots = 64;
  let words = new Uint32Array(slots * 3);
  let size = 0;

  /** Where the digest stands, or where it would. */
  function place([first, second, third]: Digest): number {
    let slot = second & (slots - 1);
    for (;;) {
      const at = slot * 3;
      if (words[at] === 0) return at;
      if (words[at] === first && words[at + 1] === second && words[at + 2] === third) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  function put(digest: Digest): void {
    const at = place(digest);
    if (words[at] !== 0) return;
    words.set(digest, at);
    size += 1;
  }

  function grow(): void {
    const before = words;
    slots *= 2;
    words = new Uint32Array(slots * 3);
    size = 0;
    for (let at = 0; at < before.length; at += 3)
      if (before[at] !== 0) put([before[at] ?? 0, before[at + 1] ?? 0, before[at + 2] ?? 0]);
  }

  return {
    get size() {
      return size;
    },
    get bytes() {
      return words.byteLength;
    },
    has: (digest: Digest) => words[place(digest)] !== 0,
    add(digest: Digest) {
      put(digest);
      if (size * 8 > slots * 5) grow();
    },
  };
}
