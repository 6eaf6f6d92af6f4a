import { performance } from "node:perf_hooks";

import { describe, expect, it } from "vitest";

import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const arn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefgh1234";
const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index)).join(" ");
const links = (depth: number) =>
  Array.from({ length: depth - 2 }, (_, index) => (index % 2 === 0 ? "activeSession" : "stage"));
const nested = (depth: number) =>
  `{ stage(arn: "${arn}") { ${links(depth)
    .map((name) => `${name} { `)
    .join("")} __typename ${" }".repeat(depth - 2)} } }`;
const doubling = (count: number) =>
  `{ ...F0 } ${many(count, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F${count} on Query { __typename }`;
const circular = (count: number) =>
  `{ ...F0 } ${many(count, (index) => `fragment F${index} on Query { ${many(7, (step) => `...F${(index + step) % count}`)} }`)}`;

const atLimits: readonly [string, string][] = [
  ["15 levels", nested(15)],
  ["30 aliases", `{ upstream { ${many(30, (index) => `a${index}: region`)} region: region } }`],
  ["20 directives", `{ upstream { region ${many(20, () => "... @include(if: true) { region }")} } }`],
  ["20 root fields", `{ ${many(20, () => "__typename")} }`],
];

const overLimits: readonly [what: string, document: string, limit: number, found: number][] = [
  ["tokens", `{ ${many(1_500, () => "__typename")} }`, 1_500, 1_501],
  ["selections", `{ upstream { ${many(400, () => "region")} } }`, 400, 401],
  ["depth", nested(16), 15, 16],
  ["aliases", `{ upstream { ${many(31, (index) => `a${index}: region`)} } }`, 30, 31],
  ["directives", `{ upstream { ${many(21, () => "... @include(if: true) { region }")} } }`, 20, 21],
  ["rootFields", `{ ${many(21, () => "__typename")} }`, 20, 21],
];

async function refusalOf(gateway: Gateway, document: string, variables = {}) {
  const { status, data, errors } = await gateway.query(document, variables);
  expect(data).toBeUndefined();
  expect(gateway.emulator.calls).toEqual({});
  return { status, ...errors?.[0]?.extensions };
}

describe("a document", () => {
  it.each(atLimits)("with %s is answered", async (_what, document) => {
    const gateway = await startGateway();
    const { status, errors } = await gateway.query(document);
    expect([status, errors]).toEqual([200, undefined]);
  });

  it.each(overLimits)("with too many %s is refused before any call", async (what, document, limit, found) => {
    const gateway = await startGateway();
    const refusal = { status: 413, code: "QUERY_TOO_LARGE", what, limit, found };
    expect(await refusalOf(gateway, document)).toEqual(refusal);
    for (const accept of ["application/json", "application/graphql-response+json", "text/event-stream"]) {
      const headers = { accept, "x-requested-with": "test" };
      const { status, text } = await gateway.fetch(`/graphql?query=${encodeURIComponent(document)}`, {
        headers,
      });
      // A URL of this length is more than the headers may be.
      if (status === 431) continue;
      expect([status, text]).toEqual([413, expect.stringContaining(`"what":"${what}"`)]);
    }
  });

  it.each([
    ["IVS_GRAPHQL_MAX_TOKENS", "10", "{ a: __typename b: __typename c: __typename d: __typename }"],
    ["IVS_GRAPHQL_MAX_SELECTIONS", "1", "{ upstream { region } }"],
    ["IVS_GRAPHQL_MAX_DEPTH", "1", "{ upstream { region } }"],
    ["IVS_GRAPHQL_MAX_ALIASES", "0", "{ a: __typename }"],
    ["IVS_GRAPHQL_MAX_DIRECTIVES", "0", "{ __typename @skip(if: false) }"],
    ["IVS_GRAPHQL_MAX_ROOT_FIELDS", "1", "{ __typename upstream { region } }"],
  ])("is held to what %s says", async (setting, value, document) => {
    const gateway = await startGateway({ env: { [setting]: value } });
    expect(await refusalOf(gateway, document)).toMatchObject({ status: 413, limit: Number(value) });
  });

  it("is measured with its fragments spelled out, wherever they stand", async () => {
    const gateway = await startGateway();
    const fragment = "fragment Twenty on IvsUpstream";
    const spread = `{ ${many(11, (index) => `a${index}: upstream { ...Twenty }`)} } ${fragment} { ${many(40, () => "region")} }`;
    expect(await refusalOf(gateway, spread)).toMatchObject({ what: "selections", found: 451 });
    const aliased = `{ ${many(8, (index) => `a${index}: upstream { ...Twenty }`)} } ${fragment} { ${many(4, (index) => `b${index}: region`)} }`;
    expect(await refusalOf(gateway, aliased)).toMatchObject({ what: "aliases", found: 40 });
    const rooted = `{ ...R } fragment R on Query { ... { ${many(21, () => "__typename")} } }`;
    expect(await refusalOf(gateway, rooted)).toMatchObject({ what: "rootFields", found: 21 });
  });

  it("is refused for an operation in it that is not the one to run", async () => {
    const gateway = await startGateway();
    const body = `query A { __typename } query B { ${many(21, () => "__typename")} }`;
    const { status } = await gateway.fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: body, operationName: "A" }),
    });
    expect(status).toBe(413);
  });
});

