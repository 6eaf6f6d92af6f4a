import { expect, it } from "vitest";

import type { StageSummary } from "../../src/domains/stage/loader.ts";
import { type LobbyItem, stageDifferences } from "../../src/domains/stage/watch-all.ts";
import type { Delivery } from "../../src/feed/delivery.ts";
import type { Ending, Watch } from "../../src/feed/subject.ts";
import { startGateway } from "../support/gateway.ts";
import { startComposition } from "../support/resources.ts";
import type { Watches } from "../../src/watches.ts";

/** Follows a topic and writes down its items. */
function itemsOf<Item extends Ending>(watches: Watches, watch: Watch<Item>) {
  const items: Item[] = [];
  const iterator: AsyncIterableIterator<Delivery<Item>> = watches.feed.follow(watch);
  const run = async () => {
    for await (const each of iterator) if (each.kind === "line") items.push(each.item);
  };
  void run();
  return { items, leave: async () => void (await iterator.return?.()) };
}

it("tells how a composition starts, stops and is forgotten, with a call every two seconds", async () => {
  const gateway = await startGateway({
    settings: { compositionIdleMs: 10_000, compositionRetentionMs: 30_000 },
  });
  const { app, clock, emulator } = gateway;
  const stage = emulator.stages.stage(emulator.stages.create({ name: "studio" }).arn);
  stage.join({ participantId: "ana" }).publish();
  const { arn } = await startComposition(gateway, { stageArn: stage.read().arn });
  const first = itemsOf(app.watches, app.watches.compositions);
  await clock.advance(10_000);
  const states = () =>
    first.items.map((item) => {
      if (item.kind === "compositions") return item.rows.map(({ state }) => state);
      return item.kind === "compositionChanged"
        ? item.composition.state
        : `${item.kind} ${item.composition.arn}`;
    });
  expect(states()).toEqual([["STARTING"], "ACTIVE"]);
  expect(emulator.calls).toEqual({ ListCompositions: 6 });
  const second = itemsOf(app.watches, app.watches.compositions);
  await clock.advance(0);
  expect(second.items).toMatchObject([
    { kind: "compositions", part: 1, complete: true, rows: [{ arn, state: "ACTIVE" }] },
  ]);
  stage.participant("ana").leave();
  await clock.advance(20_000);
  expect(states().slice(2)).toEqual(["STOPPING", "STOPPED"]);
  await clock.advance(30_000);
  expect(states().slice(4)).toEqual([`compositionVanished ${arn}`]);
  await first.leave();
  await second.leave();
  await clock.advance(20_000);
  emulator.resetCalls();
  await clock.advance(60_000);
  expect(emulator.calls).toEqual({});
});

it("tells which stages go live, end, appear and vanish", async () => {
  const { app, clock, emulator } = await startGateway({ time: "still" });
  const { arn } = emulator.stages.create({ name: "studio" });
  const { items, leave } = itemsOf(app.watches, app.watches.lobby);
  await clock.advance(3_000);
  const ana = emulator.stages.stage(arn).join({ participantId: "ana" });
  await clock.advance(3_000);
  ana.leave();
  await clock.advance(5_000);
  const other = emulator.stages.create({ name: "other" }).arn;
  await clock.advance(3_000);
  emulator.stages.stage(arn).delete();
  await clock.advance(10_000);
  expect(
    items.map((item) => {
      if (item.kind === "stages") return [item.kind, item.rows.map(({ name }) => name)];
      const { kind, stage, before } = item;
      const isLive = stage.activeSessionId !== undefined;
      return [kind, stage.name, isLive, before && stageDifferences(before, stage)];
    }),
  ).toEqual([
    ["stages", ["studio"]],
    ["stageChanged", "studio", true, ["activeSessionId"]],
    ["stageChanged", "studio", false, ["activeSessionId"]],
    ["stageChanged", "other", false, undefined],
    ["stageVanished", "studio", false, []],
  ]);
  expect(other).not.toBe(arn);
  await leave();
});

it("tells whoever reads slowly how things stand now, and how they stood when it was told last", async () => {
  const { app, clock, emulator } = await startGateway({ time: "still" });
  const studio = emulator.stages.stage(emulator.stages.create({ name: "studio" }).arn);
  const reader = app.watches.feed.follow(app.watches.lobby);
  const pulled: LobbyItem[] = [];
  const pull = async () => {
    const asked = reader.next();
    await clock.advance(4_000);
    const { value } = await asked;
    if (value?.kind === "line") pulled.push(value.item);
  };
  while (pulled.length === 0) await pull();
  const ana = studio.join({ participantId: "ana" });
  await clock.advance(4_000);
  ana.leave();
  await clock.advance(6_000);
  await pull();
  await pull();
  const isLive = (stage: StageSummary | undefined) => stage?.activeSessionId !== undefined;
  expect(
    pulled.map((item) => item.kind === "stageChanged" && [isLive(item.before), isLive(item.stage)]),
  ).toEqual([false, [false, false]]);
  await reader.return?.();
});
