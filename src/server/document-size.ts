import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** How large an operation is with its fragments spelled out, each as often as it is spread. */
export interface OperationSize {
  readonly selections: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** The names of the root fields, and how often each is selected. */
  readonly rootNames: ReadonlyMap<string, number>;
}

interface Size {
  selections: number;
  depth: number;
  aliases: number;
  directives: number;
  rootFields: number;
  rootNames: Map<string, number>;
}

/**
 * Measures each operation of a document in one walk. Each fragment is measured once, so that the work grows with the text and not with
 * what it spells out; one that leads to itself counts where it is entered, and validation refuses it. Nesting below `__schema` and `__type`
 * has no depth: graphql-js bounds it.
 */
export function measureDocument(document: DocumentNode): ReadonlyMap<OperationDefinitionNode, OperationSize> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Size>();

  function ofFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    measured.set(name, nothing());
    const size = fragment ? ofSelections(fragment.selectionSet, directivesOf(fragment)) : nothing();
    measured.set(name, size);
    return size;
  }

  function ofSelections({ selections }: SelectionSetNode, directives: number): Size {
    const size = { ...nothing(), directives };
    for (const selection of selections) {
      size.directives += directivesOf(selection);
      if (selection.kind === Kind.FRAGMENT_SPREAD) merge(size, ofFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) merge(size, ofSelections(selection.selectionSet, 0));
      else {
        const { name, alias, selectionSet } = selection;
        const below = selectionSet ? ofSelections(selectionSet, 0) : nothing();
        const isMeta = name.value === "__schema" || name.value === "__type";
        merge(size, {
          selections: below.selections + 1,
          depth: isMeta ? 1 : below.depth + 1,
          aliases: below.aliases + (alias && alias.value !== name.value ? 1 : 0),
          directives: below.directives,
          rootFields: 1,
          rootNames: new Map([[name.value, 1]]),
        });
      }
    }
    return size;
  }

  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return new Map(
    (operations as OperationDefinitionNode[]).map((operation) => {
      const { variableDefinitions = [], selectionSet } = operation;
      const directives = variableDefinitions.reduce(
        (sum, variable) => sum + directivesOf(variable),
        directivesOf(operation),
      );
      return [operation, ofSelections(selectionSet, directives)];
    }),
  );
}

function nothing(): Size {
  return { selections: 0, depth: 0, aliases: 0, directives: 0, rootFields: 0, rootNames: new Map() };
}

function merge(size: Size, part: Size): void {
  size.selections += part.selections;
  size.depth = Math.max(size.depth, part.depth);
  size.aliases += part.aliases;
  size.directives += part.directives;
  size.rootFields += part.rootFields;
  for (const [name, count] of part.rootNames)
    size.rootNames.set(name, (size.rootNames.get(name) ?? 0) + count);
}

function directivesOf({ directives }: { readonly directives?: readonly DirectiveNode[] }): number {
  return directives?.length ?? 0;
}
