import type { Clock } from "../clock.ts";
import type { Known } from "./cache.ts";
import { createFiled } from "./filed.ts";
import type { OperationName } from "./operations.ts";
import type { Usage } from "./usage.ts";

/** What the answer to one request is made of, as far as it was read. */
export interface Seen {
  /** How often something was dropped before the request began. */
  readonly drops: number;
  readonly names: Set<string>;
  /** How often each operation was read. */
  readonly reads: Partial<Record<OperationName, number>>;
  /** The monotonic instant until which all of it counts as true. */
  freshUntil: number;
  /** Whether all that was asked is known, and nothing was done. */
  isKnown: boolean;
}

/** A whole answer, ready to be sent. */
export interface Whole {
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body: Buffer;
}

/** Notes what was read; without `known` it is nothing that can be served again. */
export function see(seen: Seen, operation: OperationName, known: Known | undefined): void {
  seen.reads[operation] = (seen.reads[operation] ?? 0) + 1;
  if (!known) return void (seen.isKnown = false);
  seen.freshUntil = Math.min(seen.freshUntil, known.freshUntil);
  for (const name of known.names) seen.names.add(name);
}

/** Remembers whole answers for as long as the shortest-lived thing that they show, and until any of it is dropped. */
export function createAnswers(options: {
  maxBytes: number;
  clock: Clock;
  usage: Readonly<Record<OperationName, Usage>>;
}) {
  const { maxBytes, clock, usage } = options;
  const kept = createFiled<Whole & Pick<Seen, "freshUntil" | "reads">>(maxBytes);
  let drops = 0;

  return {
    /** To be asked when a request begins. */
    begin: (): Seen => ({ drops, names: new Set(), reads: {}, freshUntil: Infinity, isKnown: maxBytes > 0 }),
    get(key: string): Whole | undefined {
      const whole = kept.get(key);
      if (!whole) return undefined;
      if (clock.monotonic() >= whole.freshUntil) return void kept.delete(key);
      for (const [operation, count] of Object.entries(whole.reads) as [OperationName, number][])
        usage[operation].hits += count;
      return whole;
    },
    /** Whether an answer that is made of this may be kept: nothing of it was dropped since it was begun, and there is something. */
    isKeepable: ({ isKnown, names, freshUntil, drops: before }: Seen): boolean =>
      isKnown && names.size > 0 && before === drops && clock.monotonic() < freshUntil,
    keep(key: string, { headers, body }: Whole, { names, freshUntil, reads }: Seen): void {
      kept.set(key, { headers, body, freshUntil, reads }, names, body.length);
    },
    drop(names: readonly string[]): void {
      drops += 1;
      kept.drop(names);
    },
  };
}

export type Answers = Omit<ReturnType<typeof createAnswers>, "drop">;
