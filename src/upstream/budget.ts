import type { Clock } from "../clock.ts";
import { type OperationName, operations } from "./operations.ts";
import { type Claim, createTurns, type Turn, type TurnState } from "./turns.ts";
import type { Usage } from "./usage.ts";

/** What is spent of the account: the quotas of operations, and the part of each that is ours. */
export interface Allowance {
  /** Above 0, at most 1. */
  readonly share: number;
  /** Calls a second, where the account's quota is another than AWS documents. */
  readonly quotas: Partial<Record<OperationName, number>>;
}

/** How one operation stands at this moment. */
export interface OperationState extends TurnState {
  /** Calls a second that AWS grants the account. */
  readonly quota: number;
  /** Calls in any sliding second that this process sends at most. */
  readonly limit: number;
}

/**
 * Spends the account's quota on purpose: per operation at most floor(quota x share) calls, and one at least, in any sliding
 * second. Operations do not notice each other.
 */
export function createBudget(options: {
  clock: Clock;
  allowance: Allowance;
  usage: Readonly<Record<OperationName, Usage>>;
}) {
  const { clock, allowance, usage } = options;

  function open(operation: OperationName) {
    const quota = allowance.quotas[operation] ?? operations[operation].quota;
    const limit = Math.max(1, Math.floor(quota * allowance.share));
    return { quota, limit, turns: createTurns({ operation, limit, clock, usage: usage[operation] }) };
  }

  const names = Object.keys(operations) as OperationName[];
  const byOperation = Object.fromEntries(names.map((name) => [name, open(name)])) as Record<
    OperationName,
    ReturnType<typeof open>
  >;

  return {
    /** Calls that were sent and not answered. */
    get inFlight(): number {
      return names.reduce((sum, name) => sum + byOperation[name].turns.inFlight, 0);
    },
    /** Waits for the turn of one call; see `createTurns`. */
    take: (operation: OperationName, claim: Claim): Promise<Turn> => byOperation[operation].turns.take(claim),
    state(operation: OperationName): OperationState {
      const { quota, limit, turns } = byOperation[operation];
      return { quota, limit, ...turns.state() };
    },
  };
}

export type Budget = ReturnType<typeof createBudget>;
