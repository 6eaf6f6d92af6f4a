import { InputError } from "../../errors.ts";
import { checkArn } from "../../graph/arn.ts";
import type { Identity } from "../../upstream/identity.ts";
import { checkSessionId } from "../session/ref.ts";
import type { ParticipantAddress } from "./loader.ts";
import { checkParticipantId } from "./participant-id.ts";

/** An address as the key of a global id. None of its parts can hold the separator. */
export function spellAddress({ stageArn, sessionId, participantId }: ParticipantAddress): string {
  return `${stageArn}|${sessionId}|${participantId}`;
}

/** The key of an event's global id, and its id in a feed: of an event that `inOrder` gave a key of its own. */
export function spellEvent(event: ParticipantAddress & { readonly key: string }): string {
  return `${spellAddress(event)}|${event.key}`;
}

/** The reverse of `spellAddress`. Throws `InputError`, naming `path`, for what cannot be an address behind this gateway. */
export function readAddress(
  key: string,
  identity: Identity,
  path: readonly (string | number)[],
): ParticipantAddress {
  const [stageArn, sessionId, participantId, ...rest] = key.split("|");
  if (stageArn === undefined || sessionId === undefined || participantId === undefined || rest.length > 0)
    throw new InputError([{ path, rule: "globalId", message: "This is not a global id of a participant." }]);
  const address = { stageArn, sessionId, participantId };
  checkAddress(address, identity, () => path);
  return address;
}

/** Throws `InputError` for what cannot be an address behind this gateway, naming the path of the part that cannot. */
export function checkAddress(
  { stageArn, sessionId, participantId }: ParticipantAddress,
  identity: Identity,
  at: (part: keyof ParticipantAddress) => readonly (string | number)[],
): void {
  checkArn(stageArn, "stage", identity, at("stageArn"));
  checkSessionId(sessionId, identity, at("sessionId"));
  checkParticipantId(participantId, identity, at("participantId"));
}
