import type { Position } from "./journal.ts";
import type { Mark, Standing } from "./subject.ts";

/** How a topic is watched at this moment. */
export interface Status extends Standing {
  /** `starting`: not everything was looked at yet. `failing`: several calls in a row failed. `waiting`: another process watches, or nobody yet. */
  readonly mode: "starting" | "live" | "failing" | "waiting";
}

/** What a reader is given: a line of the log, or word of how the feed itself stands. */
export type Told<Item> =
  | { readonly kind: "line"; readonly id: string; readonly item: Item }
  /** First, and whenever it has changed noticeably. */
  | { readonly kind: "status"; readonly status: Status }
  /** Lines that nobody can tell any more lie between what the reader had and what follows. */
  | { readonly kind: "gap"; readonly reason: "epoch" | "trimmed"; readonly after: Position }
  /** Nothing has happened; the cursor has moved all the same. */
  | { readonly kind: "checkpoint" }
  /** The last that is told. `draining`: the server stops. `slow`: the reader fell behind what the log holds. */
  | { readonly kind: "closing"; readonly reason: "draining" | "slow" };

/** Something that is told, and the place from which to go on after it. */
export type Delivery<Item> = Told<Item> & {
  readonly position: Position;
  readonly mark: Mark;
  /** Whether the reader still lacks something of before that follows in the log: others who came to the same line had more. */
  readonly lacksEarlier?: boolean;
  /** Milliseconds of wall time. */
  readonly observedAt: number;
};

/** Where to go on: what a cursor says. */
export interface Resumption {
  readonly position: Position;
  readonly mark: Mark;
}
