import type { ParticipantRecord } from "./participant-record.ts";

/** How much goes on in the whole Region; kept up to date by those who publish and subscribe. */
export interface Tally {
  publishers: number;
  /** Each pair of a receiver and a publisher. */
  subscriptions: number;
}

interface Peopled {
  sessions: Iterable<{ participants: Map<string, Pick<ParticipantRecord, "publishing" | "subscriptions">> }>;
}

/** Counts from scratch what goes on on the stages. */
export function tallyOf(stages: Iterable<Peopled>): Tally {
  const tally = { publishers: 0, subscriptions: 0 };
  for (const { sessions } of stages)
    for (const { participants } of sessions)
      for (const { publishing, subscriptions } of participants.values()) {
        tally.publishers += publishing ? 1 : 0;
        tally.subscriptions += subscriptions.length;
      }
  return tally;
}
