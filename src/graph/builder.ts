import SchemaBuilder from "@pothos/core";
import ErrorsPlugin from "@pothos/plugin-errors";
import RelayPlugin from "@pothos/plugin-relay";

import type { Context } from "../context.ts";
import { resultErrors } from "./errors.ts";
import { encodeGlobalId } from "./global-id.ts";

/** Registers types as the domains are imported; `graph/index.ts` turns what is registered into the schema. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    Arn: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
  };
  Connection: { asOf: string; stale: boolean };
  DefaultNodeNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
}>({
  plugins: [ErrorsPlugin, RelayPlugin],
  errors: {
    directResult: true,
    defaultTypes: [...resultErrors],
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description: "What was done, or why it was not.",
    },
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    cursorType: "String",
    // Backing shapes carry `__typename`; branding would write into objects that requests share.
    brandLoadedObjects: false,
    nodeTypeOptions: {
      description: "An object that can be fetched again by its global id.",
    },
    idFieldOptions: {
      description: "The global id: opaque, stable, and accepted by `node`.",
    },
    pageInfoTypeOptions: { description: "Where a page of a connection stands in the whole." },
    hasNextPageFieldOptions: { description: "Whether more follows `endCursor`." },
    hasPreviousPageFieldOptions: { description: "Whether something came before this page." },
    startCursorFieldOptions: { description: "The cursor of the first edge; null on an empty page." },
    endCursorFieldOptions: { description: "Where the next page starts: pass it as `after`." },
    nodesOnConnection: { description: "The objects of this page, without their edges." },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: "The objects of this page, each with its cursor.",
    },
    pageInfoFieldOptions: { description: "Where this page stands in the whole." },
    nodeFieldOptions: { nullable: false, description: "The object." },
    cursorFieldOptions: { description: "The place after this object: pass it as `after`." },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    defaultEdgeTypeOptions: { description: "An object in a connection, with its cursor." },
  },
});

builder.globalConnectionField("asOf", (t) =>
  t.field({
    type: "DateTime",
    description: "When AWS was asked for this page.",
    resolve: ({ asOf }) => asOf,
  }),
);
builder.globalConnectionField("stale", (t) =>
  t.boolean({
    description: "Whether this page is older than usual because AWS throttled or failed.",
    resolve: ({ stale }) => stale,
  }),
);

builder.queryType({ description: "Reads. Every read of AWS is one of the account's few calls a second." });

builder.mutationType({
  description:
    "Writes. Each costs one call, is never repeated where a repetition could do it twice, and answers with its payload or with an `IvsError`.",
});

builder.subscriptionType({
  description:
    "What happens, as it is found out. AWS has nothing to subscribe to for this: the gateway looks, as often for one subscriber as for all of them together, and not at all while there is none. Every item has a `cursor`: given as `after`, it goes on there. The first item tells how well it is looked at.",
});

/** What `fields` of an input type is handed. */
export type InputFields = Parameters<Parameters<typeof builder.inputType>[1]["fields"]>[0];
