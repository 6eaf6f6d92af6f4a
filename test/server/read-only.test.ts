import { expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

const arn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefgh1234";

it("every mutation is refused before any call when the gateway only reads", async () => {
  const gateway = await startGateway({ env: { IVS_GRAPHQL_READ_ONLY: "true" } });
  for (const document of [
    `mutation { deleteStage(input: { arn: "${arn}" }) { __typename } }`,
    `mutation { ...A } fragment A on Mutation { a: createStage(input: {}) { __typename } }`,
    "mutation { __typename }",
  ]) {
    const { status, data, errors } = await gateway.query(document);
    expect([status, data, errors?.[0]?.extensions]).toEqual([
      403,
      undefined,
      { code: "FORBIDDEN", readOnly: true },
    ]);
    const stream = await gateway.fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ query: document }),
    });
    expect([stream.status, stream.text]).toEqual([403, expect.stringContaining("FORBIDDEN")]);
  }
  expect(gateway.emulator.calls).toEqual({});
  expect((await gateway.query("{ stages { nodes { name } } }")).status).toBe(200);
});

it("requests of operators may cost more than those of others", async () => {
  const query = "{ stages(first: 50) { nodes { endpoints { whip } } } }";
  const usual = await startGateway({ env: { IVS_GRAPHQL_OPERATORS: "alice" } });
  expect((await usual.query(query)).errors?.[0]?.extensions).toMatchObject({ cost: 51, limit: 40 });
  const operator = await startGateway({ env: { IVS_GRAPHQL_OPERATORS: "alice, loopback" } });
  expect((await operator.query(query)).status).toBe(200);
  const much = "{ stages(first: 100) { nodes { endpoints { whip } compositions { nodes { arn } } } } }";
  expect((await operator.query(much)).errors?.[0]?.extensions).toMatchObject({ cost: 201, limit: 200 });
});
