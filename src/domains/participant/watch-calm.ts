/** A room in which nothing has changed for this long is looked at half as often, and after ten times that a quarter as often. */
const calmAfterMs = 60_000;

/** How much less often a room is looked at in which nothing has changed for a while. */
export function createCalm(now: () => number) {
  let changedAt = now();

  return {
    changed(): void {
      changedAt = now();
    },
    /** By how much intervals are longer. */
    factor(at: number): number {
      const calmMs = at - changedAt;
      return calmMs < calmAfterMs ? 1 : calmMs < 10 * calmAfterMs ? 2 : 4;
    },
  };
}

export type Calm = ReturnType<typeof createCalm>;
