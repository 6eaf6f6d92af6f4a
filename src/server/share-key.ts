import { createHash } from "node:crypto";

import {
  type DocumentNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from "graphql";

/** The argument of a root field by which a client says where it goes on; what an item looks like does not depend on it. */
const positionArgument = "after";

/** What was asked, without where it begins. */
interface Asked {
  readonly text: string;
  /** Variables that tell nothing but that. */
  readonly positions: ReadonlySet<string>;
}

/** Tells subscriptions that ask the same, wherever they begin, by a key: `shapes` is whatever else their answers depend on. */
export function createShareKeys() {
  const known = new WeakMap<DocumentNode, Map<string, Asked>>();

  function askedBy(document: DocumentNode, operationName: string): Asked {
    let byName = known.get(document);
    if (!byName) known.set(document, (byName = new Map()));
    let asked = byName.get(operationName);
    if (!asked) byName.set(operationName, (asked = withoutPosition(document, operationName)));
    return asked;
  }

  return ({
    document,
    operationName,
    variables,
    shapes,
  }: {
    document: DocumentNode;
    operationName: string | null | undefined;
    variables: Readonly<Record<string, unknown>>;
    shapes: readonly unknown[];
  }): string => {
    const { text, positions } = askedBy(document, operationName ?? "");
    const rest = Object.entries(variables).filter(([name]) => !positions.has(name));
    return createHash("sha256")
      .update(JSON.stringify([text, operationName ?? "", canonical(Object.fromEntries(rest)), shapes]))
      .digest("base64url");
  };
}

function withoutPosition(document: DocumentNode, operationName: string): Asked {
  const operation = getOperationAST(document, operationName || undefined);
  const rootFields = new Set(operation ? rootFieldsOf(operation) : []);
  const stripped = visit(document, {
    Field(node) {
      if (!rootFields.has(node)) return undefined;
      return {
        ...node,
        arguments: (node.arguments ?? []).filter((one) => one.name.value !== positionArgument),
      };
    },
  });
  const used = new Set<string>();
  visit(stripped, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
  });
  const declared = operation?.variableDefinitions ?? [];
  const positions = declared.map(({ variable }) => variable.name.value).filter((name) => !used.has(name));
  return { text: print(stripped), positions: new Set(positions) };
}

/** A root field within a fragment counts as any other: who resumes with one of these shares with nobody. */
function rootFieldsOf({ selectionSet }: OperationDefinitionNode) {
  return selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
}

/** The same value with the members of its objects in one order. Null stays: it is not the same as nothing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)]);
}
