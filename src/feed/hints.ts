import type { Clock } from "../clock.ts";

/**
 * Word that something may have changed there: look, never what. It may be lost, late, doubled, out of order or forged, and then
 * costs at most a look.
 */
export interface Hint {
  readonly stageArn?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly participantId?: string | undefined;
  readonly compositionArn?: string | undefined;
  readonly kind: "stage" | "recording" | "composition";
}

/** Where hints meet: any number of sources give them, such as the route of API destinations or a queue, and the feed listens. */
export interface Hints {
  /** Hands a hint on. Never throws, and never waits for who listens. */
  give(hint: Hint): void;
  /** Calls `listener` for every hint from now on. Returns how to stop. */
  on(listener: (hint: Hint) => void): () => void;
  /** Hints that were handed on, that came as one with another, and that were dropped because too many came at once. */
  counts(): { given: number; merged: number; dropped: number };
  close(): void;
}

/** The same subject is named once in so long, and once more at the end if it was hinted at meanwhile. */
const oneIsEnoughMs = 1_000;
/** Subjects that may be told apart at a time; beyond, hints name the whole stage, and beyond twice as many they are dropped. */
const mostSubjects = 2_000;

/** Hands hints on at once, and bounds what a flood of them can cause: looks per subject and second, and memory. */
export function createHints(clock: Pick<Clock, "after">): Hints {
  const listeners = new Set<(hint: Hint) => void>();
  const recent = new Map<string, { again: Hint | undefined; cancel: () => void }>();
  let given = 0;
  let merged = 0;
  let dropped = 0;

  function hand(subject: string, hint: Hint): void {
    given += 1;
    const window = { again: undefined, cancel: clock.after(oneIsEnoughMs, () => reopen(subject)) };
    recent.set(subject, window);
    for (const listener of listeners) listener(hint);
  }

  function reopen(subject: string): void {
    const again = recent.get(subject)?.again;
    recent.delete(subject);
    if (again) hand(subject, again);
  }

  function forgetRecent(): void {
    for (const { cancel } of recent.values()) cancel();
    recent.clear();
  }

  return {
    give(precise) {
      if (listeners.size === 0) return;
      const isCrowded = recent.size >= mostSubjects && !recent.has(spell(precise));
      const { kind, stageArn, compositionArn } = precise;
      const hint = isCrowded ? { kind, stageArn, compositionArn } : precise;
      const subject = spell(hint);
      const window = recent.get(subject);
      if (window) {
        window.again = hint;
        merged += 1;
      } else if (recent.size < 2 * mostSubjects) hand(subject, hint);
      else dropped += 1;
    },
    on(listener) {
      const mine = (hint: Hint) => listener(hint);
      listeners.add(mine);
      return () => {
        listeners.delete(mine);
        if (listeners.size === 0) forgetRecent();
      };
    },
    counts: () => ({ given, merged, dropped }),
    close() {
      listeners.clear();
      forgetRecent();
    },
  };
}

function spell({ kind, stageArn, sessionId, participantId, compositionArn }: Hint): string {
  return [kind, stageArn, sessionId, participantId, compositionArn].join("|");
}
