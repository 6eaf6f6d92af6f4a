import { z } from "zod";

import { Secret } from "./secret.ts";
import { switched } from "./setting.ts";

/** A name of GraphQL; what begins with two underscores is its own. */
const graphqlName = "(?!__)[A-Za-z_][A-Za-z0-9_]*";
const userEntityPattern = new RegExp(`^(${graphqlName})\\.(${graphqlName})(?::(ID|String))?$`);

/** `User.id`, or `User.sub:String` where the field of the other subgraph is no ID. */
function readUserEntity(text: string, context: z.RefinementCtx) {
  const [, type, key, keyType = "ID"] = userEntityPattern.exec(text) ?? [];
  if (type !== undefined && key !== undefined)
    return { type, key, keyType: keyType === "String" ? ("String" as const) : ("ID" as const) };
  context.addIssue({
    code: "custom",
    message: "must be a type and its key, such as User.id or User.sub:String",
  });
  return z.NEVER;
}

/** The settings of a gateway that is one subgraph of a company graph. */
export const subgraphSettings = {
  IVS_GRAPHQL_PREFIX: z
    .string()
    .regex(
      /^[A-Z][A-Za-z0-9]{0,19}$/,
      "must be a word of at most 20 letters and digits that begins with a capital",
    )
    .optional()
    .describe(
      "Put before AWS's nouns and the root fields, where plain ones clash in a company graph: with `Live`, `LiveStage` and `liveStage`. The page at `/` gives way to GraphiQL. Names with `Ivs`, scalars, `Node` and `PageInfo` stay.",
    ),
  IVS_GRAPHQL_USER_ENTITY: z
    .string()
    .transform(readUserEntity)
    .optional()
    .describe(
      "The type of another subgraph that a `userId` names one of, and its key: `User.id`, or `User.sub:String` where that is no `ID`. Adds `user` beside every `userId`.",
    ),
  IVS_GRAPHQL_SUBGRAPH_NODE: switched()
    .default(false)
    .describe(
      "Whether the subgraph offers `node` and `nodes`, which one subgraph of a company graph may. Clients of this gateway have them anyway.",
    ),
  IVS_GRAPHQL_SUBGRAPH_SECRET: z
    .string()
    .min(32, "must have at least 32 characters")
    .transform((text) => new Secret(text))
    .optional()
    .describe(
      "What the router of a company graph sends as `x-ivs-subgraph-secret`. Only who sends it is answered `_service` and `_entities` then, to whoever is asking, and it may send other documents than trusted ones. Says nothing of who is asking.",
    ),
};
