import type { Checks } from "../binding/checks.ts";
import { operations } from "../upstream/operations.ts";
import { mostPagesOfList } from "./page-limit.ts";
import { type Lengths, type Sum, worstOfSummaries } from "./sum.ts";
import { capped, type Tally } from "./tally.ts";

/** How pages are counted for who is bound: what is left out of a List is looked for on the pages after it, the first of which can be a smaller one. */
export function mostPagesWith(checks: Checks | undefined, { listSizes }: Lengths): Tally["mostPages"] {
  return (operation, pages) =>
    checks?.sifts(operation)
      ? Math.max(pages, Math.min(mostPagesOfList, listSizes.most(operation) + 1))
      : pages;
}

/** A sum with what it costs besides to hold it to a binding. What a write names is checked before it, and what is read is after it. */
export function withChecks(sum: Sum, checks: Checks | undefined, { listSizes }: Lengths): Sum {
  if (!checks) return sum;
  const byOperation = new Map(sum.byOperation);
  let total = sum.total;
  const count = (operation: Parameters<Checks["of"]>[0], calls: number) => {
    if (calls > 0) byOperation.set(operation, capped((byOperation.get(operation) ?? 0) + calls));
  };
  const stages = { read: 0, write: 0 };
  for (const [operation, calls] of sum.byOperation) {
    const check = checks.of(operation);
    stages[operations[operation].access] += capped(calls * check.stages);
    for (const get of check.among) count(get, calls);
    total = capped(total + calls * check.gets);
  }
  for (const sought of Object.values(stages)) {
    const { gets, pages, calls } = worstOfSummaries({ list: "ListStages" }, sought, false, listSizes);
    count("GetStage", gets);
    count("ListStages", pages);
    total = capped(total + calls);
  }
  return { ...sum, total, byOperation };
}
