import * as sdk from "@aws-sdk/client-ivs-realtime";

/** A structure of the service's model, as the SDK carries it at run time. */
export interface Shape {
  name: string;
  members: readonly Member[];
}

export interface Member {
  name: string;
  required: boolean;
  /** Where it travels when not in the body: in this header, in the path or in the query. */
  header?: string;
  inPath?: true;
  inQuery?: true;
  /** The structure that it is or that its elements are, looked up when asked because structures may refer to each other. */
  shape: () => Shape | undefined;
  kind: "value" | "list" | "map" | "structure";
}

export interface OperationShape {
  name: string;
  method: string;
  path: string;
  input: Shape;
  output: Shape;
}

/** What the SDK's schemas begin with. */
const kinds = { list: 1, map: 2, structure: 3, error: -3, operation: 9 };

const schemas = Object.entries(sdk)
  .filter(([name]) => name.endsWith("$"))
  .map(([, schema]) => schema as unknown)
  .filter(isArray);

/** Every operation of the SDK with its input and output. */
export const operations: readonly OperationShape[] = schemas
  .filter(([kind]) => kind === kinds.operation)
  .map(([, , name, traits, input, output]) => {
    const [method = "", path = ""] = (traits as { http: string[] }).http;
    return { name: String(name), method, path, input: shapeOf(input), output: shapeOf(output) };
  });

/** Every failure that the model names; the service's common ancestor of them has no members. */
export const failures: readonly Shape[] = schemas
  .filter(([kind]) => kind === kinds.error)
  .map(shapeOf)
  .filter(({ members }) => members.length > 0);

/** A shape and all that can be reached from it, each once. */
export function reachable(from: Shape, found = new Map<string, Shape>()): Map<string, Shape> {
  if (found.has(from.name)) return found;
  found.set(from.name, from);
  for (const member of from.members) {
    const next = member.shape();
    if (next) reachable(next, found);
  }
  return found;
}

function shapeOf(reference: unknown): Shape {
  const schema = resolved(reference);
  if (!isArray(schema)) return { name: "nothing", members: [] };
  const [, , name, , names, types, requiredCount] = schema;
  const memberTypes = types as unknown[] | undefined;
  return {
    name: String(name),
    members: ((names as string[] | undefined) ?? []).map((memberName, index) =>
      memberOf(memberName, memberTypes?.[index], index < Number(requiredCount ?? 0)),
    ),
  };
}

function memberOf(name: string, type: unknown, required: boolean): Member {
  // A type with traits is a pair; a type by itself is a number, a schema or a reference to one.
  const [schema, traits] =
    isArray(type) && type.length === 2 ? [resolved(type[0]), type[1]] : [resolved(type), 0];
  const { httpHeader, httpQuery } = (typeof traits === "object" ? traits : {}) as {
    httpHeader?: string;
    httpQuery?: string;
  };
  return {
    name,
    required,
    ...(httpHeader !== undefined && { header: httpHeader }),
    ...(httpQuery !== undefined && { inQuery: true }),
    ...(traits === 1 && { inPath: true }),
    kind: kindOf(schema),
    shape: () => structureIn(schema),
  };
}

function kindOf(schema: unknown): Member["kind"] {
  if (typeof schema === "number") return schema >= 128 ? "map" : schema >= 64 ? "list" : "value";
  if (!isArray(schema)) return "value";
  if (schema[0] === kinds.list) return "list";
  if (schema[0] === kinds.map) return "map";
  return schema[0] === kinds.structure ? "structure" : "value";
}

function structureIn(schema: unknown): Shape | undefined {
  if (!isArray(schema)) return undefined;
  if (schema[0] === kinds.structure) return shapeOf(schema);
  return schema[0] === kinds.list ? structureIn(elementOf(schema)) : undefined;
}

function elementOf(schema: readonly unknown[]): unknown {
  const element = resolved(schema[4]);
  return isArray(element) && element.length === 2 ? resolved(element[0]) : element;
}

function resolved(reference: unknown): unknown {
  return typeof reference === "function" ? (reference as () => unknown)() : reference;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
