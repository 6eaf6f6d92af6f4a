import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Hint } from "./hints.ts";
import { createBackoff } from "./backoff.ts";
import { createDesk } from "./desk.ts";
import type { Draft, Journal, Position } from "./journal.ts";
import type { Leases, Tenure } from "./lease.ts";
import type { Mark, Recovery, Schedule, Standing, Subject, Watch } from "./subject.ts";
import { createWriter, type Writer } from "./writer.ts";

/** What a topic is polled with. */
export interface PollingMeans<Item> {
  readonly journal: Journal<Item>;
  readonly leases: Leases;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** How long a topic is polled on when nobody follows it any more. */
  readonly lingerMs: number;
}

/** How far a topic is, for whoever has read its log up to this position. */
export interface Progress {
  readonly position: Position;
  readonly mark: Mark;
}

interface Running<Item> {
  readonly subject: Subject<Item>;
  readonly writer: Writer;
  readonly desk: { wake(): void; close(): void; readonly isFailing: boolean };
  readonly tenure: Tenure;
}

/**
 * The life of one topic: the first who joins starts it, and it ends with its log a while after the last one has left. Whoever holds its lease watches and writes;
 * when the lease or the log is lost it begins anew. `over` is called once, when it has ended.
 */
export function createPoller<Item>(watch: Watch<Item>, means: PollingMeans<Item>, over: () => void) {
  const { journal, leases, schedule, clock, random, log, lingerMs } = means;
  const { topic } = watch;
  const listeners = new Set<() => void>();
  const backoff = createBackoff(random);
  const closing = new AbortController();
  let followers = 0;
  let running: Running<Item> | undefined;
  let progress: Progress | undefined;
  let openings = 0;
  let isStarted = false;
  let cancelLinger = () => {};

  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function begin(): Promise<void> {
    const tenure = await leases.hold(topic, closing.signal);
    const { fence, ended } = tenure;
    try {
      const { position, state: stored } = await journal.open(topic);
      closing.signal.throwIfAborted();
      ended.throwIfAborted();
      openings += 1;
      const again = () => {
        if (running?.tenure !== tenure) return;
        stop();
        void run();
      };
      const writer: Writer = createWriter<Item>({
        journal,
        topic,
        fence,
        epoch: position.epoch,
        clock,
        random,
        log,
        wrote(to: Position) {
          reached(to);
          running?.desk.wake();
        },
        lost: again,
      });
      const desk = createDesk<Item>({
        schedule,
        writer,
        opening: `${fence}.${openings}`,
        isNewLog: position.seq === 0,
        stored,
        followers: () => Math.max(1, followers),
        changed() {
          if (writer.pending === 0 && progress) reached(progress.position);
          tell();
        },
      });
      const subject = watch.open(desk);
      running = { subject, writer, desk, tenure };
      ended.addEventListener("abort", again, { once: true });
      reached(position);
      tell();
    } catch (error) {
      await tenure.release();
      throw error;
    }
  }

  function reached(position: Position): void {
    progress = { position, mark: running?.subject.mark() ?? {} };
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted)
      try {
        return await begin();
      } catch (error) {
        if (closing.signal.aborted) return;
        log.warn({ topic, error }, "the feed cannot begin to watch");
        const now = clock.monotonic();
        backoff.failed(now);
        await clock.sleep(Math.ceil(backoff.restsUntil - now), closing.signal).catch(() => undefined);
      }
  }

  function stop(): void {
    const before = running;
    running = undefined;
    progress = undefined;
    before?.subject.close();
    before?.desk.close();
    before?.writer.close();
    void before?.tenure.release();
    tell();
  }

  /** A log that is not written any more has holes that nobody could tell: whoever comes back is told to read again. */
  function expire(): void {
    if (running)
      void journal
        .forget(topic)
        .catch((error: unknown) => log.warn({ topic, error }, "the feed cannot end a log"));
    close();
  }

  function close(): void {
    if (closing.signal.aborted) return;
    closing.abort(new Error("Nobody follows it any more."));
    cancelLinger();
    stop();
    over();
  }

  return {
    /** Begins to watch if nobody does. `listener` is called when there is something new to be told of the topic itself. */
    join(listener: () => void): () => void {
      listeners.add(listener);
      followers += 1;
      cancelLinger();
      cancelLinger = () => {};
      if (!isStarted) {
        isStarted = true;
        void run();
      }
      return () => {
        if (!listeners.delete(listener)) return;
        followers -= 1;
        if (followers === 0 && !closing.signal.aborted) cancelLinger = clock.after(lingerMs, expire);
      };
    },
    get followers() {
      return followers;
    },
    get isFailing() {
      return running?.desk.isFailing ?? false;
    },
    /** Undefined while nobody here watches. */
    standing: (): Standing | undefined => running?.subject.standing(),
    progress: (): Progress | undefined => progress,
    snapshot: (): readonly Draft<Item>[] | undefined => running?.subject.snapshot?.(),
    /** Waits until somebody here watches. Of a topic that tells of the present only, that is all there is to recover. */
    async recover(from: Mark, mostCalls: number, isLogWhole: boolean): Promise<Recovery<Item> | undefined> {
      while (!running && !closing.signal.aborted)
        await new Promise<void>((resolve) => {
          const look = () => {
            listeners.delete(look);
            resolve();
          };
          listeners.add(look);
        });
      const drafts = running?.subject.snapshot?.();
      if (drafts) return { from: "lines", drafts };
      const recovery = await running?.subject.recover?.(from, mostCalls, isLogWhole);
      // What the log is to tell again is not in it yet: nobody who waits for it is told that it was.
      if (recovery?.from === "log" && progress)
        progress = { ...progress, mark: earlier(progress.mark, from) };
      return recovery;
    },
    focus: (name: string): (() => void) => {
      let unfocus: (() => void) | undefined;
      let of: Subject<Item> | undefined;
      const follow = () => {
        if (running?.subject === of) return;
        of = running?.subject;
        unfocus = of?.focus?.(name);
      };
      listeners.add(follow);
      follow();
      return () => {
        listeners.delete(follow);
        if (running?.subject === of) unfocus?.();
      };
    },
    nudge: (hint: Hint): void => running?.subject.nudge(hint),
    close,
  };
}

function earlier(mark: Mark, { sweptThrough }: Mark): Mark {
  if (mark.sweptThrough === undefined) return mark;
  const isEarlier = sweptThrough === undefined || sweptThrough < mark.sweptThrough;
  return isEarlier ? { ...mark, sweptThrough } : mark;
}

export type Poller<Item> = ReturnType<typeof createPoller<Item>>;
