import { expect, it } from "vitest";

import type { LogItem } from "../../src/domains/participant/watch-item.ts";
import type { Delivery, Resumption } from "../../src/feed/delivery.ts";
import type { Watches } from "../../src/watches.ts";
import type { QuiescentClock } from "../support/quiescent-clock.ts";
import { eventsOf } from "./told.ts";
import { followWith, usualBounds, worldOfTest } from "./world.ts";

/** Follows the log of a stage until so many events were told, and is cut off then. */
async function takeEvents(
  { watches, arn, clock }: { watches: Watches; arn: string; clock: QuiescentClock },
  after: Resumption | undefined,
  count: number,
): Promise<Delivery<LogItem>[]> {
  const told: Delivery<LogItem>[] = [];
  const iterator = watches.feed.follow(watches.stageLog(arn), { after });
  while (eventsOf(told).length < count) {
    const asked = iterator.next();
    await clock.advance(10_000);
    const { value } = await asked;
    if (value) told.push(value);
  }
  await iterator.return?.();
  return told;
}

it("tells again what was read again from AWS to whoever is cut off before the end of it", async () => {
  const world = await worldOfTest({ bounds: { ...usualBounds, events: 3 } });
  const { clock, emulator } = world;
  const { watches } = world.boot();
  const { arn } = emulator.stages.create({ name: "studio" });
  const stage = emulator.stages.stage(arn);
  const means = { watches, arn, clock };
  const steady = followWith(watches, watches.stageLog(arn));
  await clock.advance(2_000);
  stage.join({ participantId: "p0" });
  const first = await takeEvents(means, undefined, 1);
  for (let n = 1; n <= 12; n += 1) stage.join({ participantId: `p${n}` });
  await clock.advance(20_000);

  const cut = await takeEvents(means, first.at(-1), 5);
  expect(eventsOf(cut).every(({ replayed }) => replayed)).toBe(true);
  const resumed = await takeEvents(means, cut.at(-1), 13);
  const joined = new Set(eventsOf([...first, ...cut, ...resumed]).map(({ id }) => id));
  expect(joined).toEqual(new Set(steady.events));
  expect(joined.size).toBe(13);

  stage.join({ participantId: "last" });
  const further = await takeEvents(means, resumed.at(-1), 1);
  expect(eventsOf(further)).toMatchObject([{ replayed: false, event: { participantId: "last" } }]);
});
