import { randomUUID } from "node:crypto";

import type { Clock } from "./clock.ts";
import { aborted } from "./deadline.ts";
import { CodedError, InputError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** What a repetition gets. Shared between requests, so it is never changed, and it holds no secret. */
export type KeptAnswer = { readonly payload: object } | { readonly error: CodedError };

/** How an attempt ended, for those who send the same again. */
export interface Ending {
  /**
   * `answer`: that is what they get. `key`: it may have happened and may be tried again, for this input and with the same
   * token only. `nothing`: nothing was done, and the key is free.
   */
  readonly keeps: "answer" | "key" | "nothing";
  /** What those get who wait for it already. Undefined when it ended for a reason of its own: they try themselves. */
  readonly answer: KeptAnswer | undefined;
}

/** The right, and the duty, to do what was asked for. */
export interface Turn {
  /** The same in every attempt that may repeat another one. */
  readonly token: string;
  /** To be called once, however the attempt ends. */
  settle(ending: Ending): void;
}

/** What a client asks for under a key of its own. `input` is without the key, and checked. */
export interface KeyedCall {
  readonly viewerId: string;
  readonly key: string;
  readonly mutation: string;
  readonly input: object;
  /** Ends the waiting for somebody else who does it. */
  readonly signal?: AbortSignal | undefined;
}

/** What was done under which key in the last ten minutes, by this process. */
export interface IdempotencyKeys {
  /**
   * Hands out the turn to do it, or what came of it when it was done before; waits while somebody else does it. Rejects with
   * `InputError` for a key that was used for something else, and with OVERLOADED when it could not be remembered: to forget
   * another key would break the promise that goes with that one.
   */
  claim(call: KeyedCall): Promise<Turn | KeptAnswer>;
}

export const keptMs = 600_000;

/** Per mutation: as many as AWS's highest quota, 50 calls a second, admits meanwhile. Only what costs no call can reach it. */
const usualCapacity = 30_000;

/** When all of them are still under way. */
const soonMs = 1_000;

interface Entry {
  readonly mutation: string;
  readonly fingerprint: string;
  readonly token: string;
}
interface UnderWay extends Entry {
  readonly ended: Promise<KeptAnswer | undefined>;
}
interface Settled extends Entry {
  readonly answer: KeptAnswer | undefined;
  readonly forgetAt: number;
}

/** Nothing to close. What has lapsed is forgotten with the next claim. */
export function createIdempotencyKeys(options: { clock: Clock; capacity?: number }): IdempotencyKeys {
  const { clock, capacity = usualCapacity } = options;
  const underWay = new Map<string, UnderWay>();
  /** In the order in which they are to be forgotten. */
  const settled = new Map<string, Settled>();
  const counts = new Map<string, number>();

  function count(mutation: string, change: 1 | -1): void {
    counts.set(mutation, (counts.get(mutation) ?? 0) + change);
  }

  function forgetLapsed(): void {
    for (const [id, { mutation, forgetAt }] of settled) {
      if (forgetAt > clock.monotonic()) return;
      settled.delete(id);
      count(mutation, -1);
    }
  }

  function refuseWhenFull(mutation: string): void {
    if ((counts.get(mutation) ?? 0) < capacity) return;
    throw new CodedError(
      "OVERLOADED",
      `No more idempotency keys of ${mutation} can be remembered now. It can be called without one.`,
      { details: { retryAfterMs: freeAfterMs(mutation) } },
    );
  }

  function freeAfterMs(mutation: string): number {
    for (const entry of settled.values())
      if (entry.mutation === mutation) return Math.ceil(entry.forgetAt - clock.monotonic());
    return soonMs;
  }

  function begin(id: string, { mutation, fingerprint, token }: Entry, isOpen: boolean): Turn {
    let tell: (answer: KeptAnswer | undefined) => void = () => {};
    const ended = new Promise<KeptAnswer | undefined>((resolve) => (tell = resolve));
    if (settled.delete(id)) count(mutation, -1);
    underWay.set(id, { mutation, fingerprint, token, ended });
    count(mutation, 1);
    return {
      token,
      settle({ keeps, answer }) {
        underWay.delete(id);
        // A refusal does not tell what became of an attempt before it.
        if (keeps === "nothing" && !isOpen) count(mutation, -1);
        else {
          const forgetAt = clock.monotonic() + keptMs;
          const kept = keeps === "answer" ? answer : undefined;
          settled.set(id, { mutation, fingerprint, token, answer: kept, forgetAt });
        }
        tell(answer);
      },
    };
  }

  return {
    async claim({ viewerId, key, mutation, input, signal }) {
      const id = JSON.stringify([viewerId, key]);
      const fingerprint = fingerprintOf([mutation, input]);
      for (;;) {
        forgetLapsed();
        const [current, before] = [underWay.get(id), settled.get(id)];
        if ((current ?? before ?? { fingerprint }).fingerprint !== fingerprint) throw usedOtherwise();
        if (before?.answer) return before.answer;
        if (!current) {
          if (!before) refuseWhenFull(mutation);
          return begin(id, before ?? { mutation, fingerprint, token: randomUUID() }, Boolean(before));
        }
        const answer = await (signal ? Promise.race([current.ended, aborted(signal)]) : current.ended);
        if (answer) return answer;
      }
    },
  };
}

function usedOtherwise(): InputError {
  const message =
    "input.idempotencyKey must be a new one: within the last ten minutes it was used for something else.";
  return new InputError([{ path: ["input", "idempotencyKey"], rule: "sameInput", message }]);
}
