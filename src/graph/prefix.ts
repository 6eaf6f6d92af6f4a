import {
  type GraphQLSchema,
  isScalarType,
  type NameNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Names of all subgraphs: Relay's, and the roots. */
const sharedTypes = new Set(["Query", "Mutation", "Subscription", "Node", "PageInfo"]);
const sharedFields = new Set(["node", "nodes"]);
/** The prefix that types have which are no nouns of AWS. */
const ownPrefix = /^Ivs[A-Z]/;

/** How names are spelled with a prefix. */
export interface Prefixed {
  typeName(name: string): string;
  rootFieldName(name: string): string;
  /** An operation on `schema` as it is written with the prefix: its comments and its form stay. */
  operation(text: string): string;
}

/**
 * Puts a prefix such as `Live` before the nouns of AWS and the root fields of a schema: `LiveStage`, `liveStage`. Scalars, which all
 * subgraphs share, Relay's names and the names with `Ivs` stay. An empty prefix changes nothing.
 */
export function createPrefix(schema: GraphQLSchema, prefix: string): Prefixed {
  const fieldPrefix = prefix.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());

  function typeName(name: string): string {
    const isKept = sharedTypes.has(name) || ownPrefix.test(name) || isScalarType(schema.getType(name));
    return isKept ? name : `${prefix}${name}`;
  }

  function rootFieldName(name: string): string {
    if (prefix === "" || sharedFields.has(name)) return name;
    return `${fieldPrefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }

  function operation(text: string): string {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const typeInfo = new TypeInfo(schema);
    const names: { at: NameNode; spelled: string }[] = [];
    visit(
      parse(text),
      visitWithTypeInfo(typeInfo, {
        NamedType({ name }) {
          if (schema.getType(name.value)) names.push({ at: name, spelled: typeName(name.value) });
        },
        Field({ name }) {
          const root = roots.find((each) => each && each === typeInfo.getParentType());
          if (root?.getFields()[name.value]) names.push({ at: name, spelled: rootFieldName(name.value) });
        },
      }),
    );
    return names
      .toSorted((a, b) => (b.at.loc?.start ?? 0) - (a.at.loc?.start ?? 0))
      .reduce((whole, { at: { loc }, spelled }) => {
        if (!loc) return whole;
        return `${whole.slice(0, loc.start)}${spelled}${whole.slice(loc.end)}`;
      }, text);
  }

  return { typeName, rootFieldName, operation };
}
