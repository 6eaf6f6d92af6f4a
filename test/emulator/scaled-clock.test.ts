import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createScaledClock } from "../../src/emulator/scaled-clock.ts";
import { startAt } from "./start.ts";

const week = 7 * 86_400_000;

test("a scaled clock begins at the other's present and goes as much faster as it is told", () => {
  const clock = createManualClock(startAt);
  clock.moveTo(5_000);
  const scaled = createScaledClock(clock, 60);
  expect([scaled.now(), scaled.monotonic()]).toEqual([startAt + 5_000, 0]);
  clock.moveTo(6_000);
  expect([scaled.now(), scaled.monotonic()]).toEqual([startAt + 65_000, 60_000]);
});

test("timers of a scaled clock run in its time, once or again and again, until they are cancelled", () => {
  const clock = createManualClock(startAt);
  const scaled = createScaledClock(clock, 10);
  const ran: string[] = [];
  scaled.after(1_000, () => ran.push("once"));
  scaled.after(1_000, () => ran.push("never"))();
  const cancel = scaled.every(2_000, () => ran.push("again"));
  clock.moveTo(99);
  expect(ran).toEqual([]);
  clock.moveTo(100);
  expect(ran).toEqual(["once"]);
  clock.moveTo(400);
  expect(ran).toEqual(["once", "again", "again"]);
  cancel();
  clock.moveTo(1_000);
  expect(ran).toHaveLength(3);
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("a wait longer than a timer of the machine can be is made of several", () => {
  const clock = createManualClock(startAt);
  const scaled = createScaledClock(clock, 0.1);
  const ran: string[] = [];
  scaled.after(week, () => ran.push("week"));
  expect(clock.nextTimerAt()).toBe(2 ** 31 - 1);
  clock.moveTo(10 * week - 1_000);
  expect(ran).toEqual([]);
  clock.moveTo(10 * week + 1);
  expect(ran).toEqual(["week"]);
});

test("a sleep of a scaled clock ends with time or with its signal", async () => {
  const clock = createManualClock(startAt);
  const scaled = createScaledClock(clock, 2);
  const sleeping = scaled.sleep(1_000);
  clock.moveTo(500);
  await expect(sleeping).resolves.toBeUndefined();
  const controller = new AbortController();
  const aborted = scaled.sleep(1_000, controller.signal);
  controller.abort(new Error("enough"));
  await expect(aborted).rejects.toThrow("enough");
  await expect(scaled.sleep(1, controller.signal)).rejects.toThrow("enough");
  expect(clock.nextTimerAt()).toBeUndefined();
});
