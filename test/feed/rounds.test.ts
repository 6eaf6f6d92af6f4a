import { describe, expect, it } from "vitest";

import { createRounds } from "../../src/feed/rounds.ts";

const fails = () => Promise.reject(new Error("AWS is away."));

describe("reading once for all who ask together", () => {
  it("gives whoever comes meanwhile what is read next, once for all of them", async () => {
    const round = createRounds<number>();
    let readings = 0;
    const read = async () => (readings += 1);
    const asked = [round("a", read), round("a", read), round("a", read), round("b", read)];
    expect(await Promise.all(asked)).toEqual([1, 3, 3, 2]);
    expect(await round("a", read)).toBe(4);
  });

  it("fails for those who asked together, and for nobody who comes later", async () => {
    const round = createRounds<number>();
    const asked = await Promise.allSettled([round("a", fails), round("a", fails)]);
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await round("a", async () => 1)).toBe(1);
  });
});
