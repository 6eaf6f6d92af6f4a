import { UpdateStageCommand } from "@aws-sdk/client-ivs-realtime";
import { describe, expect, it } from "vitest";

import { createClient } from "../../src/upstream/client.ts";
import { survey } from "../../src/upstream/survey.ts";
import { createViewer, type Scope } from "../../src/viewer.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createIngestConfiguration } from "../support/ingest.ts";
import { awsQuotas } from "../support/quotas.ts";
import { contextsOn } from "../support/viewer-context.ts";
import { openAccount } from "./account.ts";

const cached = { IVS_GRAPHQL_CACHE_BYTES: "64000000" };

const nested = `query ($arn: Arn!) { stage(arn: $arn) { name asOf stale endpoints { whip }
  activeSession { startTime participants { nodes { userId state attributes { key value } } } }
  compositions { nodes { arn } } ingestConfigurations { nodes { arn } } } stages { nodes { name } } }`;

const nameOf = "query ($arn: Arn!) { stage(arn: $arn) { name asOf stale } }";

async function gatewayWithStage(env: Record<string, string> = {}, time: "flows" | "still" = "flows") {
  const gateway = await startGateway({ env: { ...cached, ...env }, time });
  const { arn } = gateway.emulator.stages.create({ name: "target" });
  return { gateway, arn };
}

const counted = async (gateway: Gateway, operation: string) => {
  const { data } = await gateway.query(
    `{ upstream { operations(names: ["${operation}"]) { hits misses coalesced stale dropped } } }`,
  );
  return data.upstream.operations[0] as Record<"hits" | "misses" | "coalesced" | "stale" | "dropped", number>;
};

describe("an answer that was had a moment ago", () => {
  it("is had again for nothing, and tells its true age, until its lifetime is over", async () => {
    const { gateway, arn } = await gatewayWithStage();
    const first = await gateway.query(nameOf, { arn });
    await gateway.clock.advance(1_999);
    const again = await gateway.query(nameOf, { arn });
    expect(again.data).toEqual(first.data);
    expect(again.data.stage.stale).toBe(false);
    expect(again.extensions.upstream).toMatchObject({ calls: {}, hits: { GetStage: 1 } });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });

    await gateway.clock.advance(1);
    const later = await gateway.query(nameOf, { arn });
    expect(Date.parse(later.data.stage.asOf) - Date.parse(first.data.stage.asOf)).toBe(2_000);
    expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
    expect(await counted(gateway, "GetStage")).toEqual({
      hits: 1,
      misses: 2,
      coalesced: 0,
      stale: 0,
      dropped: 0,
    });
  });

  it("serves as that there is no such thing for a second, and until it is made", async () => {
    const { gateway } = await gatewayWithStage();
    const arn = "arn:aws:ivs:us-west-2:123456789012:stage/NobodyMadeIt";
    const ask = () => gateway.query(nameOf, { arn });
    expect((await ask()).data).toEqual({ stage: null });
    await gateway.clock.advance(999);
    expect((await ask()).data).toEqual({ stage: null });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    await gateway.clock.advance(1);
    expect((await ask()).data).toEqual({ stage: null });
    expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
  });

  it("is not remembered when it was a failure", async () => {
    const { gateway, arn } = await gatewayWithStage();
    gateway.emulator.inject({
      operation: "GetStage",
      kind: "error",
      type: "ConflictException",
      status: 409,
      times: 1,
    });
    expect((await gateway.query(nameOf, { arn })).errors).toMatchObject([
      { extensions: { code: "CONFLICT" } },
    ]);
    expect((await gateway.query(nameOf, { arn })).data.stage.name).toBe("target");
  });

  it("is not remembered when it holds a secret", async () => {
    const { gateway } = await gatewayWithStage();
    const { arn, streamKey } = await createIngestConfiguration(gateway);
    for (let asked = 1; asked <= 3; asked += 1) {
      const { data } = await gateway.query(
        "query ($arn: Arn!) { ingestConfiguration(arn: $arn) { streamKey } }",
        { arn },
      );
      expect(data.ingestConfiguration.streamKey).toBe(streamKey);
      expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: asked });
    }
    expect(await counted(gateway, "GetIngestConfiguration")).toMatchObject({ hits: 0, misses: 3, stale: 0 });
  });

  it.each(["no-cache", "max-age=0, no-cache"])(
    "is not good enough for %s, which renews it",
    async (value) => {
      const { gateway, arn } = await gatewayWithStage();
      await gateway.query(nameOf, { arn });
      gateway.emulator.stages.stage(arn).join({ userId: "somebody" });
      const fresh = { "cache-control": value };
      const sessionOf =
        "query ($arn: Arn!) { a: stage(arn: $arn) { activeSessionId } b: stage(arn: $arn) { name } }";
      expect((await gateway.query(sessionOf, { arn })).data.a.activeSessionId).toBeNull();
      expect((await gateway.query(sessionOf, { arn }, fresh)).data.a.activeSessionId).toEqual(
        expect.any(String),
      );
      expect((await gateway.query(sessionOf, { arn })).data.a.activeSessionId).toEqual(expect.any(String));
      expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
    },
  );

  it("is not changed by anybody", async () => {
    const { upstream, world } = await openAccount();
    const { output } = await upstream.call("GetComposition", { arn: world.showLive });
    const isFrozen = (value: unknown): boolean =>
      typeof value !== "object" ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(output)).toBe(true);
    expect(isFrozen((await upstream.call("GetIngestConfiguration", { arn: world.camera.arn })).output)).toBe(
      true,
    );
  });

  it("makes room for others when there is no more", async () => {
    const { upstream, emulator } = await openAccount({ bytes: 20_000, staleMs: 0 });
    const arns = Array.from({ length: 30 }, (_, index) => emulator.stages.create({ name: `s${index}` }).arn);
    for (const arn of arns) await upstream.call("GetStage", { arn });
    emulator.resetCalls();
    await upstream.call("GetStage", { arn: arns.at(-1) });
    expect(emulator.calls).toEqual({});
    await upstream.call("GetStage", { arn: arns[0] });
    expect(emulator.calls).toEqual({ GetStage: 1 });
  });
});

