import type { Context, Loaders } from "../context.ts";
import type { Leveled, Loader } from "../upstream/loader.ts";
import { type Cost, costs } from "./cost.ts";

/** Applies `pick` now when the loader already had the object, later when it has to ask; null stays null. */
export function pickFrom<Known extends object, Value>(
  loaded: Known | Promise<Known | null>,
  pick: (known: Known) => Value,
): Value | null | Promise<Value | null> {
  return loaded instanceof Promise ? loaded.then((known) => known && pick(known)) : pick(loaded);
}

/**
 * What fields of a kind are made of: `ofSummary` and `ofDetail` give a field its resolver and, in the same words, its cost. Where
 * the value is an object of a kind itself, `leadsTo` says what it costs from there.
 */
export function fieldsOf<Keys extends Leveled, Summary extends Keys, Detail extends Summary>(
  loaderOf: (loaders: Loaders) => Pick<Loader<Keys, Summary, Detail>, "summary" | "detail">,
) {
  return {
    ofSummary<Value, Args extends object>(
      pick: (known: Summary, args: Args) => Value,
      leadsTo: Cost<Args> = (at) => at,
    ) {
      return {
        resolve: (parent: Keys, args: Args, { loaders }: Context) =>
          pickFrom<Summary, Value>(loaderOf(loaders).summary(parent), (known) => pick(known, args)),
        extensions: costs<Args>((at, args) => leadsTo(at.summary(), args)),
      };
    },
    ofDetail<Value, Args extends object>(
      pick: (known: Detail, args: Args) => Value,
      leadsTo: Cost<Args> = (at) => at,
    ) {
      return {
        resolve: (parent: Keys, args: Args, { loaders }: Context) =>
          pickFrom<Detail, Value>(loaderOf(loaders).detail(parent), (known) => pick(known, args)),
        extensions: costs<Args>((at, args) => leadsTo(at.detail(), args)),
      };
    },
  };
}
