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
}

/** Counters for every operation, all at nought. */
export function createUsage(): Readonly<Record<OperationName, Usage>> {
  const names = Object.keys(operations) as OperationName[];
  const none = { calls: 0, waits: 0, waitedMs: 0, refusals: 0, throttles: 0, predicted: 0, retries: 0 };
  return Object.fromEntries(names.map((name) => [name, { ...none }])) as Record<OperationName, Usage>;
}
