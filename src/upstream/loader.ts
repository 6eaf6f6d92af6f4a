import DataLoader from "dataloader";

import { createListReader, type FoldedList } from "./fold.ts";

/** How much of an object is known: only its keys, what its List gives, or what its Get gives. */
export type Level = "keys" | "summary" | "detail";

/** A backing shape says how much it holds; each level is a superset of the one before. */
export interface Leveled {
  readonly level: Level;
}

/** What a kind of resource tells the loader about itself. */
export interface LoaderSource<Keys extends Leveled, Summary extends Keys, Detail extends Summary> {
  /** The identity of the object within its kind. */
  keyOf(keys: Keys): string;
  /** One Get. Null when AWS says that there is no such object. */
  get(keys: Keys): Promise<Detail | null>;
  /** The List that shows every object of the kind, when there is one. */
  fold?: FoldedList<Summary>;
}

/** Loads objects of one kind within one request; see `createLoader`. */
export interface Loader<Keys extends Leveled, Summary extends Keys, Detail extends Summary> {
  /** At least the summary; null when the object does not exist. At once when `keys` already holds it. */
  summary(keys: Keys): Summary | Detail | Promise<Summary | Detail | null>;
  /** The detail; null when the object does not exist. At once when `keys` already holds it. */
  detail(keys: Keys): Detail | Promise<Detail | null>;
  /** Remembers what a List or a mutation returned, for whoever asks later in this request. */
  prime(known: Summary | Detail): void;
}

interface Demand<Keys> {
  keys: Keys;
  level: "summary" | "detail";
}

/**
 * A per-request loader that spends the fewest calls: all that was asked in one tick is one dispatch. Details cost a
 * Get each and serve the summaries of the same keys; the other summaries take the cheaper of a Get each and the pages
 * of the List. Answers, also negative ones and failures, hold for the request.
 */
export function createLoader<Keys extends Leveled, Summary extends Keys, Detail extends Summary>(
  source: LoaderSource<Keys, Summary, Detail>,
): Loader<Keys, Summary, Detail> {
  type Known = Summary | Detail;

  const cacheKey = (keys: Keys, level: Demand<Keys>["level"]) => `${level} ${source.keyOf(keys)}`;
  const loader = new DataLoader<Demand<Keys>, Known | null, string>(dispatch, {
    cacheKeyFn: ({ keys, level }) => cacheKey(keys, level),
  });
  const reader = source.fold && createListReader(source.fold, source.keyOf, prime);

  async function dispatch(demands: readonly Demand<Keys>[]): Promise<(Known | null | Error)[]> {
    const answers = new Map<string, Promise<Known | null>>();
    for (const { keys, level } of demands) if (level === "detail") answers.set(source.keyOf(keys), get(keys));

    const summaries = new Map<string, Keys>();
    for (const { keys } of demands) {
      const key = source.keyOf(keys);
      if (!answers.has(key)) summaries.set(key, keys);
    }
    const listed = await reader?.find(new Set(summaries.keys()));
    for (const [key, keys] of summaries) answers.set(key, listed?.get(key) ?? get(keys));
    return Promise.all(demands.map(({ keys }) => settle(answers.get(source.keyOf(keys)))));
  }

  async function get(keys: Keys): Promise<Detail | null> {
    const detail = await source.get(keys);
    if (detail) prime(detail);
    return detail;
  }

  function prime(known: Known): void {
    const levels = known.level === "detail" ? (["detail", "summary"] as const) : (["summary"] as const);
    for (const level of levels) {
      if (known.level === "detail") loader.clear({ keys: known, level });
      loader.prime({ keys: known, level }, known);
    }
  }

  return {
    summary: (keys) => (keys.level === "keys" ? loader.load({ keys, level: "summary" }) : (keys as Known)),
    detail: (keys) =>
      keys.level === "detail"
        ? (keys as Detail)
        : (loader.load({ keys, level: "detail" }) as Promise<Detail | null>),
    prime,
  };
}

function settle<Value>(promise: Promise<Value> | undefined): Promise<Value | Error> {
  return (promise ?? Promise.reject(new Error("A demand was not dispatched."))).catch((error: unknown) =>
    error instanceof Error ? error : new Error("The loader failed.", { cause: error }),
  );
}
