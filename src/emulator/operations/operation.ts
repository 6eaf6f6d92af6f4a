import { failure } from "../aws-error.ts";
import { requireOwn } from "../arn.ts";
import type { Collection, Resource } from "../state.ts";
import type { MembersFor } from "../rule.ts";
import type { World } from "../world.ts";
import type { Input, OperationName, Output } from "./catalogue.ts";

/** One operation: the constraints of its input and what it does with an input that keeps them. */
export interface Operation<Name extends OperationName> {
  readonly input: MembersFor<Input<Name>>;
  /** Whether the operation is refused while the account waits for verification. */
  readonly needsVerifiedAccount?: true;
  /** Runs in one go, so that a call is never seen half done. Throws AwsError. */
  handle(input: Input<Name>, world: World): Output<Name>;
}

/** Throws AccessDeniedException for a foreign ARN and ResourceNotFoundException for one that nothing answers to. */
export function lookup<Item extends Resource>(
  world: World,
  items: Pick<Collection<Item>, "get">,
  arn: string,
): Item {
  requireOwn(arn, world);
  const item = items.get(arn);
  if (!item) throw failure("ResourceNotFoundException", `Resource not found: ${arn}`);
  return item;
}

/** Satisfies the type of a required member, which the constraints have already seen to. */
export function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw failure("InternalServerException", "A required member is missing");
  return value;
}
