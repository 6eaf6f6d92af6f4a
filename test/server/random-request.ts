import {
  getNamedType,
  type GraphQLInputType,
  type GraphQLObjectType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

import type { createRandom } from "../../src/emulator/random.ts";
import { schema } from "../../src/graph/index.ts";

/** The body of a request, sane or not. */
export interface RandomRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const hostile: readonly unknown[] = [
  null,
  "",
  "__proto__",
  "constructor",
  "\u0000",
  "\uD800",
  "\u001B[31m",
  "'; DROP TABLE stages; --",
  "a\r\nx-injected: 1",
  "../../etc/passwd",
  "a".repeat(1_025),
  "ü".repeat(513),
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  true,
  [],
  [[[["a"]]]],
  {},
  { toString: 1, valueOf: 2 },
  JSON.parse('{"__proto__":{"a":1}}') as unknown,
];

const arns = [
  "arn:aws:ivs:us-west-2:123456789012:stage/abcdefgh1234",
  "arn:aws:ivs:us-west-2:999999999999:stage/abcdefgh1234",
  "arn:aws:ivs:eu-west-1:123456789012:stage/abcdefgh1234",
  "arn:aws-cn:ivs:us-west-2:123456789012:stage/abcdefgh1234",
  "arn:aws:s3:::bucket",
  "arn:aws:ivs:us-west-2:123456789012:composition/abcdefgh1234",
  "arn:aws:ivs:us-west-2:123456789012:stage/../public-key/a",
  "arn:aws:ivs:us-west-2:123456789012:stage/a\r\nhost: evil",
  "arn:aws:ivs:us-west-2:123456789012:stage/",
  "arn:aws:ivs:us-west-2:123456789012:stage/%2e%2e",
];

/** Draws an operation from a grammar over the schema that mostly, and not always, keeps to it, with values that hardly ever do. */
export function drawRequest(
  random: ReturnType<typeof createRandom>,
  known: readonly string[],
): RandomRequest {
  const { pick } = random;
  const oneIn = (count: number) => random.integer(1, count) === 1;
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  let fields = 0;

  function drawValue(type: GraphQLInputType): unknown {
    if (oneIn(25)) return pick(hostile);
    if (isNonNullType(type)) return drawValue(type.ofType);
    if (isListType(type))
      return Array.from({ length: pick([0, 1, 1, 2, 2, 60]) }, () => drawValue(type.ofType));
    if (isEnumType(type)) return oneIn(25) ? "NOTHING" : pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of) || oneIn(3));
      return Object.fromEntries(members.map((field) => [field.name, drawValue(field.type)]));
    }
    if (type.name === "Int") return pick([1, 2, 10, 100, 101, -1]);
    if (type.name === "Boolean") return oneIn(2);
    return pick([pick(arns), ...known, ...known, "name", "2026-07-01T10:00:00Z"]);
  }

  function drawField(parent: GraphQLObjectType, depth: number): string {
    if (oneIn(150))
      return pick(["nothing", "__typename", "__schema { types { name } }", "...Missing", "a: a"]);
    const field = pick(Object.values(parent.getFields()));
    const args = field.args
      .filter(({ type }) => isNonNullType(type) || oneIn(4))
      .map(({ name, type }) => {
        const variable = `v${declared.length}`;
        declared.push(`$${variable}: ${String(type)}`);
        if (!oneIn(60)) variables[variable] = drawValue(type);
        return `${name}: $${variable}`;
      });
    const alias = oneIn(25) ? `${pick(["a", "__proto__", "toString"])}: ` : `f${(fields += 1)}: `;
    const directive = oneIn(9) ? pick([" @skip(if: true)", " @include(if: true)"]) : "";
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? ` { ${drawBelow(type, depth)} }` : "";
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(" ")})` : ""}${directive}${below}`;
  }

  function drawBelow(
    type: Parameters<typeof schema.getPossibleTypes>[0] | GraphQLObjectType,
    depth: number,
  ): string {
    if (depth > 4) return "__typename";
    if (isObjectType(type)) return drawFields(type, depth);
    const possible = pick(schema.getPossibleTypes(type));
    return `__typename ... on ${possible.name} { ${drawFields(possible, depth)} }`;
  }

  function drawFields(type: GraphQLObjectType, depth: number): string {
    return Array.from({ length: random.integer(1, 4) }, () => drawField(type, depth + 1)).join(" ");
  }

  const isMutation = oneIn(3);
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  const selected = root ? drawFields(root, 0) : "__typename";
  const head = `${isMutation ? "mutation" : "query"}${declared.length > 0 ? ` (${declared.join(" ")})` : ""}`;
  const query = `${head} { ${selected} }`;
  if (!oneIn(12)) return { query, variables };
  const at = random.integer(0, query.length);
  return {
    query:
      query.slice(0, at) + pick(["", "{", "}", '"', "\u0000", "…", "...", "@", "$"]) + query.slice(at + 1),
    variables,
  };
}
