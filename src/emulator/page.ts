import { createHmac, timingSafeEqual } from "node:crypto";

import type { Clock } from "../clock.ts";
import { constraintFailure } from "./aws-error.ts";
import { scramble } from "./random.ts";
import { listOrders } from "./call-settings.ts";
import type { EmulatorSettings } from "./settings.ts";
import type { IntegerRule, StringRule } from "./rule.ts";

/** What the model demands of a page token that a caller sends. */
export const nextToken = {
  type: "string",
  min: 0,
  max: 1024,
  pattern: /^[a-zA-Z0-9+/=_-]*$/,
} as const satisfies StringRule;

export const maxResults = { type: "integer", min: 1, max: 100 } as const satisfies IntegerRule;

type Order = EmulatorSettings["listOrder"];

interface Cursor {
  order: Order;
  /** The sort key of the last element that does not come again. */
  after: number;
  /** Whether the next page shall be empty, whatever there is. */
  pause: boolean;
}

type PageSettings = Readonly<Pick<EmulatorSettings, "pageTokenLifetimeMs" | "pageFill" | "repeatRows">>;

export interface PageTokens {
  readonly settings: PageSettings;
  /** `binding` names the operation and its filters: a token opens only where it was sealed for. */
  seal(binding: string, cursor: Cursor): string;
  /** Throws a ValidationException for a token that is forged, foreign or too old. */
  open(binding: string, token: string): Cursor;
}

/** Tokens say nothing to the caller and cannot be made up without the key. They keep no memory in the emulator. */
export function createPageTokens(options: { clock: Clock; key: string; settings: PageSettings }): PageTokens {
  const { clock, key, settings } = options;

  function proof(binding: string, payload: Buffer): Buffer {
    return createHmac("sha256", key).update(`${binding}\n`).update(payload).digest().subarray(0, 12);
  }

  return {
    settings,
    seal(binding, { order, after, pause }) {
      const payload = Buffer.from(`${order} ${after} ${clock.monotonic()} ${pause ? "pause" : "go"}`);
      return Buffer.concat([proof(binding, payload), payload]).toString("base64url");
    },
    open(binding, token) {
      const raw = Buffer.from(token, "base64url");
      const payload = raw.subarray(12);
      const genuine =
        raw.length > 12 &&
        raw.toString("base64url") === token &&
        timingSafeEqual(raw.subarray(0, 12), proof(binding, payload));
      if (!genuine) throw refused("a token that this operation gave out");
      const [sealedOrder, after, issuedAtMs, turn] = payload.toString().split(" ");
      const order = listOrders.find((each) => each === sealedOrder) ?? "created";
      if (clock.monotonic() - Number(issuedAtMs) > settings.pageTokenLifetimeMs)
        throw refused("a token that has not expired");
      return { order, after: Number(after), pause: turn === "pause" };
    },
  };
}

/**
 * One page of `items`. The cursor is a place in an order that never changes, not an offset: what exists during the
 * whole visit comes exactly once, whatever is created or deleted meanwhile, unless the settings want it otherwise.
 */
export function paginate<Item extends { sequence: number }>(
  items: readonly Item[],
  request: { binding: string; size: number; order: Order; nextToken: string | undefined },
  tokens: PageTokens,
): { items: Item[]; nextToken?: string } {
  const { pageFill, repeatRows } = tokens.settings;
  // An empty token is valid by the model; it means the beginning.
  const cursor = request.nextToken ? tokens.open(request.binding, request.nextToken) : undefined;
  const order = cursor?.order ?? request.order;
  const seal = (after: number, pause = false) => ({
    nextToken: tokens.seal(request.binding, { order, after, pause }),
  });
  const rest = items
    .map((item) => ({ item, key: sortKey(order, item.sequence) }))
    .filter(({ key }) => cursor === undefined || key > cursor.after)
    .toSorted((left, right) => left.key - right.key);
  if (cursor?.pause) return { items: [], ...(rest.length > 0 && seal(cursor.after)) };
  const page = rest.slice(0, pageFill === "short" ? Math.ceil(request.size / 2) : request.size);
  const last = page.at(-1);
  const listed = page.map(({ item }) => item);
  const ended = rest.length <= page.length;
  if (!last || (ended && pageFill !== "empty")) return { items: listed };
  const repeated = repeatRows && !ended ? page.at(-2) : undefined;
  return { items: listed, ...seal((repeated ?? last).key, pageFill === "empty") };
}

function sortKey(order: Order, sequence: number): number {
  switch (order) {
    case "created":
      return sequence;
    case "newest":
      return -sequence;
    case "shuffled":
      return scramble(sequence);
    default:
      return order satisfies never;
  }
}

function refused(wanted: string) {
  return constraintFailure([`Value at 'nextToken' failed to satisfy constraint: Member must be ${wanted}`]);
}
