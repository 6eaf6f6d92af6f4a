import type { Clock } from "../clock.ts";
import type { Errand, PlannedErrand } from "./errand.ts";

/** What is due later. One timer of the clock serves all of it, and the plans themselves are part of the state. */
export interface Agenda {
  /** Replaces an equal errand that is planned already. */
  plan(errand: Errand, afterMs: number): void;
  cancel(errand: Errand): void;
  /** Takes up plans that are in the state already; what is overdue runs at the clock's next step. */
  resume(): void;
  /** Runs nothing any more. */
  stop(): void;
}

/** Errands run in the order they are due; one that throws is reported and the others go on. */
export function createAgenda(options: {
  clock: Clock;
  /** Where the plans are kept, by the errand's JSON. */
  plans: Map<string, PlannedErrand>;
  run: (errand: Errand) => void;
  report: (errand: Errand, error: unknown) => void;
}): Agenda {
  const { clock, plans, run, report } = options;
  let sequence = 0;
  let next: PlannedErrand | undefined;
  let cancelTimer = () => {};
  let stopped = false;

  function wakeFor(plan: PlannedErrand | undefined): void {
    cancelTimer();
    cancelTimer = () => {};
    next = plan;
    if (!plan || stopped) return;
    cancelTimer = clock.after(Math.max(0, plan.dueAt - clock.now()), () => {
      plans.delete(keyOf(plan.errand));
      next = undefined;
      try {
        run(plan.errand);
      } catch (error) {
        report(plan.errand, error);
      }
      wakeFor(earliest());
    });
  }

  function earliest(): PlannedErrand | undefined {
    let first: PlannedErrand | undefined;
    for (const plan of plans.values()) if (!first || precedes(plan, first)) first = plan;
    return first;
  }

  function cancel(errand: Errand): void {
    const key = keyOf(errand);
    const plan = plans.get(key);
    plans.delete(key);
    if (plan && plan === next) wakeFor(earliest());
  }

  return {
    plan(errand, afterMs) {
      cancel(errand);
      sequence += 1;
      const plan = { errand, dueAt: clock.now() + afterMs, sequence };
      plans.set(keyOf(errand), plan);
      if (!next || precedes(plan, next)) wakeFor(plan);
    },
    cancel,
    resume() {
      for (const plan of plans.values()) sequence = Math.max(sequence, plan.sequence);
      wakeFor(earliest());
    },
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}

function precedes(left: PlannedErrand, right: PlannedErrand): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.sequence < right.sequence);
}

function keyOf(errand: Errand): string {
  return JSON.stringify(errand);
}
