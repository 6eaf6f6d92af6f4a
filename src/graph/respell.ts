import {
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLType,
  type GraphQLTypeResolver,
  GraphQLUnionType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from "graphql";

import type { Context } from "../context.ts";
import { declaredName } from "./declared-name.ts";

type FieldConfig = GraphQLFieldConfig<unknown, Context>;

/** Under which names a schema is served, and what is added to it; all that it does not say stays. */
export interface Spelling {
  /** The name of a type. */
  typeName?(name: string): string;
  /** The name of a field of a root type. */
  rootFieldName?(name: string): string;
  /** Fields that a type has besides its own. `typeOf` gives a type of the new schema by its old name. */
  moreFields?(
    type: GraphQLObjectType,
    typeOf: (name: string) => GraphQLNamedType | undefined,
  ): GraphQLFieldConfigMap<unknown, Context>;
}

/**
 * The same schema under other names: resolvers, costs and all other extensions stay, and what resolvers say of types by their old
 * names is understood. The schema that it is made of is left as it was. Throws when two types or fields come to have one name.
 */
export function respell(schema: GraphQLSchema, spelling: Spelling = {}): GraphQLSchema {
  const { typeName = asItIs, rootFieldName = asItIs, moreFields = () => ({}) } = spelling;
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = new Map<string, GraphQLNamedType>();
  for (const type of Object.values(schema.getTypeMap()))
    if (!isIntrospectionType(type) && !isSpecifiedScalarType(type)) types.set(type.name, rebuild(type));

  function refer<Type extends GraphQLType>(type: Type): Type {
    if (isListType(type)) return new GraphQLList(refer(type.ofType)) as Type;
    if (isNonNullType(type)) return new GraphQLNonNull(refer(type.ofType)) as Type;
    return (types.get((type as GraphQLNamedType).name) ?? type) as Type;
  }

  function rebuild(type: GraphQLNamedType): GraphQLNamedType {
    const name = typeName(type.name);
    const extensions = { ...type.extensions, declaredName: declaredName(type) };
    if (isEnumType(type)) return new GraphQLEnumType({ ...type.toConfig(), name, extensions });
    if (isInputObjectType(type)) {
      const config = type.toConfig();
      const fields = () => referAll(config.fields);
      return new GraphQLInputObjectType({ ...config, name, extensions, fields });
    }
    if (isUnionType(type)) {
      const config = type.toConfig();
      const resolveType = respelled(config.resolveType, type);
      return new GraphQLUnionType({
        ...config,
        name,
        extensions,
        types: () => config.types.map(refer),
        resolveType,
      });
    }
    if (isInterfaceType(type)) {
      const config = type.toConfig();
      return new GraphQLInterfaceType({
        ...config,
        name,
        extensions,
        interfaces: () => config.interfaces.map(refer),
        fields: () => outputFields(type, config.fields),
        resolveType: respelled(config.resolveType, type),
      });
    }
    if (isObjectType(type)) {
      const config = type.toConfig();
      return new GraphQLObjectType({
        ...config,
        name,
        extensions,
        interfaces: () => config.interfaces.map(refer),
        fields: () => outputFields(type, config.fields),
      });
    }
    return type;
  }

  function outputFields(
    type: GraphQLObjectType | GraphQLInterfaceType,
    own: GraphQLFieldConfigMap<unknown, Context>,
  ): GraphQLFieldConfigMap<unknown, Context> {
    const isRoot = roots.some((root) => root === type);
    const more = isObjectType(type) ? moreFields(type, (name) => types.get(name)) : {};
    const fields = Object.entries(own).map(([name, field]): [string, FieldConfig] => {
      const args: GraphQLFieldConfigArgumentMap = referAll(field.args ?? {});
      const extensions = { ...field.extensions, declaredName: declaredName({ name, ...field }) };
      return [isRoot ? rootFieldName(name) : name, { ...field, extensions, args, type: refer(field.type) }];
    });
    const all = [...fields, ...Object.entries(more)];
    const names = all.map(([name]) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw new TypeError(`${type.name} would have two fields ${twice}.`);
    return Object.fromEntries(all) as Record<string, FieldConfig>;
  }

  function referAll<Config extends { type: GraphQLType }>(
    configs: Record<string, Config>,
  ): Record<string, Config> {
    return Object.fromEntries(
      Object.entries(configs).map(([name, config]) => [name, { ...config, type: refer(config.type) }]),
    );
  }

  /** Resolvers say the old names, and look for types in the old schema. */
  function respelled(
    resolveType: GraphQLTypeResolver<unknown, Context> | null | undefined,
    type: GraphQLInterfaceType | GraphQLUnionType,
  ): GraphQLTypeResolver<unknown, Context> | undefined {
    if (!resolveType) return undefined;
    const spell = (name: string | undefined) => name && typeName(name);
    return (value, context, info) => {
      const name = resolveType(value, context, { ...info, schema }, type);
      return name instanceof Promise ? name.then(spell) : spell(name);
    };
  }

  const [query, mutation, subscription] = roots.map((root) => root && refer(root));
  return new GraphQLSchema({
    ...schema.toConfig(),
    query,
    mutation,
    subscription,
    types: [...types.values()],
  });
}

function asItIs(name: string): string {
  return name;
}
