import { readFileSync } from "node:fs";

import {
  buildASTSchema,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  validateSchema,
} from "graphql";
import { describe, expect, it } from "vitest";

import { createSubgraph, type SubgraphOptions } from "../../src/graph/federation.ts";
import { declaredGraph, schema } from "../../src/graph/index.ts";
import { startGateway } from "../support/gateway.ts";

const sdlOf = (options?: SubgraphOptions) => createSubgraph(declaredGraph, options).sdl;

/** The directives on object types, by the name of the type. */
function marksOf(sdl: string): Record<string, string[]> {
  const types = parse(sdl).definitions.filter(
    (each): each is ObjectTypeDefinitionNode => each.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  return Object.fromEntries(
    types
      .filter(({ directives = [] }) => directives.length > 0)
      .map(({ name, directives = [] }) => [name.value, directives.map((directive) => print(directive))]),
  );
}

/** The SDL with what federation defines by itself. */
function withFederation(sdl: string): DocumentNode {
  return parse(`
    directive @link(url: String!, import: [String!]) repeatable on SCHEMA
    directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
    directive @shareable on OBJECT | FIELD_DEFINITION
    schema { query: Query mutation: Mutation subscription: Subscription }
    ${sdl}`);
}

const bothKeys = (fields: string) => [`@key(fields: "${fields}")`, '@key(fields: "id")'];

describe("the published subgraph", () => {
  it("is the one in schema/subgraph.graphql (npm run schema writes it)", () => {
    const file = new URL("../../schema/subgraph.graphql", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(sdlOf());
  });

  it("is a valid schema, together with the directives of federation", () => {
    const options = { prefix: "Live", userEntity: { type: "User", key: "id", keyType: "ID" as const } };
    for (const sdl of [sdlOf(), sdlOf(options)])
      expect(validateSchema(buildASTSchema(withFederation(sdl)))).toEqual([]);
  });

  it("is what the server tells a router, under _service", async () => {
    const gateway = await startGateway();
    const { data } = await gateway.query("{ _service { sdl } }");
    expect(data._service.sdl).toBe(sdlOf());
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("of the directives of federation the subgraph uses", () => {
  it("@link, of the lowest version that has the others, and subscriptions", () => {
    const [extension] = parse(sdlOf()).definitions;
    expect(extension && print(extension)).toBe(
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.4", import: ["@key", "@shareable"])',
    );
  });

  it("@key, of one field and of several, repeated, and @shareable", () => {
    expect(marksOf(sdlOf())).toEqual({
      Stage: bothKeys("arn"),
      StageSession: bothKeys("stageArn sessionId"),
      Participant: bothKeys("stageArn sessionId participantId"),
      Composition: bothKeys("arn"),
      EncoderConfiguration: bothKeys("arn"),
      StorageConfiguration: bothKeys("arn"),
      IngestConfiguration: bothKeys("arn"),
      PublicKey: bothKeys("arn"),
      PageInfo: ["@shareable"],
    });
  });

  it("@key that is not resolvable, on the users of another subgraph", () => {
    const userEntity = { type: "Account", key: "sub", keyType: "String" } as const;
    const sdl = sdlOf({ userEntity });
    expect(marksOf(sdl)).toMatchObject({ Account: ['@key(fields: "sub", resolvable: false)'] });
    const { definitions } = parse(sdl);
    const account = definitions.find((each) => "name" in each && each.name?.value === "Account");
    expect(account && print(account)).toMatch(/\n {2}sub: String!\n}$/);
  });

  it("no other: what is printed beside is @oneOf, which composers do not know by themselves", () => {
    const used = [
      ...sdlOf()
        .replaceAll(/"""[\s\S]*?"""/g, "")
        .matchAll(/@\w+/g),
    ].map(([name]) => name);
    expect([...new Set(used)].toSorted()).toEqual(["@key", "@link", "@oneOf", "@shareable"]);
    expect(sdlOf()).toContain("directive @oneOf on INPUT_OBJECT\n");
    expect(sdlOf()).toContain("input CompositionLayoutInput @oneOf {");
  });
});

describe("the subgraph", () => {
  const queriesOf = (sdl: string) => {
    const query = parse(sdl).definitions.find(
      (each): each is ObjectTypeDefinitionNode =>
        each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === "Query",
    );
    return query?.fields?.map(({ name }) => name.value) ?? [];
  };

  it("leaves out node and nodes, which one subgraph may own, unless it is told to be the one", () => {
    const all = Object.keys(schema.getQueryType()?.getFields() ?? {}).toSorted();
    expect(queriesOf(sdlOf())).toEqual(all.filter((name) => !["node", "nodes"].includes(name)));
    expect(queriesOf(sdlOf({ offersNode: true }))).toEqual(all);
  });

  it("declares nothing that composers add by themselves", () => {
    expect(sdlOf()).not.toMatch(/_entities|_service|_Any|_Entity/);
  });
});
