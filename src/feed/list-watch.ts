import type { OperationInput, OperationOutput, ReadOperation } from "../upstream/operations.ts";
import type { Draft } from "./journal.ts";
import type { Call, Desk, Offer, Offers, Standing, Subject, Watch } from "./subject.ts";
import { createWalk, type Walk } from "./walk.ts";

/** No list is read further. */
const mostPages = 1_000;
/** Who is not in so many lists running that came to their end is gone: a list that shifts may miss a row. */
const absencesUntilGone = 2;

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
  /** `changed` is undefined for what was not there before. */
  readonly changed: (row: Row, changed: readonly string[] | undefined) => Item;
  readonly gone: (row: Row) => Item;
  /** Told what queries must not answer from memory any more. */
  readonly forget: (key: string) => void;
}

/** Watches a List from its first page to its last, again and again. What is there when it begins is told as new. */
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

  function see(row: Row): void {
    const key = keyOf(row);
    const before = held.get(key);
    const differing = before && differences(before.row, row);
    held.set(key, { row, shownIn: walks });
    if (differing?.length === 0) return;
    if (differing) forget(key);
    desk.emit([draft(key, changed(row, differing))]);
  }

  function ended({ startedAt }: Walk): void {
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
    snapshot: () => [...held].map(([key, { row }]) => draft(key, changed(row, undefined))),
    nudge() {
      isNudged = true;
      place.wake();
    },
    close: place.leave,
  };
}
