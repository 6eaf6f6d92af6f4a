import { mostGets } from "../upstream/fold.ts";
import type { ListSizes } from "../upstream/list-size.ts";
import type { OperationName } from "../upstream/operations.ts";
import type { Kind } from "./kind.ts";
import { capped, type Demand, type KindDemands, type Path, type Tally } from "./tally.ts";

/** Calls that a field causes. */
export interface Cause {
  readonly path: Path;
  readonly calls: number;
}

/** The most calls that demands can lead to: of each operation, of all together, and by the field that causes them. */
export interface Sum {
  /** At most the sum of `byOperation`: what costs Gets or a List, whichever is cheaper, stands there under both. */
  readonly total: number;
  readonly byOperation: ReadonlyMap<OperationName, number>;
  readonly causes: readonly Cause[];
}

/** How long Lists can be. */
export interface Lengths {
  readonly listSizes: Pick<ListSizes, "most">;
  /** How many pages a request reads beyond the first ones, of each List of unknown length. */
  readonly furtherPages: number;
}

/**
 * Sums up what was demanded, at the worst that the loaders can do with it (`upstream/loader.ts`, `upstream/fold.ts`). Objects of a
 * kind that are asked for at one moment are one batch: Gets or a List, whichever is cheaper. In several batches they are Gets until
 * these are too many, and then a List.
 */
export function sumUp(tally: Tally, { listSizes, furtherPages }: Lengths): Sum {
  const { kinds, calls, readings } = tally.demands();
  const byOperation = new Map<OperationName, number>();
  const causes: Cause[] = [];
  let total = 0;
  const count = (operation: OperationName, times: number) => {
    if (times > 0) byOperation.set(operation, capped((byOperation.get(operation) ?? 0) + times));
  };
  const charge = (demands: readonly Omit<Demand, "tick">[], cost: number) => {
    total = capped(total + cost);
    const asked = totalOf(demands);
    for (const each of demands)
      if (cost > 0) causes.push({ path: each.path, calls: Math.ceil((cost / asked) * each.count) });
  };

  for (const each of calls) {
    count(each.operation, each.count);
    charge([each], each.count);
  }
  for (const operation of new Set(readings.map((reading) => reading.operation))) {
    const all = readings.filter((reading) => reading.operation === operation);
    const longest = Math.max(...all.map(({ maxPages }) => maxPages));
    const firsts = totalOf(all);
    const pages = capped(Math.min(firsts * longest, firsts + furtherPages));
    count(operation, pages);
    charge(all, pages);
  }
  const isOpen = ({ list }: Kind) => list !== undefined && listSizes.most(list) === Infinity;
  const areTogether = findTogether(kinds, isOpen);
  for (const { kind, summaries, details, lateDetails } of kinds) {
    const sought = totalOf(summaries);
    const asked = worstOfSummaries(kind, sought, areTogether(summaries), listSizes);
    // What was sought alone came from a Get, which holds the detail.
    const late = sought === 1 || !kind.list ? [] : lateDetails;
    count(kind.get, capped(asked.gets + totalOf(details) + totalOf(late)));
    if (kind.list) count(kind.list, asked.pages);
    charge(summaries, asked.calls);
    charge(details, totalOf(details));
    charge(late, totalOf(late));
  }
  return { total, byOperation, causes };
}

/** What the summaries of so many objects cost, in one batch or in more. */
export function worstOfSummaries(
  { list }: Pick<Kind, "list">,
  sought: number,
  isOneBatch: boolean,
  listSizes: Lengths["listSizes"],
): { gets: number; pages: number; calls: number } {
  if (!list || sought <= 1) return { gets: sought, pages: 0, calls: sought };
  const length = listSizes.most(list);
  // Two of one parent can cost the first page of a long List, and a Get each.
  if (length === Infinity) return { gets: sought, pages: sought, calls: sought + Math.floor(sought / 2) };
  const gets = Math.min(sought, mostGets(length));
  const pages = Math.min(sought, length);
  return { gets, pages, calls: isOneBatch ? gets : gets + pages };
}

/** Tells whether demands are surely made at one moment. */
function findTogether(
  kinds: readonly KindDemands[],
  isOpen: (kind: Kind) => boolean,
): (demands: readonly Demand[]) => boolean {
  const asked = new Map(
    kinds.map(({ kind, summaries, details, lateDetails }) => [
      kind,
      [...summaries, ...details, ...lateDetails],
    ]),
  );
  const known = new Map<Kind, boolean>();

  /** Objects of a List of unknown length have a batch for each parent. Kinds that lead to each other in a circle have many. */
  function isOneBatch(kind: Kind): boolean {
    const before = known.get(kind);
    if (before !== undefined) return before;
    known.set(kind, false);
    const isOne = !isOpen(kind) && areTogether(asked.get(kind) ?? []);
    known.set(kind, isOne);
    return isOne;
  }

  function areTogether(demands: readonly Demand[]): boolean {
    const [tick, ...others] = new Set(demands.map((demand) => demand.tick));
    if (tick === undefined || others.length > 0) return false;
    return "answers" in tick ? tick.answers === 1 : isOneBatch(tick.batchesOf);
  }

  return areTogether;
}

function totalOf(demands: readonly Pick<Demand, "count">[]): number {
  return capped(demands.reduce((sum, { count }) => sum + count, 0));
}
