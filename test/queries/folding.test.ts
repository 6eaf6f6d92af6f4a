import { describe, expect, it } from "vitest";

import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import type { Calls } from "./case.ts";

const stageCount = 1_000;
const pageCount = 10;
const callMs = 100;
const getsPerSecond = 5;

const document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { arn name } } }";

/** An account with a thousand stages, each call to which takes a while. */
async function startLargeAccount() {
  const gateway = await startGateway({ settings: { throttle: "off", latencyMs: callMs } });
  const arns = Array.from(
    { length: stageCount },
    (_, index) => gateway.emulator.stages.create({ name: `stage-${index}` }).arn,
  );
  return { gateway, arns };
}

/** `count` of them, the last of the list among them. */
const spread = (arns: readonly string[], count: number) =>
  arns.filter((_, index) => (index + 1) % Math.floor(stageCount / count) === 0).slice(-count);

/** Asks for the stages by id and expects each; says what it cost and how long it took. */
async function read(gateway: Gateway, arns: readonly string[]): Promise<{ calls: Calls; tookMs: number }> {
  const { clock, emulator } = gateway;
  emulator.resetCalls();
  const startedAt = clock.monotonic();
  let tookMs: number | undefined;
  const ids = arns.map((arn) => encodeGlobalId("Stage", arn));
  const asked = gateway.query(document, { ids }).finally(() => (tookMs = clock.monotonic() - startedAt));
  while (tookMs === undefined) await clock.advance(callMs / 10);
  const { data, errors } = await asked;
  expect(errors).toBeUndefined();
  expect(data.nodes.map((node: { arn: string } | null) => node?.arn)).toEqual(arns);
  return { calls: emulator.calls, tookMs };
}

/** How long Gets take when each starts as soon as AWS's quota lets it. */
const getsMs = (count: number) => Math.floor((count - 1) / getsPerSecond) * 1_000 + callMs;

describe("stages by key in an account of a thousand", () => {
  const counts = [2, 5, 10, 11, 25, 100];

  it.each(counts)(
    "cost the lesser of their number and of the pages before the list was read: %i",
    async (count) => {
      const { gateway, arns } = await startLargeAccount();
      const { calls } = await read(gateway, spread(arns, count));
      expect(calls).toEqual(count <= pageCount ? { GetStage: count } : { ListStages: pageCount });
    },
  );

  it("cost the lesser of their number and of the pages after the list was read", async () => {
    const { gateway, arns } = await startLargeAccount();
    expect((await read(gateway, arns)).calls).toEqual({ ListStages: pageCount });
    for (const count of counts) {
      const { calls } = await read(gateway, spread(arns, count));
      expect(calls).toEqual(count <= pageCount ? { GetStage: count } : { ListStages: pageCount });
    }
  });

  it("cost no page beyond the one that shows the last of them", async () => {
    const { gateway, arns } = await startLargeAccount();
    expect((await read(gateway, arns.slice(0, 11))).calls).toEqual({ ListStages: 1 });
    expect((await read(gateway, arns.slice(180, 220))).calls).toEqual({ ListStages: 3 });
  });

  it("are there no later than Gets within AWS's quota", async () => {
    const { gateway, arns } = await startLargeAccount();
    for (const count of counts) {
      const { tookMs } = await read(gateway, spread(arns, count));
      expect(tookMs).toBeLessThanOrEqual(getsMs(count));
    }
  });

  it("take a call's time each page, as a page's token comes with the page before", async () => {
    const { gateway, arns } = await startLargeAccount();
    expect((await read(gateway, spread(arns, 10))).tookMs).toBe(callMs);
    expect((await read(gateway, spread(arns, 11))).tookMs).toBe(pageCount * callMs);
  });

  it("are asked for singly where a few pages would take longer than a few Gets", async () => {
    const { gateway, arns } = await startLargeAccount();
    for (const arn of arns.slice(250)) gateway.emulator.stages.stage(arn).delete();
    const known = arns.slice(0, 250);
    expect((await read(gateway, known)).calls).toEqual({ ListStages: 3 });
    expect(await read(gateway, known.slice(-4))).toEqual({ calls: { GetStage: 4 }, tookMs: callMs });
    expect((await read(gateway, known.slice(-6))).calls).toEqual({ ListStages: 3 });
  });
});
