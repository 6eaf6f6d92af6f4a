import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from "graphql";

import { costOf } from "./cost.ts";

/** The object types from which a field that declares a cost can be reached. What is below the others costs nothing. */
export function findCostly(schema: GraphQLSchema): ReadonlySet<GraphQLObjectType> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const costly = new Set<GraphQLObjectType>();

  const isCostly = (type: GraphQLObjectType) =>
    Object.values(type.getFields()).some((field) => {
      const result = getNamedType(field.type);
      const possible = isAbstractType(result) ? schema.getPossibleTypes(result) : [result];
      return costOf(field) || possible.some((each) => isObjectType(each) && costly.has(each));
    });

  for (let before = -1; before < costly.size;) {
    before = costly.size;
    for (const type of types) if (!costly.has(type) && isCostly(type)) costly.add(type);
  }
  return costly;
}
