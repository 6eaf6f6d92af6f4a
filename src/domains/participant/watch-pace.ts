import type { RingName } from "./watch-known.ts";

/** Those of whom nothing is known to have happened, and of whom something may have all the same. */
const paced = ["hot", "active", "quiet"] as const;
type Paced = (typeof paced)[number];

/** What was found is forgotten by half in so long. */
const halfLifeMs = 300_000;
/** What is expected before anything was read: one event in so long, held as firmly as if so much had been waited for. */
const usualMs = 60_000;
const firmness = 5;
/** What somebody does who publishes shows to everybody: it is to be told twenty times as soon as what somebody does who looks on. */
const publisherWorth = 20 ** 2;
/** The part of the calls that is due to those who publish, at least and at most, and at least where hints tell of them anyway. */
const leastShare = 0.25;
const leastHintedShare = 0.125;
const mostShare = 0.5;
/** Hints count as reliable when so many were right of late, and so many times as many as were missing. */
const enoughHints = 2;
const hintsToMisses = 4;
/** Who did something of late is asked at most so many times as often as others. */
const mostOften = 4;

/** A reading of somebody's events, as it turned out. */
export interface Outcome {
  readonly ring: RingName;
  /** How long it had not been read, and how many events had come meanwhile. */
  readonly unreadMs: number;
  readonly found: number;
  /** Whether something was known to have happened, and whether a hint said so. */
  readonly isForeseen: boolean;
  readonly isHinted: boolean;
  /** Whether somebody was found to have begun or ended to publish. */
  readonly isPublishing: boolean;
}

/**
 * How the readings that nothing calls for are divided among those who publish, those who did something of late and all others: so that the
 * events which nobody has seen yet wait as short as can be in all. For that, each is read at intervals in inverse proportion to the square root of
 * how often something happens there unforeseen (the rule by which crawlers revisit pages), which is measured.
 */
export function createPace(now: () => number) {
  const unforeseen = { hot: 0, active: 0, quiet: 0 };
  const waited = { hot: 0, active: 0, quiet: 0 };
  let hinted = 0;
  let unhinted = 0;
  let decayedAt = now();

  function decay(): void {
    const at = now();
    const left = 2 ** (-(at - decayedAt) / halfLifeMs);
    decayedAt = at;
    for (const ring of paced) {
      unforeseen[ring] *= left;
      waited[ring] *= left;
    }
    hinted *= left;
    unhinted *= left;
  }

  /** The square root of how much happens unforeseen to one of them, by the millisecond. */
  const urge = (ring: Paced): number =>
    Math.sqrt((unforeseen[ring] + firmness) / (waited[ring] + firmness * usualMs));

  return {
    noted({ ring, unreadMs, found, isForeseen, isHinted, isPublishing }: Outcome): void {
      if (ring !== "hot" && ring !== "active" && ring !== "quiet") return;
      decay();
      waited[ring] += unreadMs;
      if (!isForeseen) unforeseen[ring] += found;
      if (!isPublishing) return;
      if (isHinted) hinted += 1;
      else if (!isForeseen) unhinted += 1;
    },
    /** The part of the readings that is due to those who publish, where there are so many in each ring, one at least in that of those. */
    hotShare(sizes: Readonly<Record<Paced, number>>): number {
      decay();
      const isReliable = hinted >= enoughHints && hinted >= hintsToMisses * unhinted;
      const hot = sizes.hot * urge("hot") * Math.sqrt(isReliable ? 1 : publisherWorth);
      const share = hot / (hot + sizes.active * urge("active") + sizes.quiet * urge("quiet"));
      return Math.min(mostShare, Math.max(isReliable ? leastHintedShare : leastShare, share));
    },
    /** How many times as often as others somebody is read who did something of late. */
    activity: (): number => Math.min(mostOften, Math.max(1, urge("active") / urge("quiet"))),
  };
}

export type Pace = ReturnType<typeof createPace>;
