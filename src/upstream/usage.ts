import { type OperationName, operations } from "./operations.ts";

/** What was done with one operation since the start. */
export interface Usage {
  /** Calls that were sent, repeated ones too. */
  calls: number;
  /** Calls that had to wait for their turn. */
  waits: number;
  /** How long they waited, all together. */
  waitedMs: number;
  /** Calls that could not be had before their deadline, and were not sent. */
  refusals: number;
  /** Calls that AWS throttled. */
  throttles: number;
  /** Calls that requests were predicted to cost at most. */
  predicted: number;
  /** Calls that were sent again, after a throttle or a failure. */
  retries: number;
  /** Reads that were answered with what was known. */
  hits: number;
  /** Reads that were not, and for which a call was made. */
  misses: number;
  /** Reads that were answered with the call of somebody else. */
  coalesced: number;
  /** Reads that failed and were answered with what was known, past its lifetime. */
  stale: number;
  /** Answers that were forgotten before their time, because something that they show was changed. */
  dropped: number;
}

/** Counters for every operation, all at nought. */
export function createUsage(): Readonly<Record<OperationName, Usage>> {
  const names = Object.keys(operations) as OperationName[];
  const calls = { calls: 0, waits: 0, waitedMs: 0, refusals: 0, throttles: 0, predicted: 0, retries: 0 };
  const none = { ...calls, hits: 0, misses: 0, coalesced: 0, stale: 0, dropped: 0 };
  return Object.fromEntries(names.map((name) => [name, { ...none }])) as Record<OperationName, Usage>;
}
