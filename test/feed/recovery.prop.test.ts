import * as fc from "fast-check";
import { expect, it } from "vitest";

import { eventsOf, expectOrder, spelled } from "./told.ts";
import { createRandomWorld, move, unknowns } from "./random-world.ts";
import { followWith } from "./world.ts";

const numRuns = Math.max(100, Number(process.env["PROVE_RUNS"] ?? 0) / 20);
const untilQuietMs = 110_000;
/** Longer than a stage is watched on when nobody follows it. */
const lingerMs = 10_000;

it("gives every event at least once with the same id after the log was lost, cut or not written for a while, or tells of a gap", async () => {
  const outcomes = { recovered: 0, gaps: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        settings: unknowns,
        failing: fc.constantFrom(0, 0, 0.1),
        longestDelayMs: fc.constantFrom(0, 100),
        before: fc.array(move, { maxLength: 20 }),
        /** What happens while nobody watches, or while the reader is away. */
        meanwhile: fc.array(move, { maxLength: 20 }),
        after: fc.array(move, { maxLength: 10 }),
        loss: fc.constantFrom(
          "restart",
          "restart",
          "trimmed",
          "unwatched",
          "unwatched",
          "handover",
          "handover",
        ),
        seesMs: fc.constantFrom(0, 1_500, 40_000),
      }),
      async ({ before, meanwhile, after, loss, seesMs, ...options }) => {
        const world = createRandomWorld({ ...options, bounds: loss === "trimmed" ? { events: 3 } : {} });
        const act = async (moves: typeof before) => {
          for (const each of moves) {
            await world.pass(each.afterMs);
            world.act(each);
          }
        };
        const first = world.boot();
        const reader = followWith(first.watches, first.watches.stageLog(world.arn));
        while (reader.status()?.mode !== "live") await world.pass(1_000);
        await act(before);
        await world.pass(seesMs);
        await reader.leave();
        const resumption = reader.resumption();
        // Another keeps the stage watched where it is the reader alone that is away.
        const other = followWith(first.watches, first.watches.stageLog(world.arn));
        if (loss === "unwatched") {
          await other.leave();
          await world.pass(lingerMs);
        }
        if (loss === "restart") await first.close();
        if (loss === "handover") await first.watches.close();
        await act(meanwhile);
        await world.pass(seesMs);
        const boot = { restart: () => world.boot(), handover: () => world.boot(first) };
        const second = loss === "restart" || loss === "handover" ? boot[loss]() : first;
        const resumed = followWith(second.watches, second.watches.stageLog(world.arn), {
          after: resumption,
        });
        await world.pass(1_000);
        await act(after);
        world.heal();
        await world.pass(untilQuietMs);

        const isTold = resumed.told.some(({ kind }) => kind === "gap" || kind === "closing");
        outcomes[isTold ? "gaps" : "recovered"] += 1;
        const told = [...reader.told, ...resumed.told];
        const recorded = world.recorded();
        const ids = new Map<string, string>();
        for (const [index, { id }] of eventsOf(told).entries()) ids.set(id, spelled(told)[index] ?? "");
        // By its id nothing is told that was not recorded, or recorded twice.
        const unmatched = [...recorded];
        for (const text of ids.values()) {
          expect(unmatched).toContain(text);
          unmatched.splice(unmatched.indexOf(text), 1);
        }
        expect(isTold ? [] : unmatched).toEqual([]);
        // A log that goes on in another process holds everything once.
        const isHandover = loss === "handover";
        expect(isHandover && isTold).toBe(false);
        expect(isHandover ? eventsOf(told).length : recorded.length).toBe(recorded.length);
        expectOrder(
          resumed.told.filter(
            (each) => each.kind !== "line" || each.item.kind !== "event" || !each.item.replayed,
          ),
        );
        await other.leave();
        await second.close();
        if (second !== first) await first.close();
        await world.close();
      },
    ),
    { numRuns },
  );
  expect(outcomes.recovered).toBeGreaterThan(10 * outcomes.gaps);
}, 3_600_000);
