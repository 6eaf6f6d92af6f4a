import type { Clock } from "../../src/clock.ts";
import type { AwsError } from "../../src/emulator/aws-error.ts";
import { perform } from "../../src/emulator/operations/index.ts";
import type { World } from "../../src/emulator/world.ts";
import { type ErrorCode, UpstreamError } from "../../src/errors.ts";
import { createBudget } from "../../src/upstream/budget.ts";
import type { CallOptions } from "../../src/upstream/call-options.ts";
import type { Upstream } from "../../src/upstream/index.ts";
import { createListSizes } from "../../src/upstream/list-size.ts";
import type { OperationName } from "../../src/upstream/operations.ts";
import { createUsage } from "../../src/upstream/usage.ts";

/** What answers a call, at the instant at which it arrives. Throws an `UpstreamError`. */
export type Answerer = (operation: OperationName, input: object) => object;

/** What a call goes through on its way. */
export interface Way {
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Each way; what is on its way for longer than 150 ms, AWS may count with the calls of a later second. */
  readonly longestDelayMs: number;
  /** The part of calls that fail. */
  readonly failing: () => number;
  readonly share?: number;
}

/**
 * Stands where the upstream stands, with its real quotas and lanes, without SDK and sockets: a million calls take seconds. Notes when each
 * call arrived.
 */
export function createShortWay(
  answer: Answerer,
  { clock, random, longestDelayMs, failing, share = 0.8 }: Way,
) {
  const usage = createUsage();
  const budget = createBudget({ clock, allowance: { share, quotas: {} }, usage });
  const arrivals: { operation: OperationName; at: number }[] = [];
  const wait = (ms: number) => (ms === 0 ? undefined : clock.sleep(ms));
  let step = 0;

  async function call(
    operation: OperationName,
    input: object,
    { signal, onTurn, lane = "background", viewer = "" }: CallOptions,
  ) {
    const deadlineAt = clock.monotonic() + 60_000;
    const turn = await budget.take(operation, { lane, viewer, deadlineAt, signal });
    onTurn?.();
    turn.sent();
    const asOf = new Date(clock.now()).toISOString();
    try {
      await wait(Math.floor(random() * longestDelayMs));
      arrivals.push({ operation, at: clock.monotonic() });
      if (random() < failing()) throw failureOf("UPSTREAM_UNAVAILABLE", operation);
      const output = answer(operation, input);
      await wait(Math.floor(random() * longestDelayMs));
      signal?.throwIfAborted();
      return { output, asOf, stale: false };
    } finally {
      turn.ended({ answered: true, throttled: false });
    }
  }

  return {
    call: call as Upstream["call"],
    instant: () => (step += 1),
    drop: () => {},
    listSizes: createListSizes(),
    arrivals,
    /** The most calls of one operation that arrived in any second. */
    mostInASecond(): number {
      let most = 0;
      const byOperation = new Map<OperationName, number[]>();
      for (const { operation, at } of arrivals)
        byOperation.set(
          operation,
          [...(byOperation.get(operation) ?? []).slice(-20), at]
            .filter((each) => at - each < 1_000)
            .map((each, _, all) => {
              most = Math.max(most, all.length);
              return each;
            }),
        );
      return most;
    },
  };
}

export type ShortWay = ReturnType<typeof createShortWay>;

/** A failure as the real upstream would tell it. */
export function failureOf(code: ErrorCode, operation: string): UpstreamError {
  const facts = { operation, exception: code, requestId: undefined, cause: undefined };
  return new UpstreamError(code, `${operation} failed.`, facts);
}

/** The emulator's own operations as what answers. */
export function answererOf(world: World): Answerer {
  return (operation, input) => {
    try {
      return perform(operation, JSON.parse(JSON.stringify(input)), world);
    } catch (error) {
      const { type, status } = error as AwsError;
      if (status === undefined) throw error;
      throw failureOf(type === "ResourceNotFoundException" ? "NOT_FOUND" : "BAD_USER_INPUT", operation);
    }
  };
}

/** Lets everything that does not wait for the clock come to its end. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass, from timer to timer. */
export async function pass(
  clock: Clock & { nextTimerAt(): number | undefined; moveTo(at: number): void },
  ms: number,
): Promise<void> {
  const until = clock.monotonic() + ms;
  await breathe();
  for (let next = clock.nextTimerAt(); next !== undefined && next <= until; next = clock.nextTimerAt()) {
    clock.moveTo(next);
    await breathe();
  }
  clock.moveTo(until);
  await breathe();
}
