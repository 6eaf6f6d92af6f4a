import {
  buildSchema,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  printSchema,
  validate,
} from "graphql";
import { describe, expect, it } from "vitest";

import { costOf } from "../../src/graph/cost.ts";
import { createSubgraph } from "../../src/graph/federation.ts";
import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { declaredGraph, printGraph, schema } from "../../src/graph/index.ts";
import { createPredictor } from "../../src/graph/predict.ts";
import { readExamples } from "../../src/server/examples.ts";
import { createListSizes } from "../../src/upstream/list-size.ts";
import { cases } from "../queries/cases.ts";
import { dryRun } from "../queries/predicted.ts";
import { worldSettings } from "../queries/world.ts";
import { startGateway } from "../support/gateway.ts";
import { transports } from "../support/listeners.ts";
import { tokenKeyEnv } from "../support/token-key.ts";

const env = { IVS_GRAPHQL_PREFIX: "Live" };
const graphWith = (prefix: string) => createSubgraph(declaredGraph, { prefix });
const live = graphWith("Live");

/** Data as it comes from the prefixed graph. */
function prefixed(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(prefixed);
  if (typeof data === "string") return schema.getType(data) && !data.startsWith("Ivs") ? `Live${data}` : data;
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, prefixed(value)]));
}

/** The same operation with every root field under its old name as alias. */
const aliased = (query: string) =>
  live
    .spell(query)
    .replaceAll(
      /(?<![\w$:]\s?)\blive([A-Z])(\w*)(?=\s*[({])/g,
      (field, first: string, rest: string) => `${first.toLowerCase()}${rest}: ${field}`,
    );

/** What an operation could cost on the graph without a prefix. */
function predictedWithout(query: string, variables: Record<string, unknown>) {
  const lengths = { listSizes: createListSizes(), furtherPages: 5 };
  const document = parse(query);
  const operation = getOperationAST(document);
  return (
    operation &&
    createPredictor(graphWith("").schema, lengths)({ document, operation, variables })?.byOperation
  );
}

describe("a graph without a prefix", () => {
  it("is served as the domains declare it", () => {
    expect(printGraph(graphWith("").api)).toBe(printGraph());
  });
});

describe("a prefix", () => {
  const named = (name: string) => live.api.getType(name);

  it("stands before every noun of AWS, and before nothing else", () => {
    const types = Object.values(live.api.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
    const composed = types.filter(
      (type) =>
        isObjectType(type) ||
        isInterfaceType(type) ||
        isUnionType(type) ||
        isEnumType(type) ||
        isInputObjectType(type),
    );
    expect(composed.length).toBeGreaterThan(150);
    const bare = composed.map(({ name }) => name).filter((name) => !/^(?:Live|Ivs)[A-Z]/.test(name));
    expect(bare.toSorted()).toEqual(["Mutation", "Node", "PageInfo", "Query", "Subscription"]);
    expect(
      ["Arn", "DateTime", "IvsTag", "LiveStage", "LiveStageEdge", "LiveTaggable"].filter(
        (name) => !named(name),
      ),
    ).toEqual([]);
  });

  it("stands before every root field but those of Relay", () => {
    const fields = [
      live.api.getQueryType(),
      live.api.getMutationType(),
      live.api.getSubscriptionType(),
    ].flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect(fields).toEqual(expect.arrayContaining(["liveStage", "liveCreateStage", "liveStageEvents"]));
    expect(fields.filter((name) => !/^live[A-Z]/.test(name)).toSorted()).toEqual(["node", "nodes"]);
  });

  it.each([
    ["Ivs", "IvsStage", "ivsStage"],
    ["AWS", "AWSStage", "awsStage"],
    ["AWSLive", "AWSLiveStage", "awsLiveStage"],
    ["V2", "V2Stage", "v2Stage"],
  ])("of %s makes %s and %s", (prefix, type, field) => {
    const { api } = graphWith(prefix);
    expect(api.getType(type)).toBeDefined();
    expect(api.getQueryType()?.getFields()[field]).toBeDefined();
  });

  it("keeps what every field costs, and everything else that is declared of it", () => {
    const extensionsOf = (graph: typeof schema) =>
      Object.values(graph.getTypeMap())
        .filter((type) => isObjectType(type))
        .map((type) =>
          Object.values(type.getFields()).map(({ extensions, ...field }) => [
            costOf({ extensions, ...field }),
            Object.keys(extensions),
          ]),
        )
        .filter((fields) => fields.length > 0);
    const of = (graph: typeof schema) =>
      new Set(
        extensionsOf(graph)
          .flat()
          .map(([cost]) => cost),
      );
    expect(of(live.api)).toEqual(of(schema));
    expect(extensionsOf(live.api).flat()).toHaveLength(extensionsOf(schema).flat().length);
  });

  it("leaves the graph that it is put before as it was", () => {
    const before = printSchema(schema);
    graphWith("Other");
    expect(printSchema(schema)).toBe(before);
  });

  it.each(["live", "Live-", "1st", "Abcdefghijklmnopqrstuvwxyz"])(
    "of %s is refused at the start",
    async (prefix) => {
      await expect(startGateway({ env: { IVS_GRAPHQL_PREFIX: prefix } })).rejects.toThrow(
        "IVS_GRAPHQL_PREFIX must be",
      );
    },
  );
});

describe("what is served with a prefix", () => {
  it.each(cases.filter(({ atMost }) => !atMost).map((each) => [each.name, each] as const))(
    "answers the same for the same calls and the same prediction: %s",
    async (_name, { query, calls, prepare }) => {
      const limit = { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "10000" };
      const gateway = await startGateway({ settings: worldSettings, env: { ...limit, ...env } });
      const world = await prepare(gateway.emulator);
      const variables = prefixed(world.variables) as Record<string, unknown>;
      const { predicted } = (await gateway.query(aliased(query), variables, dryRun)).extensions.upstream;
      expect(predicted.byOperation).toEqual(predictedWithout(query, world.variables));
      const { data, errors } = await gateway.query(aliased(query), variables);
      expect(errors).toBeUndefined();
      expect(data).toEqual(prefixed(world.data));
      expect(gateway.emulator.calls).toEqual(calls);
    },
  );

  it("answers a mutation with the members of its union", async () => {
    const gateway = await startGateway({ env });
    const mutation =
      "mutation ($input: LiveCreateStageInput!) { liveCreateStage(input: $input) { __typename ... on LiveCreateStagePayload { stage { name } } ... on IvsError { code } } }";
    const made = await gateway.query(mutation, { input: { name: "show" } });
    expect(made.data.liveCreateStage).toEqual({
      __typename: "LiveCreateStagePayload",
      stage: { name: "show" },
    });
    const refused = await gateway.query(mutation, { input: { name: "no/slash" } });
    expect(refused.data.liveCreateStage).toEqual({
      __typename: "IvsValidationError",
      code: "BAD_USER_INPUT",
    });
    expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
  });

  it("counts what takes something away as that, and audits it under the name that AWS knows", async () => {
    const gateway = await startGateway({ env: { ...env, IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE: "1" } });
    const remove = async () => {
      const { arn } = gateway.emulator.stages.create({});
      return gateway.query(
        "mutation ($arn: Arn!) { gone: liveDeleteStage(input: { arn: $arn }) { __typename } }",
        { arn },
      );
    };
    expect((await remove()).data).toEqual({ gone: { __typename: "LiveDeleteStagePayload" } });
    const { status, errors } = await remove();
    expect([status, errors?.[0]?.extensions]).toMatchObject([
      429,
      { code: "RATE_LIMITED", of: "destructive" },
    ]);
    expect(gateway.audited.map(({ mutation, field }) => [mutation, field])).toEqual([
      ["deleteStage", "gone"],
      ["deleteStage", "gone"],
    ]);
  });

  it.each(transports)("subscribes over %s, and goes on after a cursor", async (_name, listen) => {
    const gateway = await startGateway({ env, time: "still" });
    const { arn } = gateway.emulator.stages.create({ name: "show" });
    const query =
      "subscription ($arn: Arn!, $after: String) { liveStageEvents(stageArn: $arn, after: $after) { __typename cursor stage { name } ... on LiveParticipantEventOccurred { event { name participant { userId } } } } }";
    const first = await listen(gateway, query, { arn });
    await gateway.clock.advance(2_000);
    gateway.emulator.stages.stage(arn).join({ userId: "ann" });
    await gateway.clock.advance(5_000);
    const joined = (items: readonly { __typename: string; event?: object }[]) =>
      items
        .filter(({ __typename }) => __typename === "LiveParticipantEventOccurred")
        .map(({ event }) => event);
    expect(first.answers.flatMap(({ errors = [] }) => errors as unknown[])).toEqual([]);
    expect(joined(first.items)).toEqual([{ name: "JOINED", participant: { userId: "ann" } }]);
    expect(first.items.map(({ __typename }) => __typename)).toContain("IvsFeedStatus");
    const { cursor } = first.items.at(-1);
    first.leave();
    gateway.emulator.stages.stage(arn).join({ userId: "ben" });
    const second = await listen(gateway, query, { arn, after: cursor });
    await gateway.clock.advance(5_000);
    expect(joined(second.items)).toEqual([{ name: "JOINED", participant: { userId: "ben" } }]);
  });

  it("keeps global ids as they are without one", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({ name: "show" });
    const id = encodeGlobalId("Stage", arn);
    const { data } = await gateway.query("query ($id: ID!) { node(id: $id) { __typename id } }", { id });
    expect(data.node).toEqual({ __typename: "LiveStage", id });
  });

  it("does not know the names without it, in representations neither", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({});
    const ask = (typename: string) =>
      gateway.query(
        "query ($of: [_Any!]!) { _entities(representations: $of) { ... on LiveStage { arn } } }",
        {
          of: [{ __typename: typename, arn }],
        },
      );
    expect((await ask("Stage")).errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
    expect((await ask("LiveStage")).data).toEqual({ _entities: [{ arn }] });
  });

  it.each([
    [{ __typename: "LiveStage" }, "A LiveStage is named by arn, or by id."],
    [{ __typename: "LiveStage", id: "none" }, "This is not the global id of a LiveStage."],
    [{ __typename: "LiveStageEndpoints" }, '"LiveStageEndpoints" is no type that can be referred to.'],
  ])("says what is wrong with the representation %j in its own names", async (representation, message) => {
    const gateway = await startGateway({ env });
    const { errors } = await gateway.query(
      "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }",
      { of: [representation] },
    );
    expect(errors?.map((error) => error.message)).toEqual([message]);
  });
});

describe("the examples under a prefix", () => {
  const examples = readExamples().map(({ name, query }) => [name, query] as const);
  const isLive = (query: string) => /^subscription /m.test(query);

  it.each(examples)("%s is respelled and keeps its comments", (_name, query) => {
    const spelled = live.spell(query);
    const comments = (text: string) => text.split("\n").filter((line) => line.startsWith("#"));
    expect(comments(spelled)).toEqual(comments(query));
    expect(validate(buildSchema(printGraph(live.api)), parse(spelled))).toEqual([]);
  });

  it.each(examples.filter(([, query]) => !isLive(query)))("%s runs", async (_name, query) => {
    const gateway = await startGateway({
      env: { ...env, ...tokenKeyEnv, IVS_GRAPHQL_EMULATOR_SCENARIO: "show" },
    });
    const { errors, data } = await gateway.query(live.spell(query));
    expect(errors).toBeUndefined();
    expect(Object.values(data)).not.toContain(null);
  });

  it("open in GraphiQL in the names that are served", async () => {
    const gateway = await startGateway({ env });
    const page = await gateway.fetch("/graphql", { headers: { accept: "text/html" } });
    const [start = ""] = /\/graphiql\/start\.[^"]+/.exec(page.text) ?? [];
    const { text } = await gateway.fetch(start);
    expect(text).toContain("liveStages");
    expect(text).not.toMatch(/\bstages\(first/);
  });

  it("are what a browser that comes to / is sent to, as the page there knows no prefix", async () => {
    const gateway = await startGateway({ env });
    const { status, headers } = await gateway.fetch("/", {
      headers: { accept: "text/html" },
      redirect: "manual",
    });
    expect([status, headers.get("location")]).toEqual([302, "/graphql"]);
    expect((await gateway.fetch("/schema.graphql")).text).toBe(printGraph(live.api));
  });
});
