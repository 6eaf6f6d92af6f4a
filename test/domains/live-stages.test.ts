import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { type Listener, overSse, overWebSocket, transports } from "../support/listeners.ts";
import { as, routerEnv } from "../support/viewers.ts";

const lobby = `subscription ($filter: StageFilter, $after: String) {
  liveStages(filter: $filter, after: $after) {
    __typename cursor epoch seq stageArn
    ... on IvsFeedStatus { mode complete }
    ... on StagesSnapshot { part complete stages { arn name activeSessionId } }
    ... on StageChanged { changed stage { arn name activeSessionId tags { key value } } }
    ... on StageVanished { deleted stage { name } }
    ... on IvsFeedClosing { reason }
  }
}`;

const start = (options: Parameters<typeof startGateway>[0] = {}) =>
  startGateway({ time: "still", ...options });

/** What was told, in words. */
const told = ({ items }: Listener) =>
  items.flatMap(({ __typename: type, stages, part, stage, changed, deleted }): string[] => {
    if (type === "StagesSnapshot")
      return [`${part}: ${stages.map(({ name }: { name: string }) => name).join(" ")}`];
    if (type === "StageChanged") return [`${stage.name} ${changed.join(" ") || "appeared"}`];
    return type === "StageVanished" ? [`${stage.name} ${deleted ? "deleted" : "left"}`] : [];
  });

/** The list that a client keeps by what it is told. */
function listOf({ items }: Listener): string[] {
  const names = new Set<string>();
  for (const { __typename: type, stages, part, stage } of items) {
    if (type === "StagesSnapshot") {
      if (part === 1) names.clear();
      for (const { name } of stages) names.add(name);
    }
    if (type === "StageChanged") names.add(stage.name);
    if (type === "StageVanished") names.delete(stage.name);
  }
  return [...names].toSorted();
}

