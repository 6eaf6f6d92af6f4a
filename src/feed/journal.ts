/** Where a reader stands. Positions of different epochs cannot be compared: see Centrifugo's epoch and offset. */
export interface Position {
  readonly epoch: string;
  /** The last line that was read; 0 before the first. */
  readonly seq: number;
}

/** A line of a log. It never changes, and many readers are given the same one. */
export interface Line<Item> {
  /** Grows by one from line to line, without holes, and never starts again within an epoch. */
  readonly seq: number;
  readonly id: string;
  /** When it was appended, in milliseconds of wall time. For showing: never to be compared with the time of AWS. */
  readonly observedAt: number;
  /** What JSON keeps of the item that was appended: the log may live in another process. */
  readonly item: Item;
}

/** What is to become a line, unless the log has seen its id. */
export interface Draft<Item> {
  readonly id: string;
  readonly item: Item;
}

/** A log as it is found. */
export interface Opened {
  /** The newest line. Whoever attaches here misses nothing that is appended later. */
  readonly position: Position;
  /** The oldest line that can be read; `position.seq + 1` when there is none. */
  readonly oldestSeq: number;
  /** What the last writer stored; undefined in a new log. */
  readonly state: string | undefined;
}

/** What a writer adds, in one step. */
export interface Batch<Item> {
  /** The fencing number of the lease that the writer holds. */
  readonly fence: number;
  readonly drafts: readonly Draft<Item>[];
  /** Replaces what was stored; absent keeps it. */
  readonly state?: string | undefined;
}

export interface Appended<Item> {
  /** The newest line after this batch. Another epoch than the writer knew means that the log was lost, and its state with it. */
  readonly position: Position;
  /** The drafts that became lines, in their order. */
  readonly lines: readonly Line<Item>[];
}

/** What follows a position, or why that cannot be told. */
export type Reading<Item> =
  | { readonly lines: readonly Line<Item>[]; readonly now: Position; readonly lost?: undefined }
  | {
      /** `epoch`: the log that the position is of is gone, or older than the position. `trimmed`: what follows it is gone. */
      readonly lost: "epoch" | "trimmed";
      readonly now: Position;
      readonly lines?: undefined;
    };

/** A writer whose lease has passed to somebody else. Nothing of its batch was done. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/**
 * Logs by topic, bounded by count, age and size. One writer per topic at a time, who holds the lease; any number of readers,
 * who pull at their own pace. `test/feed/journal-conformance.ts` holds every implementation to what is said here.
 */
export interface Journal<Item> {
  /**
   * How the log of a topic stands. A topic that was never written has a log from now on, in a new epoch: what is appended later
   * follows the position that is returned. So has one whose log was lost, forgotten, or left alone for longer than lines are kept.
   */
  open(topic: string): Promise<Opened>;
  /**
   * Drops drafts whose id the log has seen, in this batch too, appends the rest in order and stores `state`: all of it or nothing,
   * in one step. Rejects with `FencedError` when the fencing number is older than one seen in this log. An id counts as seen for as
   * long as its line is held, and beyond until many others were offered since it was last offered: 500,000, seen or new.
   */
  append(topic: string, batch: Batch<Item>): Promise<Appended<Item>>;
  /** What follows a position, at most `limit` lines. It takes no longer from the middle of a long log than from its end. */
  read(topic: string, after: Position, limit: number): Promise<Reading<Item>>;
  /**
   * Calls `wake` soon after each append that added lines, and when the log is lost. Several may come as one, some for nothing, and
   * none says what happened: readers pull. A watched topic is not left alone. Returns how to stop.
   */
  watch(topic: string, wake: () => void): () => void;
  /**
   * Ends the log of a topic that nobody writes any more: its readers learn that the epoch is gone. Whoever asks for the log after the call
   * was made is given another one.
   */
  forget(topic: string): Promise<void>;
  /** Ends all watching; calls after it reject. */
  close(): Promise<void>;
}
