import type { Context } from "../context.ts";
import { InputError, type InputFault } from "../errors.ts";
import { builder } from "./builder.ts";
import { costs, type Place } from "./cost.ts";
import { decodeGlobalId } from "./global-id.ts";
import { needs } from "./rule.ts";

/** Where in the arguments something stands. */
export type Path = readonly (string | number)[];

/** How objects of a type are found again by the key in their global id. */
interface NodeFinder {
  /** Null when there is none such; throws `InputError`, naming `path`, when the key cannot be one, before any call. */
  find(key: string, context: Context, path: Path): object | null | Promise<object | null>;
  /** What finding those with these keys costs. */
  cost(at: Place, keys: readonly string[]): Place;
}

const finders = new Map<string, NodeFinder>();

/** Makes a type reachable through `node` and `nodes`. */
export function findNodesWith(typename: string, finder: NodeFinder): void {
  finders.set(typename, finder);
}

/** What the objects with these global ids cost, a place for each type; ids that are none cost nothing. */
function findNodesCost(at: Place, globalIds: readonly string[]): readonly Place[] {
  const ids = globalIds.map((globalId) => decodeGlobalId(globalId)).filter((id) => id !== undefined);
  return [...finders].flatMap(([type, { cost }]) => {
    const keys = ids.filter(({ typename }) => typename === type).map(({ key }) => key);
    return keys.length === 0 ? [] : cost(at, keys).as({ type });
  });
}

function finderOf(globalId: string, path: Path): { find: NodeFinder["find"]; key: string } | InputFault {
  const decoded = decodeGlobalId(globalId);
  const finder = decoded && finders.get(decoded.typename);
  if (decoded && finder) return { find: finder.find, key: decoded.key };
  return {
    path,
    rule: "globalId",
    message: `${JSON.stringify(globalId.slice(0, 100))} is not a global id of this graph.`,
  };
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    description:
      "The object with this global id, or null when it does not exist. Costs what its own lookup costs: for a stage, one GetStage (5 calls a second).",
    args: { id: t.arg.id({ required: true, description: "A global id, as `id` returned it." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ id: string }>((root, { id }) => findNodesCost(root, [id])),
    },
    resolve: (_root, { id }, context) => {
      const path = ["id"];
      const found = finderOf(id, path);
      if (!("find" in found)) throw new InputError([found]);
      return found.find(found.key, context, path);
    },
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description:
      "The objects with these global ids, in their order, null where one does not exist. Many of one kind cost the lesser of a Get each and the pages of their List (5 calls a second each).",
    args: { ids: t.arg.idList({ required: true, description: "Global ids, as `id` returned them." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ ids: string[] }>((root, { ids }) => findNodesCost(root, ids)),
    },
    resolve: (_root, { ids }, context) => {
      const found = ids.map((id, index) => finderOf(id, ["ids", index]));
      const faults = found.filter((one): one is InputFault => !("find" in one));
      if (faults.length > 0) throw new InputError(faults);
      return found.map(async (one, index) =>
        "find" in one ? one.find(one.key, context, ["ids", index]) : null,
      );
    },
  }),
}));
