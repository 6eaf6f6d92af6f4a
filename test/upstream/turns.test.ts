import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createManualClock, type ManualClock } from "../../src/clock.ts";
import type { Lane } from "../../src/upstream/lanes.ts";
import { createUsage } from "../../src/upstream/usage.ts";
import { type Claim, createTurns, QuotaExhaustedError } from "../../src/upstream/turns.ts";

const none = createUsage().GetStage;

/** Lets promises settle. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

interface Wish {
  lane?: Lane;
  viewer?: string;
  withinMs?: number;
  throttled?: boolean;
}

/** Turns of one operation whose calls are answered as soon as they are sent, and who had them when. */
function open(limit: number) {
  const clock = createManualClock(0);
  const usage = { ...none };
  const turns = createTurns({ operation: "GetStage", limit, clock, usage });
  const had: { name: string; at: number }[] = [];
  const refused: { name: string; retryAfterMs: number; at: number }[] = [];
  async function ask(
    name: string,
    { lane = "interactive", viewer = "", withinMs = 15_000, throttled = false }: Wish = {},
  ) {
    const deadlineAt = clock.monotonic() + withinMs;
    try {
      const turn = await turns.take({ lane, viewer, deadlineAt, signal: undefined });
      had.push({ name, at: clock.monotonic() });
      turn.sent();
      turn.ended({ answered: true, throttled });
    } catch (error) {
      if (!(error instanceof QuotaExhaustedError)) throw error;
      refused.push({ name, retryAfterMs: error.retryAfterMs, at: clock.monotonic() });
    }
  }
  return { clock, turns, usage, had, refused, ask };
}

async function pass(clock: ManualClock, ms: number): Promise<void> {
  const until = clock.monotonic() + ms;
  await breathe();
  for (let next = clock.nextTimerAt(); next !== undefined && next <= until; next = clock.nextTimerAt()) {
    clock.moveTo(next);
    await breathe();
  }
  clock.moveTo(until);
  await breathe();
}

