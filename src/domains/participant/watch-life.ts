import { createLine, type Line } from "../../feed/line.ts";
import type { Known } from "./watch-known.ts";

/** How often what a summary says and the events do not is asked for again, while the session goes on. */
const mostDoubts = 8;

/**
 * Whether a session goes on. One that is over is swept once more when AWS must have listed all of it, and then sealed, for good
 * unless it goes on after all.
 */
export function createLife(now: () => number) {
  let endedAt: number | undefined;
  let sweepsFrom = Number.POSITIVE_INFINITY;
  let doubtsAllowed = mostDoubts;
  let unsealed: Line<Known> | undefined;
  let isSealed = false;
  let isWhole = true;

  return {
    get isOver() {
      return endedAt !== undefined;
    },
    get endedAt() {
      return endedAt;
    },
    /** The instant from which nothing can be missing in a list any more. */
    get sweepsFrom() {
      return sweepsFrom;
    },
    get doubtsAllowed() {
      return doubtsAllowed;
    },
    /** Who is still to be read for the last time; undefined before the last list of all was read. */
    get unsealed() {
      return unsealed;
    },
    get isSealed() {
      return isSealed;
    },
    /** Whether AWS had everything that was asked for. */
    get isWhole() {
      return isWhole;
    },
    end(settleMs: number, patience: number = mostDoubts): void {
      endedAt = now();
      sweepsFrom = endedAt + settleMs;
      doubtsAllowed = patience;
    },
    resume(): void {
      endedAt = undefined;
      sweepsFrom = Number.POSITIVE_INFINITY;
      doubtsAllowed = mostDoubts;
      unsealed = undefined;
      isSealed = false;
      isWhole = true;
    },
    /** The list of everybody was read from this instant on. */
    listed(startedAt: number, everybody: Iterable<Known>): void {
      if (startedAt < sweepsFrom || unsealed) return;
      unsealed = createLine<Known>();
      for (const known of everybody) if (known.readAt < sweepsFrom) unsealed.add(known);
    },
    /** AWS does not have any more what was asked for. */
    missed(): void {
      isWhole = false;
    },
    seal(): void {
      isSealed = true;
    },
  };
}

export type Life = ReturnType<typeof createLife>;
