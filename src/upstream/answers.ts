import type { Clock } from "../clock.ts";
import type { Known, Standing } from "./cache.ts";
import { createFiled } from "./filed.ts";
import type { OperationName } from "./operations.ts";
import type { Usage } from "./usage.ts";

/** What the answer to one request is made of, as far as it was read. */
export interface Seen {
  readonly standings: Set<Standing>;
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
  seen.standings.add(known.standing);
}

const nowhere: ReadonlySet<string> = new Set();

/**
 * Remembers whole answers for as long as the shortest-lived thing that they show, and until any of it was changed or read anew: who has seen
 * something newer is never shown something older.
 */
export function createAnswers(options: {
  maxBytes: number;
  clock: Clock;
  usage: Readonly<Record<OperationName, Usage>>;
}) {
  const { maxBytes, clock, usage } = options;
  const kept = createFiled<Whole & Pick<Seen, "freshUntil" | "reads" | "standings">>(maxBytes);

  const isTrue = ({ standings, freshUntil }: Pick<Seen, "standings" | "freshUntil">) =>
    clock.monotonic() < freshUntil && [...standings].every(({ isCurrent }) => isCurrent);

  return {
    /** To be asked when a request begins. */
    begin: (): Seen => ({ standings: new Set(), reads: {}, freshUntil: Infinity, isKnown: maxBytes > 0 }),
    get(key: string): Whole | undefined {
      const whole = kept.get(key);
      if (!whole) return undefined;
      if (!isTrue(whole)) return void kept.delete(key);
      for (const [operation, count] of Object.entries(whole.reads) as [OperationName, number][])
        usage[operation].hits += count;
      return whole;
    },
    /** Whether an answer that is made of this may be kept: all of it is still what is known, and there is something. */
    isKeepable: (seen: Seen): boolean => seen.isKnown && seen.standings.size > 0 && isTrue(seen),
    keep(key: string, { headers, body }: Whole, { standings, freshUntil, reads }: Seen): void {
      kept.set(key, { headers, body, freshUntil, reads, standings }, nowhere, body.length);
    },
  };
}

export type Answers = ReturnType<typeof createAnswers>;
