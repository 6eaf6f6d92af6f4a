import { describe, expect, it } from "vitest";

import { createSeenIds } from "../../src/feed/seen-ids.ts";

function start(memory: number, held: () => Iterable<string> = () => []) {
  const seen = createSeenIds({ memory, held });
  return {
    seen,
    /** How many of the numbers were new. */
    offer(from: number, to: number): number {
      let fresh = 0;
      for (let id = from; id < to; id += 1) if (!seen.offer(`${id}`)) fresh += 1;
      return fresh;
    },
  };
}

describe("the ids that a log has seen", () => {
  it("are all known that fit, and no other is", () => {
    const { offer } = start(40_000);
    expect(offer(0, 20_000)).toBe(20_000);
    expect(offer(0, 20_000)).toBe(0);
    expect(offer(20_000, 30_000)).toBe(10_000);
  });

  it.each([1, 2, 500, 999])("are known after %i others were offered", (others) => {
    for (let before = 0; before < 2_000; before += 97) {
      const { offer, seen } = start(1_000);
      offer(1, 1 + before);
      seen.offer("it");
      offer(10_000, 10_000 + others);
      expect(seen.offer("it")).toBe(true);
    }
  });

  it("stay known for as long as they are offered again now and then", () => {
    const { offer, seen } = start(1_000);
    seen.offer("it");
    for (let turn = 0; turn < 20; turn += 1) {
      offer(turn * 1_000, turn * 1_000 + 999);
      expect(seen.offer("it")).toBe(true);
    }
  });

  it("are forgotten when nobody offers them, so that what they take is bounded", () => {
    const { offer, seen } = start(1_000);
    const most: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      offer(turn * 1_000, (turn + 1) * 1_000);
      most.push(seen.bytes);
    }
    expect(Math.max(...most)).toBe(most[2]);
    expect(Math.max(...most)).toBeLessThan(1_000 * 2 * 30);
    expect(seen.offer("0")).toBe(false);
  });

  it("are never forgotten while their line is held", () => {
    const { offer, seen } = start(1_000, () => ["held"]);
    seen.offer("held");
    offer(0, 10_000);
    expect(seen.offer("held")).toBe(true);
  });
});
