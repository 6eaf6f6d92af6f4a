import * as fc from "fast-check";
import { expect, test } from "vitest";

import { runLoad } from "./load.ts";

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);
/** A run takes seconds: a thousand times as long as one of the other properties. */
const runs = Math.max(1, Math.ceil(proveRuns / 1_000));

const load = fc.record({
  seed: fc.nat(),
  clients: fc.integer({ min: 600, max: 1_200 }),
  share: fc.constantFrom(0.5, 0.8, 0.9, 1),
  longestDelayMs: fc.integer({ min: 0, max: 150 }),
});

test("no load exceeds a quota in any second, and what waits uses what there is", async () => {
  await fc.assert(
    fc.asyncProperty(load, async (each) => {
      const outcomes = await runLoad({ ...each, durationMs: 10_000 });
      for (const { quota, limit, mostInASecond, used, throttles } of outcomes) {
        expect(limit).toBe(Math.floor(quota * each.share));
        expect(mostInASecond).toBeLessThanOrEqual(limit);
        expect(throttles).toBe(0);
        expect(used).toBeGreaterThanOrEqual(0.85);
      }
    }),
    { numRuns: runs },
  );
}, 3_600_000);
