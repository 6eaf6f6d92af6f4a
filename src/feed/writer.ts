import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createBackoff } from "./backoff.ts";
import { type Draft, FencedError, type Journal, type Position } from "./journal.ts";

/** How many drafts are appended in one step, and how many may wait before nothing more is asked for. */
const mostInAStep = 500;
const mostWaiting = 5_000;

/**
 * Appends to the log of one topic, in order, what it is given, and tries again until it is done. `wrote` is told where the log stands each time
 * that nothing is left; `lost` once, when this writer has lost its right to write, or the log what was in it.
 */
export function createWriter<Item>(options: {
  journal: Journal<Item>;
  topic: string;
  fence: number;
  epoch: string;
  clock: Clock;
  random: () => number;
  log: Log;
  wrote: (position: Position) => void;
  lost: () => void;
}) {
  const { journal, topic, fence, epoch, clock, random, log, wrote, lost } = options;
  const backoff = createBackoff(random);
  const closing = new AbortController();
  let waiting: Draft<Item>[] = [];
  let toStore: string | undefined;
  let isWriting = false;

  async function step(): Promise<void> {
    const drafts = waiting.slice(0, mostInAStep);
    // Nothing is stored before all that it goes with is written.
    const state = drafts.length === waiting.length ? toStore : undefined;
    const { position } = await journal.append(topic, { fence, drafts, state });
    if (closing.signal.aborted) return;
    if (position.epoch !== epoch) return lost();
    waiting = waiting.slice(drafts.length);
    if (toStore === state) toStore = undefined;
    if (waiting.length === 0) wrote(position);
  }

  async function write(): Promise<void> {
    isWriting = true;
    while ((waiting.length > 0 || toStore !== undefined) && !closing.signal.aborted)
      try {
        await step();
      } catch (error) {
        if (closing.signal.aborted) break;
        if (error instanceof FencedError) {
          lost();
          break;
        }
        log.warn({ topic, error }, "the feed cannot write its log");
        const now = clock.monotonic();
        backoff.failed(now);
        await clock.sleep(Math.ceil(backoff.restsUntil - now), closing.signal).catch(() => undefined);
      }
    isWriting = false;
  }

  return {
    get pending() {
      return waiting.length;
    },
    /** Whether there is so much to write that no more should be found out. */
    get isFull() {
      return waiting.length >= mostWaiting;
    },
    add(drafts: readonly Draft<Item>[]): void {
      if (closing.signal.aborted) return;
      for (const draft of drafts) waiting.push(draft);
      if (!isWriting) void write();
    },
    /** Stores a state with the last of what waits. */
    store(state: string): void {
      if (closing.signal.aborted) return;
      toStore = state;
      if (!isWriting) void write();
    },
    /** What is not written yet is forgotten: whoever writes next finds it again. */
    close(): void {
      closing.abort(new Error("The writer is closed."));
      waiting = [];
      toStore = undefined;
    },
  };
}

export type Writer = ReturnType<typeof createWriter>;
