import { mostGets } from "../upstream/fold.ts";
import type { ListSizes } from "../upstream/list-size.ts";
import type { OperationName } from "../upstream/operations.ts";
import type { Kind } from "./kind.ts";
import { type Demand, type KindDemands, type Path, type Tally, type Tick } from "./tally.ts";

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
 * Sums up what was demanded, at the worst that the loaders can do with it (`upstream/loader.ts`, `upstream/fold.ts`): objects of a
 * kind that are asked for at one moment are one batch, but whoever waits for an object that another batch has asked for
 * goes on with that batch; so all that is sure is how many moments there are.
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
  const moments = momentsOf(kinds, isOpen);
  for (const { kind, summaries, details, lateDetails } of kinds) {
    const sought = totalOf(summaries);
    const asked = worstOfSummaries(kind, sought, moments(summaries), listSizes);
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

/** What the summaries of so many objects cost that are asked for in so many batches. */
function worstOfSummaries(
  { list }: Kind,
  sought: number,
  batches: number,
  listSizes: Lengths["listSizes"],
): { gets: number; pages: number; calls: number } {
  if (!list || sought <= 1) return { gets: sought, pages: 0, calls: sought };
  const length = listSizes.most(list);
  // Two of one parent can cost the first page of a long List, and a Get each.
  if (length === Infinity) return { gets: sought, pages: sought, calls: sought + Math.floor(sought / 2) };
  const gets = Math.min(sought, mostGets(length));
  const pages = Math.min(sought, length);
  return { gets, pages, calls: batches === 1 ? gets : gets + pages };
}

/** Of how many moments demands can be made at most. */
function momentsOf(
  kinds: readonly KindDemands[],
  isOpen: (kind: Kind) => boolean,
): (demands: readonly Demand[]) => number {
  const asked = new Map(
    kinds.map(({ kind, summaries, details, lateDetails }) => [
      kind,
      [...summaries, ...details, ...lateDetails],
    ]),
  );
  const known = new Map<Kind, number>();

  /** A batch asks for one object at least. Where kinds lead to each other in a circle, that is all that is known. */
  function batchesOf(kind: Kind): number {
    const demands = asked.get(kind) ?? [];
    const most = totalOf(demands);
    const before = known.get(kind);
    if (before !== undefined) return before;
    known.set(kind, most);
    // Objects of a List of unknown length have a batch for each parent.
    const batches = isOpen(kind) ? most : Math.min(most, moments(demands));
    known.set(kind, batches);
    return batches;
  }

  function moments(demands: readonly Demand[]): number {
    const ticks = new Set(demands.map(({ tick }) => tick));
    return [...ticks].reduce((sum, tick) => sum + momentsIn(tick), 0);
  }

  const momentsIn = (tick: Tick) => ("answers" in tick ? tick.answers : batchesOf(tick.batchesOf));
  return moments;
}

function totalOf(demands: readonly Pick<Demand, "count">[]): number {
  return capped(demands.reduce((sum, { count }) => sum + count, 0));
}

function capped(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}
