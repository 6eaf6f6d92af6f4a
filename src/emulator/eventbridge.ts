import { request as httpRequest } from "node:http";

import type { Clock } from "../clock.ts";
import type { Identity } from "./arn.ts";
import { messageOf, seconds } from "./eventbridge-message.ts";
import type { Happening } from "./happenings.ts";
import type { Random } from "./random.ts";
import type { EmulatorSettings } from "./settings.ts";

/** One event as Amazon EventBridge hands it to a target. */
export interface BridgeEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: "aws.ivs";
  account: string;
  time: string;
  region: string;
  resources: [arn: string];
  detail: Record<string, unknown>;
}

export interface EventBridge {
  /** The last 1,000 events in the order of what they tell, whether they were delivered, lost or nobody wanted them. */
  readonly sent: readonly BridgeEvent[];
  /** Makes an event of a happening that AWS tells, and posts it when there is a target. Never throws. */
  accept(happening: Happening): void;
  /** Gives up what has not been delivered yet. */
  close(): void;
}

const remembered = 1_000;
const attempts = 5;
const firstPauseMs = 1_000;
/** How late an event is at most that may be overtaken, when no delay is set. */
const overtakingMs = 1_000;
/** As long as API destinations have. */
const answerWithinMs = 5_000;

/** Bad luck is drawn from `random`, so that the same seed loses, doubles and delays the same events. */
export function createEventBridge(
  options: Identity & {
    /** The emulated time, which events are late by. */
    clock: Clock;
    /** The time of the machine's network, which a target's answer and the pauses between attempts are measured with. */
    networkClock: Clock;
    random: Random;
    settings: Readonly<Pick<EmulatorSettings, "eventBridge">>;
    log: (line: { level: "debug" | "error"; message: string; [key: string]: unknown }) => void;
  },
): EventBridge {
  const { clock, networkClock, random, settings, region, account, log } = options;
  const sent: BridgeEvent[] = [];
  const waiting = new Set<() => void>();
  let abort: (() => void) | undefined;
  let closed = false;
  // One delivery at a time: without a delay events arrive in the order they were made.
  let line: Promise<void> = Promise.resolve();
  let queued = 0;

  function later(by: Clock, ms: number, task: () => void): void {
    if (ms === 0) return task();
    const cancel = by.after(ms, () => {
      waiting.delete(cancel);
      task();
    });
    waiting.add(cancel);
  }

  async function attempt(event: BridgeEvent, count: number): Promise<void> {
    const { url } = settings.eventBridge;
    if (closed || url === undefined) return;
    const trouble = await post(event, url);
    const { id } = event;
    if (closed) return;
    if (trouble === undefined) return log({ level: "debug", message: "event delivered", id, attempt: count });
    log({ level: "error", message: "event not delivered", id, attempt: count, of: attempts, error: trouble });
    if (count < attempts)
      later(networkClock, firstPauseMs * 2 ** (count - 1), () => deliver(event, count + 1));
  }

  function deliver(event: BridgeEvent, count = 1): void {
    if (queued >= remembered) {
      log({ level: "error", message: "event not delivered", id: event.id, error: "too many are waiting" });
      return;
    }
    queued += 1;
    const before = line;
    line = (async () => {
      await before;
      try {
        await attempt(event, count);
      } catch (error) {
        log({ level: "error", message: "event not delivered", id: event.id, error });
      }
      queued -= 1;
    })();
  }

  /** Resolves with what went wrong, if something did. */
  function post(event: BridgeEvent, url: string): Promise<string | undefined> {
    const { apiKeyHeader = "x-api-key", apiKey } = settings.eventBridge;
    const body = JSON.stringify(event);
    return new Promise((resolve) => {
      const request = httpRequest(url, {
        method: "POST",
        agent: false,
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          ...(apiKey !== undefined && { [apiKeyHeader]: apiKey }),
        },
      });
      const end = (trouble?: string) => {
        cancelDeadline();
        abort = undefined;
        resolve(trouble);
        request.destroy();
      };
      const cancelDeadline = networkClock.after(answerWithinMs, () =>
        end(`no answer within ${answerWithinMs} ms`),
      );
      abort = end;
      request.on("error", (error) => end(error.message));
      request.on("response", (response) => {
        const { statusCode = 0 } = response;
        const trouble = statusCode >= 200 && statusCode < 300 ? undefined : `status ${statusCode}`;
        // Reading to the end first: the target should not see a connection that breaks.
        response.resume();
        response.on("close", () => end(trouble));
      });
      request.end(body);
    });
  }

  return {
    sent,
    accept(happening) {
      const message = messageOf(happening);
      if (!message || closed) return;
      const event: BridgeEvent = {
        version: "0",
        id: random.uuid(),
        "detail-type": message.detailType,
        source: "aws.ivs",
        account,
        time: seconds(happening.at),
        region,
        resources: [message.resource],
        detail: structuredClone(message.detail),
      };
      sent.push(event);
      if (sent.length > remembered) sent.shift();
      const { url, lossRate = 0, duplicateRate = 0, delayMs = 0, reorder = false } = settings.eventBridge;
      if (url === undefined) return;
      if (random.next() < lossRate) return log({ level: "debug", message: "event lost", id: event.id });
      const copies = random.next() < duplicateRate ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const lateMs = reorder ? random.integer(0, delayMs || overtakingMs) : delayMs;
        later(clock, lateMs, () => deliver(event));
      }
    },
    close() {
      closed = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
      abort?.();
    },
  };
}
