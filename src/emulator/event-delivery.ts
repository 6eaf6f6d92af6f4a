import type { Clock } from "../clock.ts";
import type { BridgeEvent } from "./bridge-event.ts";
import { postEvent } from "./post-event.ts";
import type { EmulatorSettings } from "./settings.ts";

/** An event that the target has not taken yet, as data: it outlives a snapshot. */
export interface WaitingEvent {
  readonly event: BridgeEvent;
  /** Emulated time in milliseconds; one that is past is due at once. */
  readonly dueAt: number;
}

export interface EventDelivery {
  /** Posts the event when it is due, and again when the target fails. Never throws. */
  send(waiting: WaitingEvent): void;
  /** What was sent and neither arrived nor was given up; in the order it was sent. */
  waiting(): WaitingEvent[];
  /** Gives up what has not been delivered yet. */
  close(): void;
}

const attempts = 5;
const firstPauseMs = 1_000;
const mostInLine = 1_000;

/** One event at a time goes to the target that the settings name at that moment. */
export function createEventDelivery(options: {
  /** The emulated time, which events are late by. */
  clock: Clock;
  /** The time of the machine's network, which a target's answer and the pauses between attempts are measured with. */
  networkClock: Clock;
  settings: Readonly<Pick<EmulatorSettings, "eventBridge">>;
  log: (line: { level: "debug" | "error"; message: string; [key: string]: unknown }) => void;
}): EventDelivery {
  const { clock, networkClock, settings, log } = options;
  const undelivered = new Set<WaitingEvent>();
  const timers = new Set<() => void>();
  let abort = () => {};
  let closed = false;
  // One delivery at a time: without a delay events arrive in the order they were made.
  let line: Promise<void> = Promise.resolve();
  let inLine = 0;

  function later(by: Clock, ms: number, task: () => void): void {
    if (ms <= 0) return task();
    const cancel = by.after(ms, () => {
      timers.delete(cancel);
      task();
    });
    timers.add(cancel);
  }

  async function attempt(waiting: WaitingEvent, count: number): Promise<void> {
    if (closed) return;
    const { url } = settings.eventBridge;
    if (url === undefined) return void undelivered.delete(waiting);
    const posting = postEvent(networkClock, waiting.event, { ...settings.eventBridge, url });
    ({ abort } = posting);
    const trouble = await posting.done;
    if (closed) return;
    const { id } = waiting.event;
    if (trouble === undefined || count === attempts) undelivered.delete(waiting);
    if (trouble === undefined) return log({ level: "debug", message: "event delivered", id, attempt: count });
    log({ level: "error", message: "event not delivered", id, attempt: count, of: attempts, error: trouble });
    if (count < attempts)
      later(networkClock, firstPauseMs * 2 ** (count - 1), () => deliver(waiting, count + 1));
  }

  function deliver(waiting: WaitingEvent, count: number): void {
    const { id } = waiting.event;
    const giveUp = (error: unknown) => {
      undelivered.delete(waiting);
      log({ level: "error", message: "event not delivered", id, error });
    };
    if (inLine >= mostInLine) return giveUp("too many are waiting");
    inLine += 1;
    const before = line;
    line = (async () => {
      await before;
      await attempt(waiting, count).catch(giveUp);
      inLine -= 1;
    })();
  }

  return {
    send(waiting) {
      undelivered.add(waiting);
      later(clock, waiting.dueAt - clock.now(), () => deliver(waiting, 1));
    },
    waiting: () => [...undelivered],
    close() {
      closed = true;
      for (const cancel of timers) cancel();
      timers.clear();
      abort();
    },
  };
}
