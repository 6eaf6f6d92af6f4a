import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";

import type { createRandom } from "../../src/emulator/random.ts";
import { entityKeys } from "../../src/graph/entity.ts";
import { createSubgraph } from "../../src/graph/federation.ts";
import { decodeGlobalId } from "../../src/graph/global-id.ts";
import { declaredGraph } from "../../src/graph/index.ts";
import type { Known } from "./known.ts";

/** An operation that validates, and its variables. */
export interface RandomQuery {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

const deepest = 5;
const { schema } = createSubgraph(declaredGraph);

/** Draws an operation over the whole schema, whose arguments name what is known of the world, mostly. */
export function drawQuery(random: ReturnType<typeof createRandom>, known: Known): RandomQuery {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  let names = 0;

  const { pick } = random;
  const oneIn = (count: number) => random.integer(1, count) === 1;

  function declare(type: string, value: unknown): string {
    const name = `v${(names += 1)}`;
    const isDefault = oneIn(3);
    declared.push(`$${name}: ${type}${isDefault ? ` = ${spell(value)}` : ""}`);
    if (!isDefault) variables[name] = value;
    return `$${name}`;
  }

  function drawValue(type: GraphQLInputType, name: string, of: string): unknown {
    if (isNonNullType(type)) return drawValue(type.ofType, name, of);
    if (isListType(type))
      return Array.from({ length: pick([0, 1, 2, 3, 12, 25]) }, () => drawValue(type.ofType, name, of));
    if (isEnumType(type)) return new EnumName(pick(type.getValues()).name);
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf
        ? [pick(fields)]
        : fields.filter((field) => isRequiredInputField(field) || oneIn(4));
      return Object.fromEntries(chosen.map((field) => [field.name, drawValue(field.type, field.name, of)]));
    }
    if (type.name === "Int") return oneIn(20) ? pick([0, 101]) : pick([1, 2, 3, 5, 20, 100]);
    if (type.name === "Float") return pick([1, 29.97]);
    if (type.name === "Boolean") return oneIn(2);
    if (type.name === "DateTime") return "2026-07-01T10:00:00Z";
    if (type.name === "_Any") return drawRepresentation();
    const texts = known.texts(type.name, name, of);
    return texts.length === 0 || oneIn(20) ? "nothing" : pick(texts);
  }

  /** Of what has an id, by that or by its other key; of what has none such, nothing that there is. */
  function drawRepresentation(): object {
    const ids = known.texts("ID", "id", "_entities");
    const id = ids.length === 0 || oneIn(20) ? "nothing" : pick(ids);
    const { typename = "Stage", key = "nothing" } = decodeGlobalId(id) ?? {};
    const [fields = [], byId] = entityKeys().get(typename) ?? [];
    if (!byId || oneIn(3)) return { __typename: typename, id };
    const values = key.split("|");
    return Object.fromEntries([["__typename", typename], ...fields.map((field, at) => [field, values[at]])]);
  }

  function drawArgument(argument: GraphQLArgument, of: string): string[] {
    // Most cursors are of something else.
    if (!isRequiredArgument(argument) && !oneIn(argument.name === "after" ? 15 : 2)) return [];
    const isNull = !isNonNullType(argument.type) && oneIn(20);
    const value = isNull ? null : drawValue(argument.type, argument.name, of);
    const written = oneIn(3) ? declare(String(argument.type), value) : spell(value);
    return [`${argument.name}: ${written}`];
  }

  function drawDirective(): string {
    if (!oneIn(8)) return "";
    const condition = oneIn(2);
    return ` @${pick(["skip", "include"])}(if: ${oneIn(2) ? declare("Boolean!", condition) : condition})`;
  }

  function drawField(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.flatMap((argument) => drawArgument(argument, field.name));
    const called = `${field.name}_${(names += 1)}: ${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}`;
    const type = getNamedType(field.type);
    return `${called}${drawDirective()}${isCompositeType(type) ? ` ${drawSelections(type.name, depth - 1)}` : ""}`;
  }

  function drawFragment(type: string, depth: number): string {
    const selections = drawSelections(type, depth);
    if (!oneIn(3)) return `... on ${type}${drawDirective()} ${selections}`;
    const name = `F${(names += 1)}`;
    fragments.push(`fragment ${name} on ${type} ${selections}`);
    return oneIn(2) ? `...${name} ...${name}` : `...${name}${drawDirective()}`;
  }

  function drawSelections(typeName: string, depth: number): string {
    const type = schema.getType(typeName);
    const count = random.integer(1, 4);
    const selections = Array.from({ length: count }, () => {
      if (isAbstractType(type) && (oneIn(2) || !isInterfaceType(type)))
        return drawFragment(pick(schema.getPossibleTypes(type)).name, depth);
      if (!isObjectType(type) && !isInterfaceType(type)) return "__typename";
      const fields = Object.values(type.getFields());
      const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
      const links = fields.filter((field) => !leaves.includes(field));
      const choice = depth > 0 && links.length > 0 && (leaves.length === 0 || !oneIn(4)) ? links : leaves;
      return choice.length === 0 ? "__typename" : drawField(pick(choice), depth);
    });
    if (oneIn(8) && isObjectType(type)) selections.push(drawFragment(type.name, Math.min(depth, 1)));
    return `{ __typename ${selections.join(" ")} }`;
  }

  const isMutation = oneIn(4);
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType;
  const roots = Array.from({ length: random.integer(1, 3) }, () =>
    drawField(pick(Object.values(root.getFields())), deepest),
  );
  const head = declared.length > 0 ? `(${declared.join(", ")})` : "";
  const document = `${isMutation ? "mutation" : "query"} Q${head} { ${roots.join(" ")} } ${fragments.join(" ")}`;
  return { document, variables };
}

/** The name of an enum value, which literals spell without quotes. */
class EnumName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toJSON(): string {
    return this.name;
  }
}

/** A value as a literal. */
function spell(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(spell).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${name}: ${spell(member)}`)
      .join(", ")} }`;
  return JSON.stringify(value);
}
