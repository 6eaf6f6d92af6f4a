import { expect } from "vitest";

import type { Prediction } from "../../src/graph/predict.ts";
import { type Calls, sum } from "./case.ts";

/** Asks what a request could cost instead of executing it. */
export const dryRun = { "x-dry-run": "true" };

/** Expects that calls are no more than was predicted, of each operation and in all. */
export function expectWithin(
  calls: Calls,
  { total, byOperation }: Pick<Prediction, "total" | "byOperation">,
): void {
  const beyond = Object.entries(calls).filter(([operation, count]) => count > (byOperation[operation] ?? 0));
  expect(beyond).toEqual([]);
  expect(sum(calls)).toBeLessThanOrEqual(total);
}
