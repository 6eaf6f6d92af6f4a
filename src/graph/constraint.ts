import { getNullableType, type GraphQLInputType, isInputObjectType, isListType } from "graphql";

import { InputError, type InputFault } from "../errors.ts";
import type { Identity } from "../upstream/identity.ts";

/** One rule of the API for a value: its name, what it demands in words, and the test. */
export interface Constraint<Value> {
  readonly rule: string;
  readonly demand: string;
  holds(value: Value, identity: Identity): boolean;
}

type Path = readonly (string | number)[];

/** For the `extensions` of an input field: what its value, when there is one, must hold. */
export function constrained<Value>(...constraints: readonly Constraint<Value>[]) {
  return { constraints };
}

/** For the `extensions` of a list of scalars: what each of its items must hold, beside what the list must. */
export function constrainedItems<Value>(
  itemConstraints: readonly Constraint<Value>[],
  ...constraints: readonly Constraint<readonly Value[]>[]
) {
  return { constraints, itemConstraints };
}

/** A rule between the members of an input type; what breaks it is told of one of them, which may be absent. */
export interface JointConstraint<Input> extends Constraint<Input> {
  readonly member: string;
}

/** For the `extensions` of an input type: what its members must hold together. */
export function constrainedTogether<Input>(...jointConstraints: readonly JointConstraint<Input>[]) {
  return { jointConstraints };
}

/**
 * Checks a coerced input against the constraints of its type, nested ones included. Throws one `InputError` with every
 * fault and its path; absent and null values are not constrained.
 */
export function checkInput(type: GraphQLInputType, input: unknown, path: Path, identity: Identity): void {
  const faults = [...faultsOf(type, input, path, identity)];
  if (faults.length > 0) throw new InputError(faults);
}

/** The constraints that `value` breaks, as faults at `path`. */
export function brokenBy<Value>(
  value: Value,
  constraints: readonly Constraint<Value>[],
  path: Path,
  identity: Identity,
): InputFault[] {
  return constraints
    .filter(({ holds }) => !holds(value, identity))
    .map(({ rule, demand }) => ({ path, rule, message: `${spell(path)} must ${demand}.` }));
}

function* faultsOf(
  inputType: GraphQLInputType,
  value: unknown,
  path: Path,
  identity: Identity,
): Generator<InputFault> {
  if (value === null || value === undefined) return;
  const type = getNullableType(inputType);
  if (isListType(type) && Array.isArray(value))
    for (const [index, item] of value.entries())
      yield* faultsOf(type.ofType, item, [...path, index], identity);
  if (!isInputObjectType(type)) return;
  const { jointConstraints = [] } = type.extensions as Partial<
    Record<"jointConstraints", readonly JointConstraint<unknown>[]>
  >;
  for (const constraint of jointConstraints)
    yield* brokenBy(value, [constraint], [...path, constraint.member], identity);
  for (const [name, field] of Object.entries(type.getFields())) {
    const member: unknown = Reflect.get(value, name);
    if (member === null || member === undefined) continue;
    const memberPath = [...path, name];
    const { constraints = [], itemConstraints = [] } = field.extensions as Partial<
      Record<"constraints" | "itemConstraints", readonly Constraint<unknown>[]>
    >;
    yield* brokenBy(member, constraints, memberPath, identity);
    if (itemConstraints.length > 0 && Array.isArray(member))
      for (const [index, item] of member.entries())
        yield* brokenBy<unknown>(item, itemConstraints, [...memberPath, index], identity);
    yield* faultsOf(field.type, member, memberPath, identity);
  }
}

/** `input.tags[2].key` */
export function spell(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    "",
  );
}

/** Counted in characters as AWS counts them: code points. */
export const maxLength = (max: number): Constraint<string> => ({
  rule: "maxLength",
  demand: `have at most ${max} characters`,
  holds: (text) => text.length <= max || Array.from(text).length <= max,
});

/** Counted like `maxLength`. */
export const minLength = (min: number): Constraint<string> => ({
  rule: "minLength",
  demand: `have at least ${min} characters`,
  holds: (text) => Array.from(text).length >= min,
});

export const notEmpty: Constraint<string> = {
  rule: "minLength",
  demand: "not be empty",
  holds: (text) => text.length > 0,
};

/** Against the whole text. `demand` says it in words. */
export const pattern = (allowed: RegExp, demand: string): Constraint<string> => ({
  rule: "pattern",
  demand,
  holds: (text) => allowed.test(text),
});

/** Counted in bytes of UTF-8. */
export const maxBytes = (max: number): Constraint<string> => ({
  rule: "maxBytes",
  demand: `take at most ${max} bytes in UTF-8`,
  holds: (text) => Buffer.byteLength(text) <= max,
});

/** A lone surrogate has no form in UTF-8: AWS would get another text than was sent. */
export const wellFormed: Constraint<string> = {
  rule: "wellFormed",
  demand: "be well-formed Unicode",
  holds: (text) => text.isWellFormed(),
};

export const range = (min: number, max: number): Constraint<number> => ({
  rule: "range",
  demand: `be ${min} to ${max}`,
  holds: (value) => value >= min && value <= max,
});

export const atLeast = (min: number): Constraint<number> => ({
  rule: "range",
  demand: `be at least ${min}`,
  holds: (value) => value >= min,
});

/** For lists that travel as repeated query parameters, where none and absent look alike. */
export const minItems = (min: number): Constraint<readonly unknown[]> => ({
  rule: "minItems",
  demand: `have at least ${min} ${min === 1 ? "item" : "items"}`,
  holds: (list) => list.length >= min,
});

export const maxItems = (max: number): Constraint<readonly unknown[]> => ({
  rule: "maxItems",
  demand: `have at most ${max} ${max === 1 ? "item" : "items"}`,
  holds: (list) => list.length <= max,
});

/** A list of pairs that stands for a map. */
export const uniqueKeys: Constraint<readonly { key: string }[]> = {
  rule: "uniqueKeys",
  demand: "name each key once",
  holds: (pairs) => new Set(pairs.map(({ key }) => key)).size === pairs.length,
};

/** A resource's name, as every IVS resource has it. */
export const nameConstraints = [
  maxLength(128),
  pattern(/^[a-zA-Z0-9-_]*$/, "consist of letters, digits, - and _"),
] as const;
