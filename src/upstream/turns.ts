import type { Clock } from "../clock.ts";
import { CallDeadlineError } from "../deadline.ts";
import { createLanes, type Lane, type Waiting } from "./lanes.ts";
import { createRate } from "./rate.ts";
import { createSlots } from "./slots.ts";
import type { Usage } from "./usage.ts";

/** The call cannot be sent before its deadline; `retryAfterMs` is when there would have been a turn for it. */
export class QuotaExhaustedError extends Error {
  override readonly name = "QuotaExhaustedError";
  readonly retryAfterMs: number;

  constructor(operation: string, retryAfterMs: number) {
    super(`${operation} has no turn before the deadline.`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** For whom, how urgently, and until when a call is wanted. */
export interface Claim extends Waiting {
  /** Gives the place up. */
  readonly signal: AbortSignal | undefined;
}

/** The right to send one call now. */
export interface Turn {
  readonly waitedMs: number;
  /** To be told when the call leaves: signing it, a connection, or a busy process may have held it up. */
  sent(): void;
  /** To be told once, when the call was answered or given up. */
  ended(outcome: { answered: boolean; throttled: boolean }): void;
}

/** How the turns of an operation stand at this moment. */
export interface TurnState {
  /** Calls that AWS may count in the second that ends now. */
  readonly usedInLastSecond: number;
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Calls a second while a throttle has cut them; undefined while nothing is cut. */
  readonly reducedRate: number | undefined;
}

type Waiter = Claim & { readonly grant: (now: number) => void };

/**
 * The turns of one operation: at most `limit` calls in any sliding second, first to whom it matters most (see `createLanes`).
 * Whoever cannot have a turn before its deadline is told at once, and when to come back.
 */
export function createTurns(options: { operation: string; limit: number; clock: Clock; usage: Usage }) {
  const { operation, limit, clock, usage } = options;
  const slots = createSlots(limit);
  const rate = createRate(limit);
  const waiting = createLanes<Waiter>();
  let inFlight = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let cancelWake = () => {};

  function schedule(now: number, lane: Lane) {
    return slots.schedule(now, { reserve: lane !== "control", spacingMs: rate.spacingMs, lastAt });
  }

  /** When a call that comes now would have its turn. */
  function foreseen(now: number, claim: Waiting): number {
    const instants = schedule(now, claim.lane);
    for (let ahead = waiting.ahead(claim); ahead > 0; ahead -= 1) instants.next();
    return instants.next().value;
  }

  /** Gives turns to those who wait, as far as there are any, and comes back when the next one is due. */
  function serve(): void {
    cancelWake();
    for (;;) {
      const now = clock.monotonic();
      const heads = waiting.heads().map((call) => ({ call, at: schedule(now, call.lane).next().value }));
      const next = heads.find(({ at }) => at <= now);
      if (!next) {
        const soonest = Math.min(...heads.map(({ at }) => at));
        if (heads.length > 0) cancelWake = clock.after(Math.ceil(soonest - now), serve);
        return;
      }
      waiting.remove(next.call, true);
      next.call.grant(now);
    }
  }

  function send(now: number, cameAt: number): Turn {
    const slot = slots.take(now);
    lastAt = now;
    inFlight += 1;
    usage.calls += 1;
    usage.waitedMs += now - cameAt;
    return {
      waitedMs: now - cameAt,
      sent() {
        lastAt = clock.monotonic();
        slot.sent(lastAt);
      },
      ended({ answered, throttled }) {
        const answeredAt = clock.monotonic();
        inFlight -= 1;
        if (answered) slot.answered(answeredAt);
        else slot.givenUp();
        if (throttled) {
          usage.throttles += 1;
          rate.throttled(answeredAt, now);
        }
        serve();
      },
    };
  }

  function take(claim: Claim): Promise<Turn> {
    const cameAt = clock.monotonic();
    const refuse = (at: number, now: number) => {
      usage.refusals += 1;
      return new QuotaExhaustedError(operation, Math.max(1, Math.ceil(at - now)));
    };
    return new Promise((resolve, reject) => {
      if (claim.signal?.aborted) return reject(claim.signal.reason);
      const at = foreseen(cameAt, claim);
      if (at <= cameAt) return resolve(send(cameAt, cameAt));
      if (at > claim.deadlineAt) return reject(refuse(at, cameAt));
      usage.waits += 1;
      const waiter: Waiter = {
        ...claim,
        grant(now) {
          settle();
          resolve(send(now, cameAt));
        },
      };
      const settle = () => {
        cancelDeadline();
        claim.signal?.removeEventListener("abort", giveUp);
      };
      const giveUp = () => {
        settle();
        waiting.remove(waiter, false);
        const now = clock.monotonic();
        usage.waitedMs += now - cameAt;
        const isLate = !claim.signal?.aborted || claim.signal.reason instanceof CallDeadlineError;
        reject(isLate ? refuse(foreseen(now, claim), now) : claim.signal?.reason);
        serve();
      };
      const cancelDeadline = clock.after(Math.ceil(Math.max(0, claim.deadlineAt - cameAt)), giveUp);
      claim.signal?.addEventListener("abort", giveUp, { once: true });
      waiting.add(waiter);
      serve();
    });
  }

  return {
    take,
    /** Calls that were sent and not answered. */
    get inFlight() {
      return inFlight;
    },
    state(): TurnState {
      const now = clock.monotonic();
      const current = rate.current(now);
      return {
        usedInLastSecond: slots.taken(now),
        waiting: {
          control: waiting.lengthOf("control"),
          interactive: waiting.lengthOf("interactive"),
          background: waiting.lengthOf("background"),
        },
        reducedRate: current < limit ? current : undefined,
      };
    },
  };
}
