import type { OperationName } from "../upstream/operations.ts";
import type { Kind } from "./kind.ts";

/** A moment at which objects come to be known: what is asked at one moment goes together. */
export type Tick =
  /** The answers of so many calls, one moment each. */
  | { readonly answers: number }
  /** The answers of a kind's batches. */
  | { readonly batchesOf: Kind };

/** Where and how often something is asked for; `path` is that of the field that asked first. */
export interface Demand {
  readonly path: Path;
  readonly count: number;
  readonly tick: Tick;
}

/** A response path from its end. */
export interface Path {
  readonly before: Path | undefined;
  readonly key: string;
}

/** All that is demanded of one kind. */
export interface KindDemands {
  readonly kind: Kind;
  /** Objects whose summary is asked for. */
  readonly summaries: Demand[];
  /** Objects whose detail is asked for at once. */
  readonly details: Demand[];
  /** Objects among `summaries` whose detail is asked for once the summary is there: free where that came from a Get. */
  readonly lateDetails: Demand[];
}

/** Calls that are made whatever is known. */
export interface Calls {
  readonly path: Path;
  readonly operation: OperationName;
  readonly count: number;
}

/** Readings of a List of unknown length. */
export interface Readings extends Calls {
  readonly maxPages: number;
}

/** Objects of a kind at one place: told which level is asked of them, any number of times. */
export interface Asked {
  /** When what was asked is known. */
  readonly answered: Tick;
  /** `late`: their summary was awaited first. */
  ask(level: "summary" | "detail", late: boolean): void;
}

/** What the fields of one operation, or of one field of a mutation, ask of the upstream. */
export interface Tally {
  /** The moment at which it begins. */
  readonly start: Tick;
  /** The path of the field that what follows is asked by. */
  at(path: Path): void;
  /** How many pages of a List a page of a connection costs at most, where it costs so many for who is bound to nothing. */
  readonly mostPages: (operation: OperationName, pages: number) => number;
  /** Counts steps of the walk; throws when it has taken too many. */
  spend(steps: number): void;
  /** There are objects of a kind here, with their keys only, or with more. */
  have(kind: Kind, held: "keys" | "summary" | "detail", where: Omit<Demand, "path">): Asked;
  /** Objects of a kind are looked up. `detailed` says of how many of them the detail is asked for the first time. */
  find(kind: Kind, where: Omit<Demand, "path">, detailed: () => number): Asked;
  /** `count` calls for `answers` things. */
  call(operation: OperationName, count: number, answers: number): Tick;
  readThrough(operation: OperationName, count: number, maxPages: number): Tick;
  demands(): { kinds: readonly KindDemands[]; calls: readonly Calls[]; readings: readonly Readings[] };
}

/** The count, or the largest number that is exact. */
export function capped(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}

/** So many for each of so many; of nothing, nothing. */
export function times(count: number, each: number): number {
  return count === 0 ? 0 : capped(count * each);
}

export function createTally(root: Path, spend: Tally["spend"], mostPages: Tally["mostPages"]): Tally {
  const kinds = new Map<Kind, KindDemands & { readonly answered: Tick }>();
  const placed: (() => void)[] = [];
  const calls: Calls[] = [];
  const readings: Readings[] = [];
  let path = root;

  function of(kind: Kind) {
    const known = kinds.get(kind) ?? {
      kind,
      summaries: [],
      details: [],
      lateDetails: [],
      answered: { batchesOf: kind },
    };
    kinds.set(kind, known);
    return known;
  }

  return {
    start: { answers: 1 },
    at(current) {
      path = current;
    },
    mostPages,
    spend,
    have(kind, held, where) {
      const demands = of(kind);
      const first: { summary?: Path; detail?: Path; late?: Path } = {};
      placed.push(() => {
        const { summary, detail, late } = first;
        if (detail) demands.details.push({ ...where, path: detail });
        // A summary that is asked together with the detail comes with it.
        if (detail) return;
        if (summary) demands.summaries.push({ ...where, path: summary });
        if (late) demands.lateDetails.push({ ...where, path: late });
      });
      return {
        answered: demands.answered,
        ask(level, late) {
          first[level === "detail" && late && held === "keys" ? "late" : level] ??= path;
        },
      };
    },
    find(kind, where, detailed) {
      const demands = of(kind);
      if (where.count > 0) demands.summaries.push({ ...where, path });
      return {
        answered: demands.answered,
        ask() {
          const count = detailed();
          if (count > 0) demands.lateDetails.push({ tick: demands.answered, count, path });
        },
      };
    },
    call(operation, count, answers) {
      calls.push({ path, operation, count });
      return { answers };
    },
    readThrough(operation, count, maxPages) {
      readings.push({ path, operation, count, maxPages });
      return { answers: count };
    },
    demands() {
      for (const settle of placed.splice(0)) settle();
      return { kinds: [...kinds.values()], calls, readings };
    },
  };
}
