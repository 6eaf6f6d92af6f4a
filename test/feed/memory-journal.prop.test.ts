import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { type JournalFactory } from "./journal-conformance.ts";
import { proveJournal } from "./journal-model.ts";

const runs = Number(process.env["PROVE_RUNS"] ?? 500);

const create: JournalFactory = async (bounds) => {
  const clock = createManualClock(0);
  const journal = createMemoryJournal<unknown>({ ...bounds, bytes: 1_000_000 }, clock);
  return { journal, passTime: (ms) => clock.moveTo(clock.monotonic() + ms) };
};

test("every reader gets every line once and in order, or is told what it cannot have", async () => {
  await expect(proveJournal(create, runs)).resolves.toBeUndefined();
}, 3_600_000);
