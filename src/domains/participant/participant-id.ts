import { InputError } from "../../errors.ts";
import { brokenBy, maxLength, notEmpty, pattern } from "../../graph/constraint.ts";
import type { Identity } from "../../upstream/identity.ts";

/** What AWS demands of the id of a participant. Self-signed tokens may have underscores in it. */
export const participantIdConstraints = [
  notEmpty,
  maxLength(64),
  pattern(/^[a-zA-Z0-9-_]*$/, "consist of letters, digits, - and _"),
] as const;

type Path = readonly (string | number)[];

/** Refuses, before any call, what cannot be the id of a participant. `path` says where in the arguments it stands. */
export function checkParticipantId(participantId: string, identity: Identity, path: Path): void {
  const faults = brokenBy(participantId, participantIdConstraints, path, identity);
  if (faults.length > 0) throw new InputError(faults);
}

/** The same for a list of them, telling of every one that cannot be. */
export function checkParticipantIds(ids: readonly string[], identity: Identity, path: Path): void {
  const faults = ids.flatMap((id, index) =>
    brokenBy(id, participantIdConstraints, [...path, index], identity),
  );
  if (faults.length > 0) throw new InputError(faults);
}
