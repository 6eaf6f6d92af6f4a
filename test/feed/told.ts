import { expect } from "vitest";

import type { LogItem } from "../../src/domains/participant/watch-item.ts";
import type { Delivery } from "../../src/feed/delivery.ts";

type Told = readonly Delivery<LogItem>[];

/** The events among what was told. */
export function eventsOf(told: Told) {
  return told.flatMap((each) =>
    each.kind === "line" && each.item.kind === "event" ? [{ id: each.id, ...each.item }] : [],
  );
}

/** The same as they are told apart by eye. */
export function spelled(told: Told): string[] {
  return eventsOf(told).map(({ event }) =>
    [
      event.sessionId,
      event.participantId,
      event.name,
      event.eventTime,
      event.remoteParticipantId,
      event.errorCode,
    ].join(" "),
  );
}

/** Each participant's events come in the order of their times, but for those that say that they are late. */
export function expectOrder(told: Told): void {
  const latest = new Map<string, string>();
  for (const { event, late } of eventsOf(told)) {
    const key = `${event.sessionId} ${event.participantId}`;
    const { eventTime = "" } = event;
    expect(late || eventTime >= (latest.get(key) ?? "")).toBe(true);
    if (eventTime > (latest.get(key) ?? "")) latest.set(key, eventTime);
  }
}
