/** How often what is looked at, at most, in milliseconds. What the quota does not give comes later. */
export interface Intervals {
  /** Who is connected. */
  readonly fastMs: number;
  /** Who ever was there. */
  readonly slowMs: number;
  /** The events of who is connected and has published. */
  readonly hotMs: number;
  /** The events of who did something in the last minute, and of the others who are connected. */
  readonly activeMs: number;
  readonly quietMs: number;
  /** How late AWS may list an event: who has left is read once more after that, and a session that is over too. */
  readonly settleMs: number;
  /** The events of who has left. */
  readonly pastMs: number;
}

/** How late AWS may list an event, as far as anybody has seen. */
export const settleMs = 30_000;

/** All intervals in proportion to how often it is looked at who is connected; what AWS takes for its part stays what it is. */
export function intervalsFrom(fastMs: number): Intervals {
  return {
    fastMs,
    slowMs: 5 * fastMs,
    hotMs: fastMs,
    activeMs: 2 * fastMs,
    quietMs: 4 * fastMs,
    settleMs,
    pastMs: 600_000,
  };
}
