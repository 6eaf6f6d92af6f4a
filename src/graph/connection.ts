import type { ArgBuilder } from "@pothos/core";
import { z } from "zod";

import { InputError, UpstreamError } from "../errors.ts";
import type { Page, PageRequest } from "../upstream/reader.ts";
import type { builder } from "./builder.ts";
import { mostPagesOfList } from "./page-limit.ts";

type Args = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? ArgBuilder<Types> : never;

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

/** How many objects a page of these arguments holds at most. */
export function sizeOf({ first }: { first?: number | null | undefined }, max: number): number {
  return Math.min(Math.max(first ?? defaultFirst, 0), max);
}

/** How many pages of the List a page of the connection costs at most, with this `keep`. */
export function pagesOf(keep: ((item: never) => boolean) | undefined): number {
  return keep ? mostPagesOfList : 1;
}

/**
 * A Relay connection over a List. `binding` names the connection and its filters: a cursor works only where it came from.
 * A cursor holds the token of a page and an offset into it, so one in the middle of a page asks for that page again and
 * leaves out what came before.
 *
 * Without `keep` a page of the connection is one page of the List. With it, pages are read until `first` objects were kept, the
 * List ended, or `maxPages` were read; then the page is short, says that there is more, and its end cursor goes on from there. The same
 * where a page says that it was sifted before.
 */
export async function connection<Item>(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  options: { binding: string; max: number; keep?: ((item: Item) => boolean) | undefined; maxPages?: number },
  read: (page: PageRequest) => Promise<Page<Item>>,
) {
  const { binding, max, keep, maxPages = mostPagesOfList } = options;
  const first = checkFirst(args.first ?? defaultFirst, max);
  const from = args.after == null ? undefined : decodeCursor(args.after, binding);
  const edges: { node: Item; cursor: string }[] = [];
  const spell = (token: string | undefined, maxResults: number, offset: number) =>
    encodeCursor({ binding, token, maxResults, offset });

  let token = from?.token;
  let offset = from?.offset ?? 0;
  let maxResults = offset > 0 && from ? from.maxResults : keep ? max : first;
  const tokens = new Set<string | undefined>();
  for (let pages = 1; ; pages += 1) {
    tokens.add(token);
    const page = await read({ maxResults, nextToken: token }).catch((error: unknown) => {
      throw token !== undefined && token === from?.token && isRefusal(error) ? staleCursor() : error;
    });
    const { items, nextToken, asOf, stale, sifted } = page;
    const after = (position: number) =>
      position >= items.length && nextToken !== undefined
        ? spell(nextToken, max, 0)
        : spell(token, maxResults, position);
    while (offset < items.length && edges.length < first) {
      const node = items[offset] as Item;
      offset += 1;
      if (!keep || keep(node)) edges.push({ node, cursor: after(offset) });
    }
    const pageIsLeft = offset < items.length;
    const isDone =
      !(keep || sifted) ||
      edges.length >= first ||
      pageIsLeft ||
      nextToken === undefined ||
      tokens.has(nextToken) ||
      pages >= maxPages;
    if (isDone) {
      const hasNextPage = pageIsLeft || nextToken !== undefined;
      const endCursor = hasNextPage ? after(offset) : (edges.at(-1)?.cursor ?? null);
      const pageInfo = {
        hasNextPage,
        hasPreviousPage: from !== undefined,
        startCursor: edges[0]?.cursor ?? null,
        endCursor,
      };
      return { edges, asOf, stale, pageInfo };
    }
    token = nextToken;
    offset = 0;
    maxResults = max;
  }
}

/** Nothing but the token of a cursor comes from the client and is not checked before. */
function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && error.exception === "ValidationException";
}

function staleCursor(): InputError {
  return new InputError([
    { path: ["after"], rule: "cursorExpired", message: "after is a cursor that AWS no longer knows." },
  ]);
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