describe("a list of ids", () => {
  const ask = (gateway: Gateway, ids: readonly string[]) =>
    gateway.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });

  it("of as many as a body holds costs as little as the list that they stand in", async () => {
    const gateway = await startGateway();
    const ids = Array.from({ length: 900 }, (_, index) => encodeGlobalId("Stage", `${arn}${index}`));
    const { status, data } = await ask(gateway, ids);
    expect([status, new Set(data.nodes)]).toEqual([200, new Set([null])]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });

  it("of 10,000 is larger than a body may be", async () => {
    const gateway = await startGateway();
    const { status, errors } = await ask(
      gateway,
      Array.from({ length: 10_000 }, () => "c3RhZ2U6YQ"),
    );
    expect([status, errors?.[0]?.extensions["code"]]).toEqual([413, "QUERY_TOO_LARGE"]);
  });

  it("of 1,488 in the document is as long as one may be", async () => {
    const gateway = await startGateway();
    const listing = (count: number) => `{ nodes(ids: [${many(count, () => '"a"')}]) { id } }`;
    expect((await gateway.query(listing(1_488))).errors?.[0]?.extensions["what"]).toBeUndefined();
    expect((await gateway.query(listing(1_489))).errors?.[0]?.extensions["what"]).toBe("tokens");
  });
});

describe("an attack by a document", () => {
  const quarter = encodeGlobalId("Stage", arn);
  const attacks: readonly [what: string, document: string, status: number, variables?: object][] = [
    [
      "a million calls",
      "{stages(first:100){nodes{sessions(first:100){nodes{participants(first:100){nodes{protocol}}}}}}}",
      400,
    ],
    ["fragments that double", doubling(100), 413],
    [
      "fragments that double in the dark",
      doubling(100).replace("{ __typename }", "{ __typename @skip(if: true) }"),
      413,
    ],
    ["a circle of fragments", circular(40), 400],
    ["a fragment in itself", "{ ...A } fragment A on Query { ...A }", 400],
    ["overlapping fields", `{ ${many(18, () => `stages { ${many(20, () => "nodes { name }")} }`)} }`, 413],
    [
      "overlapping fields in fragments",
      `{ stages { nodes { ${many(90, (index) => `...F${index}`)} } } } ${many(90, (index) => `fragment F${index} on Stage { a: name a: arn a: id }`)}`,
      413,
    ],
    ["aliases of one field", `{ ${many(1_000, (index) => `a${index}: __typename`)} }`, 413],
    ["one field again and again", `{ ${many(1_400, () => "__typename")} }`, 413],
    ["one directive again and again", `{ __typename ${"@skip(if: false) ".repeat(200)} }`, 413],
    ["unknown directives", `{ __typename ${many(1_000, () => "@a")} }`, 413],
    ["deep literals", `{ nodes(ids: ${"[".repeat(700)}${"]".repeat(700)}) { id } }`, 400],
    ["deeper literals", `{ nodes(ids: ${"[".repeat(40_000)}${"]".repeat(40_000)}) { id } }`, 413],
    ["deep objects", `{ stages(filter: ${"{a:".repeat(400)}1${"}".repeat(400)}) { nodes { id } } }`, 413],
    [
      "a deep variable",
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
      400,
      { ids: JSON.parse(`${"[".repeat(4_000)}${"]".repeat(4_000)}`) as unknown },
    ],
    ["a long list of ids", `{ nodes(ids: [${many(10_000, () => '"a"')}]) { id } }`, 413],
    [
      "a long list under every alias",
      `query ($ids: [ID!]!) { ${many(20, (index) => `a${index}: nodes(ids: $ids) { id }`)} }`,
      413,
      { ids: Array.from({ length: 1_000 }, () => quarter) },
    ],
    [
      "introspection of introspection",
      "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
      400,
    ],
    [
      "a type of a million nested lists",
      `query ($a: ${"[".repeat(1_000)}ID${"]".repeat(1_000)}) { __typename }`,
      413,
    ],
    ["a name of 90,000 letters", `{ ${"a".repeat(90_000)} }`, 400],
    ["a string without an end", `{ node(id: "${"a".repeat(90_000)} }`, 400],
    ["a block string of quotes", `{ node(id: """${'\\"""'.repeat(10_000)}""") { id } }`, 200],
    ["NUL and lone surrogates", '{ node(id: "\\u0000\\uD800") { id } }', 400],
    ["variables that nobody needs", `query (${many(400, (index) => `$a${index}: ID`)}) { __typename }`, 413],
    ["more operations than one runs", many(300, (index) => `query Q${index} { __typename }`), 400],
    ["a subscription", "subscription { __typename }", 400],
    ["a definition of a type", "type Query { a: Int }", 400],
  ];
  it.each(attacks)(
    "%s is refused, and no fault of ours",
    async (_what, document, expected, variables = {}) => {
      const gateway = await startGateway();
      const { status, errors } = await gateway.query(document, variables as Record<string, unknown>);
      expect([status, errors?.map(({ extensions }) => extensions["code"])]).toEqual([
        expected,
        expect.anything(),
      ]);
      expect(JSON.stringify(errors)).not.toContain("INTERNAL");
      expect(gateway.emulator.calls).toEqual({});
    },
  );

  it("takes less than half a second, for the dearest documents within the limits", async () => {
    const gateway = await startGateway();
    const dearest = [
      `{ ${many(13, () => `stages { ${many(14, () => "nodes { name }")} }`)} }`,
      `{ stages { nodes { ${many(90, (index) => `...F${index}`)} } } } ${many(90, (index) => `fragment F${index} on Stage { name arn id asOf }`)}`,
      circular(40),
    ];
    for (const document of dearest) {
      const times: number[] = [];
      for (let run = 0; run < 3; run += 1) {
        const startedAt = performance.now();
        await gateway.query(`${document} #${run}`);
        times.push(performance.now() - startedAt);
      }
      expect(Math.min(...times)).toBeLessThan(500);
    }
  });
});

