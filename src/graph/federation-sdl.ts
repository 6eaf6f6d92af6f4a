import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
  visit,
} from "graphql";

/** The lowest version that has all that is used here: subscriptions came with it. */
const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.4", import: ["@key", "@shareable"])

"Exactly one of the fields of such an input is given."
directive @oneOf on INPUT_OBJECT
`;

/** What the printed schema tells a composer of its types, by their names. */
export interface Marks {
  /** The sets of fields that name an object, for each type that subgraphs share objects of. */
  readonly keys: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Types whose objects are made here by nobody, only named. */
  readonly stubs: ReadonlySet<string>;
  /** Types that several subgraphs have with the same fields. */
  readonly shareable: ReadonlySet<string>;
  /** Fields of the query type that this subgraph does not offer to the others. */
  readonly hiddenQueries: ReadonlySet<string>;
}

/** The SDL of a subgraph for Apollo Federation 2: sorted, with descriptions, ending in a newline. graphql-js prints no applied directives. */
export function printSubgraph(schema: GraphQLSchema, marks: Marks): string {
  const { keys, stubs, shareable, hiddenQueries } = marks;

  function directivesOf(name: string): string[] {
    const resolvable = stubs.has(name) ? ", resolvable: false" : "";
    const named = (keys.get(name) ?? []).map((fields) => `@key(fields: "${fields.join(" ")}"${resolvable})`);
    return [...named, ...(shareable.has(name) ? ["@shareable"] : [])];
  }

  const plain = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const marked = visit(plain, {
    ObjectTypeDefinition(node) {
      const isQuery = node.name.value === schema.getQueryType()?.name;
      const fields = node.fields?.filter(({ name }) => !(isQuery && hiddenQueries.has(name.value))) ?? [];
      const directives = [...(node.directives ?? []), ...directivesOf(node.name.value).map(parseDirective)];
      return { ...node, fields, directives };
    },
  });
  return `${head}\n${print(marked)}\n`;
}

function parseDirective(text: string): ConstDirectiveNode {
  const [type] = parse(`type T ${text}`, { noLocation: true }).definitions as [ObjectTypeDefinitionNode];
  const [directive] = type.directives ?? [];
  if (!directive) throw new TypeError(`${text} is no directive.`);
  return directive;
}
