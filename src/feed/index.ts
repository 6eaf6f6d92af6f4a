import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Delivery, Resumption } from "./delivery.ts";
import type { Hint, Hints } from "./hints.ts";
import type { Journal } from "./journal.ts";
import type { Leases } from "./lease.ts";
import { createPoller, type Poller } from "./poller.ts";
import { createReader } from "./reader.ts";
import type { Ending, Mark, Schedule, Watch } from "./subject.ts";

/** How a topic is followed. */
export interface Following<Item> {
  /** Where to go on; without it at what is found from now on. */
  readonly after?: Resumption | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** One thing that is to be looked at more often than others, by the name that its subject knows. */
  readonly focus?: string | undefined;
  /** What of the log is told; all of it without. */
  readonly wants?: ((item: Item) => boolean) | undefined;
  /** Whether an item is of no use to whoever has read through a mark; none is without it. */
  readonly isBefore?: ((item: Item, mark: Mark) => boolean) | undefined;
}

/** Streams of what happens, however many follow them: they are polled once, and not at all when nobody does. */
export interface Feed {
  /**
   * Follows a topic from now on. Tells first how it is watched, then what follows in its log, at the pace at which it is asked. `return`
   * settles at once and leaves nothing behind.
   */
  follow<Item extends Ending>(
    watch: Watch<Item>,
    following?: Following<Item>,
  ): AsyncIterableIterator<Delivery<Item>>;
  /** Looks at once at what a hint names, where that is watched. */
  nudge(hint: Hint): void;
  /** How far the log of a topic is, where it is watched here. Whoever goes on after it is told all that is found from now on. */
  placeOf(topic: string): Resumption | undefined;
  /** What there is at this moment: topics that are watched, and those who follow them. */
  activity(): { topics: number; readers: number };
  /** Tells everybody who follows that it is over, and stops. */
  close(): Promise<void>;
}

/** How long a topic is watched on when nobody follows it any more, and how often those who are told nothing are given a cursor. */
export interface FeedTimes {
  readonly lingerMs: number;
  readonly checkpointMs: number;
  /** How many calls it may cost to read again for one reader what a log has lost. */
  readonly recoveryCalls: number;
}

/** Puts a feed together. The journal, the leases and the schedule are closed by whoever made them, after it. */
export function createFeed(options: {
  // Topics hold items of their own kind each; the journal carries all of them.
  journal: Journal<unknown>;
  leases: Leases;
  schedule: Schedule;
  hints: Hints;
  clock: Clock;
  random: () => number;
  log: Log;
  times: FeedTimes;
}): Feed {
  const { journal, leases, schedule, hints, clock, random, log, times } = options;
  interface Topic {
    readonly poller: Poller<never>;
    readonly readers: Set<{ tick(): void; drain(): void }>;
    readonly stopTicking: () => void;
  }
  const topics = new Map<string, Topic>();
  let isClosed = false;
  let unhint: (() => void) | undefined;

  function open<Item extends Ending>(watch: Watch<Item>): Topic {
    const readers = new Set<{ tick(): void; drain(): void }>();
    const { lingerMs, checkpointMs } = times;
    const stopTicking = clock.every(checkpointMs, () => {
      for (const reader of readers) reader.tick();
    });
    const means = { leases, schedule, clock, random, log, lingerMs, journal: journal as Journal<Item> };
    const poller = createPoller<Item>(watch, means, () => {
      stopTicking();
      if (topics.get(watch.topic) === topic) topics.delete(watch.topic);
      if (topics.size > 0) return;
      unhint?.();
      unhint = undefined;
    });
    const topic: Topic = { poller: poller as unknown as Poller<never>, readers, stopTicking };
    topics.set(watch.topic, topic);
    unhint ??= hints.on(nudge);
    return topic;
  }

  function nudge(hint: Hint): void {
    if (hint.stageArn !== undefined) topics.get(hint.stageArn)?.poller.nudge(hint);
    // What happens to participants changes which session a stage is in so seldom that the list is not read for it.
    if (hint.kind === "stage" && hint.participantId === undefined) topics.get("stages")?.poller.nudge(hint);
    if (hint.compositionArn !== undefined || hint.kind === "composition")
      topics.get("compositions")?.poller.nudge(hint);
  }

  return {
    follow<Item extends Ending>(watch: Watch<Item>, following: Following<Item> = {}) {
      if (isClosed) throw new Error("The feed is closed.");
      const { after, signal, focus, wants = () => true, isBefore = () => false } = following;
      const topic = topics.get(watch.topic) ?? open(watch);
      const poller = topic.poller as unknown as Poller<Item>;
      const reader = createReader<Item>({
        journal: journal as Journal<Item>,
        topic: watch.topic,
        poller,
        clock,
        after,
        signal,
        focus,
        wants,
        isBefore,
        recoveryCalls: times.recoveryCalls,
        left: () => void topic.readers.delete(reader),
      });
      topic.readers.add(reader);
      return reader.iterator;
    },
    nudge,
    placeOf: (topic) => topics.get(topic)?.poller.progress(),
    activity: () => ({
      topics: topics.size,
      readers: [...topics.values()].reduce((sum, { readers }) => sum + readers.size, 0),
    }),
    async close() {
      isClosed = true;
      for (const { poller, readers } of topics.values()) {
        for (const reader of readers) reader.drain();
        poller.close();
      }
    },
  };
}
