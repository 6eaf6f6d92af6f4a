import type { EventHistory } from "./event-loader.ts";
import type { ParticipantKeys, ParticipantSummary } from "./loader.ts";

/** What the events of a participant say about whether it publishes, by the event's name. */
const meanings = new Map([
  ["PUBLISH_STARTED", true],
  ["PUBLISH_STOPPED", false],
  ["LEFT", false],
]);

/** Whether what is already known of a participant rules out that it publishes. */
export function cannotPublish(participant: ParticipantKeys): boolean {
  if (participant.level === "keys") return false;
  const { state, published } = participant as ParticipantSummary;
  return state === "DISCONNECTED" || published === false;
}

/**
 * Whether a participant publishes, going by its last event that tells. Null when nothing is known of it, when its events
 * were not read to their end, or when AWS listed them in no order and those of the last second contradict each other.
 */
export function publishesAfter(
  history: Pick<EventHistory, "events" | "isOrdered" | "complete"> | null,
): boolean | null {
  if (!history?.complete || history.events.length === 0) return null;
  const telling = history.events.flatMap(({ name = "", eventTime }) => {
    const publishes = meanings.get(name);
    return publishes === undefined ? [] : { publishes, eventTime };
  });
  const last = telling.at(-1);
  if (!last) return false;
  const agree = telling.every(
    ({ publishes, eventTime }) => eventTime !== last.eventTime || publishes === last.publishes,
  );
  return history.isOrdered || agree ? last.publishes : null;
}
