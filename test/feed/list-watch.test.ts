import { expect, it } from "vitest";

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
    first.items.map((item) =>
      item.kind === "compositionChanged" ? item.composition.state : `${item.kind} ${item.composition.arn}`,
    );
  expect(states()).toEqual(["STARTING", "ACTIVE"]);
  expect(emulator.calls).toEqual({ ListCompositions: 6 });
  const second = itemsOf(app.watches, app.watches.compositions);
  await clock.advance(0);
  expect(second.items).toMatchObject([{ kind: "compositionChanged", composition: { arn, state: "ACTIVE" } }]);
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
    items.map((item) => [
      item.kind,
      item.stage.arn === arn ? "studio" : "other",
      item.kind === "stageChanged" && item.changed,
      item.stage.activeSessionId !== undefined,
    ]),
  ).toEqual([
    ["stageChanged", "studio", undefined, false],
    ["stageChanged", "studio", ["activeSessionId"], true],
    ["stageChanged", "studio", ["activeSessionId"], false],
    ["stageChanged", "other", undefined, false],
    ["stageVanished", "studio", false, false],
  ]);
  expect(other).not.toBe(arn);
  await leave();
});
