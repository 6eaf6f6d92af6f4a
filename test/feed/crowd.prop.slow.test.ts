import { expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { createLog } from "../../src/log.ts";
import { createWatches } from "../../src/watches.ts";
import { heldBytes } from "../support/memory.ts";
import { createCrowd } from "./crowd.ts";
import { createShortWay, pass } from "./in-process.ts";

/** The whole crowd takes minutes: it comes when much is to be proven, and else the tenth of it. */
const part = Number(process.env["PROVE_RUNS"] ?? 0) < 20_000 ? 0.1 : 1;
const past = 50_000 * part;
const joining = 10_000 * part;
const megabyte = 1_000_000;

it(`loses nothing of ${joining} who join within a minute, with ${past} who left, in bounded memory and within the quota`, async () => {
  const clock = createManualClock(Date.parse("2026-07-01T10:00:00Z"));
  const random = createRandom(1, "way").next;
  const crowd = createCrowd(clock, 1);
  const [arn = ""] = crowd.arns;
  for (let index = 0; index < past; index += 1) {
    crowd.join(arn, `past-${index}`);
    crowd.leave(arn, `past-${index}`);
  }
  const way = createShortWay(crowd.answer, { clock, random, longestDelayMs: 0, failing: () => 0.01 });
  const hints = createHints(clock);
  const journal = createMemoryJournal<unknown>(
    { events: 10_000, keepMs: 3_600_000, bytes: 64 * megabyte },
    clock,
  );
  const leases = createLocalLeases();
  const log = createLog({ level: "silent" });
  const watches = createWatches({
    upstream: way,
    journal,
    leases,
    hints,
    clock,
    random,
    log,
    times: { lingerMs: 5_000, checkpointMs: 60_000, recoveryCalls: 0 },
  });
  const before = heldBytes().heap;
  const told = new Set<string>();
  let doubles = 0;
  const reader = watches.feed.follow(watches.stageLog(arn));
  const reading = (async () => {
    for await (const delivery of reader) {
      if (delivery.kind !== "line" || delivery.item.kind !== "event") continue;
      const { participantId, name } = delivery.item.event;
      const key = `${participantId} ${name}`;
      if (told.has(key)) doubles += 1;
      told.add(key);
    }
  })();
  await pass(clock, 60_000);
  for (let index = 0; index < joining; index += 1) {
    crowd.join(arn, `new-${index}`);
    if (index % 100 === 99) await pass(clock, 600 / part);
  }
  for (let tenths = 0; told.size < crowd.recorded && tenths < 60; tenths += 1) await pass(clock, 600_000);
  expect(told.size).toBe(2 * past + joining);
  expect(doubles).toBe(0);
  expect(way.mostInASecond()).toBeLessThanOrEqual(4);
  told.clear();
  way.arrivals.length = 0;
  // The people themselves were there before; what grew is what the feed remembers, its journal included.
  expect((heldBytes().heap - before) / megabyte).toBeLessThan(140);
  await reader.return?.();
  await reading;
  await watches.close();
  await pass(clock, 0);
  expect(watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
  hints.close();
  await leases.close();
  await journal.close();
}, 1_800_000);
