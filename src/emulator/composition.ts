import { arnOf, idOf } from "./arn.ts";
import type { CompositionStep } from "./errand.ts";
import type { Happening } from "./happenings.ts";
import { publishing } from "./participants.ts";
import type { CompositionRecord, DestinationRecord, State } from "./state.ts";
import { isRunning } from "./usage.ts";
import type { Living } from "./world.ts";

/** Why something failed, as events tell it. */
export interface Trouble {
  errorCode: string;
  reason: string;
}

/** Adds a composition and plans its life: it waits for media, goes on while there is some, and ends by itself. */
export function addComposition(
  world: Living,
  {
    destinations,
    ...asked
  }: Pick<CompositionRecord, "stageArn" | "layout" | "request" | "tags"> & {
    destinations: readonly DestinationRecord["configuration"][];
  },
): CompositionRecord {
  const { clock, random, settings } = world;
  const arn = arnOf(world, "composition", random.alphanumeric(12));
  const added = world.state.compositions.add((sequence) => ({
    ...asked,
    sequence,
    arn,
    state: "STARTING",
    hasMedia: isPublishedOn(world.state, asked.stageArn),
    startTime: new Date(clock.now()),
    destinations: destinations.map((configuration) => {
      const id = random.alphanumeric(12);
      const recordingPrefix = `${random.alphanumeric(12)}/${idOf(arn)}/${id}/composite`;
      return {
        id,
        state: "STARTING",
        configuration,
        ...(configuration.s3 && { detail: { s3: { recordingPrefix } } }),
      };
    }),
  }));
  plan(world, added, "expire", settings.compositionLifetimeMs);
  followMedia(world, added);
  return added;
}

/** Lets the compositions of a stage follow what happens there. Everything else is none of their business. */
export function followStage(world: Living, { kind, stageArn }: Happening): void {
  const concerned = ["participantPublished", "participantUnpublished", "stageDeleted"].includes(kind);
  if (!concerned) return;
  for (const composition of world.state.compositions.list()) {
    if (composition.stageArn !== stageArn || !isRunning(composition)) continue;
    if (kind === "stageDeleted") {
      failComposition(world, composition, { errorCode: "StageDeleted", reason: "Stage was deleted" });
      continue;
    }
    const hasMedia = isPublishedOn(world.state, stageArn);
    if (composition.state === "STOPPING" || composition.hasMedia === hasMedia) continue;
    composition.hasMedia = hasMedia;
    followMedia(world, composition);
  }
}

/** Begins the end of a composition that runs; one that is ending already goes on ending. */
export function endComposition(world: Living, composition: CompositionRecord): void {
  if (!isRunning(composition) || composition.state === "STOPPING") return;
  dropAll(world, composition);
  composition.state = "STOPPING";
  for (const destination of composition.destinations)
    if (isAlive(destination)) destination.state = "STOPPING";
  plan(world, composition, "finish", world.settings.compositionShutdownMs);
}

/** Ends a composition at once, without a graceful stop. Nothing happens to one that has ended. */
export function failComposition(world: Living, composition: CompositionRecord, trouble: Trouble): void {
  if (!isRunning(composition)) return;
  for (const destination of composition.destinations) endDestination(world, composition, destination);
  conclude(world, composition, "FAILED");
  tell(world, composition, { kind: "compositionFailed", ...trouble });
}

/** Ends one output for good, and the composition with the last of them. An output that has ended stays as it is. */
export function failDestination(
  world: Living,
  composition: CompositionRecord,
  destination: DestinationRecord,
  trouble: Trouble,
): void {
  if (!isAlive(destination)) return;
  destination.state = "FAILED";
  destination.endTime = new Date(world.clock.now());
  tell(world, composition, { kind: "destinationFailed", destinationId: destination.id, ...trouble });
  if (composition.destinations.every((each) => each.state === "FAILED"))
    failComposition(world, composition, {
      errorCode: "DestinationFailure",
      reason: "All destinations failed",
    });
}

/** An active output loses its connection; nothing happens to one that is not active. */
export function loseDestination(
  world: Living,
  composition: CompositionRecord,
  destination: DestinationRecord,
): void {
  if (destination.state !== "ACTIVE") return;
  destination.state = "RECONNECTING";
  tell(world, composition, { kind: "destinationReconnecting", destinationId: destination.id });
}

