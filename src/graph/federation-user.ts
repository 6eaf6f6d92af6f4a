import {
  defaultFieldResolver,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from "graphql";

import type { Context } from "../context.ts";
import { costOf } from "./cost.ts";

/** The type of another subgraph that stands for people, and the field that names one of them. */
export interface UserEntity {
  readonly type: string;
  readonly key: string;
  readonly keyType: "ID" | "String";
}

/** Fields that link what carries a `userId` to the user of another subgraph. */
export interface UserLink {
  /** The other subgraph's type as far as it is known here: by its key. */
  readonly type: GraphQLObjectType;
  moreFields(type: GraphQLObjectType): GraphQLFieldConfigMap<unknown, Context>;
}

/** Links every type with a field `userId` to the user that it names. The field `user` costs what `userId` does. */
export function linkUsers({ type: name, key, keyType }: UserEntity): UserLink {
  const scalar = keyType === "ID" ? GraphQLID : GraphQLString;
  const user = new GraphQLObjectType({
    name,
    description: "A user, as another subgraph knows them.",
    fields: {
      [key]: {
        type: new GraphQLNonNull(scalar),
        description: "The name of the user: a `userId` of this graph.",
      },
    },
  });
  return {
    type: user,
    moreFields(type) {
      const { userId } = type.getFields();
      if (!userId) return {};
      const { resolve = defaultFieldResolver } = userId;
      const cost = costOf(userId);
      return {
        user: {
          type: user,
          description:
            "The user that `userId` names. Another subgraph tells of them; it may not know this one.",
          extensions: { ...userId.extensions, ...(cost && { cost }) },
          async resolve(source, _args, context, info) {
            const id: unknown = await resolve(source, {}, context, { ...info, fieldName: "userId" });
            return id == null ? null : { [key]: id };
          },
        },
      };
    },
  };
}
