import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  Kind as NodeKind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";

import { CodedError } from "../errors.ts";
import { costOf, type Place } from "./cost.ts";
import { findCostly } from "./costly.ts";
import { createRoot } from "./place.ts";
import { type Lengths, type Sum, sumUp } from "./sum.ts";
import { createTally, type Path, type Tally } from "./tally.ts";

/** An operation as it was asked: variables as the client sent them. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The most calls that an operation can start. */
export interface Prediction {
  readonly total: number;
  /** Of each operation at most so many; together no more than `total`. */
  readonly byOperation: Readonly<Record<string, number>>;
  /** The fields that cause most, by their response path, the most expensive first. */
  readonly fields: readonly { readonly path: string; readonly calls: number }[];
}

const maxSteps = 10_000;
const shownFields = 10;
/** Arguments as long as this are one step more. */
const argumentStep = 256;

/**
 * Predicts what an operation of this schema costs at most, from what its fields declare (`costs`), before it runs: variables and
 * directives applied, fragments expanded. Never asks anything. Throws QUERY_TOO_LARGE after 10,000 steps, whatever is left. Undefined
 * when the variables do not fit, which the execution complains of.
 */
export function createPredictor(
  schema: GraphQLSchema,
  lengths: Lengths,
): (asked: Asked) => Prediction | undefined {
  const costly = findCostly(schema);

  return ({ document, operation, variables }) => {
    const root = schema.getRootType(operation.operation);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
    if (!root || !coerced) return undefined;
    let steps = 0;
    const spend = (count: number) => {
      steps += count;
      if (steps > maxSteps)
        throw new CodedError(
          "QUERY_TOO_LARGE",
          `The operation has more fields, with its fragments spelled out, than the ${maxSteps} that are looked at.`,
          { details: { what: "fields", limit: maxSteps } },
        );
    };
    const tallies = walk({ schema, costly, document, operation, root, values: coerced, spend });
    return predictionOf(tallies.map((tally) => sumUp(tally, lengths)));
  };
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly costly: ReadonlySet<GraphQLObjectType>;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly values: Record<string, unknown>;
  readonly spend: (steps: number) => void;
}

const noPath: Path = { before: undefined, key: "" };

/** What the operation demands: all of a query together, each field of a mutation by itself, as each begins after the one before. */
function walk({ schema, costly, document, operation, root, values, spend }: Walk): readonly Tally[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === NodeKind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const children = new WeakMap<Place, Map<string, readonly Place[]>>();
  const tallies = new Map<string, { tally: Tally; place: Place }>();

  const isSelected = (node: { readonly directives?: readonly DirectiveNode[] }) =>
    getDirectiveValues(GraphQLSkipDirective, node, values)?.["if"] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, values)?.["if"] !== false;

  /** Fields that each begin when the one before has ended share nothing. */
  function begin(name: string): { tally: Tally; place: Place } {
    const known = tallies.get(name);
    if (known) return known;
    const tally = createTally(noPath, spend);
    const begun = { tally, place: createRoot(tally) };
    tallies.set(name, begun);
    return begun;
  }

  function visit(
    selections: SelectionSetNode,
    type: GraphQLObjectType,
    each: (field: FieldNode) => void,
  ): void {
    for (const selection of selections.selections) {
      spend(1);
      if (!isSelected(selection)) continue;
      if (selection.kind === NodeKind.FIELD) {
        each(selection);
        continue;
      }
      const fragment =
        selection.kind === NodeKind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment && applies(fragment.typeCondition?.name.value, type))
        visit(fragment.selectionSet, type, each);
    }
  }

  function applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditional = schema.getType(condition);
    return isAbstractType(conditional) && schema.isSubType(conditional, type);
  }

  function visitField(
    node: FieldNode,
    type: GraphQLObjectType,
    tally: Tally,
    place: Place,
    before: Path,
  ): void {
    const field = type.getFields()[node.name.value];
    if (!field) return;
    const path: Path = { before, key: node.alias?.value ?? node.name.value };
    tally.at(path);
    const places = placesOf(field, node, place);
    if (!node.selectionSet) return;
    for (const next of places)
      for (const possible of typesAt(field, next)) {
        const enter = (child: FieldNode) => visitField(child, possible, tally, next, path);
        visit(node.selectionSet, possible, enter);
      }
  }

  /** Where a field leads to; a field that declares nothing shows a part of what is there. */
  function placesOf(field: GraphQLField<unknown, unknown>, node: FieldNode, place: Place): readonly Place[] {
    const cost = costOf(field);
    if (!cost) return [place];
    const args = argumentsOf(field, node);
    if (!args) return [];
    const spelled = JSON.stringify(args);
    spend(Math.floor(spelled.length / argumentStep));
    const known = children.get(place) ?? new Map<string, readonly Place[]>();
    children.set(place, known);
    const name = `${field.name} ${spelled}`;
    const led = known.get(name) ?? [cost(place, args)].flat().map((each) => each.as({ args }));
    known.set(name, led);
    return led;
  }

  /** Undefined where a variable is missing, which the execution complains of instead of asking for the field. */
  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode) {
    try {
      return getArgumentValues(field, node, values);
    } catch {
      return undefined;
    }
  }

  /** The types with fields that cost something, which objects at a place can be of: one when the place tells, else each. */
  function typesAt(field: GraphQLField<unknown, unknown>, place: Place): readonly GraphQLObjectType[] {
    const type = getNamedType(field.type);
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const told = place.type === undefined ? [] : possible.filter(({ name }) => name === place.type);
    return (told.length > 0 ? told : possible)
      .filter((each) => isObjectType(each))
      .filter((each) => costly.has(each));
  }

  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  visit(operation.selectionSet, root, (node) => {
    const { tally, place } = begin(isSerial ? (node.alias?.value ?? node.name.value) : "");
    visitField(node, root, tally, place, noPath);
  });
  return [...tallies.values()].map(({ tally }) => tally);
}

function predictionOf(sums: readonly Sum[]): Prediction {
  const byOperation: Record<string, number> = {};
  const byPath = new Map<string, number>();
  const capped = (count: number) => Math.min(count, Number.MAX_SAFE_INTEGER);
  for (const sum of sums) {
    for (const [operation, calls] of sum.byOperation)
      byOperation[operation] = capped((byOperation[operation] ?? 0) + calls);
    for (const { path, calls } of sum.causes) {
      const spelled = spell(path);
      byPath.set(spelled, capped((byPath.get(spelled) ?? 0) + calls));
    }
  }
  const total = capped(sums.reduce((all, sum) => all + sum.total, 0));
  const fields = [...byPath].map(([path, calls]) => ({ path, calls })).toSorted((a, b) => b.calls - a.calls);
  return { total, byOperation, fields: fields.slice(0, shownFields) };
}

function spell({ before, key }: Path): string {
  return before === undefined || before === noPath ? key : `${spell(before)}.${key}`;
}
