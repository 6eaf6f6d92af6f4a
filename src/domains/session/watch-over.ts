import type { ListedSession } from "./watch-list.ts";

/** Of so many sessions it is stored that they are over; those that ended before them are. */
const mostStored = 500;

/** Those that are over and were dealt with, in words for whoever watches the stage next. */
export function spellOver(sessions: readonly ListedSession[]): string {
  const latest = sessions.toSorted((a, b) => b.endMs - a.endMs).slice(0, mostStored);
  const since = sessions.length > latest.length ? (latest.at(-1)?.endMs ?? 0) : 0;
  return [since, ...latest.map(({ sessionId }) => sessionId)].join(" ");
}

/**
 * Tells which sessions are nobody's news, of those that are over when a stage begins to be watched: all of them in a new log; in one that goes on,
 * those of which that was stored, because the others ended while nobody watched.
 */
export function readOver(stored: string | undefined): (session: ListedSession) => boolean {
  if (stored === undefined) return () => true;
  const [since, ...sessions] = stored.split(" ");
  const known = new Set(sessions);
  return ({ sessionId, endMs }) => known.has(sessionId) || endMs < Number(since);
}
