import type { ParticipantTokenCapability } from "@aws-sdk/client-ivs-realtime";

import { CodedError, InputError, type InputFault } from "../../errors.ts";
import { spell } from "../../graph/constraint.ts";
import type { TokenPolicy } from "../../token-policy.ts";

/** What a client says of a token that it wants. */
export interface TokenInput {
  durationMinutes?: number | null | undefined;
  userId?: string | null | undefined;
  attributes?: readonly { key: string; value: string }[] | null | undefined;
  capabilities?: readonly ParticipantTokenCapability[] | null | undefined;
}

/** What AWS makes of a token that says nothing. */
const usual = { durationMinutes: 720, capabilities: ["PUBLISH", "SUBSCRIBE"] } as const;

type Path = readonly (string | number)[];
type Named = Pick<TokenInput, "userId" | "attributes">;

/**
 * A token as the viewer may have it: what is absent is filled in where the policy is narrower than AWS's own defaults, and the user is the
 * viewer's where a credential says which. Throws `InputError`, with every fault at `path`, for what is asked beyond that.
 */
export function withinPolicy<Input extends TokenInput>(input: Input, policy: TokenPolicy, path: Path): Input {
  const { maxDurationMinutes: most, capabilities } = policy;
  const faults = faultsOfName(input, policy, path);
  if ((input.durationMinutes ?? 0) > most)
    faults.push(fault(path, "durationMinutes", "maxDuration", `be at most ${most} for you`));
  if (input.capabilities?.some((asked) => !capabilities.includes(asked)))
    faults.push(fault(path, "capabilities", "capability", `be some of ${capabilities.join(", ")} for you`));
  if (faults.length > 0) throw new InputError(faults);
  const allowed = usual.capabilities.filter((each) => capabilities.includes(each));
  // AWS takes none for all.
  const asked = input.capabilities?.length ? input.capabilities : undefined;
  return {
    ...input,
    ...(input.durationMinutes == null && most < usual.durationMinutes ? { durationMinutes: most } : {}),
    ...(asked === undefined && allowed.length < usual.capabilities.length ? { capabilities: allowed } : {}),
    ...ownUserId(policy),
  };
}

/** The same for a participant that comes without a token: by an encoder, or as a replica. */
export function namedWithinPolicy<Input extends Named>(input: Input, policy: TokenPolicy, path: Path): Input {
  const faults = faultsOfName(input, policy, path);
  if (faults.length > 0) throw new InputError(faults);
  return { ...input, ...ownUserId(policy) };
}

/** The attributes that the viewer may not set, as faults. */
export function faultsOfAttributes(
  attributes: Named["attributes"],
  { reservedAttributes }: TokenPolicy,
  path: Path,
): InputFault[] {
  return (attributes ?? []).flatMap(({ key }, index) =>
    reservedAttributes.some((reserved) => covers(reserved, key))
      ? fault(
          [...path, "attributes", index],
          "key",
          "reservedAttribute",
          "not be one that is kept for others to set",
        )
      : [],
  );
}

function faultsOfName({ userId, attributes }: Named, policy: TokenPolicy, path: Path): InputFault[] {
  const faults = faultsOfAttributes(attributes, policy, path);
  const { userId: whose } = policy;
  if (typeof whose === "object" && userId != null && userId !== whose.is)
    faults.push(fault(path, "userId", "ownUserId", "be your own user id, or absent"));
  return faults;
}

function ownUserId({ userId }: TokenPolicy): { userId?: string } {
  if (userId === "any") return {};
  if (userId === "unknown" || userId.is.length > longestUserId)
    throw new CodedError("FORBIDDEN", "Your credential does not say which user you are, which this needs.");
  return { userId: userId.is };
}

const longestUserId = 128;

function covers(reserved: string, key: string): boolean {
  return reserved.endsWith("*") ? key.startsWith(reserved.slice(0, -1)) : key === reserved;
}

function fault(path: Path, member: string, rule: string, demand: string): InputFault {
  const at = [...path, member];
  return { path: at, rule, message: `${spell(at)} must ${demand}.` };
}