describe.each(transports)("liveStages over %s", (_name, listen) => {
  it("begins with which stages there are, and follows with what comes, goes and changes", async () => {
    const gateway = await start();
    const { clock, emulator } = gateway;
    const studio = emulator.stages.stage(emulator.stages.create({ name: "studio" }).arn);
    const listener = await listen(gateway, lobby);
    await clock.advance(3_000);
    expect(listener.items[0]).toMatchObject({ __typename: "IvsFeedStatus", stageArn: null });
    expect(listener.items).toContainEqual(
      expect.objectContaining({ __typename: "IvsFeedStatus", mode: "LIVE" }),
    );
    const ana = studio.join({ participantId: "ana" });
    await clock.advance(3_000);
    ana.leave();
    await clock.advance(6_000);
    emulator.stages.create({ name: "other" });
    await clock.advance(3_000);
    studio.delete();
    await clock.advance(6_000);
    expect(told(listener)).toEqual([
      "1: studio",
      "studio activeSessionId",
      "studio activeSessionId",
      "other appeared",
      "studio deleted",
    ]);
    for (const { data, extensions } of listener.answers)
      expect(extensions.cursor).toBe(data.liveStages.cursor);
    const [live] = listener.items.filter(({ __typename }) => __typename === "StageChanged");
    expect(live).toMatchObject({ stageArn: live.stage.arn, stage: { activeSessionId: expect.any(String) } });
  });

  it("goes on after a cursor, and begins again where what it held is gone", async () => {
    const gateway = await start();
    const { clock, emulator } = gateway;
    const studio = emulator.stages.stage(emulator.stages.create({ name: "studio" }).arn);
    const steady = await listen(gateway, lobby);
    const first = await listen(gateway, lobby);
    await clock.advance(3_000);
    first.leave();
    await clock.settle();
    emulator.stages.create({ name: "other" });
    await clock.advance(3_000);
    const second = await listen(gateway, lobby, { after: first.items.at(-1).cursor });
    await clock.advance(1_000);
    expect(told(second)).toEqual(["other appeared"]);
    second.leave();
    steady.leave();
    await clock.advance(60_000);
    expect(gateway.app.watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
    studio.delete();
    const third = await listen(gateway, lobby, { after: second.items.at(-1).cursor });
    await clock.advance(4_000);
    expect(told(third)).toEqual(["1: other"]);
  });

  it("tells of those that its filter asks for, that they come to meet it, and that they no longer do", async () => {
    const gateway = await start();
    const { clock, emulator } = gateway;
    const [studio, other] = ["studio", "other"].map((name) =>
      emulator.stages.stage(emulator.stages.create({ name }).arn),
    );
    const listener = await listen(gateway, lobby, { filter: { live: true, name: { startsWith: "st" } } });
    await clock.advance(3_000);
    const people = [studio, other].map((stage) => stage?.join({ participantId: "ana" }));
    await clock.advance(3_000);
    expect(told(listener)).toEqual(["1: ", "studio appeared"]);
    for (const person of people) person?.leave();
    await clock.advance(6_000);
    expect(told(listener).slice(2)).toEqual(["studio left"]);
    studio?.delete();
    await clock.advance(6_000);
    expect(told(listener)).toHaveLength(3);
  });
});

describe("liveStages", () => {
  it("costs a list every other second however many follow, and nothing for what the list shows", async () => {
    const costs: object[] = [];
    for (const count of [1, 40]) {
      const gateway = await start();
      const { clock, emulator } = gateway;
      emulator.stages.create({ name: "studio" });
      const listeners = await Promise.all(
        Array.from({ length: count }, (_, n) => (n % 2 ? overSse : overWebSocket)(gateway, lobby)),
      );
      await clock.advance(10_000);
      for (const listener of listeners) expect(listOf(listener)).toEqual(["studio"]);
      const { extensions } = listeners[0]?.answers.at(-1) ?? {};
      expect(extensions.upstream).toMatchObject({ calls: {}, predicted: { total: 0 } });
      costs.push(emulator.calls);
      for (const listener of listeners) listener.leave();
      await clock.advance(60_000);
      emulator.resetCalls();
      await clock.advance(60_000);
      expect(emulator.calls).toEqual({});
    }
    expect(costs).toEqual([{ ListStages: 6 }, { ListStages: 6 }]);
  });

  it("gives all of many in parts, and all of them again to whoever was cut off between", async () => {
    const gateway = await start();
    const { clock, emulator } = gateway;
    for (let n = 0; n < 250; n += 1) emulator.stages.create({ name: `stage-${n}` });
    const steady = await overWebSocket(gateway, lobby);
    await clock.advance(5_000);
    const snapshots = ({ items }: Listener) =>
      items.filter(({ __typename }) => __typename === "StagesSnapshot");
    expect(snapshots(steady).map(({ part, complete }) => [part, complete])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(listOf(steady)).toHaveLength(250);
    const first = await overSse(gateway, lobby);
    await clock.advance(500);
    expect(first.items[0]).toMatchObject({ __typename: "IvsFeedStatus" });
    expect(listOf(first)).toHaveLength(250);
    for (const cut of [first.items[0], snapshots(first)[0], snapshots(first)[1]]) {
      const second = await overSse(gateway, lobby, { after: cut.cursor });
      await clock.advance(500);
      expect(snapshots(second).map(({ part }) => part)).toEqual([1, 2, 3]);
    }
    const third = await overSse(gateway, lobby, { after: snapshots(first)[2].cursor });
    await clock.advance(500);
    expect(snapshots(third)).toEqual([]);
    // In the log they are lines of their own.
    const fourth = await overSse(gateway, lobby, { after: snapshots(steady)[0].cursor });
    await clock.advance(500);
    expect(snapshots(fourth).map(({ part }) => part)).toEqual([2, 3]);
  });

  it("goes on after the last event of a client that comes back with the URL that it began with", async () => {
    const gateway = await start();
    const { clock, emulator } = gateway;
    const first = await overSse(gateway, lobby);
    await clock.advance(3_000);
    const after = first.items.at(-1).cursor;
    emulator.stages.create({ name: "had" });
    await clock.advance(3_000);
    const lastEventId = first.items.at(-1).cursor;
    first.leave();
    emulator.stages.create({ name: "missed" });
    await clock.advance(3_000);
    const second = await overSse(gateway, lobby, { after }, { "last-event-id": lastEventId });
    await clock.advance(1_000);
    expect(told(second)).toEqual(["missed appeared"]);
  });

  it("tells a bound viewer of its own stages only, also of those that come to be its own", async () => {
    const gateway = await start({ env: routerEnv });
    const { clock, emulator } = gateway;
    const { arn: mine } = emulator.stages.create({ name: "mine", tags: { tenant: "acme" } });
    const { arn: other } = emulator.stages.create({ name: "other", tags: { tenant: "initech" } });
    const byTag = await overWebSocket(gateway, lobby, {}, as("ann", { stages: ["tenant=acme"] }));
    const byArn = await overSse(gateway, lobby, {}, as("ben", { stages: [other] }));
    await clock.advance(3_000);
    expect([told(byTag), told(byArn)]).toEqual([["1: mine"], ["1: other"]]);
    emulator.stages.stage(other).join({ participantId: "ana" });
    await clock.advance(3_000);
    const tag = (resourceArn: string, tenant: string) =>
      gateway.eventually(
        gateway.query(
          `mutation ($input: TagResourceInput!) { tagResource(input: $input) { __typename } }`,
          { input: { resourceArn, tags: [{ key: "tenant", value: tenant }] } },
          as("root"),
        ),
      );
    emulator.resetCalls();
    await tag(other, "acme");
    await tag(mine, "initech");
    await clock.advance(3_000);
    expect(told(byTag).slice(1).toSorted()).toEqual(["mine left", "other appeared"]);
    expect(told(byArn).slice(1)).toEqual(["other activeSessionId", "other tags"]);
    expect(Object.keys(emulator.calls).toSorted()).toEqual(["ListStages", "TagResource"]);
  });

  it("shows a bound viewer the stage that it loses as it was, and not what became of it", async () => {
    const gateway = await start({ env: routerEnv });
    const { clock, emulator } = gateway;
    const { arn } = emulator.stages.create({ name: "mine", tags: { tenant: "acme" } });
    const losses = `subscription ($after: String) {
      liveStages(after: $after) {
        __typename cursor ... on StageVanished { deleted stage { name tags { key value } } }
      }
    }`;
    const acme = as("ann", { stages: ["tenant=acme"] });
    const steady = await overWebSocket(gateway, losses, {}, acme);
    const first = await overSse(gateway, losses, {}, acme);
    await clock.advance(3_000);
    first.leave();
    const change = (mutation: string, input: object) =>
      gateway.eventually(gateway.query(mutation, { input }, as("root")));
    await change(`mutation ($input: TagResourceInput!) { tagResource(input: $input) { __typename } }`, {
      resourceArn: arn,
      tags: [{ key: "tenant", value: "initech" }],
    });
    await clock.advance(3_000);
    await change(`mutation ($input: UpdateStageInput!) { updateStage(input: $input) { __typename } }`, {
      arn,
      name: "initech-secret",
    });
    await clock.advance(3_000);
    emulator.stages.stage(arn).delete();
    await clock.advance(6_000);
    const second = await overSse(gateway, losses, { after: first.items.at(-1).cursor }, acme);
    await clock.advance(1_000);
    for (const { items } of [steady, second])
      expect(items.filter(({ __typename }) => __typename === "StageVanished")).toMatchObject([
        { deleted: false, stage: { name: "mine", tags: [{ key: "tenant", value: "acme" }] } },
      ]);
  });

  it("looks at once when a stage is made or deleted here", async () => {
    const gateway = await start();
    const { clock } = gateway;
    const listener = await overWebSocket(gateway, lobby);
    await clock.advance(4_100);
    const { data } = await gateway.eventually(
      gateway.query(
        `mutation { createStage(input: { name: "new" }) { ... on CreateStagePayload { stage { arn } } } }`,
      ),
    );
    await clock.advance(500);
    expect(told(listener)).toEqual(["1: ", "new appeared"]);
    expect(data.createStage.stage.arn).toContain(":stage/");
  });

  it("is for who holds the scope", async () => {
    const gateway = await start({ env: routerEnv });
    const refused = await overSse(gateway, lobby, {}, as("ann", { scopes: ["ivs:read"] }));
    await gateway.clock.advance(2_000);
    expect(refused.answers[0].errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("holds its items to the limit on answers", async () => {
    const gateway = await start({ env: { IVS_GRAPHQL_MAX_ANSWER_BYTES: "1000" } });
    const { clock, emulator } = gateway;
    for (let n = 0; n < 30; n += 1) emulator.stages.create({ name: `a-stage-with-a-long-name-${n}` });
    const listener = await overSse(gateway, lobby);
    await clock.advance(3_000);
    const failed = listener.answers.filter(({ errors }) => errors);
    expect(failed).toMatchObject([{ errors: [{ extensions: { code: "QUERY_TOO_LARGE" } }] }]);
    expect(failed[0].extensions.cursor).toEqual(expect.any(String));
    emulator.stages.create({ name: "short" });
    await clock.advance(3_000);
    expect(told(listener)).toEqual(["short appeared"]);
  });
});
