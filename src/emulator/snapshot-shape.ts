import type { CompositionStep, Errand } from "./errand.ts";
import type { StateCopy } from "./state.ts";

const errandMembers: Readonly<Record<Errand["kind"], readonly string[]>> = {
  closeSession: ["stageArn", "sessionId"],
  endConnection: ["stageArn", "sessionId", "participantId"],
  beginRecording: ["stageArn", "sessionId", "participantId"],
  stopRecording: ["stageArn", "sessionId", "participantId"],
  finishRecording: ["stageArn", "sessionId", "participantId"],
  composition: ["step", "compositionArn"],
  endReplication: ["sourceStageArn", "participantId", "destinationStageArn"],
};

const steps: Readonly<Record<CompositionStep, true>> = {
  activate: true,
  idle: true,
  expire: true,
  finish: true,
  forget: true,
};

const collections: Readonly<Record<keyof StateCopy["collections"], (item: Fields) => boolean>> = {
  stages: isStage,
  storageConfigurations: isRecord,
  encoderConfigurations: isRecord,
  ingestConfigurations: ({ redundantCredentials }) => Array.isArray(redundantCredentials),
  publicKeys: ({ publicKeyMaterial }) => typeof publicKeyMaterial === "string",
  compositions: ({ destinations, startTime }) => Array.isArray(destinations) && startTime instanceof Date,
};

type Fields = Record<string, unknown>;

/** Throws a TypeError, which names the part, for what would make an emulator fail while it runs. */
export function requireState(copy: unknown): asserts copy is StateCopy {
  if (!isRecord(copy) || !isRecord(copy["collections"])) throw new TypeError("the snapshot's state is none");
  const { collections: kept, deletedStages, plans } = copy;
  for (const [kind, holds] of Object.entries(collections))
    if (!isCollection(kept[kind], holds)) throw new TypeError(`the snapshot's ${kind} are none`);
  if (!Array.isArray(deletedStages) || !deletedStages.every((each) => isRecord(each) && isStage(each)))
    throw new TypeError("the snapshot's deletedStages are none");
  if (!(plans instanceof Map) || ![...plans.values()].every(isPlan))
    throw new TypeError("the snapshot's plans are none");
}

/** Whether a value is an event with the time it is due. */
export function isWaitingEvent(value: unknown): boolean {
  return isRecord(value) && isRecord(value["event"]) && isInstant(value["dueAt"]);
}

/** Whether a value is milliseconds since the epoch. */
export function isInstant(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && Number.isFinite(value);
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCollection(value: unknown, holds: (item: Fields) => boolean): boolean {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value["sequence"]) &&
    Array.isArray(value["items"]) &&
    value["items"].every((item) => isRecord(item) && typeof item["arn"] === "string" && holds(item))
  );
}

function isStage({ sessions, tokens, replications }: Fields): boolean {
  return (
    Array.isArray(sessions) &&
    sessions.every((session) => isRecord(session) && session["participants"] instanceof Map) &&
    tokens instanceof Map &&
    Array.isArray(replications)
  );
}

function isPlan(plan: unknown): boolean {
  if (!isRecord(plan) || !isRecord(plan["errand"])) return false;
  const { errand, dueAt, sequence } = plan;
  const { kind, step } = errand;
  if (typeof kind !== "string" || !isKind(kind)) return false;
  return (
    isInstant(dueAt) &&
    Number.isSafeInteger(sequence) &&
    errandMembers[kind].every((member) => typeof errand[member] === "string") &&
    (kind !== "composition" || Object.hasOwn(steps, String(step)))
  );
}

function isKind(kind: string): kind is Errand["kind"] {
  return Object.hasOwn(errandMembers, kind);
}
