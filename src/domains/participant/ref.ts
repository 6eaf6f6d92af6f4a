import { builder } from "../../graph/builder.ts";
import { type ParticipantKeys, participantKeys } from "./loader.ts";

export { checkParticipantId, participantIdConstraints } from "./participant-id.ts";

export const ParticipantRef = builder.objectRef<ParticipantKeys>("Participant");

/** The participant that keys of AWS name: free until a field asks for more than them. */
export const linkToParticipant = participantKeys;

/** Who was disconnected. */
export interface Disconnected {
  readonly stageArn: string;
  readonly participantId: string;
}

export const DisconnectPayloadRef = builder.objectRef<Disconnected>("DisconnectParticipantPayload");
