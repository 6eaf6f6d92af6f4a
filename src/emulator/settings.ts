import { callRules } from "./call-settings.ts";
import {
  eventBridgeRule,
  eventBridgeRules,
  mergeEventBridge,
  type EventBridgeSettings,
} from "./eventbridge-settings.ts";
import { lifeRules } from "./life-settings.ts";
import type { OperationName } from "./operations/catalogue.ts";
import { quotaRules } from "./quota-settings.ts";
import type { SettingRule } from "./setting-rule.ts";

export type { EventBridgeSettings };

type Rules = typeof callRules & typeof quotaRules & typeof lifeRules;
type Plain = { [Name in keyof Rules]: Rules[Name]["default"] };

/**
 * How the emulated account behaves where AWS leaves it open, or where a test needs it otherwise. What each setting is
 * for, and why its default is what it is, stands beside its rule.
 */
export interface EmulatorSettings extends Omit<Plain, "quotaPerSecond" | "operationLatencyMs"> {
  quotaPerSecond: Partial<Record<OperationName, number>>;
  operationLatencyMs: Partial<Record<OperationName, number>>;
  eventBridge: EventBridgeSettings;
}

const rules: Readonly<{ [Name in keyof EmulatorSettings]: SettingRule<EmulatorSettings[Name]> }> = {
  ...callRules,
  ...quotaRules,
  ...lifeRules,
  eventBridge: eventBridgeRule,
};

/** A fresh copy of every setting's default. */
export function defaultSettings(): EmulatorSettings {
  const defaults = Object.entries(rules).map(([name, rule]) => [name, rule.default]);
  return structuredClone(Object.fromEntries(defaults)) as EmulatorSettings;
}

/** What `changed` names becomes so, within `eventBridge` too; the rest stays. */
export function mergeSettings(
  before: EmulatorSettings,
  changed: Partial<EmulatorSettings>,
): EmulatorSettings {
  const eventBridge = mergeEventBridge(before.eventBridge, changed.eventBridge ?? {});
  return { ...before, ...changed, eventBridge };
}

/** Checks what came from outside the type system; throws a TypeError that names every wrong setting. */
export function readSettings(value: unknown): Partial<EmulatorSettings> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError("settings must be an object");
  const faults = Object.entries(value).flatMap(([name, setting]) => {
    if (!isSetting(name)) return [`${name} is no setting; there are ${Object.keys(rules).join(", ")}`];
    return rules[name].holds(setting) ? [] : [`${name} must be ${rules[name].takes}`];
  });
  if (faults.length > 0) throw new TypeError(faults.join("; "));
  return value;
}

/** Every setting in words, each part of `eventBridge` by itself too. */
export function settingsInWords(): { name: string; about: string; takes: string; default: unknown }[] {
  const parts = Object.entries(eventBridgeRules).map(
    ([name, rule]) => [`eventBridge.${name}`, rule] as const,
  );
  return [...Object.entries<SettingRule>(rules), ...parts].map(([name, rule]) => ({
    name,
    about: rule.about,
    takes: rule.takes,
    default: structuredClone(rule.default),
  }));
}

function isSetting(name: string): name is keyof EmulatorSettings {
  return Object.hasOwn(rules, name);
}
