import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";

import { costOf, type Place } from "./cost.ts";
import { declaredName } from "./declared-name.ts";
import { createRoot } from "./place.ts";
import { createTally, type Path, type Tally } from "./tally.ts";

/** Arguments as long as this are one step more. */
const argumentStep = 256;

/** An operation to walk over: variables coerced, `spend` told of every step. */
export interface Walk {
  readonly schema: GraphQLSchema;
  readonly costly: ReadonlySet<GraphQLObjectType>;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly values: Record<string, unknown>;
  readonly spend: (steps: number) => void;
  readonly mostPages: Tally["mostPages"];
}

export const noPath: Path = { before: undefined, key: "" };

/** What an operation demands: all of a query together, each field of a mutation by itself, as each begins after the one before. */
export function walk({
  schema,
  costly,
  document,
  operation,
  root,
  values,
  spend,
  mostPages,
}: Walk): readonly Tally[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const children = new WeakMap<Place, Map<string, readonly Place[]>>();
  const tallies = new Map<string, { tally: Tally; place: Place }>();

  const isSelected = (node: { readonly directives?: readonly DirectiveNode[] }) =>
    !node.directives?.length ||
    (getDirectiveValues(GraphQLSkipDirective, node, values)?.["if"] !== true &&
      getDirectiveValues(GraphQLIncludeDirective, node, values)?.["if"] !== false);

  /** Fields that each begin when the one before has ended share nothing. */
  function begin(name: string): { tally: Tally; place: Place } {
    const known = tallies.get(name);
    if (known) return known;
    const tally = createTally(noPath, spend, mostPages);
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
      if (selection.kind === Kind.FIELD) {
        each(selection);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
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
    const told = possible.find((each) => declaredName(each) === place.type);
    const types = (told ? [told] : possible)
      .filter((each) => isObjectType(each))
      .filter((each) => costly.has(each));
    for (const each of types)
      if (!told && isNode(each))
        throw new Error(`${field.name} leads to a ${each.name}, and its cost does not say so.`);
    return types;
  }

  /** What is fetched by itself is no part of what leads to it. */
  function isNode(type: GraphQLObjectType): boolean {
    const node = schema.getType("Node");
    return isInterfaceType(node) && schema.isSubType(node, type);
  }

  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  visit(operation.selectionSet, root, (node) => {
    const { tally, place } = begin(isSerial ? (node.alias?.value ?? node.name.value) : "");
    visitField(node, root, tally, place, noPath);
  });
  return [...tallies.values()].map(({ tally }) => tally);
}
