import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createAgenda } from "../../src/emulator/agenda.ts";
import type { Errand, PlannedErrand } from "../../src/emulator/errand.ts";
import { startAt } from "./start.ts";

const closing = (sessionId: string): Errand => ({ kind: "closeSession", stageArn: "stage", sessionId });

function setUp(plans = new Map<string, PlannedErrand>(), at = startAt) {
  const clock = createManualClock(at);
  const done: string[] = [];
  const complaints: unknown[] = [];
  const agenda = createAgenda({
    clock,
    plans,
    run(errand) {
      const name = errand.kind === "closeSession" ? errand.sessionId : errand.kind;
      if (name === "broken") throw new Error("broken");
      if (name === "again" && done.length < 3) agenda.plan(errand, 10);
      done.push(name);
    },
    report: (_errand, error) => complaints.push(error),
  });
  return { clock, agenda, plans, done, complaints };
}

test("errands run when they are due, those that are due together in the order they were planned", () => {
  const { clock, agenda, plans, done } = setUp();
  agenda.plan(closing("c"), 20);
  agenda.plan(closing("a"), 10);
  agenda.plan(closing("b"), 10);
  clock.moveTo(9);
  expect(done).toEqual([]);
  clock.moveTo(10);
  expect(done).toEqual(["a", "b"]);
  clock.moveTo(20);
  expect(done).toEqual(["a", "b", "c"]);
  expect(plans.size).toBe(0);
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("a plan that is made again counts from then on, and one that is cancelled does not count", () => {
  const { clock, agenda, done } = setUp();
  agenda.plan(closing("a"), 10);
  agenda.plan(closing("b"), 15);
  agenda.cancel(closing("b"));
  agenda.cancel(closing("never"));
  clock.moveTo(5);
  agenda.plan(closing("a"), 10);
  clock.moveTo(14);
  expect(done).toEqual([]);
  clock.moveTo(100);
  expect(done).toEqual(["a"]);
});

test("an errand may plan itself again, and one that throws is reported while the others go on", () => {
  const { clock, agenda, done, complaints } = setUp();
  agenda.plan(closing("broken"), 1);
  agenda.plan(closing("again"), 1);
  clock.moveTo(100);
  expect(done).toEqual(["again", "again", "again", "again"]);
  expect(complaints).toEqual([new Error("broken")]);
});

test("plans are taken up where they were, what is overdue first", () => {
  const { agenda, plans } = setUp();
  agenda.plan(closing("later"), 30);
  agenda.plan(closing("overdue"), 10);
  const next = setUp(plans, startAt + 20);
  next.agenda.resume();
  next.agenda.plan(closing("new"), 10);
  next.clock.moveTo(0);
  expect(next.done).toEqual(["overdue"]);
  next.clock.moveTo(10);
  expect(next.done).toEqual(["overdue", "later", "new"]);
});

test("nothing runs after the agenda was stopped", () => {
  const { clock, agenda, done } = setUp();
  agenda.plan(closing("a"), 10);
  agenda.stop();
  agenda.plan(closing("b"), 10);
  clock.moveTo(100);
  expect(done).toEqual([]);
  expect(clock.nextTimerAt()).toBeUndefined();
});
