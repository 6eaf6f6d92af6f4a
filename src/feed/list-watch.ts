import type { OperationInput, OperationOutput, ReadOperation } from "../upstream/operations.ts";
import type { Draft } from "./journal.ts";
import type { Call, Desk, Offer, Offers, Standing, Subject, Watch } from "./subject.ts";
import { createWalk, type Walk } from "./walk.ts";

/** No list is read further. */
const mostPages = 1_000;
/** Who is not in so many lists running that came to their end is gone: a list that shifts may miss a row. */
const absencesUntilGone = 2;

/** A part of all that there is. */
export interface Part<Row> {
  readonly rows: readonly Row[];
  /** From 1 on. */
  readonly part: number;
  /** Whether it is the last part. */
  readonly complete: boolean;
}

/** A topic that tells how the objects of one List come, change and go: of each only the present matters. */
export interface ListTopic<Name extends ReadOperation, Row, Item> {
  readonly topic: string;
  readonly operation: Name;
  readonly everyMs: number;
  readonly now: () => number;
  readonly input: (nextToken: string | undefined) => OperationInput<Name>;
  readonly page: (
    output: OperationOutput<Name>,
    asOf: string,
  ) => { readonly rows: readonly Row[]; readonly nextToken: string | undefined };
  readonly keyOf: (row: Row) => string;
  /** The members that differ. */
  readonly differences: (before: Row, row: Row) => readonly string[];
  /** How many rows a part of all that there is holds. */
  readonly partSize: number;
  /** All rows in parts, the first of which replaces whatever was told before. */
  readonly snapshot: (part: Part<Row>) => Item;
  /** `before` is undefined for what was not there before. */
  readonly changed: (row: Row, before: Row | undefined) => Item;
  readonly gone: (row: Row) => Item;
  /** Told what queries must not answer from memory any more. */
  readonly forget: (key: string) => void;
}

/** Watches a List from its first page to its last, again and again. What is there when it has come to its end for the first time is told whole. */
export function listWatch<Name extends ReadOperation, Row, Item>(
  of: ListTopic<Name, Row, Item>,
): Watch<Item> {
  return { topic: of.topic, open: (desk) => openList(of, desk) };
}

interface Held<Row> {
  row: Row;
  shownIn: number;
}

function openList<Name extends ReadOperation, Row, Item>(
  {
    operation,
    everyMs,
    now,
    input,
    page,
    keyOf,
    differences,
    partSize,
    snapshot,
    changed,
    gone,
    forget,
  }: ListTopic<Name, Row, Item>,
  desk: Desk<Item>,
): Subject<Item> {
  const held = new Map<string, Held<Row>>();
  let walk: Walk | undefined;
  let walks = 0;
  let walkedAt = Number.NEGATIVE_INFINITY;
  let firstAsOf: string | undefined;
  let lastCompleteListAt: string | undefined;
  let tookMs = 0;
  let isNudged = false;
  let told = 0;

  const draft = (key: string, item: Item): Draft<Item> => ({
    id: `${key} ${desk.opening}.${(told += 1)}`,
    item,
  });

  /** The same for everybody until something changes. */
  function inParts(): Draft<Item>[] {
    const rows = [...held.values()].map(({ row }) => row);
    const count = Math.max(1, Math.ceil(rows.length / partSize));
    return Array.from({ length: count }, (_, index) => ({
      id: `all ${desk.opening}.${told} ${index + 1}`,
      item: snapshot({
        rows: rows.slice(index * partSize, (index + 1) * partSize),
        part: index + 1,
        complete: index + 1 === count,
      }),
    }));
  }

  function see(row: Row): void {
    const key = keyOf(row);
    const before = held.get(key);
    const differing = before && differences(before.row, row);
    held.set(key, { row, shownIn: walks });
    if (differing?.length === 0) return;
    if (differing) forget(key);
    // What the first list shows is told at its end.
    if (lastCompleteListAt !== undefined) desk.emit([draft(key, changed(row, before?.row))]);
  }

  function ended({ startedAt }: Walk): void {
    if (lastCompleteListAt === undefined) desk.emit(inParts());
    lastCompleteListAt = firstAsOf;
    tookMs = now() - startedAt;
    for (const [key, { row, shownIn }] of held) {
      if (walks - shownIn < absencesUntilGone) continue;
      held.delete(key);
      forget(key);
      desk.emit([draft(key, gone(row))]);
    }
    desk.changed();
  }

  function call(current: Walk): Call<Name> {
    current.begin();
    return {
      input: input(current.nextToken),
      answered({ output, asOf }) {
        if (current.pages === 0) firstAsOf = asOf;
        const { rows, nextToken } = page(output, asOf);
        for (const row of rows) see(row);
        const step = current.page(nextToken);
        if (step === "more") return;
        walk = undefined;
        if (step === "end") ended(current);
      },
      failed(error) {
        if (current.failed(error) === "broken") walk = undefined;
      },
    };
  }

  function offersOf(): Offer<Name>[] {
    if (walk && !walk.isWaiting) return [];
    return [
      {
        urgency: isNudged || lastCompleteListAt === undefined ? "prompt" : "hot",
        dueAt: walk || isNudged ? Number.NEGATIVE_INFINITY : walkedAt + everyMs,
        take() {
          if (!walk) {
            walk = createWalk(now(), mostPages);
            walkedAt = walk.startedAt;
            walks += 1;
            isNudged = false;
          }
          return call(walk);
        },
      },
    ];
  }

  const offers = { [operation]: offersOf } as unknown as Offers;
  const place = desk.enter({ offers, weight: () => Math.sqrt(desk.followers()) });

  return {
    standing: (): Standing => ({
      complete: lastCompleteListAt !== undefined,
      lastCompleteListAt,
      publisherStalenessMs: undefined,
      expectedStalenessMs: lastCompleteListAt === undefined ? undefined : everyMs + tookMs,
    }),
    mark: () => ({}),
    snapshot: () => (lastCompleteListAt === undefined ? [] : inParts()),
    nudge() {
      isNudged = true;
      place.wake();
    },
    close: place.leave,
  };
}
