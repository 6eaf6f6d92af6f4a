import type { Clock } from "../clock.ts";
import { CodedError } from "../errors.ts";
import type { RateLimits } from "../limits.ts";
import type { Viewer } from "../viewer.ts";

/** What was asked for lately by each viewer, on all transports. Every function throws RATE_LIMITED when it is too much. */
export interface Rates {
  request(viewer: Viewer): void;
  destructive(viewer: Viewer, count: number): void;
  /** Sets aside what a request can cost; what is returned is told what it did cost. */
  upstream(viewer: Viewer, predicted: number): (actual: number) => void;
}

/** Viewers that are remembered. Each is known by a credential, so nobody can make up more of them to be forgotten. */
const usualCapacity = 10_000;

const kinds = ["request", "upstream", "destructive"] as const;
type Kind = (typeof kinds)[number];

interface Rule {
  readonly size: number;
  readonly periodMs: number;
  readonly words: string;
}

/** A bucket that leaks evenly, its whole size in a period. */
interface Bucket {
  level: number;
  at: number;
}

/** Nothing to close. The viewer that was not seen for longest is forgotten first. */
export function createRates(options: { limits: RateLimits; clock: Clock; capacity?: number }): Rates {
  const { limits, clock, capacity = usualCapacity } = options;
  const rules: Readonly<Record<Kind, Rule>> = {
    request: { size: limits.requestsPerSecond, periodMs: 1_000, words: "requests a second" },
    upstream: { size: limits.upstreamCallsPerMinute, periodMs: 60_000, words: "calls to AWS a minute" },
    destructive: {
      size: limits.destructiveMutationsPerMinute,
      periodMs: 60_000,
      words: "deletions and disconnections a minute",
    },
  };
  const viewers = new Map<string, Record<Kind, Bucket>>();

  function bucketOf(viewer: Viewer, kind: Kind): Bucket {
    const now = clock.monotonic();
    const fresh = () => ({ level: 0, at: now });
    const buckets = viewers.get(viewer.id) ?? { request: fresh(), upstream: fresh(), destructive: fresh() };
    viewers.delete(viewer.id);
    viewers.set(viewer.id, buckets);
    const [oldest] = viewers.keys();
    if (viewers.size > capacity && oldest !== undefined) viewers.delete(oldest);
    const bucket = buckets[kind];
    const { size, periodMs } = rules[kind];
    bucket.level = Math.max(0, bucket.level - ((now - bucket.at) * size) / periodMs);
    bucket.at = now;
    return bucket;
  }

  /** What is more than a bucket holds goes in when the bucket is empty. */
  function take(viewer: Viewer, kind: Kind, count: number): Bucket | undefined {
    const { size, periodMs, words } = rules[kind];
    if (size === 0 || count === 0) return undefined;
    const bucket = bucketOf(viewer, kind);
    const excess = bucket.level + Math.min(count, size) - size;
    if (excess > 0)
      throw new CodedError("RATE_LIMITED", `A viewer may have ${size} ${words}.`, {
        details: {
          limit: size,
          per: periodMs,
          of: kind,
          retryAfterMs: Math.ceil((excess * periodMs) / size),
        },
      });
    bucket.level += count;
    return bucket;
  }

  return {
    request: (viewer) => void take(viewer, "request", 1),
    destructive: (viewer, count) => void take(viewer, "destructive", count),
    upstream(viewer, predicted) {
      const bucket = take(viewer, "upstream", predicted);
      return (actual) => {
        if (bucket) bucket.level = Math.max(0, bucket.level + actual - predicted);
      };
    },
  };
}
