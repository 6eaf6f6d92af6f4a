import type { Clock } from "../clock.ts";

/** Admits at most `perSecond` messages in any sliding second. */
export function createMessageRate(perSecond: number, clock: Clock): { admit(): boolean } {
  const recent: number[] = [];
  return {
    admit() {
      const now = clock.monotonic();
      while (recent[0] !== undefined && recent[0] <= now - 1_000) recent.shift();
      if (recent.length >= perSecond) return false;
      recent.push(now);
      return true;
    },
  };
}
