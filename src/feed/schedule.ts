import { setMaxListeners } from "node:events";

import type { Clock } from "../clock.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Upstream } from "../upstream/index.ts";
import { type OperationName, operations, type ReadOperation } from "../upstream/operations.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import { type Candidate, createFairness, noTurns, type Turns } from "./fairness.ts";
import type { Asker, Call, Offer, Place, Schedule } from "./subject.ts";

/** Somebody in the schedule, and how it stands with one operation. */
interface Seat {
  readonly asker: Asker;
  readonly turns: Turns;
  readonly backoff: Backoff;
  /** Gives up what waits or is under way when it leaves. */
  readonly leaving: AbortController;
}

type Queue = ReturnType<typeof createQueue>;

/** What the schedule works with. `random` gives numbers from 0 up to 1. */
interface Means {
  readonly upstream: Pick<Upstream, "call" | "instant">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

interface Choice extends Candidate {
  readonly seat: Seat;
  readonly offer: Offer<ReadOperation>;
}

/** What calls of the feed go by in the lane. */
const viewer = "feed";

/**
 * The calls of all subjects, one queue per operation, in the background lane. What is asked is chosen as late as can be: one call at
 * most waits for its turn, and the next is chosen when it has it. Nothing is called while nobody is in it. Close it before the upstream.
 */
export function createSchedule(means: Means): Schedule & {
  readonly size: number;
  readonly underWay: number;
  close(): void;
} {
  const askers = new Set<Asker>();
  const queues = new Map<ReadOperation, Queue>();
  const names = (Object.keys(operations) as OperationName[]).filter(
    (name): name is ReadOperation => operations[name].access === "read",
  );
  const queueOf = (name: ReadOperation) => {
    const queue = queues.get(name) ?? createQueue(name, means);
    queues.set(name, queue);
    return queue;
  };

  return {
    /** How many ask. */
    get size() {
      return askers.size;
    },
    /** Calls that were chosen and not answered. */
    get underWay() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.underWay, 0);
    },
    enter(asker): Place {
      const own = names.filter((name) => asker.offers[name]).map(queueOf);
      askers.add(asker);
      for (const queue of own) queue.enter(asker);
      return {
        wake() {
          if (askers.has(asker)) for (const queue of own) queue.wake();
        },
        leave() {
          askers.delete(asker);
          for (const queue of own) queue.leave(asker);
        },
      };
    },
    close() {
      for (const asker of askers) for (const queue of queues.values()) queue.leave(asker);
      askers.clear();
    },
  };
}

/** The calls of one operation. */
function createQueue(operation: ReadOperation, { upstream, clock, random, log }: Means) {
  const seats = new Map<Asker, Seat>();
  const fairness = createFairness();
  let underWay = 0;
  let waits = false;
  let isPlanned = false;
  let cancelTimer = () => {};

  /** What may be asked now, and when there will be more. */
  function survey(now: number): { due: Choice[]; nextAt: number } {
    const due: Choice[] = [];
    let nextAt = Number.POSITIVE_INFINITY;
    for (const seat of seats.values()) {
      const offers = seat.asker.offers[operation]?.(now) ?? [];
      for (const offer of offers as readonly Offer<ReadOperation>[]) {
        const dueAt = Math.max(offer.dueAt, seat.backoff.restsUntil);
        if (dueAt > now) nextAt = Math.min(nextAt, dueAt);
        else
          due.push({
            seat,
            offer,
            urgency: offer.urgency,
            dueAt,
            weight: seat.asker.weight(),
            turns: seat.turns,
          });
      }
    }
    return { due, nextAt };
  }

  function choose(): void {
    isPlanned = false;
    cancelTimer();
    cancelTimer = () => {};
    if (waits || seats.size === 0) return;
    const now = clock.monotonic();
    const { due, nextAt } = survey(now);
    const choice = fairness.choose(due);
    if (choice) void make(choice.seat, choice.offer.take());
    else if (nextAt < Number.POSITIVE_INFINITY)
      cancelTimer = clock.after(Math.max(1, Math.ceil(nextAt - now)), choose);
  }

  /** Several reasons to look again are one look. */
  function wake(): void {
    if (isPlanned || waits) return;
    isPlanned = true;
    queueMicrotask(choose);
  }

  async function make(seat: Seat, call: Call<ReadOperation>): Promise<void> {
    underWay += 1;
    waits = true;
    let hadTurn = false;
    const onTurn = () => {
      if (hadTurn) return;
      hadTurn = true;
      waits = false;
      wake();
    };
    const { signal } = seat.leaving;
    try {
      const options = { lane: "background", viewer, signal, since: upstream.instant(), onTurn } as const;
      call.answered(await upstream.call(operation, call.input, options));
    } catch (error) {
      if (!signal.aborted) {
        seat.backoff.failed(clock.monotonic());
        if (!(error instanceof UpstreamError)) log.error({ operation, error }, "an answer made no sense");
      }
      call.failed(error);
    } finally {
      underWay -= 1;
      onTurn();
      wake();
    }
  }

  return {
    get underWay() {
      return underWay;
    },
    enter(asker: Asker): void {
      const leaving = new AbortController();
      // Each of its calls listens.
      setMaxListeners(0, leaving.signal);
      seats.set(asker, { asker, turns: noTurns(), backoff: createBackoff(random), leaving });
      wake();
    },
    leave(asker: Asker): void {
      const seat = seats.get(asker);
      seats.delete(asker);
      seat?.leaving.abort(new Error("Nobody follows it any more."));
      if (seats.size > 0) return;
      cancelTimer();
      cancelTimer = () => {};
    },
    wake,
  };
}
