import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";

import type { AnswerSize } from "../answer-size.ts";
import type { Context } from "../context.ts";

/** Quotes, a colon and a comma; what stands for a value that is none. */
const fieldLength = 4;

/**
 * The same schema, whose fields tell the request's record how much of the answer they make, while they make it. In place, as the last thing that is
 * done to a schema. Once that is too much they resolve to nothing and ask for nothing: the answer is not shown any more.
 */
export function measured(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith("__"))
      for (const field of Object.values(type.getFields()))
        measureField(field as GraphQLField<unknown, Context>);
  return schema;
}

function measureField(field: GraphQLField<unknown, Context>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isLeaf = isLeafType(getNamedType(field.type));
  const isNullable = !isNonNullType(field.type);
  field.resolve = (source, args, context, info) => {
    const size = context.record?.answer;
    if (!size) return resolve(source, args, context, info);
    if (size.excess && isNullable) return null;
    if (size.excess) throw size.excess;
    size.add(fieldLength + String(info.path.key).length);
    const value: unknown = resolve(source, args, context, info);
    if (!isLeaf) return value;
    if (!(value instanceof Promise)) return counted(value, size);
    return value.then((settled: unknown) => counted(settled, size));
  };
}

function counted(value: unknown, size: AnswerSize): unknown {
  if (typeof value === "string") size.add(value.length);
  else if (Array.isArray(value)) for (const item of value) size.add(String(item).length + 1);
  return value;
}
