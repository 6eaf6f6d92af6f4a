import {
  type GraphQLFieldConfigMap,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
} from "graphql";

import type { Context } from "../context.ts";
import { CodedError, InputError } from "../errors.ts";
import { costs } from "./cost.ts";
import { declaredName } from "./declared-name.ts";
import { entityKeys, findReferred, findReferredCost, type Given } from "./entity.ts";
import type { Path } from "./node.ts";
import { needs } from "./rule.ts";

const maxRepresentations = 1_000;

/** What each representation may turn out not to be is told of it alone, so the scalar takes anything. */
const AnyScalar = new GraphQLScalarType({
  name: "_Any",
  description: "What a router knows of an object: its `__typename` and the fields of one of its keys.",
});

const ServiceType = new GraphQLObjectType({
  name: "_Service",
  description: "What a router is to know of this subgraph.",
  fields: { sdl: { type: GraphQLString, description: "The schema of this subgraph, in its own language." } },
});

/**
 * The root fields by which a router joins this graph with others. `api` is the graph under the names by which the router knows it, and
 * `sdl` is what it is told of it.
 */
export function federationFields(
  api: GraphQLSchema,
  {
    typeOf,
    sdl,
    routersOnly,
  }: {
    typeOf: (name: string) => GraphQLNamedType | undefined;
    sdl: string;
    /** Whether they are refused to whoever has not proved to be the router. */
    routersOnly: boolean;
  },
): GraphQLFieldConfigMap<unknown, Context> {
  const declared = new Map(Object.values(api.getTypeMap()).map((type) => [type.name, declaredName(type)]));
  const spelled = new Map([...declared].map(([name, declaredAs]) => [declaredAs, name]));
  const EntityUnion = new GraphQLUnionType({
    name: "_Entity",
    description: "The objects that other subgraphs can refer to.",
    types: () =>
      [...entityKeys().keys()]
        .map((name) => typeOf(spelled.get(name) ?? name))
        .filter((type) => isObjectType(type)),
    resolveType: (object: { __typename: string }) => spelled.get(object.__typename),
  });
  /** The representation, and the name of its type in the graph as the domains declare it. */
  const read = (given: unknown) => {
    const { __typename: name } = Object(given) as { __typename?: unknown };
    const typename = typeof name === "string" ? declared.get(name) : undefined;
    return typename === undefined ? undefined : { given: given as Given, typename };
  };

  /** How many each request has asked for so far: the same ones under many names are work as well. */
  const asked = new WeakMap<Context, number>();

  return {
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(EntityUnion)),
      description:
        "For the router of a company graph: the objects that these representations name, in their order, null where one does not exist. Many of one kind cost the lesser of a Get each and the pages of their List (5 calls a second each).",
      args: {
        representations: {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(AnyScalar))),
          description: `At most ${maxRepresentations} of them in a request.`,
        },
      },
      extensions: {
        ...needs("ivs:read"),
        ...costs<{ representations: readonly unknown[] }>((root, { representations }) =>
          representations.length > maxRepresentations
            ? []
            : findReferredCost(
                root,
                representations.map(read).filter((each) => each !== undefined),
              ),
        ),
      },
      resolve(_root, args, context) {
        if (routersOnly) requireRouter(context);
        const { representations } = args as { representations: readonly unknown[] };
        const count = (asked.get(context) ?? 0) + representations.length;
        asked.set(context, count);
        checkCount(count);
        return representations.map(async (given, index) => {
          const path = ["representations", index];
          const known = read(given);
          if (!known) throw noTypename(path);
          return findReferred(known.typename, known.given, context, path);
        });
      },
    },
    _service: {
      type: new GraphQLNonNull(ServiceType),
      description: "For the router of a company graph: the schema of this subgraph. Costs no call.",
      extensions: needs("introspect"),
      resolve(_root, _args, context) {
        if (routersOnly) requireRouter(context);
        return { sdl };
      },
    },
  };
}

function noTypename(path: Path): InputError {
  const message = "The __typename of a representation must be a type of this graph.";
  return new InputError([{ path: [...path, "__typename"], rule: "typename", message }]);
}

function checkCount(count: number): void {
  if (count <= maxRepresentations) return;
  throw new InputError([
    {
      path: ["representations"],
      rule: "maxItems",
      message: `There may be ${maxRepresentations} representations in a request; there are ${count}.`,
    },
  ]);
}

/** Whoever is not the router is told nothing of what there is. */
function requireRouter({ viewer }: Context): void {
  if (!viewer.isRouted) throw new CodedError("FORBIDDEN", "This is not for you.");
}
