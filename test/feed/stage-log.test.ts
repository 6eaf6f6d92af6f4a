import { expect, it } from "vitest";

import { intervalsFrom } from "../../src/domains/participant/watch-intervals.ts";
import { followWith, worldOfTest } from "./world.ts";

const names = (told: ReturnType<typeof followWith>["told"]) =>
  told.flatMap((each) => {
    if (each.kind !== "line") return [];
    return each.item.kind === "event" ? [each.item.event.name] : [each.item.kind];
  });

it("tells who joins, publishes and leaves, soon, and that the session is over", async () => {
  const world = await worldOfTest();
  const { clock, emulator } = world;
  const { watches } = world.boot();
  const { arn } = emulator.stages.create({ name: "studio" });
  const reader = followWith(watches, watches.stageLog(arn));
  await clock.advance(2_000);
  expect(names(reader.told)).toEqual([]);
  const ana = emulator.stages.stage(arn).join({ participantId: "ana" });
  await clock.advance(3_000);
  expect(names(reader.told)).toEqual(["sessionStarted", "JOINED"]);
  ana.publish();
  await clock.advance(1_500);
  expect(names(reader.told).slice(2)).toEqual(["PUBLISH_STARTED"]);
  ana.unpublish();
  await clock.advance(1_500);
  expect(names(reader.told).slice(3)).toEqual(["PUBLISH_STOPPED"]);
  ana.leave();
  await clock.advance(4_000);
  expect(names(reader.told).slice(4).toSorted()).toEqual(["LEFT", "sessionEnded"]);
});

it("asks the same for a thousand readers as for one, and nothing once all have left", async () => {
  const costs: object[] = [];
  for (const count of [1, 1_000]) {
    const world = await worldOfTest();
    const { clock, emulator } = world;
    const { watches } = world.boot();
    const { arn } = emulator.stages.create({ name: "studio" });
    emulator.stages.stage(arn).join({ participantId: "ana" });
    const timers = clock.nextTimerAt();
    expect(timers).toBeUndefined();
    emulator.resetCalls();
    const readers = Array.from({ length: count }, () => followWith(watches, watches.stageLog(arn)));
    await clock.advance(20_000);
    costs.push(emulator.calls);
    expect(readers.map(({ events }) => events.length)).toEqual(readers.map(() => 1));
    for (const reader of readers) await reader.leave();
    await clock.advance(10_000);
    emulator.resetCalls();
    await clock.advance(60_000);
    expect(emulator.calls).toEqual({});
    expect(watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
    expect(clock.nextTimerAt()).toBeUndefined();
  }
  expect(costs[1]).toEqual(costs[0]);
});

it("asks once when a hint names somebody who is known, and looks at everything when it names nobody", async () => {
  const world = await worldOfTest({ intervals: intervalsFrom(600_000) });
  const { clock, emulator, hints } = world;
  const { watches } = world.boot();
  const { arn: stageArn } = emulator.stages.create({ name: "studio" });
  const ana = emulator.stages.stage(stageArn).join({ participantId: "ana" });
  const reader = followWith(watches, watches.stageLog(stageArn));
  await clock.advance(60_000);
  emulator.resetCalls();
  ana.publish();
  hints.give({ kind: "stage", stageArn, participantId: "ana" });
  await clock.advance(1_500);
  expect(names(reader.told).at(-1)).toBe("PUBLISH_STARTED");
  expect(emulator.calls).toEqual({ ListParticipantEvents: 1 });
  emulator.resetCalls();
  hints.give({ kind: "stage", stageArn, participantId: "nobody" });
  await clock.advance(1_500);
  expect(emulator.calls).toMatchObject({ GetStage: 1, ListParticipants: 1 });
});

it("tells whoever comes back what happened while nobody followed, sessions that came and went among it", async () => {
  const { clock, emulator, boot } = await worldOfTest();
  const { watches } = boot();
  const { arn } = emulator.stages.create({ name: "studio" });
  const stage = emulator.stages.stage(arn);
  const ana = stage.join({ participantId: "ana" });
  const first = followWith(watches, watches.stageLog(arn));
  await clock.advance(60_000);
  await first.leave();
  await clock.advance(20_000);
  expect(watches.activity().topics).toBe(0);
  ana.leave();
  await clock.advance(60_000);
  stage.join({ participantId: "ben" }).leave();
  await clock.advance(60_000);
  const second = followWith(watches, watches.stageLog(arn), { after: first.resumption() });
  await clock.advance(120_000);
  const told = second.told.flatMap((each) =>
    each.kind === "line" && each.item.kind === "event"
      ? [`${each.item.event.participantId} ${each.item.event.name} ${each.item.replayed}`]
      : [],
  );
  expect(told.toSorted()).toEqual(["ana JOINED true", "ana LEFT true", "ben JOINED true", "ben LEFT true"]);
});