describe("the turns of an operation", () => {
  it("keep one back for whoever writes, and give it again within a share of the second", async () => {
    const { clock, had, ask } = open(4);
    for (let index = 0; index < 40; index += 1) void ask(`read ${index}`);
    await pass(clock, 0);
    expect(had).toHaveLength(3);
    for (const at of [0, 1_500, 3_100, 4_999, 7_250]) {
      await pass(clock, at - clock.monotonic());
      void ask(`write ${at}`, { lane: "control" });
      await pass(clock, 250);
      const write = had.find(({ name }) => name === `write ${at}`);
      expect(write?.at).toBeLessThanOrEqual(at + 250);
    }
  });

  it("go to writers and readers in turn, and the feed takes what is left", async () => {
    const { clock, had, ask } = open(4);
    for (let index = 0; index < 6; index += 1) void ask("background", { lane: "background" });
    for (let index = 0; index < 6; index += 1) void ask("interactive");
    for (let index = 0; index < 6; index += 1) void ask("control", { lane: "control" });
    await pass(clock, 10_000);
    const order = had.map(({ name }) => name);
    // Those who came first found free turns; then whoever writes and whoever reads take turns, and the feed comes last.
    expect(order.slice(0, 4)).toEqual(["background", "background", "background", "control"]);
    expect(order.slice(4, 15)).toEqual([
      "interactive",
      ...Array.from({ length: 5 }, () => ["control", "interactive"]).flat(),
    ]);
    expect(order.slice(15)).toEqual(["background", "background", "background"]);
  });

  it("are shared out evenly among viewers, whatever each of them asks for", async () => {
    const { clock, had, ask } = open(4);
    for (let index = 0; index < 50; index += 1) void ask("greedy", { viewer: "greedy" });
    for (const name of ["ann", "bob"])
      for (let index = 0; index < 5; index += 1) void ask(name, { viewer: name });
    await pass(clock, 5_000);
    const waited = had.slice(3, 18).map(({ name }) => name);
    expect(waited.filter((name) => name === "ann")).toHaveLength(5);
    expect(waited.filter((name) => name === "bob")).toHaveLength(5);
    expect(waited.filter((name) => name === "greedy")).toHaveLength(5);
  });

  it("go by the deadline among the calls of one viewer", async () => {
    const { clock, had, ask } = open(1);
    void ask("now");
    void ask("late", { withinMs: 9_000 });
    void ask("soon", { withinMs: 4_000 });
    void ask("sooner", { withinMs: 3_000 });
    await pass(clock, 9_000);
    expect(had.map(({ name }) => name)).toEqual(["now", "sooner", "soon", "late"]);
  });

  it("are refused at once to whom they cannot come in time, who has one when it comes back as told", async () => {
    const { clock, had, refused, ask, usage } = open(4);
    for (let index = 0; index < 20; index += 1) void ask("hurried", { withinMs: 2_000 });
    await pass(clock, 0);
    const [first, ...others] = refused;
    expect(first).toEqual({ name: "hurried", retryAfterMs: expect.any(Number), at: 0 });
    expect(first?.retryAfterMs).toBeGreaterThan(2_000);
    await pass(clock, first?.retryAfterMs ?? 0);
    expect(had).toHaveLength(20 - 1 - others.length);
    void ask("back", { withinMs: 0 });
    await pass(clock, 0);
    expect(had.at(-1)).toEqual({ name: "back", at: first?.retryAfterMs });
    expect(usage).toMatchObject({ calls: had.length, refusals: refused.length });
  });

  it("are halved by each throttle, down to one in two seconds, and recover in 16 seconds", async () => {
    const { clock, turns, had, ask } = open(4);
    const rates: (number | undefined)[] = [];
    for (let index = 0; index < 5; index += 1) {
      void ask("throttled", { throttled: true });
      await pass(clock, 2_000);
      rates.push(turns.state().reducedRate);
    }
    // Each throttle halves what has recovered since the one before: half a call a second in two seconds.
    expect(rates).toEqual([2.5, 1.75, 1.375, 1.1875, 1.09375]);
    for (let index = 0; index < 8; index += 1) void ask("throttled", { throttled: true });
    await pass(clock, 60_000);
    expect(turns.state().reducedRate).toBeUndefined();
    const gaps = had.slice(-7).map(({ at }, index) => at - (had.at(index - 8)?.at ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(1_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_000);
    void ask("again", { throttled: true });
    await pass(clock, 0);
    expect(turns.state().reducedRate).toBe(2);
    await pass(clock, 8_000);
    expect(turns.state().reducedRate).toBeUndefined();
  });

  it("are refused at a deadline between two milliseconds, as at any other", async () => {
    const { clock, refused, ask } = open(1);
    void ask("had");
    await pass(clock, 0);
    void ask("overtaken", { withinMs: 1_000.6 });
    void ask("first", { lane: "control" });
    await pass(clock, 2_000);
    expect(refused.filter(({ name }) => name === "overtaken")).toEqual([
      { name: "overtaken", at: 1_001, retryAfterMs: expect.any(Number) },
    ]);
  });

  it("are foreseen with the rate that recovers meanwhile", async () => {
    const { clock, had, refused, ask } = open(4);
    for (let index = 0; index < 4; index += 1) {
      void ask("throttled", { throttled: true });
      await pass(clock, 1_000);
    }
    for (let index = 0; index < 40; index += 1) void ask("waits");
    await pass(clock, 15_000);
    // From 1.6 calls a second upwards, by a quarter each second.
    expect(had.filter(({ name }) => name === "waits").length).toBeGreaterThanOrEqual(36);
    expect(refused.every(({ at }) => at === 4_000)).toBe(true);
  });

  it("never exceed the limit in any second, however long calls are on their way", async () => {
    const call = fc.record({
      afterMs: fc.integer({ min: 0, max: 700 }),
      /** Signing, and a connection that has to be made first. */
      leavesAfterMs: fc.constantFrom(0, 0, 0, 40, 400, 900),
      onTheWayMs: fc.integer({ min: 0, max: 150 }),
      isGivenUp: fc.boolean(),
      backMs: fc.integer({ min: 0, max: 3_000 }),
      lane: fc.constantFrom<Lane>("control", "interactive", "background"),
    });
    type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(call, { maxLength: 40 }),
        async (limit, calls) => {
          const clock = createManualClock(0);
          const turns = createTurns({ operation: "GetStage", limit, clock, usage: { ...none } });
          const arrivals: number[] = [];
          const send = async (claim: Claim, { leavesAfterMs, onTheWayMs, backMs, isGivenUp }: Call) => {
            const turn = await turns.take(claim);
            clock.after(leavesAfterMs, () => {
              turn.sent();
              clock.after(onTheWayMs, () => arrivals.push(clock.monotonic()));
              const answeredAfterMs = isGivenUp ? onTheWayMs / 2 : onTheWayMs + backMs;
              clock.after(answeredAfterMs, () => turn.ended({ answered: !isGivenUp, throttled: false }));
            });
          };
          for (const each of calls) {
            await pass(clock, each.afterMs);
            const { lane } = each;
            const deadlineAt = clock.monotonic() + 600_000;
            void send({ lane, viewer: lane, deadlineAt, signal: undefined }, each);
          }
          await pass(clock, 300_000);
          expect(arrivals).toHaveLength(calls.length);
          for (const from of arrivals)
            expect(arrivals.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(
              limit,
            );
        },
      ),
      { numRuns: 200 },
    );
  });
});
