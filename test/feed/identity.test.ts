import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { confirm, digestOf, joinPages, numbered, type Repeats } from "../../src/feed/identity.ts";

const joined = [
  ["name", "JOINED"],
  ["eventTime", "2026-07-01T10:00:01.000Z"],
] as const;

describe("the digest of an event", () => {
  it("stays what it is from release to release: ids that were given out depend on it", () => {
    expect(digestOf(joined)).toBe("11wBcuyNA3CV2h0qpQzty-P");
    expect(digestOf([...joined, ["errorCode", "ä"]])).toBe("1HwX8unBCf5eCV9omA5XZJN");
  });

  it("does not change when a fact becomes known that this event does not carry", () => {
    expect(digestOf([...joined, ["mood", undefined]])).toBe(digestOf(joined));
    expect(digestOf([...joined, ["mood", "bad"]])).not.toBe(digestOf(joined));
  });

  it("tells apart facts that read the same when they are written one after the other", () => {
    const digests = [
      digestOf([["a", "bc"]]),
      digestOf([["ab", "c"]]),
      digestOf([
        ["a", "b"],
        ["c", ""],
      ]),
      digestOf([["a", "b"]]),
      digestOf([
        ["a", ""],
        ["b", ""],
      ]),
      digestOf([["a", "1:b"]]),
      digestOf([]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

const list = (...keys: string[]) => keys.map((key) => ({ key }));
const keys = (events: readonly { key: string }[]) => events.map(({ key }) => key);

describe("the keys of a list", () => {
  it("number what says the same, in the order of the list", () => {
    expect(keys(numbered(list("a", "b", "a", "a")))).toEqual(["a.0", "b.0", "a.1", "a.2"]);
  });

  it("drop the row that a page repeats, also after an empty page", () => {
    const pages = [list("a", "b"), list("b", "c"), [], list("c", "d"), list("e")];
    expect(keys(joinPages(pages))).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("what says the same as another event", () => {
  const read = (rows: readonly string[], before?: Repeats) => {
    const { confirmed, repeats } = confirm(numbered(list(...rows)), before);
    return { keys: keys(confirmed), repeats };
  };

  it("is told when two readings in a row agree", () => {
    const first = read(["a", "b", "a"]);
    expect(first.keys).toEqual(["a.0", "b.0"]);
    const second = read(["a", "b", "a", "a"], first.repeats);
    expect(second.keys).toEqual(["a.0", "b.0", "a.1"]);
    expect(read(["a", "b", "a", "a"], second.repeats).keys).toEqual(["a.0", "b.0", "a.1", "a.2"]);
  });

  it("is not told when a reading between did not show it", () => {
    const first = read(["a", "a"]);
    const second = read(["a"], first.repeats);
    expect(read(["a", "a"], second.repeats).keys).toEqual(["a.0"]);
  });

  it("takes no memory where there is none", () => {
    expect(read(["a", "b", "c"]).repeats).toBeUndefined();
    expect(read(["a", "b", "b", "b"]).repeats).toEqual(new Map([["b", 2]]));
  });

  it("is neither invented by lists that shift while they are read, nor lost", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 });
    const visit = fc.record({ happened: letters, meanwhile: letters, shifts: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(visit, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        (visits, size) => {
          // Newest first and found by offset: what happens between two pages moves rows into the next one.
          const history: string[] = [];
          const told = new Set<string>();
          const tell = (pages: readonly { key: string }[][], before: Repeats | undefined) => {
            const { confirmed, repeats } = confirm(numbered(pages.flat()), before);
            for (const { key } of confirmed) told.add(key);
            return repeats;
          };
          const pagesOf = (meanwhile: string[]) => {
            const pages: { key: string }[][] = [];
            for (let at = 0; at < history.length; at += size) {
              pages.push(list(...history.toReversed().slice(at, at + size)));
              const next = meanwhile.shift();
              if (next !== undefined) history.push(next);
            }
            return pages;
          };
          const truth = () => keys(numbered(list(...history)));
          let repeats: Repeats | undefined;
          for (const { happened, meanwhile, shifts } of visits) {
            history.push(...happened);
            repeats = tell(pagesOf(shifts ? [...meanwhile] : []), repeats);
            // The same rows are doubled twice running only where a page's worth happens between; one quiet reading tells.
            repeats = tell(pagesOf([]), repeats);
            expect(truth()).toEqual(expect.arrayContaining([...told]));
          }
          tell(pagesOf([]), repeats);
          expect([...told].toSorted()).toEqual(truth().toSorted());
        },
      ),
      { numRuns: 500 },
    );
  });
});