describe("the errors of an answer", () => {
  it("are five, the last of which counts the others by their code", async () => {
    const gateway = await startGateway();
    const stages = Array.from({ length: 8 }, (_, index) =>
      gateway.emulator.stages.create({ name: `s${index}` }),
    );
    gateway.emulator.inject({
      operation: "GetStage",
      kind: "error",
      type: "ConflictException",
      status: 409,
      times: 8,
    });
    const { status, data, errors } = await gateway.query(
      `{ ${stages.map((stage, index) => `a${index}: stage(arn: "${stage.arn}") { endpoints { whip } }`).join(" ")} }`,
    );
    expect([status, Object.keys(data as object)]).toEqual([200, expect.any(Array)]);
    expect(errors).toHaveLength(5);
    expect(errors?.map(({ extensions }) => extensions["omitted"])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { CONFLICT: 3 },
    ]);
  });

  it("are five when validation finds more, or as many as was set", async () => {
    const wrong = `{ ${many(15, (index) => `wrong${index}`)} }`;
    const gateway = await startGateway();
    expect((await gateway.query(wrong)).errors).toHaveLength(5);
    const strict = await startGateway({ env: { IVS_GRAPHQL_MAX_ERRORS: "1" } });
    const { status, errors } = await strict.query(wrong);
    expect([status, errors?.length, errors?.[0]?.extensions]).toEqual([
      400,
      1,
      { code: "GRAPHQL_VALIDATION_FAILED" },
    ]);
  });
});

describe("an answer that becomes too long", () => {
  const env = { IVS_GRAPHQL_MAX_ANSWER_BYTES: "5000" };
  const createStages = ({ emulator }: Gateway, count: number) => {
    for (let index = 0; index < count; index += 1) emulator.stages.create({ name: `stage-${index}` });
  };

  it("is broken off while it is made", async () => {
    const gateway = await startGateway({ env });
    createStages(gateway, 100);
    const document = `{ stages(first: 100) { nodes { name arn id } } }`;
    const { status, data, errors } = await gateway.query(document);
    expect([status, data, errors?.map(({ extensions }) => extensions)]).toEqual([
      413,
      undefined,
      [{ code: "QUERY_TOO_LARGE", what: "answerBytes", limit: 5_000 }],
    ]);
    expect(
      (await gateway.query("{ stages(first: 10) { nodes { name arn id } } }")).data.stages.nodes,
    ).toHaveLength(10);
  });

  it("is broken off where the same is asked for under one id again and again", async () => {
    const gateway = await startGateway();
    const { arn: known } = gateway.emulator.stages.create({ name: "n".repeat(128) });
    const ids = Array.from({ length: 900 }, () => encodeGlobalId("Stage", known));
    const document = `query ($ids: [ID!]!) { ${many(3, (index) => `a${index}: nodes(ids: $ids) { ... on Stage { ${many(9, (field) => `b${field}${"long".repeat(40)}: name`)} } }`)} }`;
    const { status, errors } = await gateway.query(document, { ids });
    expect([status, errors?.[0]?.extensions["what"]]).toEqual([413, "answerBytes"]);
  });
});

describe("a list of nothing but faults", () => {
  it("is answered with the first twenty of them", async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: Array.from({ length: 20_000 }, () => "x"),
    });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions["faults"]).toHaveLength(20);
    expect(errors?.[0]?.message).toMatch(/ There are 19980 more\.$/);
    expect(JSON.stringify(errors).length).toBeLessThan(5_000);
    expect(gateway.emulator.calls).toEqual({});
  });
});
