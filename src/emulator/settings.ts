import { isLocal } from "./guard.ts";
import { isOperationName, type OperationName } from "./operations/catalogue.ts";

const throttleForms = ["TooManyRequests429", "Throttling400", "Throttling429", "off"] as const;
const throttleWindows = ["sliding", "fixedSecond"] as const;
const eventOrders = ["newest", "oldest", "shuffled"] as const;
const pageFills = ["full", "short", "empty"] as const;
const unknownParents = ["empty", "validation", "notFound"] as const;
/** Orders that a list can come in. */
export const listOrders = ["created", "newest", "shuffled"] as const;

/** Where the events go that AWS sends through Amazon EventBridge, and how badly; best effort is all that it promises. */
export interface EventBridgeSettings {
  /** An http URL of this machine that each event is posted to. Without it events are only kept. */
  url?: string;
  /** Like an API destination's key: sent with every event when `apiKey` is there. Default x-api-key. */
  apiKeyHeader?: string;
  apiKey?: string;
  /** The share of events that never arrive, and of those that arrive twice; from 0 (the default) to 1. */
  lossRate?: number;
  duplicateRate?: number;
  /** How late every event is. Default 0. */
  delayMs?: number;
  /** Whether each delay is drawn from 0 to `delayMs` instead, so that events overtake each other. Default false. */
  reorder?: boolean;
}

/** How the emulated account behaves where AWS leaves it open, or where a test needs it otherwise. */
export interface EmulatorSettings {
  /**
   * What a call above the quota is told; "off" admits everything. AWS documents no form for this service. The default
   * is API Gateway's answer, because the service stands behind API Gateway; the others are those of AWS's common
   * errors page and of the sibling services' models.
   */
  throttle: (typeof throttleForms)[number];
  /** Calls per second, for operations that shall differ from AWS's own quota. Default none. */
  quotaPerSecond: Partial<Record<OperationName, number>>;
  /**
   * What a second is to the quota: any second ("sliding", the default and the stricter one) or one of the clock's own.
   * AWS says calls per second and no more.
   */
  throttleWindow: (typeof throttleWindows)[number];
  /**
   * Calls that go above the quota, once; one comes back each second. AWS documents no burst, hence the default 0: who
   * keeps to that keeps to anything.
   */
  throttleBurst: number;
  /** Time on the clock before any call is handled. Default 0, so that a manual clock need not move. */
  latencyMs: number;
  /** AWS's default quota of 1,000, above which CreateStage fails; low values make that failure cheap to reach. */
  stagesPerRegion: number;
  /** AWS's default quotas for what else an account holds, above which creating fails. */
  encoderConfigurationsPerAccount: number;
  storageConfigurationsPerAccount: number;
  ingestConfigurationsPerAccount: number;
  publicKeysPerRegion: number;
  /** Of compositions that have not ended. */
  compositionsPerAccount: number;
  compositionsPerStage: number;
  /** Buckets that S3 does not have: CreateStorageConfiguration answers 404, a recording to one fails. Default none. */
  missingBuckets: readonly string[];
  /** Whether ImportPublicKey refuses keys that no token could be signed with. AWS does not say; default false. */
  publicKeysMustBeP384: boolean;
  /**
   * How far ahead of the emulated time a self-signed token's `iat` may be. AWS does not say; default five minutes, because
   * clocks differ and no verifier takes a token from years ahead.
   */
  tokenLeadMs: number;
  /**
   * Whether DisconnectParticipant for one of two redundant encoders throws the other out too. AWS says only that the
   * configuration loses its stage; default true, because a key without a stage is unusable. Otherwise the stage is kept
   * for the other.
   */
  disconnectEndsRedundantPair: boolean;
  /** How long a composition takes from the first media to ACTIVE. AWS does not say; default 3 seconds. */
  compositionStartupMs: number;
  /** How long a composition takes from STOPPING to STOPPED. AWS does not say; default 2 seconds. */
  compositionShutdownMs: number;
  /** How long a composition waits for a publisher, at its start or later. AWS's minute. */
  compositionIdleMs: number;
  /** AWS's 24 hours. */
  compositionLifetimeMs: number;
  /** How long a composition that has ended can still be seen. AWS's five minutes. */
  compositionRetentionMs: number;
  /** How long StartComposition knows an idempotency token, while the composition can be seen. AWS does not say; default a day. */
  idempotencyTokenLifetimeMs: number;
  /** Default none of it: no event leaves the process. */
  eventBridge: EventBridgeSettings;
  /** Time on the clock for operations that take longer than `latencyMs`, such as CreateStorageConfiguration. Default none. */
  operationLatencyMs: Partial<Record<OperationName, number>>;
  /** AWS documents no order for any list. Default "created"; "shuffled" finds clients that rely on one. */
  listOrder: (typeof listOrders)[number];
  /** The order of ListParticipantEvents. AWS's own samples contradict each other; default "newest", as in the later one. */
  eventOrder: (typeof eventOrders)[number];
  /** Whether events show whole seconds, as in all of AWS's samples, so that ties are the rule. Default true. */
  wholeSecondEvents: boolean;
  /** How long an event takes to be listed. AWS promises nothing; default 0, so that a manual clock need not move. */
  eventDelayMs: number;
  /** How far Get and List operations are behind the writes. AWS promises no consistency; default 0. */
  readLagMs: number;
  /**
   * How many elements a page has: as many as asked for (the default), half of that, or none on every other page.
   * AWS says that a page has at most what was asked for.
   */
  pageFill: (typeof pageFills)[number];
  /** Whether a page begins with the last element of the one before. AWS promises nothing; default false. */
  repeatRows: boolean;
  /**
   * What the lists of a stage or a session answer when that does not exist: nothing to see, or a 400, or a 404. The
   * model knows no 404 for them, which makes "empty" the default.
   */
  unknownParent: (typeof unknownParents)[number];
  /**
   * How long sessions, participants and events of a deleted stage can be read, in lists and by their IDs. The stage
   * itself is gone at once. AWS does not say; default 0.
   */
  deletedStageReadableMs: number;
  /** From the last leave to the end of the session. AWS's texts differ from "at once" to minutes; its one sample shows a second. */
  sessionLingerMs: number;
  /** How long a connection may last. AWS's 24 hours of publishing or subscribing, counted from the join. */
  connectionLimitMs: number;
  /** AWS's 12, replicas included: AWS bills and measures them as publishers. */
  publishersPerStage: number;
  /** AWS's 10,000. */
  subscribersPerStage: number;
  /** AWS's 1,000 at a time on all stages together, replicas included. */
  publishersPerRegion: number;
  /** AWS's 20,000 at a time on all stages together, each pair of a receiver and a publisher counted. */
  subscriptionsPerRegion: number;
  /** AWS's 5 at a time. */
  replicationsPerParticipant: number;
  /** How long a recording is STARTING, and STOPPING. AWS does not say; default a second. */
  recordingTransitionMs: number;
  /** Whether the account waits for AWS's approval, which refuses writes with PendingVerification. Default false. */
  pendingVerification: boolean;
  /** How long a page token is honoured. AWS documents no lifetime; default a day, as elsewhere in AWS. */
  pageTokenLifetimeMs: number;
}

