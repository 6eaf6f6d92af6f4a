/** Who wants to be woken, by topic. */
export interface Wakes {
  add(topic: string, wake: () => void): () => void;
  has(topic: string): boolean;
  /** Wakes everybody of the topic when the present task is done; several calls until then count as one. */
  wakeSoon(topic: string): void;
  readonly size: number;
  clear(): void;
}

export function createWakes(): Wakes {
  const watchers = new Map<string, Set<() => void>>();
  const waking = new Set<string>();

  return {
    add(topic, wake) {
      // The same function may watch twice.
      const mine = () => wake();
      const others = watchers.get(topic) ?? new Set();
      watchers.set(topic, others.add(mine));
      return () => {
        others.delete(mine);
        if (others.size === 0 && watchers.get(topic) === others) watchers.delete(topic);
      };
    },
    has: (topic) => watchers.has(topic),
    wakeSoon(topic) {
      if (!watchers.has(topic) || waking.has(topic)) return;
      waking.add(topic);
      queueMicrotask(() => {
        waking.delete(topic);
        for (const wake of watchers.get(topic) ?? []) wake();
      });
    },
    get size() {
      let size = 0;
      for (const each of watchers.values()) size += each.size;
      return size;
    },
    clear: () => watchers.clear(),
  };
}
