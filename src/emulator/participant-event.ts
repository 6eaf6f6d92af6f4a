import type { EventName } from "@aws-sdk/client-ivs-realtime";

import type { ParticipantEvent, ParticipantRecord } from "./participant-record.ts";
import type { Living } from "./world.ts";

/** How many events a participant remembers. */
const rememberedEvents = 1000;

/** Writes an event down for ListParticipantEvents. */
export function note(
  { clock }: Pick<Living, "clock">,
  participant: ParticipantRecord,
  name: EventName,
  detail: Partial<Omit<ParticipantEvent, "name" | "at" | "sequence">> = {},
): void {
  const event: ParticipantEvent = {
    sequence: (participant.events.at(-1)?.sequence ?? 0) + 1,
    name,
    at: new Date(clock.now()),
    replica: participant.source !== undefined,
    ...detail,
  };
  if (participant.events.length >= rememberedEvents) participant.events.shift();
  participant.events.push(event);
}

/** What every happening about a participant says. */
export function about({ clock }: Pick<Living, "clock">, participant: ParticipantRecord) {
  const { stageArn, sessionId, participantId, ingestConfigurationArn, source } = participant;
  return {
    stageArn,
    sessionId,
    participantId,
    userId: participant.token.userId,
    ingestConfigurationArn,
    at: new Date(clock.now()),
    ...(source && { source: { ...source } }),
  };
}
