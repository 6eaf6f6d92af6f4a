import { randomUUID } from "node:crypto";

import type { InputRef, ObjectRef } from "@pothos/core";
import type { GraphQLResolveInfo } from "graphql";

import type { Context } from "../context.ts";
import { requireScope, type Scope } from "../viewer.ts";
import { isOperationName } from "../upstream/operations.ts";
import { audited } from "./audited.ts";
import { builder } from "./builder.ts";
import { checkInput } from "./constraint.ts";
import { type Cost, costs } from "./cost.ts";
import { asResultError } from "./errors.ts";
import { needs } from "./rule.ts";
import { addIdempotencyKey, type Once, runOnce } from "./once.ts";

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer SchemaTypes> ? SchemaTypes : never;

/** As much of an alias as stands in the audit: a client may make it as long as a body can be. */
const longestField = 100;

interface Keyed {
  idempotencyKey?: string | null;
}

/**
 * A mutation field: `input` is checked against its constraints before any call, the result is a union of the payload and the
 * failures that clients switch on, what the payload's fields read is read after the write, and the audit tells of it. With `once` the input takes
 * `idempotencyKey` too, of which `resolve` sees nothing.
 */
export function mutation<Input extends object, Payload extends object>(
  name: string,
  options: {
    description: string;
    scope: Scope;
    input: InputRef<Input>;
    payload: ObjectRef<Types, Payload>;
    /** What it costs, when it is not one call of the operation with its name. */
    cost?: Cost<object>;
    /** For what makes something new each time. */
    once?: Once<Payload>;
    /** `token` marks the call for AWS where it can be: the same one whenever the call may be a repetition. */
    resolve(input: Input, context: Context, token: string): Promise<Payload> | Payload;
  },
): void {
  const { description, scope, input, payload, once, resolve, cost = ownCall(name) } = options;
  if (once) addIdempotencyKey(input);

  async function run(
    args: { input: Input & Keyed },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Payload> {
    requireScope(context.viewer, scope);
    context.hurry();
    const argument = info.parentType.getFields()[info.fieldName]?.args.find((arg) => arg.name === "input");
    if (argument) checkInput(argument.type, args.input, ["input"], context.identity);
    const { idempotencyKey: key, ...rest } = args.input;
    // Of what TypeScript takes away here, `Input` never had anything.
    const asked = rest as unknown as Input;
    if (!once || key == null) return resolve(asked, context, randomUUID());
    return runOnce({ key, mutation: name, input: asked, context }, once, resolve);
  }

  async function runAudited(
    args: { input: Input & Keyed },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Payload> {
    const act = {
      mutation: name,
      field: String(info.path.key).slice(0, longestField),
      input: args.input,
      context,
    };
    try {
      return await audited(act, (watched) => run(args, watched, info));
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
      extensions: { ...needs(scope), ...costs(cost) },
      args: { input: t.arg({ type: input, required: true, description: "What to do." }) },
      resolve: (_root, args, context, info) =>
        runAudited(args as unknown as { input: Input }, context, info) as never,
    }),
  );
}

function ownCall(name: string): Cost<object> {
  const operation = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (!isOperationName(operation))
    throw new TypeError(`${name} is no operation of the API: say what it costs.`);
  return (at) => at.call(operation);
}
