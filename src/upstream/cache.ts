import type { Clock } from "../clock.ts";
import { UpstreamError } from "../errors.ts";
import { createFiled } from "./filed.ts";
import type { Reading } from "./reading.ts";
import { type OperationName, operations } from "./operations.ts";
import { survey } from "./survey.ts";
import type { Usage } from "./usage.ts";

/** How much is remembered, and how long it may be served when AWS does not answer. */
export interface CacheSettings {
  /** 0: nothing is remembered, and each request reads for itself. */
  readonly bytes: number;
  readonly staleMs: number;
}

/** An answer that was had before: a reading, or that there is no such thing. */
export interface Known {
  readonly operation: OperationName;
  readonly outcome: Reading<object> | UpstreamError;
  /** The instant, counted in steps, when it was asked for. */
  readonly begunAt: number;
  /** The monotonic instant at which it was sent: what was asked for first is sent again last when it failed. */
  readonly sentAt: number;
  /** The monotonic instants until which it counts as true, and until which it is better than nothing. */
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly standing: Standing;
}

/** Whether an answer is what is known now: no longer once it was dropped, has made room, or was had anew. */
export interface Standing {
  isCurrent: boolean;
}

/** An answer as it came, to be remembered. */
export interface Arrived {
  readonly key: string;
  readonly operation: OperationName;
  readonly outcome: Reading<object> | UpstreamError;
  readonly names: readonly string[];
  readonly begunAt: number;
  /** The monotonic instant at which it was sent. */
  readonly sentAt: number;
  /** What was dropped since then. */
  readonly dropped: ReadonlySet<string>;
}

/** That there is no such thing is not taken for granted for long: it may be made elsewhere. */
const absentMs = 1_000;
const absentBytes = 200;

/**
 * Remembers answers for as long as their operation says, counted from when they were asked for. Failures are not remembered, except that
 * there is no such thing, briefly; what holds a secret is not either.
 */
export function createCache(options: {
  settings: CacheSettings;
  clock: Clock;
  usage: Readonly<Record<OperationName, Usage>>;
}) {
  const { settings, clock, usage } = options;
  const answers = createFiled<Known>(settings.bytes, ({ standing }) => (standing.isCurrent = false));

  return {
    get bytes(): number {
      return answers.bytes;
    },
    /** What is known, fresh or stale, of a question that was asked at `since` or after it. */
    get(key: string, since: number): Known | undefined {
      const known = answers.get(key);
      if (!known || known.begunAt < since) return undefined;
      if (clock.monotonic() < Math.max(known.freshUntil, known.staleUntil)) return known;
      answers.delete(key);
      return undefined;
    },
    isFresh: (known: Known): boolean => clock.monotonic() < known.freshUntil,
    /** Freezes the answer, and keeps it unless a later one is known, or something that it shows was dropped while it was under way. */
    keep({ key, operation, outcome, names, begunAt, sentAt, dropped }: Arrived): void {
      const lifeMs = operations[operation].cacheMs;
      const isAbsence = outcome instanceof UpstreamError;
      const { names: shown, bytes } = isAbsence
        ? { names: new Set<string>(), bytes: absentBytes }
        : survey(outcome);
      for (const name of names) shown.add(name);
      const last = answers.get(key);
      if (last && (last.sentAt > sentAt || (last.sentAt === sentAt && last.begunAt > begunAt))) return;
      if (lifeMs === 0 || [...dropped].some((name) => shown.has(name))) return;
      const freshUntil = sentAt + (isAbsence ? Math.min(lifeMs, absentMs) : lifeMs);
      const staleUntil = isAbsence ? freshUntil : sentAt + settings.staleMs;
      const standing = { isCurrent: true };
      const known = { operation, outcome, begunAt, sentAt, freshUntil, staleUntil, standing };
      answers.set(key, known, shown, bytes);
    },
    drop(names: readonly string[]): void {
      for (const { operation } of answers.drop(names)) usage[operation].dropped += 1;
    },
  };
}

export type Cache = ReturnType<typeof createCache>;
