import { type Urgency, urgencies } from "./subject.ts";

/** The larger the stride, the fewer of the calls that all compete for: 3 of 5 are prompt, and hot ones and sweeps have one each. */
const strides: Readonly<Record<Urgency, number>> = { prompt: 1, hot: 3, sweep: 3 };

/** How far somebody's turns have come, by urgency. Belongs to one operation. */
export type Turns = Record<Urgency, number>;

/** Somebody who could have the next turn, with one thing to ask. */
export interface Candidate {
  readonly urgency: Urgency;
  readonly dueAt: number;
  readonly weight: number;
  readonly turns: Turns;
}

/** Turns of somebody who had none. */
export function noTurns(): Turns {
  return { prompt: 0, hot: 0, sweep: 0 };
}

/**
 * Start-time fair queueing, twice: among the urgencies, so that what is most urgent goes first and nothing waits for ever; and within one
 * among those who ask, by their weights. Who did not ask for a while saves nothing up. What is due for longest goes first among equals.
 */
export function createFairness() {
  const passed = noTurns();
  const reached = noTurns();
  let reachedOverall = 0;

  return {
    choose<Who extends Candidate>(candidates: readonly Who[]): Who | undefined {
      const startOf = (urgency: Urgency) => Math.max(reachedOverall, passed[urgency]);
      const [urgency] = urgencies
        .filter((each) => candidates.some((candidate) => candidate.urgency === each))
        .toSorted((a, b) => startOf(a) - startOf(b));
      if (urgency === undefined) return undefined;
      reachedOverall = startOf(urgency);
      passed[urgency] = reachedOverall + strides[urgency];

      let first: { who: Who; start: number } | undefined;
      for (const who of candidates) {
        if (who.urgency !== urgency) continue;
        const start = Math.max(reached[urgency], who.turns[urgency]);
        if (!first || start < first.start || (start === first.start && who.dueAt < first.who.dueAt))
          first = { who, start };
      }
      if (!first) return undefined;
      reached[urgency] = first.start;
      first.who.turns[urgency] = first.start + 1 / first.who.weight;
      return first.who;
    },
  };
}
