import { constraintFailure, serializationFailure } from "./aws-error.ts";
import type { MapRule, MemberRule, MembersFor, Rule, StringRule } from "./rule.ts";

/**
 * Reads parsed JSON as an input: members without a rule and nulls are dropped. Throws a SerializationException for
 * the first value of a wrong type, otherwise one ValidationException that lists every broken constraint.
 */
export function readMembers<T>(members: MembersFor<T>, json: unknown): T;
export function readMembers(
  members: Readonly<Record<string, MemberRule>>,
  json: unknown,
): Record<string, unknown> {
  const faults: string[] = [];
  const input = readStructure(members, json, "", faults);
  if (faults.length > 0) throw constraintFailure(faults);
  return input;
}

function readStructure(
  members: Readonly<Record<string, MemberRule>>,
  json: unknown,
  path: string,
  faults: string[],
): Record<string, unknown> {
  if (!isObject(json)) throw wrongType(json, "Structure", path);
  const result: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(members)) {
    const value: unknown = Object.hasOwn(json, name) ? json[name] : undefined;
    const at = path === "" ? name : `${path}.${name}`;
    if (value !== undefined && value !== null) result[name] = read(rule, value, at, faults);
    else if (rule.required) faults.push(mustNotBeNull(at));
  }
  return result;
}

function read(rule: Rule, value: unknown, path: string, faults: string[]): unknown {
  const fault = (constraint: string) => faults.push(broken(value, path, constraint));
  switch (rule.type) {
    case "string":
      if (typeof value !== "string") throw wrongType(value, "String", path);
      for (const constraint of brokenByString(rule, value)) fault(constraint);
      return value;
    case "enum":
      if (typeof value !== "string") throw wrongType(value, "String", path);
      if (!Object.hasOwn(rule.values, value))
        fault(`Member must satisfy enum value set: [${Object.keys(rule.values).join(", ")}]`);
      return value;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1)
        throw wrongType(value, "Integer", path);
      for (const constraint of brokenRange(rule, value)) fault(constraint);
      return value;
    case "float":
      if (typeof value !== "number") throw wrongType(value, "Float", path);
      for (const constraint of brokenRange(rule, value)) fault(constraint);
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrongType(value, "Boolean", path);
      return value;
    case "list":
      if (!Array.isArray(value)) throw wrongType(value, "List", path);
      for (const constraint of brokenLength(rule, value.length)) fault(constraint);
      return value.map((member: unknown, index) => {
        const at = `${path}.${index + 1}.member`;
        if (member !== null) return read(rule.member, member, at, faults);
        faults.push(mustNotBeNull(at));
        return undefined;
      });
    case "map":
      return readMap(rule, value, path, faults);
    case "structure":
      return readStructure(rule.members, value, path, faults);
    default:
      return rule satisfies never;
  }
}

function readMap(rule: MapRule, value: unknown, path: string, faults: string[]): Record<string, string> {
  if (!isObject(value)) throw wrongType(value, "Map", path);
  const entries: [string, string][] = [];
  const brokenKeys = new Set<string>();
  let bytes = 0;
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}.${clipped(key)}.member`;
    if (member === null) {
      faults.push(mustNotBeNull(at));
      continue;
    }
    if (typeof member !== "string") throw wrongType(member, "String", at);
    for (const constraint of brokenByString(rule.key, key)) brokenKeys.add(constraint);
    for (const constraint of brokenByString(rule.value, member)) faults.push(broken(member, at, constraint));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(member);
    entries.push([key, member]);
  }
  if (brokenKeys.size > 0)
    faults.push(broken(value, path, `Map keys must satisfy constraint: [${[...brokenKeys].join(", ")}]`));
  for (const constraint of brokenLength(rule, entries.length)) faults.push(broken(value, path, constraint));
  if (rule.maxBytes !== undefined && bytes > rule.maxBytes)
    faults.push(broken(value, path, `Member must have at most ${rule.maxBytes} bytes of keys and values`));
  // Defines own properties, so that a key named __proto__ stays a key.
  return Object.fromEntries(entries);
}

function* brokenByString(rule: StringRule, value: string): Generator<string> {
  yield* brokenLength(rule, rule.min === undefined && rule.max === undefined ? 0 : Array.from(value).length);
  if (rule.pattern && !rule.pattern.test(value))
    yield `Member must satisfy regular expression pattern: ${rule.pattern.source.replaceAll("\\/", "/")}`;
  if (/\p{Surrogate}/u.test(value)) yield "Member must be well-formed Unicode text";
}

function* brokenLength(rule: { min?: number; max?: number }, length: number): Generator<string> {
  if (rule.min !== undefined && length < rule.min)
    yield `Member must have length greater than or equal to ${rule.min}`;
  if (rule.max !== undefined && length > rule.max)
    yield `Member must have length less than or equal to ${rule.max}`;
}

function* brokenRange(rule: { min?: number; max?: number }, value: number): Generator<string> {
  if (rule.min !== undefined && value < rule.min)
    yield `Member must have value greater than or equal to ${rule.min}`;
  if (rule.max !== undefined && value > rule.max)
    yield `Member must have value less than or equal to ${rule.max}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(value: unknown, path: string, constraint: string): string {
  const shown = typeof value === "string" ? value : JSON.stringify(pruned(value, 8));
  return `Value '${clipped(shown)}' at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** Without what lies deeper: a request may be nested so far that it would exhaust the stack. */
function pruned(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "...";
  if (Array.isArray(value)) return value.map((member) => pruned(member, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pruned(member, depth - 1)]));
}

function mustNotBeNull(path: string): string {
  return `Value at '${path}' failed to satisfy constraint: Member must not be null`;
}

function wrongType(value: unknown, wanted: string, path: string) {
  const found = value === null ? "NULL" : Array.isArray(value) ? "LIST" : (typeof value).toUpperCase();
  const where = path === "" ? "the request body" : `'${path}'`;
  return serializationFailure(`${found}_VALUE can not be converted to a ${wanted} at ${where}`);
}

/** Requests may be a megabyte; the answer about them should not be. */
function clipped(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