/** A fresh copy of every setting's default. */
export function defaultSettings(): EmulatorSettings {
  return {
    throttle: "TooManyRequests429",
    quotaPerSecond: {},
    latencyMs: 0,
    stagesPerRegion: 1000,
    encoderConfigurationsPerAccount: 20,
    storageConfigurationsPerAccount: 5,
    ingestConfigurationsPerAccount: 100,
    publicKeysPerRegion: 3,
    compositionsPerAccount: 20,
    compositionsPerStage: 5,
    missingBuckets: [],
    publicKeysMustBeP384: false,
    tokenLeadMs: 300_000,
    disconnectEndsRedundantPair: true,
    compositionStartupMs: 3_000,
    compositionShutdownMs: 2_000,
    compositionIdleMs: 60_000,
    compositionLifetimeMs: 86_400_000,
    compositionRetentionMs: 300_000,
    idempotencyTokenLifetimeMs: 86_400_000,
    eventBridge: {},
    operationLatencyMs: {},
    throttleWindow: "sliding",
    throttleBurst: 0,
    listOrder: "created",
    eventOrder: "newest",
    wholeSecondEvents: true,
    eventDelayMs: 0,
    readLagMs: 0,
    pageFill: "full",
    repeatRows: false,
    unknownParent: "empty",
    deletedStageReadableMs: 0,
    sessionLingerMs: 1_000,
    connectionLimitMs: 86_400_000,
    publishersPerStage: 12,
    subscribersPerStage: 10_000,
    publishersPerRegion: 1_000,
    subscriptionsPerRegion: 20_000,
    replicationsPerParticipant: 5,
    recordingTransitionMs: 1_000,
    pendingVerification: false,
    pageTokenLifetimeMs: 86_400_000,
  };
}

