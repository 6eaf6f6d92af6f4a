import type { Place } from "../../graph/cost.ts";
import { sessionKind } from "../session/ref.ts";
import { stageKind } from "../stage/ref.ts";

/** What is known of events that are shown of one session for each of `each`: they lead to few participants, and to one stage and session. */
export function eventsOf(each: Place, participant: Place) {
  const links = { participant, stage: each.link(stageKind), session: each.link(sessionKind) };
  return { type: "ParticipantEvent", links };
}
