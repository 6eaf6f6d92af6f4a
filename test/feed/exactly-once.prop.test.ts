import * as fc from "fast-check";
import { expect, it } from "vitest";

import { createRandomWorld, move, unknowns } from "./random-world.ts";
import { eventsOf, expectOrder, spelled } from "./told.ts";
import { type Follower, followWith } from "./world.ts";

const numRuns = Math.max(300, Number(process.env["PROVE_RUNS"] ?? 0) / 5);

/** Longer than AWS may take to list an event, and than what fails rests. */
const untilQuietMs = 110_000;

it("gives every reader every recorded event exactly once, in order, whatever AWS leaves open", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        settings: unknowns,
        failing: fc.constantFrom(0, 0, 0.05, 0.3),
        longestDelayMs: fc.constantFrom(0, 60, 150),
        moves: fc.array(move, { minLength: 1, maxLength: 40 }),
        cuts: fc.array(fc.nat(), { maxLength: 6 }),
      }),
      async ({ moves, cuts, ...options }) => {
        const world = createRandomWorld(options);
        const { watches, close } = world.boot();
        const watch = watches.stageLog(world.arn);
        const steady = followWith(watches, watch);
        // What was over before the first look had come to its end is nobody's news.
        while (steady.status()?.mode !== "live") await world.pass(1_000);
        expect(steady.told.filter(({ kind }) => kind === "line")).toEqual([]);

        const cutAt = new Set(cuts.map((cut) => cut % moves.length));
        const pieces: Follower[] = [followWith(watches, watch)];
        await world.pass(0);
        for (const [index, each] of moves.entries()) {
          await world.pass(each.afterMs);
          world.act(each);
          if (!cutAt.has(index)) continue;
          await world.pass(1_500);
          await pieces.at(-1)?.leave();
          pieces.push(followWith(watches, watch, { after: pieces.at(-1)?.resumption() }));
        }
        world.heal();
        await world.pass(untilQuietMs);

        const recorded = world.recorded();
        expect(spelled(steady.told).toSorted()).toEqual(recorded);
        const ids = eventsOf(steady.told).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expectOrder(steady.told);
        expect(pieces.flatMap(({ told }) => eventsOf(told).map(({ id }) => id))).toEqual(ids);
        expect(world.way.mostInASecond()).toBeLessThanOrEqual(5);
        await close();
        await world.close();
      },
    ),
    { numRuns },
  );
}, 3_600_000);
