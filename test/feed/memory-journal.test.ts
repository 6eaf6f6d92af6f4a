import { describe, expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { describeJournal, drafts } from "./journal-conformance.ts";

const megabytes = 1_000_000;

describeJournal(async (bounds) => {
  const clock = createManualClock(0);
  const journal = createMemoryJournal({ ...bounds, bytes: 100 * megabytes }, clock);
  return { journal, passTime: (ms) => clock.moveTo(clock.monotonic() + ms) };
});

function start(bounds: { events?: number; keepMs?: number; bytes?: number } = {}) {
  const clock = createManualClock(0);
  const all = { events: 10_000, keepMs: 3_600_000, bytes: 100 * megabytes, ...bounds };
  return { clock, journal: createMemoryJournal<unknown>(all, clock) };
}

const wide = (id: string) => ({ id, item: "x".repeat(1_000) });

describe("the memory that it takes", () => {
  it("does not repeat the events of 50,000 who were there, long after their lines are gone", async () => {
    const { journal } = start({ events: 1_000 });
    const offer = async () => {
      let lines = 0;
      for (let who = 0; who < 50_000; who += 1) {
        const all = drafts(...Array.from({ length: 6 }, (_each, index) => `${who}|${index}`));
        lines += (await journal.append("a", { fence: 1, drafts: all })).lines.length;
      }
      return lines;
    };
    expect(await offer()).toBe(300_000);
    expect(await offer()).toBe(0);
    expect(journal.usage()).toMatchObject({ topics: 1, lines: 1_000 });
    expect(journal.usage().bytes).toBeLessThan(8 * megabytes);
  }, 60_000);

  it("is taken from the longest logs first, and their readers are told", async () => {
    const { journal } = start({ bytes: 1_000_000 });
    const quiet = await journal.open("quiet");
    await journal.append("quiet", { fence: 1, drafts: [wide("once")] });
    const busy = await journal.open("busy");
    for (let index = 0; index < 2_000; index += 1)
      await journal.append("busy", { fence: 1, drafts: [wide(`${index}`)] });
    expect(journal.usage().bytes).toBeLessThanOrEqual(1_000_000);
    expect((await journal.read("quiet", quiet.position, 10)).lines).toHaveLength(1);
    expect(await journal.read("busy", busy.position, 10)).toMatchObject({ lost: "trimmed" });
    const { oldestSeq, position } = await journal.open("busy");
    expect(position).toEqual({ ...busy.position, seq: 2_000 });
    expect(oldestSeq).toBeLessThan(1_800);
  });

  it("is bounded for any number of topics: the epoch tells that a log is gone", async () => {
    const { journal } = start({ bytes: 1_000_000 });
    const { position } = await journal.open("heavy");
    let wakes = 0;
    const stop = journal.watch("heavy", () => (wakes += 1));
    await journal.append("heavy", { fence: 1, drafts: [], state: "s".repeat(10_000) });
    for (let index = 0; index < 3_000; index += 1) await journal.open(`${index}`);
    expect(journal.usage().bytes).toBeLessThanOrEqual(1_000_000);
    expect(wakes).toBe(1);
    expect(await journal.read("heavy", position, 1)).toMatchObject({ lost: "epoch" });
    stop();
  });

  it("is given back when nobody uses the logs any more", async () => {
    const { journal, clock } = start({ keepMs: 60_000 });
    for (let index = 0; index < 100; index += 1)
      await journal.append(`${index}`, { fence: 1, drafts: drafts("x") });
    expect(journal.usage()).toMatchObject({ topics: 100, lines: 100 });
    clock.moveTo(61_000);
    await journal.open("another");
    expect(journal.usage()).toMatchObject({ topics: 1, lines: 0, watchers: 0 });
    expect(clock.nextTimerAt()).toBeUndefined();
  });

  it("shares a line among its readers, who cannot change it", async () => {
    const { journal } = start();
    const { position } = await journal.open("a");
    await journal.append("a", { fence: 1, drafts: [{ id: "x", item: { deep: { list: [1] } } }] });
    const [one, other] = await Promise.all([journal.read("a", position, 1), journal.read("a", position, 1)]);
    expect(one.lines?.[0]).toBe(other.lines?.[0]);
    const item = one.lines?.[0]?.item as { deep: { list: number[] } };
    expect(() => item.deep.list.push(2)).toThrow(TypeError);
  });
});

describe("reading", () => {
  it("takes no longer from the middle of a long log than from its end", async () => {
    const { journal } = start({ events: 200_000, bytes: 1_000 * megabytes });
    const { position } = await journal.open("a");
    for (let at = 0; at < 200_000; at += 1_000)
      await journal.append("a", {
        fence: 1,
        drafts: drafts(...Array.from({ length: 1_000 }, (_each, index) => `${at + index}`)),
      });
    // A search from either end would visit 10^10 lines.
    let wrong = 0;
    for (let index = 0; index < 100_000; index += 1) {
      const seq = (index * 7_919) % 199_999;
      const { lines } = await journal.read("a", { ...position, seq }, 1);
      if (lines?.[0]?.seq !== seq + 1) wrong += 1;
    }
    expect(wrong).toBe(0);
    expect(journal.usage().lines).toBe(200_000);
  }, 60_000);
});
