import type { EventName } from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import type { Identity } from "../../upstream/identity.ts";
import type { ParticipantEvent } from "./event.ts";
import { eventName } from "./event-enums.ts";
import { checkParticipantIds } from "./participant-id.ts";

export const EventFilterInput = builder.inputType("ParticipantEventFilter", {
  description: "Which events to show: those that meet all that is given. The gateway applies it: AWS cannot.",
  fields: (t) => ({
    names: t.field({ type: [eventName.ref], description: "What happened: one of these." }),
    participantIds: t.stringList({ description: "Whom it happened to: one of these." }),
  }),
});

/** What a client sends for `EventFilterInput`. */
export interface EventFilter {
  names?: readonly EventName[] | null | undefined;
  participantIds?: readonly string[] | null | undefined;
}

/** Refuses ids that no participant can have. */
export function checkEventFilter(filter: EventFilter | null | undefined, identity: Identity): void {
  if (filter?.participantIds)
    checkParticipantIds(filter.participantIds, identity, ["filter", "participantIds"]);
}

/** Whether an event is one of those that the filter lets through. */
export function eventMatcher(filter: EventFilter | null | undefined): (event: ParticipantEvent) => boolean {
  const names = filter?.names && new Set<string | undefined>(filter.names);
  const participantIds = filter?.participantIds && new Set(filter.participantIds);
  return ({ name, participantId }) =>
    (!names || names.has(name)) && (!participantIds || participantIds.has(participantId));
}