describe("the memory that answers take", () => {
  it("counts two bytes for each character of a text that needs them", () => {
    const bytesOf = (name: string) => survey({ stage: { name } }).bytes;
    expect(bytesOf("Büh".repeat(100)) - bytesOf("Bue")).toBe(297);
    expect(bytesOf("舞台裏".repeat(100)) - bytesOf("Bue")).toBe(597);
  });
});

describe("equal reads that are under way", () => {
  it("are one call", async () => {
    const { gateway, arn } = await gatewayWithStage();
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 100 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.query(nameOf, { arn })));
    for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    expect(await counted(gateway, "GetStage")).toMatchObject({ misses: 1, coalesced: 19 });
    expect(answers.filter(({ extensions }) => extensions.upstream.calls.GetStage === 1)).toHaveLength(1);
  });

  it("go on while somebody waits, and are aborted when the last one leaves", async () => {
    const { upstream, emulator, clock, world } = await openAccount();
    emulator.inject({ operation: "GetStage", kind: "silent" });
    const leavers = [new AbortController(), new AbortController()];
    const outcomes = leavers.map(({ signal }) =>
      upstream.call("GetStage", { arn: world.show }, { signal }).catch((error: unknown) => error),
    );
    await clock.settle();
    expect(emulator.calls).toEqual({ GetStage: 1 });
    leavers[0]?.abort("first");
    expect(await outcomes[0]).toBe("first");
    await clock.settle();
    expect(upstream.inFlight).toBe(1);
    leavers[1]?.abort("second");
    expect(await outcomes[1]).toBe("second");
    await clock.settle();
    expect(upstream.inFlight).toBe(0);
  });

  it("are each given up at the deadline of who asked", async () => {
    const { gateway, arn } = await gatewayWithStage({ IVS_GRAPHQL_REQUEST_DEADLINE_MS: "1000" }, "still");
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 1_500 });
    const first = gateway.query(nameOf, { arn });
    await gateway.clock.advance(700);
    const second = gateway.query(nameOf, { arn });
    await gateway.clock.advance(300);
    expect((await first).errors).toMatchObject([{ extensions: { code: "DEADLINE_EXCEEDED" } }]);
    await gateway.clock.advance(500);
    expect((await second).data.stage.name).toBe("target");
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("wait no longer than the most urgent of those who ask", async () => {
    const { gateway, arn } = await gatewayWithStage({ ...awsQuotas }, "still");
    const others = Array.from(
      { length: 30 },
      (_, index) => gateway.emulator.stages.create({ name: `s${index}` }).arn,
    );
    const waiting = [...others, arn].map((each) => gateway.query(nameOf, { arn: each }));
    await gateway.clock.settle();
    let isDone = false;
    const written = gateway
      .query(
        `mutation ($arn: Arn!) { tagResource(input: { resourceArn: $arn, tags: [{ key: "a", value: "b" }] }) {
           ... on TagResourcePayload { resource { ... on Stage { name } } } } }`,
        { arn },
      )
      .finally(() => (isDone = true));
    await gateway.clock.advance(600);
    expect(isDone).toBe(true);
    expect((await written).data.tagResource.resource).toEqual({ name: "target" });
    await gateway.clock.advance(15_000);
    await Promise.all(waiting);
    expect(gateway.emulator.calls).toMatchObject({ GetStage: 31 });
  });
});

