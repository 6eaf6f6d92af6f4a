import type { ArgBuilder } from "@pothos/core";
import { z } from "zod";

import { InputError } from "../errors.ts";
import type { builder } from "./builder.ts";

type Args = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? ArgBuilder<Types> : never;

/** What a List operation needs to give one page. */
export interface PageRequest {
  maxResults: number;
  nextToken: string | undefined;
}

/** One page as AWS gave it. */
export interface PageAnswer<Item> {
  items: readonly Item[];
  nextToken: string | undefined;
  asOf: string;
  stale: boolean;
}

const defaultFirst = 20;

/** `first` and `after`, forward only, because AWS's page tokens go forward only. */
export function forwardArgs(arg: Args, max: number) {
  return {
    first: arg.int({
      defaultValue: defaultFirst,
      description: `How many at most: 1 to ${max}, the largest page of the API, so that a page is one call.`,
    }),
    after: arg.string({ description: "A cursor of this connection: the page starts after it." }),
  };
}

/**
 * A Relay connection over one page of a List. `binding` names the connection and its filters: a cursor works only where it
 * came from. A cursor holds the token of its page and an offset, so one in the middle of a page asks for that page again
 * and leaves out what came before.
 */
export async function connection<Item>(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  options: { binding: string; max: number },
  read: (page: PageRequest) => Promise<PageAnswer<Item>>,
) {
  const { binding, max } = options;
  const first = checkFirst(args.first ?? defaultFirst, max);
  const from = args.after == null ? undefined : decodeCursor(args.after, binding);

  const maxResults = from?.offset ? from.maxResults : first;
  const answer = await read({ maxResults, nextToken: from?.token });
  const offset = from?.offset ?? 0;
  const items = answer.items.slice(offset, offset + first);
  const reachesPageEnd = offset + items.length >= answer.items.length;

  const cursorAt = (position: number) =>
    position >= answer.items.length && answer.nextToken !== undefined
      ? encodeCursor({ binding, token: answer.nextToken, maxResults, offset: 0 })
      : encodeCursor({ binding, token: from?.token, maxResults, offset: position });
  const edges = items.map((node, index) => ({ node, cursor: cursorAt(offset + index + 1) }));
  const hasNextPage = !reachesPageEnd || answer.nextToken !== undefined;
  return {
    edges,
    asOf: answer.asOf,
    stale: answer.stale,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: from !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? (hasNextPage ? cursorAt(answer.items.length) : null),
    },
  };
}

function checkFirst(first: number, max: number): number {
  if (first >= 1 && first <= max) return first;
  throw new InputError([
    { path: ["first"], rule: "range", message: `first must be 1 to ${max}; it is ${first}.` },
  ]);
}

interface Cursor {
  binding: string;
  token: string | undefined;
  maxResults: number;
  offset: number;
}

const cursorVersion = 1;
const cursorShape = z.tuple([
  z.literal(cursorVersion),
  z.string(),
  z.string().min(1).max(1024).nullable(),
  z.int().min(1).max(100),
  z.int().min(0).max(100),
]);

function encodeCursor({ binding, token, maxResults, offset }: Cursor): string {
  return Buffer.from(JSON.stringify([cursorVersion, binding, token ?? null, maxResults, offset])).toString(
    "base64url",
  );
}

function decodeCursor(text: string, binding: string): Cursor {
  const fault = (rule: string, message: string) => new InputError([{ path: ["after"], rule, message }]);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    json = undefined;
  }
  const parsed = cursorShape.safeParse(json);
  if (!parsed.success) throw fault("cursor", "after is not a cursor of this graph.");
  const [, boundTo, token, maxResults, offset] = parsed.data;
  if (boundTo !== binding)
    throw fault("cursorBinding", "after is a cursor of another connection, or of other filters.");
  return { binding, token: token ?? undefined, maxResults, offset };
}
