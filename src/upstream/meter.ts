import type { OperationName } from "./operations.ts";

/** What one request has cost so far. */
export interface Meter {
  /** Calls that were sent, by operation. */
  readonly calls: Partial<Record<OperationName, number>>;
  /** Answers that cost no call of its own: known ones, ones that were under way for somebody else, and old ones in place of a failure. */
  readonly hits: Partial<Record<OperationName, number>>;
  readonly coalesced: Partial<Record<OperationName, number>>;
  readonly stale: Partial<Record<OperationName, number>>;
  /** How long calls waited for the quota, all together. */
  waitedMs: number;
  /** Calls of these that were sent again, after a throttle or a failure. */
  retries: number;
}

/** A meter at nought. */
export function createMeter(): Meter {
  return { calls: {}, hits: {}, coalesced: {}, stale: {}, waitedMs: 0, retries: 0 };
}

/** Adds what one call came to; nothing when it was never sent. */
export function meterCall(
  meter: Meter,
  operation: OperationName,
  { sent, waitedMs }: { sent: number; waitedMs: number },
): void {
  if (sent > 0) meter.calls[operation] = (meter.calls[operation] ?? 0) + sent;
  meter.waitedMs += waitedMs;
  meter.retries += Math.max(0, sent - 1);
}

/** Adds an answer that cost no call of its own. */
export function meterAnswer(
  meter: Meter,
  how: "hits" | "coalesced" | "stale",
  operation: OperationName,
): void {
  meter[how][operation] = (meter[how][operation] ?? 0) + 1;
}
