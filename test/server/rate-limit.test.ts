import { describe, expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createRates } from "../../src/server/rates.ts";
import { createViewerNamed } from "../support/viewers.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const typename = "{ __typename }";
const cached = { IVS_GRAPHQL_CACHE_BYTES: "64000000" };

async function statuses(gateway: Gateway, count: number, query = typename): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent += 1) found.push((await gateway.query(query)).status);
  return found;
}

describe("the requests of a viewer", () => {
  it("are refused above so many a second, with when to come back", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_REQUESTS_PER_SECOND: "4" }, time: "still" });
    expect(await statuses(gateway, 4)).toEqual([200, 200, 200, 200]);
    const { status, headers, data, errors } = await gateway.query(typename);
    expect([status, data, headers.get("retry-after")]).toEqual([429, undefined, "1"]);
    expect(errors?.[0]?.extensions).toEqual({
      code: "RATE_LIMITED",
      retryable: true,
      limit: 4,
      per: 1_000,
      of: "request",
      retryAfterMs: 250,
    });
    await gateway.clock.advance(250);
    expect(await statuses(gateway, 2)).toEqual([200, 429]);
  });

  it.each([
    ["GET", `/graphql?query=${typename}`, { headers: { accept: "application/json" } }],
    ["SSE", `/graphql?query=${typename}`, { headers: { accept: "text/event-stream" } }],
    [
      "what is no operation",
      "/graphql",
      { method: "POST", headers: { "content-type": "application/json" }, body: "{" },
    ],
  ])("count as %s too", async (_what, path, init) => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_REQUESTS_PER_SECOND: "2" }, time: "still" });
    await gateway.fetch(path, init);
    await gateway.fetch(path, init);
    const { status, text } = await gateway.fetch(path, init);
    expect([status, text]).toEqual([429, expect.stringContaining("RATE_LIMITED")]);
    expect((await gateway.query(typename)).status).toBe(429);
    expect((await gateway.fetch("/live")).status).toBe(200);
  });

  it("count when they are answered from memory", async () => {
    const env = { ...cached, IVS_GRAPHQL_REQUESTS_PER_SECOND: "3" };
    const gateway = await startGateway({ env, time: "still" });
    const query = "{ stages { nodes { name } } }";
    expect(await statuses(gateway, 5, query)).toEqual([200, 200, 200, 429, 429]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });
});

describe("the calls to AWS of a viewer's requests", () => {
  const three = "{ stages(first: 2) { nodes { endpoints { whip } } } }";
  const start = (limit: string, env = {}) =>
    startGateway({ env: { IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: limit, ...env } });

  it("are set aside as predicted and counted as they were made", async () => {
    const gateway = await start("8");
    gateway.emulator.stages.create({ name: "only" });
    // Two calls each, where three are predicted.
    expect((await gateway.query(three)).extensions.upstream.predicted.total).toBe(3);
    expect(await statuses(gateway, 3, three)).toEqual([200, 200, 429]);
    const { errors } = await gateway.query(three);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "RATE_LIMITED",
      of: "upstream",
      retryAfterMs: expect.any(Number),
    });
    expect(gateway.emulator.calls).toEqual({ ListStages: 3, GetStage: 3 });
    await gateway.clock.advance(60_000);
    expect((await gateway.query(three)).status).toBe(200);
  });

  it("are none for what is known", async () => {
    const gateway = await start("5", cached);
    gateway.emulator.stages.create({ name: "only" });
    const document = (index: number) => `query Q${index} ${three}`;
    for (let asked = 0; asked < 10; asked += 1)
      expect((await gateway.query(document(asked))).status).toBe(200);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 1 });
  });

  it("are set aside for requests that go on at the same time", async () => {
    const gateway = await startGateway({
      env: { IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: "6" },
      time: "still",
    });
    gateway.emulator.inject({ operation: "ListStages", kind: "latency", ms: 1_000 });
    const asked = Array.from({ length: 4 }, () => gateway.query(three));
    await gateway.clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429]);
  });
});

describe("the deletions and disconnections of a viewer", () => {
  const env = { IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE: "10" };
  const deleting = (arns: readonly string[]) =>
    `mutation { ...D } fragment D on Mutation { ${arns.map((arn, index) => `d${index}: deleteStage(input: { arn: "${arn}" }) { __typename }`).join(" ")} }`;
  const create = ({ emulator }: Gateway, count: number) =>
    Array.from({ length: count }, (_, index) => emulator.stages.create({ name: `s${index}` }).arn);

  it("are refused above ten a minute, before any of a request is done", async () => {
    const gateway = await startGateway({ env, settings: { throttle: "off" } });
    const arns = create(gateway, 12);
    expect((await gateway.query(deleting(arns.slice(0, 8)))).status).toBe(200);
    const { status, headers, errors } = await gateway.query(deleting(arns.slice(8)));
    expect([status, errors?.[0]?.extensions["of"], Number(headers.get("retry-after"))]).toEqual([
      429,
      "destructive",
      expect.toSatisfy((seconds: number) => seconds > 10 && seconds <= 12),
    ]);
    expect(gateway.emulator.calls).toEqual({ DeleteStage: 8 });
    await gateway.clock.advance(12_000);
    expect((await gateway.query(deleting(arns.slice(8)))).status).toBe(200);
    expect(gateway.emulator.calls).toEqual({ DeleteStage: 12 });
  });

  it("do not hold up other mutations", async () => {
    const gateway = await startGateway({ env, settings: { throttle: "off" } });
    await gateway.query(deleting(create(gateway, 10)));
    expect((await gateway.query(deleting(create(gateway, 1)))).status).toBe(429);
    expect((await gateway.query("mutation { createStage(input: {}) { __typename } }")).status).toBe(200);
  });
});

describe("the viewers that are remembered", () => {
  const limits = { requestsPerSecond: 2, upstreamCallsPerMinute: 0, destructiveMutationsPerMinute: 0 };

  it("are held to their rates one by one", () => {
    const rates = createRates({ limits, clock: createManualClock(0) });
    const [ann, ben] = [createViewerNamed("ann"), createViewerNamed("ben")];
    rates.request(ann);
    rates.request(ann);
    expect(() => rates.request(ann)).toThrow("2 requests a second");
    rates.request(ben);
  });

  it("are so many at most, and the one that was not seen for longest is forgotten", () => {
    const rates = createRates({ limits, clock: createManualClock(0), capacity: 2 });
    const [ann, ben, cid] = ["ann", "ben", "cid"].map(createViewerNamed) as [never, never, never];
    for (const viewer of [ann, ann, ben, ben]) rates.request(viewer);
    expect(() => rates.request(ann)).toThrow("requests");
    rates.request(cid);
    expect(() => rates.request(ann)).toThrow("requests");
    expect(() => rates.request(ben)).not.toThrow();
  });
});
