import type { OperationName } from "../upstream/operations.ts";
import type { Kind } from "./kind.ts";

/**
 * The objects at one place of an operation, before it runs: however many there can be, and how much of them is known.
 * Its functions say what a resolver awaits, in the resolver's order, and lead to the place of what comes of it.
 */
export interface Place {
  /** The arguments of the field that the objects came from. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Their type, where it is known beyond what the schema says. */
  readonly type: string | undefined;
  /** Whether what the feed knows of the objects came with them. */
  readonly isWatched: boolean;
  /** Where all objects lead by a link of this name, where that is known to be fewer than they are. */
  led(link: string): Place | undefined;
  /** The summary of each object is awaited. Costs nothing where it is at hand. */
  summary(): Place;
  /** The detail of each object is awaited: a Get each, however many fields ask. Costs nothing where it is at hand. */
  detail(): Place;
  /** Each object leads to one of this kind by its keys, which is free. Links of one name are the same object. */
  link(kind: Kind, name?: string): Place;
  /** Each object leads to the objects with these keys, of which the summary is awaited. */
  find(kind: Kind, keys: readonly string[]): Place;
  /** Each object leads to one of this kind that is at hand, whole: a write answered with it. */
  known(kind: Kind): Place;
  /** Each object is asked for a page of a List: at most `size` summaries of this kind, or objects that have no Get. */
  page(operation: OperationName, page: { size: number; kind?: Kind; pages?: number }): Place;
  /** A List is read for each object to its end, which nobody knows: `maxPages` at most, or as many as a request may. */
  readThrough(operation: OperationName, reading: { maxPages: number; size?: number }): Place;
  /** Each object costs so many calls. */
  call(operation: OperationName, times?: number): Place;
  /** Each object has up to so many parts that came with it. */
  parts(count: number): Place;
  /**
   * The same, of this type, which the schema does not tell, or come of a field with these arguments, or with what the feed knows of them, or
   * leading by links of these names to the objects there.
   */
  as(known: {
    type?: string;
    args?: Place["args"];
    isWatched?: true;
    links?: Readonly<Record<string, Place>>;
  }): Place;
}

/**
 * What a field costs: what its resolver awaits of `at`, the places of the objects that the field is asked of. Several places are
 * objects of several kinds; none are no objects.
 */
export type Cost<Args> = (at: Place, args: Args) => Place | readonly Place[];

/** For the `extensions` of a field whose resolver awaits something, or leads to an object with fields that do. */
export function costs<Args = object>(cost: Cost<Args>) {
  return { cost };
}

/** For the `extensions` of a field that leads to an object of this kind by keys that its parent has at hand: a link of this name. */
export function linksTo(kind: Kind, name?: string) {
  return costs((at) => (name === undefined ? undefined : at.led(name)) ?? at.link(kind));
}

/** For the `extensions` of a field that shows what a write answered with. */
export function knownAs(kind: Kind) {
  return costs((at) => at.known(kind));
}

/** What a field declared with `costs`; undefined when it awaits nothing. */
export function costOf(field: { readonly extensions: object }): Cost<object> | undefined {
  const cost: unknown = "cost" in field.extensions ? field.extensions.cost : undefined;
  return typeof cost === "function" ? (cost as Cost<object>) : undefined;
}
