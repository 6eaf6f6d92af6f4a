import { isOperationName, type OperationName } from "./operations/catalogue.ts";

const throttleForms = ["TooManyRequests429", "Throttling400", "Throttling429", "off"] as const;
/** Orders that a list can come in. */
export const listOrders = ["created", "newest", "shuffled"] as const;

/** How the emulated account behaves where AWS leaves it open, or where a test needs it otherwise. */
export interface EmulatorSettings {
  /**
   * What a call above the quota is told; "off" admits everything. AWS documents no form for this service. The default
   * is API Gateway's answer, because the service stands behind API Gateway; the others are those of AWS's common
   * errors page and of the sibling services' models.
   */
  throttle: (typeof throttleForms)[number];
  /** Calls per sliding second, for operations that shall differ from AWS's own quota. Default none. */
  quotaPerSecond: Partial<Record<OperationName, number>>;
  /** Time on the clock before any call is handled. Default 0, so that a manual clock need not move. */
  latencyMs: number;
  /** AWS's default quota of 1,000, above which CreateStage fails; low values make that failure cheap to reach. */
  stagesPerRegion: number;
  /** AWS documents no order for any list. Default "created"; "shuffled" finds clients that rely on one. */
  listOrder: (typeof listOrders)[number];
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
    listOrder: "created",
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
  stagesPerRegion: { text: "a whole number from 0", holds: isCount },
  listOrder: oneOf(listOrders),
  pendingVerification: { text: "true or false", holds: (value) => typeof value === "boolean" },
  pageTokenLifetimeMs: milliseconds(),
};

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

function milliseconds() {
  return {
    text: "a number of milliseconds from 0",
    holds: (value: unknown) => typeof value === "number" && value >= 0,
  };
}
