import { describe, expect, it } from "vitest";

import { getOperationAST, parse } from "graphql";

import { schema } from "../../src/graph/index.ts";
import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { createPredictor } from "../../src/graph/predict.ts";
import { createListSizes } from "../../src/upstream/list-size.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const dryRun = { "x-dry-run": "true" };
const withLimit = (limit: number) => ({ IVS_GRAPHQL_MAX_UPSTREAM_CALLS: String(limit) });
const million =
  "{stages(first:100){nodes{sessions(first:100){nodes{participants(first:100){nodes{protocol}}}}}}}";

const createStages = ({ emulator }: Gateway, count: number) =>
  Array.from({ length: count }, (_, index) => emulator.stages.create({ name: `s${index}` }).arn);

/** What it returns, or throws. */
function outcomeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe("an operation that could cost more than a request may", () => {
  it("is refused before any call, with what causes it", async () => {
    const gateway = await startGateway();
    const { status, data, errors } = await gateway.query(million);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors?.[0]?.message).toBe(
      "This could cost 1010101 calls to AWS, and one request may cost 40. Most of them are caused by stages.nodes.sessions.nodes.participants.nodes.protocol.",
    );
    expect(errors?.[0]?.extensions).toEqual({
      code: "QUERY_TOO_EXPENSIVE",
      cost: 1_010_101,
      limit: 40,
      byOperation: {
        ListStages: 1,
        ListStageSessions: 100,
        ListParticipants: 10_000,
        GetParticipant: 1_000_000,
      },
      fields: [
        { path: "stages.nodes.sessions.nodes.participants.nodes.protocol", calls: 1_000_000 },
        { path: "stages.nodes.sessions.nodes.participants", calls: 10_000 },
        { path: "stages.nodes.sessions", calls: 100 },
        { path: "stages", calls: 1 },
      ],
    });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("is told of the ten fields that cause most", async () => {
    const gateway = await startGateway();
    const fields = Array.from(
      { length: 12 },
      (_, index) => `a${index}: stages(first: ${index + 1}) { nodes { endpoints { whip } } }`,
    );
    const { errors } = await gateway.query(`{ ${fields.join(" ")} }`);
    const told = errors?.[0]?.extensions["fields"] as { path: string; calls: number }[];
    expect(told.map(({ calls }) => calls)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(told[0]).toEqual({ path: "a11.nodes.endpoints", calls: 12 });
  });

  it.each(["application/json", "application/graphql-response+json", "text/event-stream"])(
    "is refused over %s alike",
    async (accept) => {
      const gateway = await startGateway();
      const { status, text } = await gateway.fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept },
        body: JSON.stringify({ query: million }),
      });
      expect(text).toContain("QUERY_TOO_EXPENSIVE");
      expect(status).toBe(400);
      const get = await gateway.fetch(`/graphql?query=${encodeURIComponent(million)}`, {
        headers: { accept },
      });
      expect(get.text).toContain("QUERY_TOO_EXPENSIVE");
      expect(gateway.emulator.calls).toEqual({});
    },
  );

  it("is executed up to the limit, and no further", async () => {
    const query = "{ stages(first: 4) { nodes { endpoints { whip } } } }";
    const enough = await startGateway({ env: withLimit(5) });
    createStages(enough, 4);
    expect((await enough.query(query)).errors).toBeUndefined();
    expect(enough.emulator.calls).toEqual({ ListStages: 1, GetStage: 4 });

    const tooFew = await startGateway({ env: withLimit(4) });
    createStages(tooFew, 4);
    const { status, errors } = await tooFew.query(query);
    expect([status, errors?.[0]?.extensions]).toMatchObject([
      400,
      { code: "QUERY_TOO_EXPENSIVE", cost: 5, limit: 4 },
    ]);
    expect(tooFew.emulator.calls).toEqual({});
  });

  it("writes nothing when it is a mutation, not even its first field", async () => {
    const gateway = await startGateway({ env: withLimit(2) });
    const { status, errors } = await gateway.query(
      `mutation { ${["a", "b", "c"].map((name) => `${name}: createStage(input: { name: "${name}" }) { __typename }`).join(" ")} }`,
    );
    expect([status, errors?.[0]?.extensions["cost"]]).toEqual([400, 3]);
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a request that costs more than was predicted", () => {
  it("has those fields refused that come after its last call", async () => {
    const gateway = await startGateway({ env: withLimit(10), settings: { throttle: "off" } });
    const ask = (arns: readonly string[], headers = {}) =>
      gateway.query(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { name } } }",
        { ids: arns.map((arn) => encodeGlobalId("Stage", arn)) },
        headers,
      );
    await ask(createStages(gateway, 11));
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });

    // The list, a page when it was read last, is four now, and what is asked for stands on the last of them.
    const added = createStages(gateway, 300).slice(-12);
    expect((await ask(added, dryRun)).extensions.upstream.predicted.total).toBe(5);
    gateway.emulator.resetCalls();
    const { status, data, errors } = await ask(added);
    expect(status).toBe(200);
    expect(gateway.emulator.calls).toEqual({ ListStages: 2, GetStage: 8 });
    expect(data.nodes.filter((node: object | null) => node !== null)).toHaveLength(8);
    expect(errors).toHaveLength(4);
    expect(errors?.[0]).toMatchObject({
      message: "GetStage was not called: the request has cost the 10 calls that one may.",
      extensions: { code: "QUERY_TOO_EXPENSIVE", operation: "GetStage", limit: 10 },
    });
  });
});

