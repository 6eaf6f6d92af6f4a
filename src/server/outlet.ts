import type { Writable } from "node:stream";

import type { Clock } from "../clock.ts";

/**
 * The way out to one client. It is blocked while more is buffered than the client has taken; one that stays blocked for `stallMs` calls
 * `onStall`, once. Whoever sends asks `ready()` first, so that no more than the buffer and one answer each wait here.
 */
export function createOutlet(options: {
  to: Pick<Writable, "writableNeedDrain" | "on" | "off">;
  stallMs: number;
  clock: Clock;
  onStall: () => void;
}) {
  const { to, stallMs, clock, onStall } = options;
  let waiting: (() => void)[] = [];
  let cancelStall: (() => void) | undefined;

  function open(): void {
    cancelStall?.();
    cancelStall = undefined;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }
  to.on("drain", open);

  function isBlocked(): boolean {
    if (!to.writableNeedDrain) return false;
    cancelStall ??= clock.after(stallMs, onStall);
    return true;
  }

  return {
    isBlocked,
    /** Resolves when something can be sent; nothing when that is now. After `close` it can always be. */
    ready(): Promise<void> | undefined {
      return isBlocked() ? new Promise((resolve) => waiting.push(resolve)) : undefined;
    },
    close(): void {
      to.off("drain", open);
      open();
    },
  };
}

export type Outlet = ReturnType<typeof createOutlet>;
