import type { InputRef, ObjectRef } from "@pothos/core";
import type { GraphQLResolveInfo } from "graphql";

import type { Context } from "../context.ts";
import { requireScope, type Scope } from "../viewer.ts";
import { builder } from "./builder.ts";
import { checkInput } from "./constraint.ts";
import { asResultError } from "./errors.ts";

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer SchemaTypes> ? SchemaTypes : never;

/**
 * A mutation field: `input` is checked against its constraints before any call, the result is a union of the payload and the
 * failures that clients switch on, and what the payload's fields read is read after the write.
 */
export function mutation<Input extends object, Payload extends object>(
  name: string,
  options: {
    description: string;
    scope: Scope;
    input: InputRef<Input>;
    payload: ObjectRef<Types, Payload>;
    resolve(input: Input, context: Context): Promise<Payload> | Payload;
  },
): void {
  const { description, scope, input, payload, resolve } = options;

  async function run(args: { input: Input }, context: Context, info: GraphQLResolveInfo): Promise<Payload> {
    requireScope(context.viewer, scope);
    context.hurry();
    const argument = info.parentType.getFields()[info.fieldName]?.args.find((arg) => arg.name === "input");
    try {
      if (argument) checkInput(argument.type, args.input, ["input"], context.identity);
      return await resolve(args.input, context);
    } catch (error) {
      throw asResultError(error);
    }
  }

  builder.mutationField(name, (t) =>
    t.field({
      type: payload,
      nullable: true,
      description,
      errors: {},
      args: { input: t.arg({ type: input, required: true, description: "What to do." }) },
      resolve: (_root, args, context, info) =>
        run(args as unknown as { input: Input }, context, info) as never,
    }),
  );
}
