import { builder } from "../../graph/builder.ts";
import type { Place } from "../../graph/cost.ts";
import type { Kind } from "../../graph/kind.ts";
import { stageKind } from "../stage/ref.ts";
import { type ParticipantKeys, participantKeys } from "./loader.ts";

export { checkParticipantId, participantIdConstraints } from "./participant-id.ts";

export const ParticipantRef = builder.objectRef<ParticipantKeys>("Participant");

/** What reading participants costs. */
export const participantKind: Kind = { type: "Participant", get: "GetParticipant", list: "ListParticipants" };

/** The participant that keys of AWS name: free until a field asks for more than them. */
export const linkToParticipant = participantKeys;

/** Who was disconnected. */
export interface Disconnected {
  readonly stageArn: string;
  readonly participantId: string;
}

export const DisconnectPayloadRef = builder.objectRef<Disconnected>("DisconnectParticipantPayload");

/** What it costs to find the participant again that was disconnected: by the session that its stage is in now. */
export function findDisconnectedCost(at: Place): Place {
  return at.link(stageKind, "stage").summary().find(participantKind, ["participant"]);
}
