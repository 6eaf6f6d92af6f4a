import {
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLSchemaConfig,
  GraphQLString,
  graphql,
  isObjectType,
} from "graphql";
import { expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";
import { enforceRules, needs, reveals, ruleOf } from "../../src/graph/rule.ts";
import { Secret } from "../../src/secret.ts";
import { createViewer, type Scope } from "../../src/viewer.ts";

const text = { type: GraphQLString };
const root = (name: string, fields: ConstructorParameters<typeof GraphQLObjectType>[0]["fields"]) =>
  new GraphQLObjectType({ name, fields });
const allowed = { ...text, extensions: needs("ivs:read") };

it.each<[string, GraphQLSchemaConfig, string]>([
  ["a query", { query: root("Query", { open: text, closed: allowed }) }, "Query.open"],
  [
    "a mutation",
    { query: root("Query", { closed: allowed }), mutation: root("Mutation", { act: text }) },
    "Mutation.act",
  ],
  [
    "a subscription",
    { query: root("Query", { closed: allowed }), subscription: root("Subscription", { see: text }) },
    "Subscription.see",
  ],
  ...["token", "participantToken", "streamKey", "clientSecret", "password", "privateKey"].map(
    (name): [string, GraphQLSchemaConfig, string] => [
      `a field called ${name}`,
      {
        query: root("Query", {
          thing: {
            type: root("Thing", { [name]: { type: new GraphQLNonNull(GraphQLString) } }),
            extensions: needs("ivs:read"),
          },
        }),
      },
      `Thing.${name}`,
    ],
  ),
])("a schema does not build when nothing says who may ask for %s", (_name, config, field) => {
  expect(() => enforceRules(new GraphQLSchema(config))).toThrow(`Nothing says who may ask for ${field}:`);
});

it("a field is held to its rule before its resolver runs, and what it reveals is a mask without one", async () => {
  let asked = 0;
  const resolve = () => {
    asked += 1;
    return Promise.resolve(new Secret("hunter2"));
  };
  const made = enforceRules(
    new GraphQLSchema({
      query: root("Query", {
        shown: { ...text, resolve, extensions: reveals("ivs:streamkey:read") },
        masked: { ...text, resolve, extensions: needs("ivs:streamkey:read") },
      }),
    }),
  );
  const ask = (...scopes: Scope[]) =>
    graphql({
      schema: made,
      source: "{ shown masked }",
      contextValue: { viewer: createViewer({ id: "a", scopes: new Set(scopes) }) },
    });
  const refused = await ask("ivs:read");
  expect(refused.data).toEqual({ shown: null, masked: null });
  expect(refused.errors?.map(({ message }) => message)).toEqual([
    "This needs the scope ivs:streamkey:read.",
    "This needs the scope ivs:streamkey:read.",
  ]);
  expect(asked).toBe(0);
  expect((await ask("ivs:streamkey:read")).data).toEqual({ shown: "hunter2", masked: "[secret]" });
});

it("the graph says of each of its secrets who may see it", () => {
  const revealing = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => ruleOf(field)?.reveals)
          .map((field) => `${type.name}.${field.name}: ${ruleOf(field)?.scope}`)
      : [],
  );
  expect(revealing.toSorted()).toEqual([
    "IngestConfiguration.streamKey: ivs:streamkey:read",
    "ParticipantToken.token: ivs:token:create",
    "RedundantIngestCredential.streamKey: ivs:streamkey:read",
  ]);
});