describe("a dry run", () => {
  it("answers what an operation could cost, and does nothing", async () => {
    const gateway = await startGateway();
    createStages(gateway, 1);
    const { status, data, errors, extensions } = await gateway.query(
      "query ($first: Int!) { stages(first: $first) { nodes { name endpoints { whip } } } }",
      { first: 3 },
      dryRun,
    );
    expect([status, data, errors]).toEqual([200, null, undefined]);
    expect(extensions).toEqual({
      upstream: {
        predicted: {
          total: 4,
          byOperation: { ListStages: 1, GetStage: 3 },
          fields: [
            { path: "stages.nodes.endpoints", calls: 3 },
            { path: "stages", calls: 1 },
          ],
          limit: 40,
        },
      },
    });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("says what is too expensive, and is no error", async () => {
    const gateway = await startGateway();
    const { status, errors, extensions } = await gateway.query(million, {}, dryRun);
    expect([status, errors]).toEqual([200, undefined]);
    expect(extensions.upstream.predicted).toMatchObject({ total: 1_010_101, limit: 40 });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("writes nothing", async () => {
    const gateway = await startGateway();
    const { extensions } = await gateway.query(
      'mutation { createStage(input: { name: "a" }) { __typename } }',
      {},
      dryRun,
    );
    expect(extensions.upstream.predicted).toMatchObject({ total: 1, byOperation: { CreateStage: 1 } });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("complains of variables as an execution does", async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(
      "query ($first: Int!) { stages(first: $first) { nodes { name } } }",
      { first: "three" },
      dryRun,
    );
    expect(errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
  });

  it("is asked for by true, and by nothing else", async () => {
    const gateway = await startGateway();
    const { data, extensions } = await gateway.query(
      "{ stages { nodes { name } } }",
      {},
      { "x-dry-run": "false" },
    );
    expect(data).toEqual({ stages: { nodes: [] } });
    expect(extensions.upstream.calls).toEqual({ ListStages: 1 });
  });
});

describe("a header that is meant for a dry run", () => {
  it.each(["TRUE", "1", "yes", "", "true, true"])("is not taken for leave to run it: %j", async (value) => {
    const gateway = await startGateway();
    const { status, errors } = await gateway.query(
      "mutation { createStage(input: {}) { __typename } }",
      {},
      { "x-dry-run": value },
    );
    expect([status, errors?.[0]?.extensions["code"]]).toEqual([400, "BAD_USER_INPUT"]);
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("an operation that grows when its fragments are spelled out", () => {
  const doubling = (count: number) =>
    `{ ...F0 } ${Array.from({ length: count }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`).join(" ")} fragment F${count} on Query { stages { nodes { name } } }`;

  const env = { IVS_GRAPHQL_MAX_SELECTIONS: "100000", IVS_GRAPHQL_MAX_ROOT_FIELDS: "10000" };

  it("is refused when it grows out of sight", async () => {
    const gateway = await startGateway({ env });
    const { status, errors } = await gateway.query(doubling(12));
    expect([status, errors?.[0]?.extensions]).toEqual([
      413,
      { code: "QUERY_TOO_LARGE", what: "fields", limit: 5_000 },
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("is executed when it does not", async () => {
    const gateway = await startGateway({ env });
    expect((await gateway.query(doubling(8))).data).toEqual({ stages: { nodes: [] } });
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });

  const arn = "arn:aws:ivs:us-west-2:123456789012:stage/a";
  const links = Array.from(
    { length: 60 },
    (_, index) =>
      `fragment F${index} on Stage { a: activeSession { stage { ...F${index + 1} } } b: activeSession { stage { ...F${index + 1} } } }`,
  );
  const ids = Array.from({ length: 1_000 }, (_, index) => encodeGlobalId("Stage", `${arn}${index}`));
  it.each([
    ["fragments that double", doubling(1_000), {}],
    [
      "fragments that double below objects",
      `{ stage(arn: "${arn}") { ...F0 } } ${links.join(" ")} fragment F60 on Stage { name }`,
      {},
    ],
    [
      "aliases",
      `query ($arn: Arn!) { ${Array.from({ length: 3_000 }, (_, index) => `a${index}: stage(arn: $arn) { name }`).join(" ")} }`,
      { arn },
    ],
    [
      "aliases with long lists",
      `query ($ids: [ID!]!) { ${Array.from({ length: 500 }, (_, index) => `a${index}: nodes(ids: $ids) { id }`).join(" ")} }`,
      { ids },
    ],
  ])("is broken off, for %s within the body limit", (_what, document, variables) => {
    const predict = createPredictor(schema, { listSizes: createListSizes(), furtherPages: 5 });
    const parsed = parse(document);
    const operation = getOperationAST(parsed);
    expect(document.length + JSON.stringify(variables).length).toBeLessThan(100_000);
    const outcome = outcomeOf(() => operation && predict({ document: parsed, operation, variables }));
    expect(outcome).toMatchObject({ code: "QUERY_TOO_LARGE" });
  });
});
