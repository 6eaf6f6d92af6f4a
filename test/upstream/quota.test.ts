import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { awsQuotas } from "../support/quotas.ts";
import { runLoad } from "./load.ts";

/** A minute of virtual time with hundreds of requests takes seconds of a busy machine. */
const patience = { timeout: 90_000 };

describe("a thousand clients who ask for more than there is", () => {
  it.each([1, 2, 3])(
    "exceed no quota in any second, and use what there is (seed %i)",
    patience,
    async (seed) => {
      const outcomes = await runLoad({
        seed,
        clients: 1_000,
        durationMs: 10_000,
        share: 0.8,
        longestDelayMs: 140,
      });
      for (const { operation, limit, quota, mostInASecond, used, throttles } of outcomes) {
        expect({ operation, throttles }).toEqual({ operation, throttles: 0 });
        expect(mostInASecond).toBeLessThanOrEqual(limit);
        expect(limit).toBe(Math.floor(quota * 0.8));
        expect(used).toBeGreaterThanOrEqual(0.85);
      }
    },
  );
});

/** Asks for the endpoints of so many stages, a request for each, and does not wait. */
function askForEndpoints(gateway: Gateway, arns: readonly string[]) {
  return arns.map((arn) =>
    gateway.query("query ($arn: Arn!) { stage(arn: $arn) { endpoints { whip } } }", { arn }),
  );
}

const createStages = ({ emulator }: Gateway, count: number) =>
  Array.from({ length: count }, (_, index) => emulator.stages.create({ name: `s${index}` }).arn);

const codesOf = (answers: readonly { errors: readonly { extensions: object }[] | undefined }[]) =>
  answers.flatMap(({ errors }) => errors?.map(({ extensions }) => Reflect.get(extensions, "code")) ?? []);

describe("a read that waits for the quota", () => {
  it("is answered when its turn comes, and AWS never throttles", async () => {
    const gateway = await startGateway({ env: awsQuotas });
    const arns = createStages(gateway, 20);
    const startedAt = gateway.clock.monotonic();
    const { data, errors } = await gateway.query("{ stages { nodes { endpoints { whip } } } }");
    expect(errors).toBeUndefined();
    expect(data.stages.nodes).toHaveLength(arns.length);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 20 });
    expect(gateway.clock.monotonic() - startedAt).toBe(4_750);
    expect(gateway.logged.filter(({ outcome }) => outcome === "UPSTREAM_THROTTLED")).toEqual([]);
  });

  it("that cannot be had before its deadline fails at once, and is had when it comes back as told", async () => {
    const gateway = await startGateway({ env: awsQuotas, time: "still" });
    const [arn = "", ...arns] = createStages(gateway, 80);
    const waiting = askForEndpoints(gateway, arns);
    await gateway.clock.settle();
    const refused = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect(refused.errors).toMatchObject([
      { path: ["stage"], extensions: { code: "UPSTREAM_THROTTLED", retryable: true } },
    ]);
    expect(gateway.clock.monotonic()).toBe(1_000);
    const retryAfterMs = Number(refused.errors?.[0]?.extensions["retryAfterMs"]);
    expect(retryAfterMs).toBeGreaterThan(15_000);
    expect(retryAfterMs).toBeLessThan(20_000);

    await gateway.clock.advance(retryAfterMs);
    const answers = await Promise.all(waiting);
    const refusals = codesOf(answers);
    expect(new Set(refusals)).toEqual(new Set(["UPSTREAM_THROTTLED"]));
    expect(answers.length - refusals.length).toBeGreaterThanOrEqual(59);
    expect(gateway.emulator.calls["GetStage"]).toBe(answers.length - refusals.length);

    const again = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect(again.data).toEqual({ stage: { name: "s0" } });
    expect(gateway.clock.monotonic()).toBe(1_000 + retryAfterMs);
  });

  it("gives its place up when its client goes away", async () => {
    const gateway = await startGateway({ env: awsQuotas, time: "still" });
    const arns = createStages(gateway, 5);
    const aborter = new AbortController();
    const body = (arn: string) => JSON.stringify({ query: `{ stage(arn: "${arn}") { name } }` });
    const headers = { "content-type": "application/json" };
    const kept = arns
      .slice(0, 3)
      .map((arn) => gateway.fetch("/graphql", { method: "POST", headers, body: body(arn) }));
    await gateway.clock.settle();
    const gone = arns
      .slice(3)
      .map((arn) =>
        gateway
          .fetch("/graphql", { method: "POST", headers, body: body(arn), signal: aborter.signal })
          .catch(() => "gone"),
      );
    await gateway.clock.settle();
    expect(gateway.app.activity()).toMatchObject({ upstreamCalls: 0, waitingCalls: 2 });
    aborter.abort();
    expect(await Promise.all(gone)).toEqual(["gone", "gone"]);
    await Promise.all(kept);
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
    await gateway.clock.advance(5_000);
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
    expect(gateway.emulator.calls).toEqual({ GetStage: 3 });
  });
});

