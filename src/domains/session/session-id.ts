import { InputError } from "../../errors.ts";
import { brokenBy, pattern } from "../../graph/constraint.ts";
import type { Identity } from "../../upstream/identity.ts";

const constraint = pattern(/^st-[a-zA-Z0-9]{13}$/, "read st- and 13 letters or digits");

/** Refuses, before any call, what cannot be the id of a session. `path` says where in the arguments it stands. */
export function checkSessionId(
  sessionId: string,
  identity: Identity,
  path: readonly (string | number)[],
): void {
  const faults = brokenBy(sessionId, [constraint], path, identity);
  if (faults.length > 0) throw new InputError(faults);
}
