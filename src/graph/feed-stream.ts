import type { Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import { readResumption, writeResumption } from "../feed/cursor.ts";
import type { Delivery, Resumption, Status } from "../feed/delivery.ts";
import type { Position } from "../feed/journal.ts";
import type { StreamItem } from "../stream.ts";

/** What every item of a stream has, whatever it tells. */
export interface FeedItem extends StreamItem {
  readonly __typename: string;
  readonly cursor: string;
  readonly sameAs: string;
  readonly epoch: string;
  readonly seq: number;
  readonly observedAt: string;
  readonly stageArn: string | undefined;
}

/** What a line of a log is shown as: the name of its type, and that type's own members. */
export interface Shown {
  readonly __typename: string;
  /** When the stream itself is not of one stage. */
  readonly stageArn?: string | undefined;
  /** Whether it may have been told before, by another log. */
  readonly replayed?: boolean;
}

/** Word of how the feed itself stands, as its types show it. */
export type FeedWord =
  | { readonly __typename: "IvsFeedStatus"; readonly status: Status }
  | { readonly __typename: "IvsFeedGap"; readonly reason: "epoch" | "trimmed"; readonly after: Position }
  | { readonly __typename: "IvsFeedCheckpoint" }
  | { readonly __typename: "IvsFeedClosing"; readonly reason: "draining" | "slow" };

/** What a stream shows, and how. */
export interface Streaming<Item> {
  readonly topic: string;
  readonly deliveries: AsyncIterableIterator<Delivery<Item>>;
  /** The stage that all of it is about. */
  readonly stageArn?: string | undefined;
  /** Whether the client wants a line; all of them without it. */
  readonly wants?: (item: Item) => boolean;
  /** What a line is shown as; nothing where the client does not want it. */
  readonly show: (item: Item) => Shown | undefined;
  /** Where it is kept what lines are shown as, of all streams that show them in the same way: for them it is made once. */
  readonly shownLines?: ShownLines;
}

/** By the items of lines, which all readers of a log are given the same. */
export type ShownLines = WeakMap<object, FeedItem>;

/**
 * Where a subscription of a topic goes on: after the last event that an SSE client has, or at the cursor that was given. Throws CURSOR_INVALID
 * or CURSOR_EXPIRED.
 */
export function resumptionOf(
  { cursors, stream }: Context,
  topic: string,
  after: string | null | undefined,
): Resumption | undefined {
  // A client that comes back asks again for the URL that it began with, cursor and all.
  const cursor = stream?.lastEventId ?? after;
  return cursor == null ? undefined : readResumption(cursors, topic, cursor);
}

/** The items of a subscription. `return` settles as soon as that of the deliveries does, also while a `next` waits. */
export function openFeedStream<Item extends object>(
  { cursors, stream }: Context,
  { topic, deliveries, stageArn, wants, show, shownLines }: Streaming<Item>,
): AsyncIterableIterator<FeedItem> {
  const spell = (place: Resumption) => writeResumption(cursors, topic, place);
  const ending = stream?.ending;
  let closing: { readonly reason: "draining" | "slow"; readonly cursor: string } | undefined;

  function itemOf(delivery: Delivery<Item>): FeedItem | undefined {
    if (delivery.kind !== "line") return feedItem({ stageArn, ...wordOf(delivery) }, delivery, spell);
    if (wants && !wants(delivery.item)) return undefined;
    // Whoever still waits for something earlier stands elsewhere than the others.
    const known = delivery.lacksEarlier ? undefined : shownLines?.get(delivery.item);
    if (known) return known;
    const shown = show(delivery.item);
    const item = shown && feedItem({ stageArn, ...shown }, delivery, spell);
    // What is told again is told to each reader with the mark of its own.
    if (item && !shown.replayed && !delivery.lacksEarlier) shownLines?.set(delivery.item, item);
    return item;
  }

  async function next(): Promise<IteratorResult<FeedItem, undefined>> {
    if (closing?.reason === "slow")
      throw new CodedError("SLOW_CONSUMER", "Items were not taken for too long: go on after the cursor.", {
        details: { cursor: closing.cursor },
      });
    // What ends before the server asks it to would look complete.
    if (closing && ending) await aborted(ending);
    for (;;) {
      const { done, value: delivery } = await deliveries.next();
      if (done) return { done: true, value: undefined };
      const item = itemOf(delivery);
      if (!item) continue;
      if (delivery.kind === "closing") closing = { reason: delivery.reason, cursor: item.cursor };
      return { done: false, value: item };
    }
  }

  const items: AsyncIterableIterator<FeedItem> = {
    next,
    async return() {
      await deliveries.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => items,
  };
  return items;
}

function wordOf(delivery: Exclude<Delivery<unknown>, { kind: "line" }>): FeedWord {
  if (delivery.kind === "status") return { __typename: "IvsFeedStatus", status: delivery.status };
  if (delivery.kind === "checkpoint") return { __typename: "IvsFeedCheckpoint" };
  if (delivery.kind === "closing") return { __typename: "IvsFeedClosing", reason: delivery.reason };
  return { __typename: "IvsFeedGap", reason: delivery.reason, after: delivery.after };
}

function feedItem(
  shown: (Shown | FeedWord) & { readonly stageArn: string | undefined },
  delivery: Delivery<unknown>,
  spell: (place: Resumption) => string,
): FeedItem {
  const { position, mark, observedAt } = delivery;
  let cursor: string | undefined;
  return {
    ...shown,
    epoch: position.epoch,
    seq: position.seq,
    observedAt: new Date(observedAt).toISOString(),
    sameAs: nameOf(delivery, "replayed" in shown && shown.replayed),
    // Of those who share an item only the one for whom it is executed needs it.
    get cursor() {
      return (cursor ??= spell({ position, mark }));
    },
  };
}

/**
 * What tells an item from all others of its topic. A line of the log is the same for everybody who comes to it; what is made for one
 * reader is the same only where the reader stands the same.
 */
function nameOf(delivery: Delivery<unknown>, isReplayed: boolean): string {
  const { observedAt: _, ...told } = delivery;
  if (told.kind !== "line") return JSON.stringify(told);
  const { position, mark, id, lacksEarlier } = told;
  return JSON.stringify([position, id, isReplayed || lacksEarlier ? mark : ""]);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
