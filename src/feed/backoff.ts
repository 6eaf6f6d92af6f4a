/** What the first failure is followed by at most, and any. */
const firstMs = 800;
const longestMs = 30_000;

/** After so long without a failure the next one counts as the first again. */
const healthyMs = 120_000;

/** How long to leave alone what failed. `random` gives numbers from 0 up to 1. */
export function createBackoff(random: () => number) {
  let failures = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  let restsUntil = Number.NEGATIVE_INFINITY;

  return {
    /** The monotonic instant from which it may be tried again. */
    get restsUntil() {
      return restsUntil;
    },
    failed(now: number): void {
      if (now - failedAt >= healthyMs) failures = 0;
      const mostMs = Math.min(longestMs, firstMs * 2 ** failures);
      failures += 1;
      failedAt = now;
      // What several calls that were under way run into counts as one rest.
      restsUntil = Math.max(restsUntil, now + random() * mostMs);
    },
  };
}

export type Backoff = ReturnType<typeof createBackoff>;