describe("whoever writes", () => {
  it("reads it afterwards, and so does everybody else", async () => {
    const { gateway, arn } = await gatewayWithStage();
    const list = "{ stages { nodes { name } } }";
    await gateway.query(nameOf, { arn });
    await gateway.query(list);
    const { data } = await gateway.query(
      `mutation ($arn: Arn!) { updateStage(input: { arn: $arn, name: "renamed" }) {
         ... on UpdateStagePayload { stage { name } } } }`,
      { arn },
    );
    expect(data.updateStage.stage.name).toBe("renamed");
    expect((await gateway.query(nameOf, { arn })).data.stage.name).toBe("renamed");
    expect((await gateway.query(list)).data.stages.nodes).toEqual([{ name: "renamed" }]);
    expect((await counted(gateway, "ListStages")).dropped).toBe(1);
  });

  it("is not handed what was asked before, nor is that remembered", async () => {
    const { upstream, emulator, clock, world } = await openAccount();
    const arn = world.show;
    const takeBack = emulator.inject({ operation: "GetStage", kind: "drip", everyMs: 1 });
    const before = upstream.call("GetStage", { arn });
    await clock.settle();
    takeBack();
    await upstream.call("UpdateStage", { arn, name: "renamed" });
    const after = await upstream.call("GetStage", { arn });
    expect(after.output.stage?.name).toBe("renamed");
    await clock.advance(1_500);
    expect((await before).output.stage?.name).toBe("show");
    expect((await upstream.call("GetStage", { arn })).output.stage?.name).toBe("renamed");
  });
});

describe("an answer", () => {
  it("is not replaced by one that was asked for later, and sent earlier", async () => {
    const { upstream, emulator, clock, world } = await openAccount();
    const arn = world.show;
    const nameNow = async (since?: number) =>
      (await upstream.call("GetStage", { arn }, { since })).output.stage?.name;
    emulator.inject({ operation: "GetStage", kind: "reset", when: "before", times: 1 });
    const repeated = nameNow();
    await clock.settle();
    emulator.inject({ operation: "GetStage", kind: "drip", everyMs: 1, times: 1 });
    const slow = nameNow(upstream.instant());
    await clock.settle();
    const { url: endpoint, region } = emulator;
    const elsewhere = createClient({ backend: "emulator", endpoint, region });
    await elsewhere.send(new UpdateStageCommand({ arn, name: "renamed" }));
    elsewhere.destroy();

    await clock.advance(100);
    expect(await repeated).toBe("renamed");
    await clock.advance(1_500);
    expect(await slow).toBe("show");
    expect(await nameNow()).toBe("renamed");
    expect(emulator.calls).toMatchObject({ GetStage: 3 });
  });
});

describe("a viewer", () => {
  it("without the scope is refused what others have just read", async () => {
    const { gateway, arn } = await gatewayWithStage();
    const cache = { bytes: 64_000_000, staleMs: 60_000 };
    const contextOf = await contextsOn(gateway, {}, cache);
    const viewer = (id: string, ...scopes: Scope[]) => createViewer({ id, scopes: new Set(scopes) });
    const reader = () => contextOf(viewer("reader", "ivs:read")).loaders;
    const stranger = () => contextOf(viewer("stranger", "ivs:events")).loaders;
    const reading = [reader().stage.find(arn), reader().stage.page({ maxResults: 20, nextToken: undefined })];
    const coalesced = [
      stranger().stage.find(arn),
      stranger().stage.page({ maxResults: 20, nextToken: undefined }),
    ];
    for (const each of coalesced) await expect(each).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const each of reading) await each;
    await expect(stranger().stage.find(arn)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(() => stranger().tag.find(arn)).toThrow("ivs:read");
    expect(await reader().stage.find(arn)).toMatchObject({ name: "target" });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListStages: 1 });
  });
});

describe("a thousand clients", () => {
  it("who ask the same every second cost what one costs", { timeout: 60_000 }, async () => {
    const costOf = async (clients: number) => {
      const gateway = await startGateway({ env: cached, time: "still" });
      const { arn } = gateway.emulator.stages.create({ name: "target" });
      gateway.emulator.stages.stage(arn).join({ userId: "alice" });
      gateway.emulator.resetCalls();
      for (let second = 0; second < 10; second += 1) {
        const asked = Array.from({ length: clients }, () => gateway.query(nested, { arn }));
        await gateway.clock.advance(1_000);
        for (const { errors, data } of await Promise.all(asked)) {
          expect(errors).toBeUndefined();
          expect(data.stage.activeSession.participants.nodes).toHaveLength(1);
        }
      }
      return gateway.emulator.calls;
    };
    expect(await costOf(100)).toEqual(await costOf(1));
  });
});
