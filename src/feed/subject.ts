import type { OperationInput, OperationOutput, ReadOperation } from "../upstream/operations.ts";
import type { Reading } from "../upstream/reading.ts";
import type { Hint } from "./hints.ts";
import type { Draft } from "./journal.ts";

/**
 * Why a call is worth making, the most urgent first: something is known to have happened (`prompt`), it happens often there
 * (`hot`), or nobody knows (`sweep`).
 */
export const urgencies = ["prompt", "hot", "sweep"] as const;
export type Urgency = (typeof urgencies)[number];

/** A call that is made now. Exactly one of its two ends is told. */
export interface Call<Name extends ReadOperation> {
  readonly input: OperationInput<Name>;
  answered(reading: Reading<OperationOutput<Name>>): void;
  failed(error: unknown): void;
}

/** A call that would be worth making from `dueAt` on, an instant of the monotonic clock. Taking it commits to making it. */
export interface Offer<Name extends ReadOperation> {
  readonly urgency: Urgency;
  readonly dueAt: number;
  take(): Call<Name>;
}

/** By operation, what somebody would ask next: at most one offer of each urgency. Asking for offers changes nothing. */
export type Offers = {
  readonly [Name in ReadOperation]?: (now: number) => readonly Offer<Name>[];
};

/** Somebody who has calls to make, among others who have. */
export interface Asker {
  readonly offers: Offers;
  /** The part that it is due of the calls that all compete for, in relation to the weights of the others. Above 0. */
  weight(): number;
}

/** A place among those whose offers are looked at. */
export interface Place {
  /** Says that there may be new offers, or some that are due earlier. */
  wake(): void;
  /** Takes no offer of it any more, and gives up what is under way: that counts as failed. */
  leave(): void;
}

/** Where the calls of all subjects are put in order. */
export interface Schedule {
  enter(asker: Asker): Place;
}

/** How far a subject has got, as a cursor carries it. */
export interface Mark {
  readonly session?: string | undefined;
  /** The event time (ISO 8601) through which everything has been read; undefined while that cannot be told. */
  readonly sweptThrough?: string | undefined;
}

/** How well a subject knows what it watches. */
export interface Standing {
  /** Whether all that exists has been looked at once. */
  readonly complete: boolean;
  /** When the last list came to its end, as AWS was asked: ISO 8601. */
  readonly lastCompleteListAt: string | undefined;
  /** How late what nobody can see coming is told at most, going by the last round: those who publish, and all others. */
  readonly publisherStalenessMs: number | undefined;
  readonly expectedStalenessMs: number | undefined;
}

/**
 * What a reader is given in place of lines that are gone. `log`: all of it is, or will be, in the log that began anew. `lines`: what was read
 * again for this reader alone.
 */
export type Recovery<Item> =
  | { readonly from: "log" }
  | { readonly from: "lines"; readonly drafts: readonly Draft<Item>[] };

/** What is behind a topic while somebody follows it: it knows what to ask and what to make of the answers. */
export interface Subject<Item> {
  standing(): Standing;
  mark(): Mark;
  /**
   * What there is at this moment, for whoever begins to follow a topic that tells of the present only. Nothing while that is not known: it
   * is then told in the log.
   */
  snapshot?(): readonly Draft<Item>[];
  /** Looks at once at what a hint names. */
  nudge(hint: Hint): void;
  /** Looks at one thing more often than at others, until the returned function is called. */
  focus?(name: string): () => void;
  /**
   * Reads again what followed a mark, with at most so many calls; undefined when that cannot be done. `isLogWhole`: nothing is missing from
   * the log that there is now.
   */
  recover?(from: Mark, mostCalls: number, isLogWhole: boolean): Promise<Recovery<Item> | undefined>;
  /** Makes no call and writes nothing any more. */
  close(): void;
}

/** What a subject writes with and asks through. */
export interface Desk<Item> extends Schedule {
  /** Tells this opening of the topic from all others. */
  readonly opening: string;
  /** Whether the log of the topic was empty when this opening began. */
  readonly isNewLog: boolean;
  /** What was stored in this log by whoever watched before; undefined where nobody did. */
  readonly stored: string | undefined;
  /** Stores what whoever watches next has to know, in place of what was stored before, when all that was emitted until then is in the log. */
  store(state: string): void;
  /** Appends to the log of the topic in this order, sooner or later, each id once. */
  emit(drafts: readonly Draft<Item>[]): void;
  /** How many follow the topic. */
  followers(): number;
  /** Says that the standing may have changed. */
  changed(): void;
}

/** A topic that can be followed, and how to begin to watch what it tells of. */
export interface Watch<Item> {
  readonly topic: string;
  open(desk: Desk<Item>): Subject<Item>;
}

/** What the feed itself looks at in an item. `ends`: its topic tells nothing more after it. */
export interface Ending {
  readonly ends?: true | undefined;
  /** Of what it tells the present state: an item about the same that was not told yet is not told any more. */
  readonly about?: string | undefined;
  /** How that was before. When an item is left out, the next one about the same tells of both: it is given what was before the first. */
  readonly before?: unknown;
  /** What was told before it is worth nothing any more. */
  readonly resets?: true | undefined;
}
