import { expect, onTestFinished, test, vi } from "vitest";

import { createManualClock, createSystemClock } from "../../src/clock.ts";
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

test("the machine's clock waits longer than its timers can, for ever too", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const clock = createSystemClock();
  const ran: string[] = [];
  createScaledClock(clock, 0.1).after(week, () => ran.push("slow week"));
  clock.after(10 * week, () => ran.push("ten weeks"));
  clock.after(10 * week, () => ran.push("never"))();
  clock.after(Infinity, () => ran.push("never"));
  const cancel = clock.every(5 * week, () => ran.push("five weeks"));
  vi.advanceTimersByTime(5 * week - 1);
  expect(ran).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ran).toEqual(["five weeks"]);
  vi.advanceTimersByTime(5 * week);
  expect(ran.toSorted()).toEqual(["five weeks", "five weeks", "slow week", "ten weeks"]);
  cancel();
  vi.advanceTimersByTime(50 * week);
  expect(ran).toHaveLength(4);
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
