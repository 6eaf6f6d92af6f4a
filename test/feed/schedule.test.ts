import { describe, expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createSchedule } from "../../src/feed/schedule.ts";
import type { Asker, Urgency } from "../../src/feed/subject.ts";
import { createLog } from "../../src/log.ts";
import { createShortWay, failureOf, pass } from "./in-process.ts";

/** A schedule over the real quota of GetStage, and what arrives. */
function open(answer: (arn: string) => object = () => ({ stage: {} })) {
  const clock = createManualClock(0);
  const asked: { arn: string; at: number }[] = [];
  const way = createShortWay(
    (_, input) => {
      const { arn } = input as { arn: string };
      asked.push({ arn, at: clock.monotonic() });
      return answer(arn);
    },
    { clock, random: () => 0.5, longestDelayMs: 20, failing: () => 0 },
  );
  const schedule = createSchedule({
    upstream: way,
    clock,
    random: () => 0.999,
    log: createLog({ level: "silent" }),
  });
  const ends: string[] = [];
  /** Asks for the same again and again, so long after it was told. */
  function asker(
    arn: string,
    {
      weight = 1,
      urgency = "hot",
      everyMs = 0,
    }: { weight?: number; urgency?: Urgency; everyMs?: number } = {},
  ): Asker {
    let dueAt = 0;
    let isAsked = false;
    return {
      weight: () => weight,
      offers: {
        GetStage: () =>
          isAsked && everyMs > 0
            ? []
            : [
                {
                  urgency,
                  dueAt,
                  take() {
                    isAsked = true;
                    dueAt = clock.monotonic() + everyMs;
                    const ended = (how: string) => {
                      isAsked = false;
                      ends.push(`${arn} ${how}`);
                    };
                    return {
                      input: { arn },
                      answered: () => ended("answered"),
                      failed: () => ended("failed"),
                    };
                  },
                },
              ],
      },
    };
  }
  const count = (arn: string) => asked.filter((each) => each.arn === arn).length;
  return { clock, way, schedule, asker, asked, count, ends };
}

describe("the schedule", () => {
  it("gives each its part of the turns by weight, and wastes none", async () => {
    const { clock, schedule, asker, asked, count } = open();
    schedule.enter(asker("many", { weight: 3 }));
    schedule.enter(asker("few"));
    await pass(clock, 100_000);
    expect(asked.length).toBeGreaterThan(360);
    expect(count("many") / count("few")).toBeCloseTo(3, 1);
    schedule.close();
  });

  it("asks first where something is known to have happened, and never only there", async () => {
    const { clock, schedule, asker, asked, count } = open();
    schedule.enter(asker("happened", { urgency: "prompt" }));
    schedule.enter(asker("often", { urgency: "hot" }));
    schedule.enter(asker("unknown", { urgency: "sweep" }));
    await pass(clock, 90_000);
    for (const [arn, part] of [
      ["happened", 3],
      ["often", 1],
      ["unknown", 1],
    ] as const)
      expect(count(arn) / asked.length).toBeCloseTo(part / 5, 1);
    schedule.close();
  });

  it("lets nobody save turns up, and serves a newcomer at once", async () => {
    const { clock, schedule, asker, count, asked } = open();
    schedule.enter(asker("old"));
    await pass(clock, 60_000);
    schedule.enter(asker("new"));
    await pass(clock, 1_000);
    expect(count("new")).toBeGreaterThanOrEqual(1);
    await pass(clock, 60_000);
    const since = asked.filter(({ at }) => at >= 61_000);
    const ofNew = since.filter(({ arn }) => arn === "new").length;
    expect(ofNew / since.length).toBeCloseTo(0.5, 1);
    schedule.close();
  });

  it("leaves what fails alone, for longer each time, and goes on with the others", async () => {
    const { clock, schedule, asker, asked, count } = open((arn) => {
      if (arn === "broken") throw failureOf("UPSTREAM_UNAVAILABLE", "GetStage");
      return {};
    });
    schedule.enter(asker("broken", { everyMs: 100 }));
    schedule.enter(asker("sound", { everyMs: 1_000 }));
    await pass(clock, 120_000);
    const times = asked.filter(({ arn }) => arn === "broken").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / 100) / 10);
    expect(gaps.slice(0, 8)).toEqual([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
    expect(count("sound")).toBeGreaterThan(110);
    schedule.close();
  });

  it("gives up what waits when somebody leaves, and calls nothing for nobody", async () => {
    const { clock, schedule, asker, asked, ends, way } = open();
    const place = schedule.enter(asker("gone"));
    await pass(clock, 2_000);
    place.leave();
    const before = asked.length;
    await pass(clock, 60_000);
    expect(asked).toHaveLength(before);
    expect(ends.at(-1)).toBe("gone failed");
    expect(schedule.size + schedule.underWay).toBe(0);
    expect(clock.nextTimerAt()).toBeUndefined();
    expect(way.mostInASecond()).toBeLessThanOrEqual(4);
  });
});
