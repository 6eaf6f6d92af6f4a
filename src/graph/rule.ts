import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isObjectType,
} from "graphql";

import type { Context } from "../context.ts";
import { Secret } from "../secret.ts";
import { requireScope, type Scope } from "../viewer.ts";

/** Who may ask for a field. */
export interface Rule {
  readonly scope: Scope;
  /** Whether it gives a secret away. */
  readonly reveals: boolean;
}

/** For the `extensions` of a field that only those may ask for who hold the scope. */
export function needs(scope: Scope): { rule: Rule } {
  return { rule: { scope, reveals: false } };
}

/** The same for a field that resolves to a `Secret`, which is shown nowhere else: without this it prints as a mask. */
export function reveals(scope: Scope): { rule: Rule } {
  return { rule: { scope, reveals: true } };
}

/** What the resolver of a field with `reveals` returns: a text by its type, sealed until the rule was held. */
export function sealed<Sealed extends Secret | undefined>(
  secret: Sealed,
): Sealed extends Secret ? string : undefined {
  return secret as never;
}

/** What a field declared with `needs` or `reveals`. */
export function ruleOf(field: { readonly extensions: object }): Rule | undefined {
  return "rule" in field.extensions ? (field.extensions.rule as Rule) : undefined;
}

/** Names that a field only has when it shows a secret. */
const secretName = /(?:token|streamKey|secret|password|privateKey|credentials?)$/i;

/**
 * Holds every field of a schema to its rule, synchronously, before its resolver runs. Throws when a field has none that must: those of the
 * root types, and those that show a secret. Mutations hold themselves to theirs (`mutation.ts`), where it can be told of a refusal what was tried.
 */
export function enforceRules(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOf(field);
      if (rule && type !== schema.getMutationType()) hold(field, rule);
      if (!rule && (roots.includes(type) || showsSecret(field))) bare.push(spell(type, field));
    }
  }
  if (bare.length > 0)
    throw new TypeError(`Nothing says who may ask for ${bare.join(", ")}: declare it with needs or reveals.`);
  return schema;
}

function showsSecret(field: GraphQLField<unknown, unknown>): boolean {
  return secretName.test(field.name) && isLeafType(getNamedType(field.type));
}

function spell(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  return `${type.name}.${field.name}`;
}

function hold(field: GraphQLField<unknown, Context>, { scope, reveals: isSecret }: Rule): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    requireScope(context.viewer, scope);
    const value: unknown = resolve(source, args, context, info);
    if (!isSecret) return value;
    return value instanceof Promise ? value.then(reveal) : reveal(value);
  };
  if (subscribe)
    field.subscribe = (source, args, context, info) => {
      requireScope(context.viewer, scope);
      return subscribe(source, args, context, info);
    };
}

function reveal(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value;
}
