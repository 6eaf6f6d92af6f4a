/** At most so many repetitions for each call, so that repeating never becomes the load. */
const share = 0.2;
const mostSaved = 10;

/** The right to repeat calls that failed: one for every five that were made, ten of them saved at most. */
export function createRetryBudget() {
  let saved = mostSaved;
  return {
    /** Told of each call. */
    called(): void {
      saved = Math.min(mostSaved, saved + share);
    },
    /** Whether a call may be repeated; if so, that is one fewer. */
    spend(): boolean {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}

export type RetryBudget = ReturnType<typeof createRetryBudget>;
