import { LRUCache } from "lru-cache";

import { bytesOf } from "./survey.ts";

/** Something that is kept, and under what names. */
interface Filed<Value> {
  readonly value: Value;
  readonly names: ReadonlySet<string>;
}

/** About what an entry takes beside its key and its value, and what each name that it is filed under does. */
const entryBytes = 700;
const nameBytes = 250;

/**
 * Keeps values by key, those asked for last, in at most so many bytes. All that is filed under a name can be dropped by it. `left` is told of
 * each that is kept no longer, for whatever reason. Knows nothing of time. Nothing to close.
 */
export function createFiled<Value extends object>(maxBytes: number, left: (value: Value) => void = () => {}) {
  const keysByName = new Map<string, Set<string>>();

  function unfile({ value, names }: Filed<Value>, key: string): void {
    left(value);
    for (const name of names) {
      const keys = keysByName.get(name);
      keys?.delete(key);
      if (keys?.size === 0) keysByName.delete(name);
    }
  }

  const kept = new LRUCache<string, Filed<Value>>({ maxSize: Math.max(1, maxBytes), dispose: unfile });

  return {
    /** About how many bytes are occupied. */
    get bytes(): number {
      return kept.calculatedSize;
    },
    get: (key: string): Value | undefined => kept.get(key)?.value,
    /** `bytes` is what the value takes. One that is too large for the whole is not kept. */
    set(key: string, value: Value, names: ReadonlySet<string>, bytes: number): void {
      kept.delete(key);
      const size = Math.ceil(bytes) + bytesOf(key) + entryBytes + names.size * nameBytes;
      if (size > maxBytes) return;
      for (const name of names) {
        const keys = keysByName.get(name);
        if (keys) keys.add(key);
        else keysByName.set(name, new Set([key]));
      }
      kept.set(key, { value, names }, { size });
    },
    delete: (key: string): boolean => kept.delete(key),
    /** Forgets all that is filed under any of the names, and returns it. */
    drop(names: Iterable<string>): readonly Value[] {
      const dropped: Value[] = [];
      for (const name of names)
        for (const key of keysByName.get(name) ?? []) {
          const filed = kept.peek(key);
          if (filed) dropped.push(filed.value);
          kept.delete(key);
        }
      return dropped;
    },
  };
}
