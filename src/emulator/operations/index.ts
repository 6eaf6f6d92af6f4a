import { failure } from "../aws-error.ts";
import { readMembers } from "../validate.ts";
import type { World } from "../world.ts";
import { catalogue, isOperationName, type Input, type OperationName, type Output } from "./catalogue.ts";
import type { Operation } from "./operation.ts";
import { createStage, deleteStage, getStage, listStages, updateStage } from "./stage.ts";
import { listTagsForResource, tagResource, untagResource } from "./tag.ts";
import { createParticipantToken } from "./token.ts";

const handlers = {
  CreateStage: createStage,
  GetStage: getStage,
  ListStages: listStages,
  UpdateStage: updateStage,
  DeleteStage: deleteStage,
  CreateParticipantToken: createParticipantToken,
  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
} satisfies Partial<{ [Name in OperationName]: Operation<Name> }>;

/** The operations that the emulator performs; it refuses every other one. */
export type ImplementedName = keyof typeof handlers;

export const implemented = Object.keys(catalogue).filter(isOperationName).filter(isImplemented);

export function isImplemented(name: OperationName): name is ImplementedName {
  return Object.hasOwn(handlers, name);
}

/** Checks parsed JSON against the operation's constraints and runs it at once. Throws AwsError. */
export function perform<Name extends ImplementedName>(name: Name, json: unknown, world: World): Output<Name> {
  const table: { [Each in ImplementedName]: Operation<Each> } = handlers;
  const operation = table[name];
  const input = readMembers<Input<Name>>(operation.input, json);
  if (operation.needsVerifiedAccount && world.settings.pendingVerification)
    throw failure("PendingVerification", "Your account is pending verification");
  return operation.handle(input, world);
}
