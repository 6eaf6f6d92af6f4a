import { isOperationName } from "./operations/catalogue.ts";

/** One setting: what it is for and why its default is what it is, in words for people, and what values it takes. */
export interface SettingRule<Value = unknown> {
  readonly about: string;
  readonly default: Value;
  /** What a value must be, in words. */
  readonly takes: string;
  holds(value: unknown): boolean;
}

export function oneOf<Value extends string>(
  values: readonly Value[],
  initially: NoInfer<Value>,
  about: string,
): SettingRule<Value> {
  return {
    about,
    default: initially,
    takes: `one of ${values.join(", ")}`,
    holds: (value) => values.some((each) => each === value),
  };
}

export function count(initially: number, about: string): SettingRule<number> {
  return { about, default: initially, takes: "a whole number from 0", holds: isCount };
}

export function yesOrNo(initially: boolean, about: string): SettingRule<boolean> {
  return { about, default: initially, takes: "true or false", holds: (value) => typeof value === "boolean" };
}

export function milliseconds(initially: number, about: string): SettingRule<number> {
  return { about, default: initially, takes: "a number of milliseconds from 0", holds: isDuration };
}

export function names(about: string, what: string): SettingRule<readonly string[]> {
  return {
    about,
    default: [],
    takes: `a list of ${what}`,
    holds: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  };
}

/** A number for some operations, by their names. */
export function perOperation(
  about: string,
  takes: string,
  holds: (value: unknown) => boolean,
): SettingRule<Record<string, number>> {
  return {
    about,
    default: {},
    takes: `an object of operation names and ${takes}`,
    holds: (value) =>
      isRecord(value) && Object.entries(value).every(([name, each]) => isOperationName(name) && holds(each)),
  };
}

export function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function isDuration(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && Number.isFinite(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
