import type { Context } from "../context.ts";
import { InputError, type InputFault } from "../errors.ts";
import type { Place } from "./cost.ts";
import { decodeGlobalId } from "./global-id.ts";
import { findNodesWith, type Path } from "./node.ts";

/** How objects of a type are found by the fields that name them. */
interface EntityFinder<Field extends string = string> {
  /** These fields name an object together. Their values, joined by `|`, are its key within its global id; none can hold that sign. */
  readonly fields: readonly Field[];
  /** Null when there is none such. Throws `InputError`, naming the path of a field, when its value cannot be one, before any call. */
  find(
    named: Readonly<Record<Field, string>>,
    context: Context,
    at: (field: Field) => Path,
  ): object | null | Promise<object | null>;
  /** What finding those with these keys costs. */
  cost(at: Place, keys: readonly string[]): Place;
}

const finders = new Map<string, EntityFinder>();

/** Makes a type reachable by its own fields from other subgraphs, and by its global id from everywhere. */
export function findEntitiesWith<const Field extends string>(
  typename: string,
  finder: EntityFinder<Field>,
): void {
  const { fields, find, cost } = finder;
  finders.set(typename, { fields, cost, find });
  findNodesWith(typename, {
    cost,
    find(key, context, path) {
      const named = readKey(key, fields);
      if (named) return find(named, context, () => path);
      throw new InputError([noGlobalId(typename, path)]);
    },
  });
}

/** The types that other subgraphs can refer to, with the sets of fields that name an object, the plainest first. */
export function entityKeys(): ReadonlyMap<string, readonly (readonly string[])[]> {
  return new Map([...finders].map(([typename, { fields }]) => [typename, [fields, ["id"]]]));
}

/** An object as another subgraph names it, by its type as this graph is served. */
export interface Given {
  readonly __typename: string;
}

/** What another subgraph knows of an object: its type, and the values of one set of fields that names it. */
interface Reference {
  readonly finder: EntityFinder;
  readonly typename: string;
  /** The values of the fields of the finder, joined. */
  readonly key: string;
  readonly named: Readonly<Record<string, string>>;
  readonly at: (field: string) => Path;
}

/** What a reference to a type of this name says, or what is wrong with it, in the name by which it was asked for. */
function readReference(typename: string, given: Given, path: Path): Reference | InputFault {
  const { __typename: spelled } = given;
  const finder = finders.get(typename);
  if (!finder)
    return {
      path: [...path, "__typename"],
      rule: "entity",
      message: `${JSON.stringify(spelled.slice(0, 100))} is no type that can be referred to.`,
    };
  const { fields } = finder;
  const names = [...fields, "id"];
  const values = Object.entries(given).filter(([name, value]) => names.includes(name) && value != null);
  const wrong = values.find(([, value]) => typeof value !== "string");
  if (wrong) return { path: [...path, wrong[0]], rule: "text", message: `${wrong[0]} must be a text.` };
  const texts = Object.fromEntries(values) as Record<string, string>;

  if (fields.every((field) => field in texts)) {
    const key = fields.map((field) => texts[field]).join("|");
    return { finder, typename, key, named: texts, at: (field) => [...path, field] };
  }
  const { id } = texts;
  if (id === undefined)
    return { path, rule: "key", message: `A ${spelled} is named by ${fields.join(" and ")}, or by id.` };
  const decoded = decodeGlobalId(id);
  const named = decoded?.typename === typename && readKey(decoded.key, fields);
  if (!decoded || !named) return noGlobalId(spelled, [...path, "id"]);
  return { finder, typename, key: decoded.key, named, at: () => [...path, "id"] };
}

/** The object that is referred to; null when there is none such. Throws `InputError`, before any call, when there can be none. */
export function findReferred(
  typename: string,
  given: Given,
  context: Context,
  path: Path,
): ReturnType<EntityFinder["find"]> {
  const read = readReference(typename, given, path);
  if (!("finder" in read)) throw new InputError([read]);
  return read.finder.find(read.named, context, read.at);
}

/** What the objects that are referred to cost, a place for each type. Those that there cannot be cost nothing. */
export function findReferredCost(
  at: Place,
  references: readonly { readonly typename: string; readonly given: Given }[],
): readonly Place[] {
  const read = references
    .map(({ typename, given }) => readReference(typename, given, []))
    .filter((each): each is Reference => "finder" in each);
  return [...finders].flatMap(([type, { cost }]) => {
    const keys = read.filter(({ typename }) => typename === type).map(({ key }) => key);
    return keys.length === 0 ? [] : cost(at, keys).as({ type });
  });
}

function readKey<Field extends string>(
  key: string,
  fields: readonly Field[],
): Record<Field, string> | undefined {
  const values = key.split("|");
  if (values.length !== fields.length) return undefined;
  return Object.fromEntries(fields.map((field, index) => [field, values[index]])) as Record<Field, string>;
}

function noGlobalId(typename: string, path: Path): InputFault {
  return { path, rule: "globalId", message: `This is not the global id of a ${typename}.` };
}