const wants: Record<keyof EmulatorSettings, { text: string; holds(value: unknown): boolean }> = {
  throttle: oneOf(throttleForms),
  quotaPerSecond: {
    text: "an object of operation names and whole numbers from 0",
    holds: (value) =>
      typeof value === "object" &&
      value !== null &&
      Object.entries(value).every(([name, quota]) => isOperationName(name) && isCount(quota)),
  },
  latencyMs: milliseconds(),
  operationLatencyMs: {
    text: "an object of operation names and numbers of milliseconds from 0",
    holds: (value) =>
      isRecord(value) &&
      Object.entries(value).every(([name, ms]) => isOperationName(name) && milliseconds().holds(ms)),
  },
  eventBridge: {
    text: "an object of url (http, of this machine), apiKeyHeader, apiKey, lossRate and duplicateRate (0 to 1), delayMs and reorder",
    holds: (value) =>
      isRecord(value) &&
      Object.entries(value).every(([name, setting]) => isBridgeSetting(name) && bridgeWants[name](setting)),
  },
  stagesPerRegion: count(),
  encoderConfigurationsPerAccount: count(),
  storageConfigurationsPerAccount: count(),
  ingestConfigurationsPerAccount: count(),
  publicKeysPerRegion: count(),
  compositionsPerAccount: count(),
  compositionsPerStage: count(),
  missingBuckets: {
    text: "a list of bucket names",
    holds: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  },
  publicKeysMustBeP384: yesOrNo(),
  tokenLeadMs: milliseconds(),
  disconnectEndsRedundantPair: yesOrNo(),
  compositionStartupMs: milliseconds(),
  compositionShutdownMs: milliseconds(),
  compositionIdleMs: milliseconds(),
  compositionLifetimeMs: milliseconds(),
  compositionRetentionMs: milliseconds(),
  idempotencyTokenLifetimeMs: milliseconds(),
  throttleWindow: oneOf(throttleWindows),
  throttleBurst: count(),
  listOrder: oneOf(listOrders),
  eventOrder: oneOf(eventOrders),
  wholeSecondEvents: yesOrNo(),
  eventDelayMs: milliseconds(),
  readLagMs: milliseconds(),
  pageFill: oneOf(pageFills),
  repeatRows: yesOrNo(),
  unknownParent: oneOf(unknownParents),
  deletedStageReadableMs: milliseconds(),
  sessionLingerMs: milliseconds(),
  connectionLimitMs: milliseconds(),
  publishersPerStage: count(),
  subscribersPerStage: count(),
  publishersPerRegion: count(),
  subscriptionsPerRegion: count(),
  replicationsPerParticipant: count(),
  recordingTransitionMs: milliseconds(),
  pendingVerification: yesOrNo(),
  pageTokenLifetimeMs: milliseconds(),
};

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

const bridgeWants: Record<keyof EventBridgeSettings, (value: unknown) => boolean> = {
  url: (value) => typeof value === "string" && value.startsWith("http://") && isLocal(value),
  apiKeyHeader: (value) => typeof value === "string" && /^[\w-]+$/.test(value),
  apiKey: (value) => isText(value) && !/[^ -~]/.test(String(value)),
  lossRate: isShare,
  duplicateRate: isShare,
  delayMs: milliseconds().holds,
  reorder: yesOrNo().holds,
};

function isBridgeSetting(name: string): name is keyof EventBridgeSettings {
  return Object.hasOwn(bridgeWants, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Checks what came from outside the type system; throws a TypeError that names every wrong setting. */
export function readSettings(value: unknown): Partial<EmulatorSettings> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError("settings must be an object");
  const faults = Object.entries(value).flatMap(([name, setting]) => {
    if (!isSetting(name)) return [`${name} is no setting; there are ${Object.keys(wants).join(", ")}`];
    return wants[name].holds(setting) ? [] : [`${name} must be ${wants[name].text}`];
  });
  if (faults.length > 0) throw new TypeError(faults.join("; "));
  return value;
}

function isSetting(name: string): name is keyof EmulatorSettings {
  return Object.hasOwn(wants, name);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function oneOf(values: readonly unknown[]) {
  return { text: `one of ${values.join(", ")}`, holds: (value: unknown) => values.includes(value) };
}

function count() {
  return { text: "a whole number from 0", holds: isCount };
}

function yesOrNo() {
  return { text: "true or false", holds: (value: unknown) => typeof value === "boolean" };
}

function milliseconds() {
  return {
    text: "a number of milliseconds from 0",
    holds: (value: unknown) => typeof value === "number" && value >= 0 && Number.isFinite(value),
  };
}