describe("an answer", () => {
  const headers = { "x-upstream-cost": "true" };

  it("tells what it cost: calls, waiting, repetitions and what was predicted", async () => {
    const gateway = await startGateway({ env: awsQuotas });
    createStages(gateway, 4);
    gateway.emulator.inject({ operation: "ListStages", kind: "reset", when: "before" });
    const { data, extensions } = await gateway.query("{ stages { nodes { name endpoints { whip } } } }");
    expect(data.stages.nodes).toHaveLength(4);
    expect(extensions.upstream).toEqual({
      calls: { ListStages: 2, GetStage: 4 },
      hits: {},
      coalesced: {},
      stale: {},
      waitedMs: 750,
      retries: 1,
      predicted: expect.objectContaining({ total: 21 }),
    });
    expect(await stateOfGetStage(gateway)).toEqual({
      operation: "GetStage",
      callsPerSecond: 5,
      limitPerSecond: 4,
      usedInLastSecond: 4,
      reducedCallsPerSecond: null,
      calls: 4,
      waits: 1,
      waitedMs: 750,
      refusals: 0,
      throttles: 0,
      retries: 0,
      predicted: 20,
      waiting: { control: 0, interactive: 0, background: 0 },
    });
  });

  it("tells it in production to who asks for it", async () => {
    const env = { NODE_ENV: "production", IVS_GRAPHQL_BACKEND: "emulator" };
    const gateway = await startGateway({ env });
    expect((await gateway.query("{ stages { nodes { name } } }")).extensions).toBeUndefined();
    expect((await gateway.query("{ stages { nodes { name } } }", {}, headers)).extensions).toMatchObject({
      upstream: { calls: { ListStages: 1 } },
    });
  });
});

describe("an operation that needs more calls than can be had before its deadline", () => {
  it("is refused before any call", async () => {
    const env = { ...awsQuotas, IVS_GRAPHQL_REQUEST_DEADLINE_MS: "5000" };
    const gateway = await startGateway({ env });
    createStages(gateway, 3);
    const ask = (first: number) =>
      gateway.query("query ($first: Int) { stages(first: $first) { nodes { endpoints { whip } } } }", {
        first,
      });
    const refused = await ask(21);
    expect(refused.status).toBe(400);
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: "QUERY_TOO_EXPENSIVE",
      operation: "GetStage",
      limit: 20,
    });
    expect(gateway.emulator.calls).toEqual({});
    expect((await ask(20)).errors).toBeUndefined();
  });
});

describe("a mutation", () => {
  it("goes before 500 reads that wait, and so do the reads of its payload", patience, async () => {
    const gateway = await startGateway({ env: awsQuotas, time: "still" });
    const [arn = "", ...arns] = createStages(gateway, 501);
    const reads = askForEndpoints(gateway, arns);
    await gateway.clock.advance(3_333);
    gateway.emulator.resetCalls();
    let took: number | undefined;
    const startedAt = gateway.clock.monotonic();
    const answer = gateway
      .query(
        `mutation ($arn: Arn!) { updateStage(input: { arn: $arn, name: "first" }) {
           ... on UpdateStagePayload { stage { name sessions { nodes { stage { endpoints { whip } } } } endpoints { whip } } } } }`,
        { arn },
      )
      .finally(() => (took = gateway.clock.monotonic() - startedAt));
    await gateway.clock.advance(500);
    expect(took).toBeLessThanOrEqual(500);
    const { data, errors } = await answer;
    expect(errors).toBeUndefined();
    expect(data.updateStage.stage).toMatchObject({ name: "first", endpoints: { whip: expect.any(String) } });
    await gateway.clock.advance(20_000);
    await Promise.all(reads);
  });
});

/** A call of somebody else with the account's credentials. */
async function steal({ emulator }: Gateway, arn: string): Promise<number> {
  const scope = `20260701/${emulator.region}/ivs/aws4_request`;
  const { status } = await fetch(`${emulator.url}/GetStage`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `AWS4-HMAC-SHA256 Credential=x/${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ arn }),
  });
  return status;
}

async function stateOfGetStage(gateway: Gateway) {
  const { data } = await gateway.query(
    `{ upstream { operations(names: ["GetStage"]) {
         operation callsPerSecond limitPerSecond usedInLastSecond reducedCallsPerSecond
         calls waits waitedMs refusals throttles retries predicted waiting { control interactive background } } } }`,
  );
  return data.upstream.operations[0];
}

describe("another tool that uses the same account", () => {
  it(
    "costs throttles that halve the rate; what is left is used, and the rest comes back when it ends",
    patience,
    async () => {
      const gateway = await startGateway({
        env: { ...awsQuotas, IVS_GRAPHQL_QUOTA_SHARE: "1" },
        time: "still",
      });
      const arns = createStages(gateway, 400);
      const stolen: Promise<number>[] = [];
      const stopStealing = gateway.clock.every(1_000, () => {
        for (let call = 0; call < 3; call += 1) stolen.push(steal(gateway, arns[0] ?? ""));
      });
      let answered = 0;
      let isOver = false;
      const client = async (index: number) => {
        while (!isOver) {
          const [answer] = await Promise.all(askForEndpoints(gateway, [arns[index] ?? ""]));
          const retryAfterMs = answer?.errors?.[0]?.extensions["retryAfterMs"];
          if (typeof retryAfterMs === "number") await gateway.clock.sleep(retryAfterMs);
          else answered += 1;
        }
      };
      const clients = Array.from({ length: 12 }, (_, index) => client(index));
      await gateway.clock.advance(10_000);
      answered = 0;
      await gateway.clock.advance(60_000);
      const { throttles } = await stateOfGetStage(gateway);
      expect(answered).toBeGreaterThanOrEqual(0.6 * 2 * 60);
      expect(throttles).toBeLessThanOrEqual(40);

      stopStealing();
      await gateway.clock.advance(16_000);
      answered = 0;
      await gateway.clock.advance(10_000);
      expect(answered).toBeGreaterThanOrEqual(0.85 * 5 * 10);
      expect((await stateOfGetStage(gateway)).reducedCallsPerSecond).toBeNull();
      isOver = true;
      await gateway.clock.advance(10_000);
      await Promise.all([...clients, ...stolen]);
    },
  );
});
