import type { Clock } from "../clock.ts";
import type { Identity } from "./arn.ts";
import type { BridgeEvent } from "./bridge-event.ts";
import type { EventDelivery } from "./event-delivery.ts";
import { messageOf, seconds } from "./eventbridge-message.ts";
import type { Happening } from "./happenings.ts";
import type { Random } from "./random.ts";
import type { EmulatorSettings } from "./settings.ts";

export interface EventBridge {
  /** The last 1,000 events in the order of what they tell, whether they were delivered, lost or nobody wanted them. */
  readonly sent: readonly BridgeEvent[];
  /** Makes an event of a happening that AWS tells, and posts it when there is a target. Never throws. */
  accept(happening: Happening): void;
}

const remembered = 1_000;
/** How late an event is at most that may be overtaken, when no delay is set. */
const overtakingMs = 1_000;

/** Bad luck is drawn from `random`, so that the same seed loses, doubles and delays the same events. */
export function createEventBridge(
  options: Identity & {
    clock: Pick<Clock, "now">;
    random: Random;
    settings: Readonly<Pick<EmulatorSettings, "eventBridge">>;
    delivery: Pick<EventDelivery, "send">;
    log: (line: { level: "debug"; message: string; [key: string]: unknown }) => void;
  },
): EventBridge {
  const { clock, random, settings, region, account, delivery, log } = options;
  const sent: BridgeEvent[] = [];
  return {
    sent,
    accept(happening) {
      const message = messageOf(happening);
      if (!message) return;
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
        delivery.send({ event, dueAt: clock.now() + lateMs });
      }
    },
  };
}
