import { buildClientSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from "graphql";
import { beforeEach, describe, expect, it } from "vitest";

import { readConfig } from "../../src/config.ts";
import { createSubgraph } from "../../src/graph/federation.ts";
import { declaredGraph } from "../../src/graph/index.ts";
import { createPredictor } from "../../src/graph/predict.ts";
import { readLimits } from "../../src/limits.ts";
import { createLog } from "../../src/log.ts";
import { createDocuments } from "../../src/server/documents.ts";
import { createRates } from "../../src/server/rates.ts";
import { createGraphqlHandler } from "../../src/server/yoga.ts";
import { createListSizes } from "../../src/upstream/list-size.ts";
import { createViewer, loopbackViewer, scopes, type Viewer } from "../../src/viewer.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { contextsOn } from "../support/viewer-context.ts";

const { schema } = createSubgraph(declaredGraph);
const silent = createLog({ level: "silent" });
const reader = createViewer({
  id: "reader",
  scopes: new Set(scopes.filter((scope) => scope !== "introspect")),
});

let gateway: Gateway;
let ask: (viewer: Viewer, query: string, variables?: object) => Promise<Answer>;
interface Answer {
  status: number;
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

beforeEach(async () => {
  gateway = await startGateway();
  const limits = readLimits(readConfig({}));
  const contextOf = await contextsOn(gateway);
  const handler = createGraphqlHandler({
    schema,
    createContext: ({ viewer }) => contextOf(viewer),
    predict: createPredictor(schema, { listSizes: createListSizes(), furtherPages: 5 }),
    upstreamCallsOf: () => 40,
    readOnly: false,
    trusted: undefined,
    rates: createRates({ limits: limits.rates, clock: gateway.clock }),
    mostInTime: () => 1_000,
    costAlwaysShown: false,
    limits,
    documents: createDocuments(limits.document, limits.errors),
    streaming: [],
    log: silent,
  });
  ask = async (viewer, query, variables) => {
    const body = JSON.stringify({ query, variables });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const response = await handler.fetch("http://localhost/graphql", init, { viewer, log: silent } as never);
    return { status: response.status, ...((await response.json()) as object) };
  };
});

describe("a viewer with the scope introspect", () => {
  it("reads the whole schema, with what routers ask", async () => {
    const { status, text } = await gateway.fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }) }),
    });
    const { data } = JSON.parse(text) as { data: Parameters<typeof buildClientSchema>[0] };
    expect(status).toBe(200);
    expect(printSchema(lexicographicSortSchema(buildClientSchema(data)))).toBe(
      printSchema(lexicographicSortSchema(schema)),
    );
  });

  it("is told what was probably meant", async () => {
    const { errors } = await ask(loopbackViewer, "{ stags { nodes { id } } }");
    expect(errors?.[0]?.message).toMatch(/Did you mean "stage/);
  });
});

describe("a viewer without the scope introspect", () => {
  it.each([
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Stage") { name } }',
    "{ ...A } fragment A on Query { ... { hidden: __schema { types { name } } } }",
    "{ __schema @skip(if: true) { types { name } } }",
    "mutation { __schema { types { name } } }",
  ])("is refused %s", async (document) => {
    const { status, data, errors } = await ask(reader, document);
    expect([status, data, errors?.[0]?.extensions]).toEqual([
      403,
      undefined,
      { code: "FORBIDDEN", scope: "introspect" },
    ]);
  });

  it("may ask for __typename, at the root as well", async () => {
    const { arn } = gateway.emulator.stages.create({ name: "a" });
    const { data } = await ask(reader, `{ __typename stage(arn: "${arn}") { __typename name } }`);
    expect(data).toEqual({ __typename: "Query", stage: { __typename: "Stage", name: "a" } });
  });

  it.each([
    ["a field", "{ stags { nodes { id } } }", {}],
    ["an argument", "{ stages(frist: 1) { nodes { id } } }", {}],
    ["a type", '{ node(id: "a") { ... on Stag { name } } }', {}],
    [
      "an enum value",
      "{ stages { nodes { participants(filter: { state: CONNECTE }) { nodes { userId } } } } }",
      {},
    ],
    ["an input field", '{ stages(filter: { nam: { eq: "a" } }) { nodes { id } } }', {}],
    [
      "an input field in a variable",
      "query ($filter: StageFilter) { stages(filter: $filter) { nodes { id } } }",
      { filter: { liv: true } },
    ],
  ])("gets no suggestion for %s that is not there", async (_what, document, variables) => {
    const { status, errors } = await ask(reader, document, variables);
    expect(status).toBe(400);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    expect(JSON.stringify((await ask(loopbackViewer, document, variables)).errors)).toMatch(/did you mean/i);
    expect(JSON.stringify((await ask(reader, document, variables)).errors)).not.toMatch(/did you mean/i);
  });
});
