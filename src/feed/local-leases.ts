import type { Leases, Tenure } from "./lease.ts";

interface Waiting {
  take(tenure: Tenure): void;
  giveUp(reason: unknown): void;
}

/** Leases among the parts of this process: they do not expire, because nobody who holds one can be gone without the others. */
export function createLocalLeases(): Leases {
  const holders = new Map<string, AbortController>();
  const lines = new Map<string, Set<Waiting>>();
  // One number for all names: it grows for each of them.
  let lastFence = 0;
  let isClosed = false;

  function grant(name: string): Tenure {
    const holder = new AbortController();
    holders.set(name, holder);
    lastFence += 1;
    return {
      fence: lastFence,
      ended: holder.signal,
      async release() {
        if (holder.signal.aborted) return;
        holder.abort(new Error(`The lease of ${name} was released.`));
        holders.delete(name);
        const [next] = lines.get(name) ?? [];
        if (!next) return;
        leave(name, next);
        next.take(grant(name));
      },
    };
  }

  function leave(name: string, waiting: Waiting): void {
    const line = lines.get(name);
    line?.delete(waiting);
    if (line?.size === 0) lines.delete(name);
  }

  return {
    async hold(name, signal) {
      if (isClosed) throw new Error("The leases are closed.");
      signal?.throwIfAborted();
      if (!holders.has(name)) return grant(name);
      return new Promise<Tenure>((resolve, reject) => {
        const stop = () => {
          leave(name, waiting);
          waiting.giveUp(signal?.reason);
        };
        const waiting: Waiting = {
          take(tenure) {
            signal?.removeEventListener("abort", stop);
            resolve(tenure);
          },
          giveUp(reason) {
            signal?.removeEventListener("abort", stop);
            reject(reason);
          },
        };
        lines.set(name, (lines.get(name) ?? new Set()).add(waiting));
        signal?.addEventListener("abort", stop, { once: true });
      });
    },
    async close() {
      isClosed = true;
      const reason = new Error("The leases are closed.");
      for (const line of lines.values()) for (const waiting of line) waiting.giveUp(reason);
      lines.clear();
      for (const holder of holders.values()) holder.abort(reason);
      holders.clear();
    },
  };
}
