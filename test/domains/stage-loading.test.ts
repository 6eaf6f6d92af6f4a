import { describe, expect, it } from "vitest";

import type { EmulatorSettings } from "../../src/emulator/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const unthrottled: { settings: Partial<EmulatorSettings> } = { settings: { throttle: "off" } };

const document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { arn name } } }";

const globalId = (arn: string) => Buffer.from(`Stage:${arn}`).toString("base64url");

function createStages(gateway: Gateway, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => gateway.emulator.stages.create({ name: `s${index}` }).arn,
  );
}

/** Asks for the stages by id and expects each; returns what it cost. */
async function costOf(gateway: Gateway, arns: readonly string[]): Promise<object> {
  gateway.emulator.resetCalls();
  const { data, errors } = await gateway.query(document, { ids: arns.map(globalId) });
  expect(errors).toBeUndefined();
  expect(data.nodes.map((node: { arn: string } | null) => node?.arn)).toEqual(arns);
  return gateway.emulator.calls;
}

describe("many stages by key", () => {
  it("cost a GetStage each while the list may be longer than they are many", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = createStages(gateway, 10);
    expect(await costOf(gateway, arns)).toEqual({ GetStage: 10 });
  });

  it("cost the pages of ListStages when those are fewer", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = createStages(gateway, 250);
    expect(await costOf(gateway, arns)).toEqual({ ListStages: 3 });
  });

  it("cost fewer calls once the list was seen to be short", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = createStages(gateway, 20);
    expect(await costOf(gateway, arns)).toEqual({ ListStages: 1 });
    expect(await costOf(gateway, arns.slice(0, 2))).toEqual({ ListStages: 1 });
    expect(await costOf(gateway, arns.slice(0, 1))).toEqual({ GetStage: 1 });
  });

  it("never cost more than twice their number when the list has grown", async () => {
    const gateway = await startGateway(unthrottled);
    const first = createStages(gateway, 20);
    await costOf(gateway, first);
    createStages(gateway, 400);
    const last = createStages(gateway, 3);
    expect(await costOf(gateway, last)).toEqual({ ListStages: 2, GetStage: 3 });
    expect(await costOf(gateway, last)).toEqual({ GetStage: 3 });
  });

  it("are found in any order of the list", async () => {
    const gateway = await startGateway({ settings: { throttle: "off", listOrder: "shuffled" } });
    const arns = createStages(gateway, 120);
    expect(await costOf(gateway, arns.toReversed())).toEqual({ ListStages: 2 });
  });

  it("ask once for equal keys, and not at all for what a page has shown", async () => {
    const gateway = await startGateway(unthrottled);
    const [arn = ""] = createStages(gateway, 3);
    const { data } = await gateway.query(
      "query ($arn: Arn!, $id: ID!) { stage(arn: $arn) { name } again: stage(arn: $arn) { id tags { key } } node(id: $id) { ... on Stage { name } } }",
      { arn, id: globalId(arn) },
    );
    expect(data).toEqual({
      stage: { name: "s0" },
      again: { id: globalId(arn), tags: [] },
      node: { name: "s0" },
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("fail one by one when their page fails in the middle of the list", async () => {
    const gateway = await startGateway({ ...unthrottled, env: { IVS_GRAPHQL_MAX_ERRORS: "1000" } });
    const arns = createStages(gateway, 150);
    const stop = gateway.emulator.inject({ operation: "ListStages", kind: "latency", ms: 0 });
    gateway.emulator.inject({
      operation: "ListStages",
      kind: "error",
      type: "InternalServerException",
      status: 500,
      times: 2,
    });
    const { data, errors } = await gateway.query(document, { ids: arns.map(globalId) });
    stop();
    const found = data.nodes.filter((node: unknown) => node !== null);
    expect(found).toHaveLength(100);
    expect(errors).toHaveLength(50);
    expect(errors?.[0]).toMatchObject({
      path: ["nodes", expect.any(Number)],
      extensions: { code: "UPSTREAM_UNAVAILABLE" },
    });
    expect(gateway.emulator.calls).toEqual({ ListStages: 3 });
  });

  it("stop reading a list whose page tokens go round in a circle", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = createStages(gateway, 12);
    const body = JSON.stringify({ stages: [], nextToken: "again" });
    gateway.emulator.inject({ operation: "ListStages", kind: "html", status: 200, body, times: 2 });
    expect(await costOf(gateway, arns)).toEqual({ ListStages: 2, GetStage: 12 });
  });
});
