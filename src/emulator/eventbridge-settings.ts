import { isLocal } from "./guard.ts";
import { isDuration, isRecord, type SettingRule } from "./setting-rule.ts";

/** Where the events go that AWS sends through Amazon EventBridge, and how badly; best effort is all that it promises. */
export interface EventBridgeSettings {
  url?: string;
  apiKeyHeader?: string;
  apiKey?: string;
  lossRate?: number;
  duplicateRate?: number;
  delayMs?: number;
  reorder?: boolean;
}

const share = { takes: "a number from 0 to 1", holds: isShare };

/** What each part is for; what is absent has its default. */
export const eventBridgeRules: Readonly<Record<keyof EventBridgeSettings, SettingRule>> = {
  url: {
    about: "Where each event is posted to. Without it events are only kept, and none leaves the process.",
    default: null,
    takes: "an http URL of this machine",
    holds: (value) => typeof value === "string" && value.startsWith("http://") && isLocal(value),
  },
  apiKeyHeader: {
    about: "The header that carries `apiKey`, named as API destinations often name theirs.",
    default: "x-api-key",
    takes: "the name of a header",
    holds: (value) => typeof value === "string" && /^[\w-]+$/.test(value),
  },
  apiKey: {
    about: "Sent with every event, like the key of an API destination.",
    default: null,
    takes: "a text of printable characters",
    holds: (value) => typeof value === "string" && /^[ -~]+$/.test(value),
  },
  lossRate: {
    about: "The share of events that never arrive: AWS may lose them.",
    default: 0,
    ...share,
  },
  duplicateRate: {
    about: "The share of events that arrive twice: EventBridge delivers at least once.",
    default: 0,
    ...share,
  },
  delayMs: {
    about: "How late every event is: AWS speaks of hours at the worst.",
    default: 0,
    takes: "a number of milliseconds from 0",
    holds: isDuration,
  },
  reorder: {
    about:
      "Whether each event is late by a random part of `delayMs` instead, so that events overtake each other as AWS says they may; " +
      "without a `delayMs` by up to a second, because what does not wait cannot be overtaken.",
    default: false,
    takes: "true or false",
    holds: (value) => typeof value === "boolean",
  },
};

export const eventBridgeRule: SettingRule<EventBridgeSettings> = {
  about:
    "The events that AWS sends through Amazon EventBridge. What is not named stays, and null takes a part back.",
  default: {},
  takes:
    "an object of url (http, of this machine), apiKeyHeader, apiKey, lossRate and duplicateRate (0 to 1), delayMs and reorder",
  holds: (value) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([name, part]) => isPart(name) && (part === null || eventBridgeRules[name].holds(part)),
    ),
};

/** What is changed changes, the rest stays. */
export function mergeEventBridge(
  before: EventBridgeSettings,
  changed: EventBridgeSettings,
): EventBridgeSettings {
  return Object.fromEntries(
    Object.entries({ ...before, ...changed }).filter(([, part]: [string, unknown]) => part !== null),
  );
}

function isPart(name: string): name is keyof EventBridgeSettings {
  return Object.hasOwn(eventBridgeRules, name);
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}