/** An output that has lost its connection has it again, which AWS tells like a start. */
export function recoverDestination(
  world: Living,
  composition: CompositionRecord,
  destination: DestinationRecord,
): void {
  if (destination.state !== "RECONNECTING") return;
  destination.state = "ACTIVE";
  tell(world, composition, { kind: "destinationStarted", destinationId: destination.id });
}

/** Takes the step that was planned for a composition. */
export function stepComposition(world: Living, compositionArn: string, step: CompositionStep): void {
  const composition = world.state.compositions.get(compositionArn);
  if (composition) steps[step](world, composition);
}

const steps: Record<CompositionStep, (world: Living, composition: CompositionRecord) => void> = {
  activate,
  idle: endComposition,
  expire: endComposition,
  finish(world, composition) {
    for (const destination of composition.destinations) endDestination(world, composition, destination);
    conclude(world, composition, "STOPPED");
    tell(world, composition, { kind: "compositionEnded" });
  },
  forget: (world, { arn }) => void world.state.compositions.delete(arn),
};

function activate(world: Living, composition: CompositionRecord): void {
  composition.state = "ACTIVE";
  tell(world, composition, { kind: "compositionStarted" });
  for (const destination of composition.destinations) {
    if (destination.state !== "STARTING") continue;
    const trouble = troubleOf(world, composition, destination);
    if (trouble) {
      failDestination(world, composition, destination, trouble);
      continue;
    }
    destination.state = "ACTIVE";
    destination.startTime = new Date(world.clock.now());
    tell(world, composition, { kind: "destinationStarted", destinationId: destination.id });
  }
}

/** What keeps an output from starting, if something does. */
function troubleOf(
  { state, settings }: Living,
  composition: CompositionRecord,
  { configuration: { channel, s3 } }: DestinationRecord,
): Trouble | undefined {
  const storage = state.storageConfigurations.get(s3?.storageConfigurationArn ?? "");
  if (storage && settings.missingBuckets.includes(storage.s3.bucketName ?? ""))
    return { errorCode: "ResourceNotFoundException", reason: "Bucket not found" };
  const streaming = state.compositions
    .list()
    .filter((each) => each !== composition)
    .flatMap((each) => each.destinations)
    .filter((each) => each.startTime && isAlive(each));
  if (channel && streaming.some((each) => each.configuration.channel?.channelArn === channel.channelArn))
    return { errorCode: "ConflictException", reason: "Stream already exists" };
  return undefined;
}

function endDestination(world: Living, composition: CompositionRecord, destination: DestinationRecord): void {
  if (!isAlive(destination)) return;
  destination.state = "STOPPED";
  destination.endTime = new Date(world.clock.now());
  tell(world, composition, { kind: "destinationEnded", destinationId: destination.id });
}

function conclude(world: Living, composition: CompositionRecord, state: "STOPPED" | "FAILED"): void {
  dropAll(world, composition);
  composition.state = state;
  composition.endTime = new Date(world.clock.now());
  plan(world, composition, "forget", world.settings.compositionRetentionMs);
}

function isAlive({ state }: DestinationRecord): boolean {
  return state !== "STOPPED" && state !== "FAILED";
}

function isPublishedOn(state: State, stageArn: string): boolean {
  const stage = state.stages.get(stageArn);
  return stage !== undefined && publishing(stage).length > 0;
}

function followMedia(world: Living, composition: CompositionRecord): void {
  const { settings } = world;
  if (!composition.hasMedia) {
    drop(world, composition, "activate");
    plan(world, composition, "idle", settings.compositionIdleMs);
    return;
  }
  drop(world, composition, "idle");
  if (composition.state === "STARTING") plan(world, composition, "activate", settings.compositionStartupMs);
}

type Told<Kind = Happening> = Kind extends { compositionArn: string }
  ? Omit<Kind, "compositionArn" | "stageArn" | "at">
  : never;

function tell(world: Living, { arn, stageArn }: CompositionRecord, what: Told): void {
  world.happened({ ...what, compositionArn: arn, stageArn, at: new Date(world.clock.now()) });
}

function plan(world: Living, { arn }: CompositionRecord, step: CompositionStep, afterMs: number): void {
  world.agenda.plan({ kind: "composition", step, compositionArn: arn }, afterMs);
}

function drop(world: Living, { arn }: CompositionRecord, step: CompositionStep): void {
  world.agenda.cancel({ kind: "composition", step, compositionArn: arn });
}

function dropAll(world: Living, composition: CompositionRecord): void {
  for (const step of ["activate", "idle", "expire", "finish"] as const) drop(world, composition, step);
}
