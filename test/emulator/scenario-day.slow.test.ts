import { expect, test } from "vitest";

import type { Emulator } from "../../src/emulator/server.ts";
import { start } from "./start.ts";

const minute = 60_000;

/** What the state takes as JSON, in characters. */
function sizeOf(emulator: Emulator): number {
  return JSON.stringify(emulator.snapshot().state).length;
}

test("show moves every few seconds, keeps its first three stages and stays in bounds for a day", async () => {
  const complaints: unknown[] = [];
  const { emulator, clock } = await start({
    scenario: "show",
    log: (line) => line.level === "error" && complaints.push(line),
  });
  const opening = emulator.stages.list();
  const permanent = opening.slice(0, 3).map((stage) => stage.arn);
  const seen = { sessions: new Set<string>(), names: new Set<string>(), arns: new Set<string>() };
  let changes = 0;
  let last = JSON.stringify(opening);

  for (let at = 0; at <= 24 * 60 * minute; at += minute) {
    clock.moveTo(at);
    const stages = emulator.stages.list();
    expect(stages.slice(0, 3).map((stage) => stage.arn)).toEqual(permanent);
    expect(stages.length).toBeGreaterThanOrEqual(8);
    expect(stages.length).toBeLessThanOrEqual(20);
    for (const stage of stages) {
      seen.arns.add(stage.arn);
      seen.names.add(stage.name ?? "");
      if (stage.activeSessionId) seen.sessions.add(stage.activeSessionId);
    }
    const now = JSON.stringify(stages);
    if (now !== last) changes += 1;
    last = now;
  }

  expect(changes).toBeGreaterThan(1000);
  expect(seen.sessions.size).toBeGreaterThan(100);
  expect(seen.names.size).toBeGreaterThan(20);
  expect(seen.arns.size).toBeGreaterThan(20);
  expect(clock.nextTimerAt()).toBeGreaterThan(24 * 60 * minute);
  expect(complaints).toEqual([]);
  expect(sizeOf(emulator)).toBeLessThan(30_000_000);
});

test("trouble goes wrong nowhere but where it shall, and stays small for a day", async () => {
  const complaints: unknown[] = [];
  const { emulator, clock } = await start({
    scenario: "trouble",
    log: (line) => line.level === "error" && complaints.push(line),
  });
  clock.moveTo(24 * 60 * minute);
  expect(complaints).toEqual([]);
  expect(sizeOf(emulator)).toBeLessThan(30_000_000);
});
