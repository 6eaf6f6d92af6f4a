import { describe, expect, it, onTestFinished } from "vitest";

import { FencedError, type Journal } from "../../src/feed/journal.ts";

/** A journal, and what a test can do to it. */
export interface JournalUnderTest {
  readonly journal: Journal<unknown>;
  passTime(ms: number): void | Promise<void>;
}

/** Makes an empty journal that holds at most so many lines a log, for so long. */
export type JournalFactory = (bounds: { events: number; keepMs: number }) => Promise<JournalUnderTest>;

export const drafts = (...ids: string[]) => ids.map((id) => ({ id, item: { told: id } }));

/** What every journal promises; see `src/feed/journal.ts`. */
export function describeJournal(create: JournalFactory): void {
  async function start({ events = 100, keepMs = 60_000 } = {}) {
    const made = await create({ events, keepMs });
    onTestFinished(() => made.journal.close());
    const { journal } = made;
    return {
      ...made,
      add: async (...ids: string[]) => journal.append("a", { fence: 1, drafts: drafts(...ids) }),
      ids: async (after: { epoch: string; seq: number }, limit = 1_000) =>
        (await journal.read("a", after, limit)).lines?.map(({ id }) => id),
    };
  }

  describe("a journal", () => {
    it("gives each line the next number, and reads from any of them", async () => {
      const { journal, add } = await start();
      const { position } = await journal.open("a");
      expect(position.seq).toBe(0);
      expect((await add("x", "y")).lines).toMatchObject([
        { seq: 1, id: "x", item: { told: "x" } },
        { seq: 2, id: "y", item: { told: "y" } },
      ]);
      const { position: now, lines } = await add("z");
      expect(now).toEqual({ epoch: position.epoch, seq: 3 });
      expect(await journal.read("a", position, 10)).toMatchObject({
        lines: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
        now,
      });
      expect(await journal.read("a", { ...position, seq: 2 }, 10)).toEqual({ lines, now });
      expect(await journal.read("a", now, 10)).toEqual({ lines: [], now });
      expect(await journal.open("a")).toMatchObject({ position: now, oldestSeq: 1 });
    });

    it("reads no more than it is asked for, and goes on from there", async () => {
      const { journal, add, ids } = await start();
      const { position } = await journal.open("a");
      await add("1", "2", "3", "4", "5");
      expect(await ids(position, 2)).toEqual(["1", "2"]);
      expect(await ids({ ...position, seq: 2 }, 2)).toEqual(["3", "4"]);
      expect(await ids({ ...position, seq: 4 }, 2)).toEqual(["5"]);
    });

    it("drops what it has seen, within a batch and long after its line is gone", async () => {
      const { journal, add, ids, passTime } = await start({ events: 3 });
      const { position } = await journal.open("a");
      expect((await add("x", "y", "x")).lines.map(({ id }) => id)).toEqual(["x", "y"]);
      expect((await add("y", "z", "x")).lines.map(({ id }) => id)).toEqual(["z"]);
      await add("1", "2", "3", "4");
      await passTime(50_000);
      await add("5");
      await passTime(50_000);
      expect((await add("x", "1", "5", "6")).lines.map(({ id }) => id)).toEqual(["6"]);
      expect(await ids({ ...position, seq: 8 })).toEqual(["6"]);
    });

    it("keeps topics apart", async () => {
      const { journal, add } = await start();
      await add("x");
      const { lines, position } = await journal.append("b", { fence: 1, drafts: drafts("x") });
      expect(lines).toMatchObject([{ seq: 1, id: "x" }]);
      expect(position.epoch).not.toBe((await journal.open("a")).position.epoch);
    });

    it("keeps what the writer stores, with the lines or without any", async () => {
      const { journal, add } = await start();
      expect((await journal.open("a")).state).toBeUndefined();
      await journal.append("a", { fence: 1, drafts: drafts("x"), state: "first" });
      await add("y");
      expect((await journal.open("a")).state).toBe("first");
      await journal.append("a", { fence: 1, drafts: [], state: "" });
      expect(await journal.open("a")).toMatchObject({ state: "", position: { seq: 2 } });
    });

    it("refuses a writer whose lease has passed on, and does nothing of what it wants", async () => {
      const { journal, ids } = await start();
      const { position } = await journal.open("a");
      await journal.append("a", { fence: 7, drafts: drafts("x"), state: "of 7" });
      const late = journal.append("a", { fence: 6, drafts: drafts("y"), state: "of 6" });
      await expect(late).rejects.toBeInstanceOf(FencedError);
      expect(await journal.open("a")).toMatchObject({ state: "of 7", position: { seq: 1 } });
      // What was refused was not seen.
      await journal.append("a", { fence: 8, drafts: drafts("y") });
      expect(await ids(position)).toEqual(["x", "y"]);
      await expect(journal.append("a", { fence: 7, drafts: [] })).rejects.toBeInstanceOf(FencedError);
      // Each topic has a lease of its own.
      await journal.append("b", { fence: 1, drafts: [] });
    });

    it("does nothing at all when one item cannot be written", async () => {
      const { journal, add, ids } = await start();
      const { position } = await journal.open("a");
      const broken = [...drafts("x"), { id: "y", item: { count: 1n } }];
      await expect(journal.append("a", { fence: 1, drafts: broken, state: "new" })).rejects.toThrow(
        TypeError,
      );
      expect(await journal.open("a")).toMatchObject({ state: undefined, position: { seq: 0 } });
      await add("x");
      expect(await ids(position)).toEqual(["x"]);
    });

    it("keeps what JSON keeps, whatever becomes of the item afterwards", async () => {
      const { journal } = await start();
      const { position } = await journal.open("a");
      const item = { name: "ä\u0000\ud83d\ude00", none: undefined, at: new Date(0), deep: { list: [1] } };
      await journal.append("a", { fence: 1, drafts: [{ id: "x", item }] });
      item.deep.list.push(2);
      const { lines } = await journal.read("a", position, 1);
      expect(lines?.[0]?.item).toStrictEqual({
        name: "ä\u0000\ud83d\ude00",
        at: "1970-01-01T00:00:00.000Z",
        deep: { list: [1] },
      });
    });

    it("holds so many lines, and tells who comes too late for them", async () => {
      const { journal, add, ids } = await start({ events: 3 });
      const { position } = await journal.open("a");
      await add("1", "2", "3");
      expect(await ids(position)).toEqual(["1", "2", "3"]);
      const { position: now } = await add("4");
      expect(await journal.read("a", position, 10)).toEqual({ lost: "trimmed", now });
      expect(await ids({ ...position, seq: 1 })).toEqual(["2", "3", "4"]);
      expect((await journal.open("a")).oldestSeq).toBe(2);
      await add("5", "6", "7", "8", "9");
      expect(await ids({ ...position, seq: 6 })).toEqual(["7", "8", "9"]);
      expect(await journal.read("a", { ...position, seq: 5 }, 10)).toMatchObject({ lost: "trimmed" });
    });

    it("holds lines for so long, and the number of the next one for longer", async () => {
      const { journal, add, ids, passTime } = await start({ keepMs: 60_000 });
      const { position } = await journal.open("a");
      const stop = journal.watch("a", () => {});
      await add("old");
      await passTime(40_000);
      await add("new");
      await passTime(40_000);
      expect(await journal.read("a", position, 10)).toMatchObject({ lost: "trimmed" });
      expect(await ids({ ...position, seq: 1 })).toEqual(["new"]);
      await passTime(1_000_000);
      expect(await journal.open("a")).toMatchObject({
        position: { ...position, seq: 2 },
        oldestSeq: 3,
      });
      expect(await ids({ ...position, seq: 2 })).toEqual([]);
      expect((await add("newer")).lines).toMatchObject([{ seq: 3 }]);
      stop();
    });

    it("ends a log that is left alone, and not one that is watched", async () => {
      const { journal, passTime } = await start({ keepMs: 60_000 });
      const before = await journal.open("a");
      const watched = await journal.open("b");
      const stop = journal.watch("b", () => {});
      await journal.append("a", { fence: 9, drafts: drafts("x"), state: "of 9" });
      await passTime(200_000);
      const after = await journal.open("a");
      expect(after).toMatchObject({ position: { seq: 0 }, oldestSeq: 1, state: undefined });
      expect(after.position.epoch).not.toBe(before.position.epoch);
      expect(await journal.read("a", before.position, 10)).toEqual({ lost: "epoch", now: after.position });
      expect((await journal.open("b")).position).toEqual(watched.position);
      stop();
      await passTime(200_000);
      expect((await journal.open("b")).position.epoch).not.toBe(watched.position.epoch);
    });

    it("tells positions of another epoch, and those that it never reached", async () => {
      const { journal, add } = await start();
      const { position: now } = await add("x");
      for (const foreign of [
        { epoch: "of another life", seq: 0 },
        { ...now, seq: 2 },
      ])
        expect(await journal.read("a", foreign, 10)).toEqual({ lost: "epoch", now });
      const { lost } = await journal.read("never written", now, 10);
      expect(lost).toBe("epoch");
    });

    it("begins a new epoch after a log was forgotten, in which nothing was seen", async () => {
      const { journal, add, ids } = await start();
      const before = (await add("x")).position;
      await journal.forget("a");
      const { position, state } = await journal.open("a");
      expect(position).toMatchObject({ seq: 0 });
      expect(position.epoch).not.toBe(before.epoch);
      expect(state).toBeUndefined();
      expect(await journal.read("a", before, 10)).toEqual({ lost: "epoch", now: position });
      await add("x");
      expect(await ids(position)).toEqual(["x"]);
    });

    it("wakes who watches after lines came, and when the log is lost", async () => {
      const { journal, add } = await start();
      let woken = nextWake();
      const stop = journal.watch("a", () => woken.wake());
      await add("x");
      await expect(woken.promise).resolves.toBe("woken");
      woken = nextWake();
      await journal.forget("a");
      await expect(woken.promise).resolves.toBe("woken");
      stop();
      stop();
    });

    it("wakes only those who still watch that topic", async () => {
      const { journal, add } = await start();
      const heard: string[] = [];
      const last = nextWake();
      const stopFirst = journal.watch("a", () => heard.push("first"));
      const stopOther = journal.watch("b", () => heard.push("other"));
      stopFirst();
      const stopLast = journal.watch("a", () => last.wake());
      await add("x");
      await last.promise;
      expect(heard).toEqual([]);
      stopOther();
      stopLast();
    });

    it("answers nobody after it was closed", async () => {
      const { journal, add } = await start();
      await journal.close();
      await expect(add("x")).rejects.toThrow("closed");
      await expect(journal.open("a")).rejects.toThrow("closed");
      await expect(journal.read("a", { epoch: "", seq: 0 }, 1)).rejects.toThrow("closed");
      await expect(journal.forget("a")).rejects.toThrow("closed");
    });
  });
}

function nextWake(): { promise: Promise<string>; wake: () => void } {
  let wake = () => {};
  const promise = new Promise<string>((resolve) => (wake = () => resolve("woken")));
  return { promise, wake };
}
