import * as fc from "fast-check";
import { expect } from "vitest";

import { FencedError, type Position } from "../../src/feed/journal.ts";
import { drafts, type JournalFactory } from "./journal-conformance.ts";

const bounds = { events: 8, keepMs: 1_000 };
const ids = fc.array(fc.nat(40).map(String), { maxLength: 6 });
const reader = fc.nat(3);

/** What writers, readers and time do to a topic. A reader that is cut and resumes is one that reads later. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("append" as const), ids }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("append too late" as const), ids }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("take over" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("read" as const),
      reader,
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("attach" as const), reader }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 600 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.constant(1_001) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("forget" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Compares a journal with an array that nothing is ever dropped from. */
export async function proveJournal(create: JournalFactory, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const { journal, passTime } = await create(bounds);
      try {
        await follow(steps, journal, passTime);
      } finally {
        await journal.close();
      }
    }),
    { numRuns },
  );
}

type UnderTest = Awaited<ReturnType<JournalFactory>>;

async function follow(
  steps: readonly Step[],
  journal: UnderTest["journal"],
  passTime: UnderTest["passTime"],
): Promise<void> {
  let told: { id: string; at: number }[] = [];
  let epoch: string | undefined;
  let state: string | undefined;
  let fence = 1;
  let seenFence = 0;
  let now = 0;
  let usedAt = 0;
  const gone = new Set<string>();
  const readers = new Map<number, Position>();

  const lose = () => {
    if (epoch !== undefined) gone.add(epoch);
    [told, epoch, state, seenFence] = [[], undefined, undefined, 0];
  };
  const use = () => {
    if (now - usedAt > bounds.keepMs) lose();
    usedAt = now;
  };
  const isAt = (position: Position) => {
    epoch ??= position.epoch;
    expect(gone.has(epoch)).toBe(false);
    expect(position).toEqual({ epoch, seq: told.length });
  };
  const oldestSeq = () => {
    const aged = told.findIndex(({ at }) => at >= now - bounds.keepMs);
    return Math.max(aged === -1 ? told.length : aged, told.length - bounds.events) + 1;
  };

  for (const each of steps)
    switch (each.does) {
      case "append": {
        use();
        const fresh = [...new Set(each.ids)].filter((id) => told.every((line) => line.id !== id));
        const first = told.length + 1;
        told.push(...fresh.map((id) => ({ id, at: now })));
        if (told.length % 2 === 0) state = `at ${told.length}`;
        seenFence = fence;
        const { lines, position } = await journal.append("a", {
          fence,
          drafts: drafts(...each.ids),
          state: told.length % 2 === 0 ? state : undefined,
        });
        expect(lines.map(({ seq, id }) => [seq, id])).toEqual(fresh.map((id, index) => [first + index, id]));
        isAt(position);
        break;
      }
      case "append too late": {
        use();
        if (seenFence === 0) break;
        const late = journal.append("a", {
          fence: seenFence - 1,
          drafts: drafts(...each.ids),
          state: "late",
        });
        await expect(late).rejects.toBeInstanceOf(FencedError);
        break;
      }
      case "take over":
        fence += 1;
        break;
      case "attach": {
        use();
        const opened = await journal.open("a");
        isAt(opened.position);
        expect(opened).toMatchObject({ oldestSeq: oldestSeq(), state });
        readers.set(each.reader, opened.position);
        break;
      }
      case "read": {
        const from = readers.get(each.reader);
        if (!from) break;
        use();
        const reading = await journal.read("a", from, each.limit);
        isAt(reading.now);
        if (from.epoch !== epoch) expect(reading.lost).toBe("epoch");
        else if (from.seq < oldestSeq() - 1) expect(reading.lost).toBe("trimmed");
        else {
          const expected = told.slice(from.seq, from.seq + each.limit);
          expect(reading.lines?.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
          expect(reading.lines?.map(({ seq }) => seq)).toEqual(expected.map((_, at) => from.seq + 1 + at));
          readers.set(each.reader, { ...from, seq: from.seq + expected.length });
          break;
        }
        readers.set(each.reader, reading.now);
        break;
      }
      case "wait":
        now += each.ms;
        await passTime(each.ms);
        break;
      case "forget":
        lose();
        usedAt = now;
        await journal.forget("a");
        break;
      default:
        each satisfies never;
    }
}
