import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";

import "../domains/composition/index.ts";
import "../domains/encoder/index.ts";
import "../domains/ingest/index.ts";
import "../domains/participant/index.ts";
import "../domains/public-key/index.ts";
import "../domains/replica/index.ts";
import "../domains/session/index.ts";
import "../domains/stage/index.ts";
import "../domains/storage/index.ts";
import "../domains/tag/index.ts";
import "../domains/token/index.ts";
import { builder } from "./builder.ts";
import "./error-types.ts";
import { measured } from "./measured.ts";
import "./node.ts";
import { respell } from "./respell.ts";
import { enforceRules } from "./rule.ts";
import "./scalars.ts";
import "./upstream.ts";

/** The graph as the domains declare it: nothing holds its fields to their rules yet. */
export const declaredGraph: GraphQLSchema = builder.toSchema({ sortSchema: true });

/** The whole graph as a value. */
export const schema: GraphQLSchema = measured(enforceRules(respell(declaredGraph)));

/** The SDL as it is published in `schema/schema.graphql`: sorted, with descriptions, ending in a newline. */
export function printGraph(graph = schema): string {
  return `${printSchema(lexicographicSortSchema(graph))}\n`;
}
