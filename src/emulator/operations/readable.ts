import { requireOwn } from "../arn.ts";
import { constraintFailure, failure } from "../aws-error.ts";
import type { StageRecord } from "../state.ts";
import type { World } from "../world.ts";

/** A stage, or what may still be read about one that was deleted. Throws AccessDeniedException for a foreign ARN. */
export function readableStage(world: World, arn: string): StageRecord | undefined {
  requireOwn(arn, world);
  const { clock, settings, state } = world;
  const forgottenAt = clock.now() - settings.deletedStageReadableMs;
  const isReadable = ({ deletedAt }: StageRecord) => Number(deletedAt) > forgottenAt;
  return state.stages.get(arn) ?? state.deletedStages.find((stage) => stage.arn === arn && isReadable(stage));
}

/** What a list shows, when what it is a list of may not exist: that is answered as the settings say. */
export function listed<Item>(
  { settings }: Pick<World, "settings">,
  items: Iterable<Item> | undefined,
  { member, value }: { member: string; value: string },
): Item[] {
  if (items) return [...items];
  switch (settings.unknownParent) {
    case "empty":
      return [];
    case "validation":
      throw constraintFailure([
        `Value '${value}' at '${member}' failed to satisfy constraint: Member must exist`,
      ]);
    case "notFound":
      throw failure("ResourceNotFoundException", `Resource not found: ${value}`);
    default:
      return settings.unknownParent satisfies never;
  }
}

/** One thing that a Get operation wants. Throws ResourceNotFoundException. */
export function found<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw failure("ResourceNotFoundException", `Resource not found: ${name}`);
  return thing;
}
