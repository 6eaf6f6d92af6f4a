import type { GraphQLSchema } from "graphql";

import { declaredName } from "./declared-name.ts";
import { entityKeys } from "./entity.ts";
import { federationFields } from "./federation-fields.ts";
import { printSubgraph } from "./federation-sdl.ts";
import { measured } from "./measured.ts";
import { linkUsers, type UserEntity } from "./federation-user.ts";
import { createPrefix } from "./prefix.ts";
import { respell } from "./respell.ts";
import { enforceRules } from "./rule.ts";

/** How this graph takes its place among others. */
export interface SubgraphOptions {
  /** Put before AWS's nouns and the root fields; empty for none. */
  readonly prefix?: string;
  /** The type of another subgraph that `userId` names one of. */
  readonly userEntity?: UserEntity | undefined;
  /** Whether the subgraph offers `node` and `nodes`, which one subgraph of a graph may. */
  readonly offersNode?: boolean;
  /** Whether `_service` and `_entities` are for the router alone, which proves itself. */
  readonly routersOnly?: boolean;
}

/** The graph as it is served. */
export interface Subgraph {
  /** What clients see: the graph with its prefix and its users. To be printed; it holds nobody to a rule. */
  readonly api: GraphQLSchema;
  /** What is served: the same, with what a router asks for beside, each field held to its rule. */
  readonly schema: GraphQLSchema;
  /** What a composer is given. */
  readonly sdl: string;
  /** An operation on the graph as the domains declare it, in the names that are served. */
  spell(operation: string): string;
}

const nodeQueries = new Set(["node", "nodes"]);

/**
 * Makes of the graph as the domains declare it what is served, to clients and routers alike: one schema, so that costs, rules and limits are
 * the same for both. Throws `TypeError` when the options give two things one name.
 */
export function createSubgraph(
  graph: GraphQLSchema,
  { prefix = "", userEntity, offersNode = false, routersOnly = false }: SubgraphOptions = {},
): Subgraph {
  const prefixed = createPrefix(graph, prefix);
  const users = userEntity && linkUsers(userEntity);
  const api = respell(graph, { ...prefixed, moreFields: (type) => users?.moreFields(type) ?? {} });

  const entities = entityKeys();
  const keys = new Map(
    Object.values(api.getTypeMap()).map((type) => [type.name, entities.get(declaredName(type)) ?? []]),
  );
  if (userEntity) keys.set(userEntity.type, [[userEntity.key]]);
  const sdl = printSubgraph(api, {
    keys,
    stubs: new Set(userEntity && [userEntity.type]),
    shareable: new Set(["PageInfo"]),
    hiddenQueries: offersNode ? new Set() : nodeQueries,
  });

  const whole = respell(api, {
    moreFields: (type, typeOf) =>
      type === api.getQueryType() ? federationFields(api, { typeOf, sdl, routersOnly }) : {},
  });
  return { api, schema: measured(enforceRules(whole)), sdl, spell: prefixed.operation };
}
