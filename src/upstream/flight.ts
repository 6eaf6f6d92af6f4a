import { type Lane, lanes } from "./lanes.ts";
import type { Attempt } from "./observe.ts";
import type { Reading } from "./reading.ts";
import type { OperationName } from "./operations.ts";
import { couldShow } from "./names.ts";

/** How a shared read is made: as urgent as the most urgent of those who wait for it. */
export interface FlightClaim {
  readonly lane: Lane;
  /** The monotonic instant until which it may wait for its turn. */
  readonly deadlineAt: number;
}

/** How a flight asks: `signal` aborts when nobody waits any more, or when it asks again more urgently. */
export type Ask = (claim: FlightClaim, signal: AbortSignal, attempt: Attempt) => Promise<Reading<object>>;

/** The last one who waited has left. */
const abandoned = () => new DOMException("Nobody waits for the answer any more.", "AbortError");

/**
 * A read that any number of callers wait for. It is made once, and aborted when the last of them leaves. `left` is told then, and only
 * then.
 */
export function createFlight(options: {
  operation: OperationName;
  /** What the answer will be filed under, whatever it shows. */
  names: readonly string[];
  begunAt: number;
  claim: FlightClaim;
  ask: Ask;
  left: () => void;
}) {
  const { operation, names, begunAt, ask, left } = options;
  /** By name, the attempt that was under way. */
  const dropped = new Map<string, number>();
  let claim = options.claim;
  let attempt: Attempt;
  let aborter: AbortController;
  let waiters = 0;
  let latestDeadlineAt = claim.deadlineAt;
  let isOver = false;
  let settle: { resolve: (reading: Reading<object>) => void; reject: (error: unknown) => void };
  const answer = new Promise<Reading<object>>((resolve, reject) => (settle = { resolve, reject }));
  answer.catch(() => undefined);

  function send(): void {
    const own = new AbortController();
    aborter = own;
    attempt = { repeatable: true, sent: 0, waitedMs: 0 };
    const ifCurrent =
      <Value>(tell: (value: Value) => void) =>
      (value: Value) => {
        if (aborter !== own) return;
        isOver = true;
        tell(value);
      };
    ask(claim, own.signal, attempt).then(ifCurrent(settle.resolve), ifCurrent(settle.reject));
  }
  send();

  const isSent = () => attempt.sent > 0;

  return {
    begunAt,
    names,
    /** What was dropped since it was sent: of what an attempt that failed has missed, the next one may tell. */
    get dropped(): ReadonlySet<string> {
      return new Set([...dropped].filter(([, sent]) => sent === attempt.sent).map(([name]) => name));
    },
    get claim() {
      return claim;
    },
    get isSent() {
      return isSent();
    },
    /** When it was sent last: an instant of the monotonic clock. */
    get sentAt() {
      return attempt.sentAt;
    },
    /** Takes the place of somebody more urgent, unless it was sent already. */
    hurry(lane: Lane): void {
      if (isSent() || isOver || lanes.indexOf(lane) >= lanes.indexOf(claim.lane)) return;
      claim = { ...claim, lane };
      const before = aborter;
      send();
      before.abort(abandoned());
    },
    /** Notes what was dropped; whether the answer may show something of it. What was not sent yet loses nothing. */
    overtakenBy(lost: readonly string[]): boolean {
      if (!isSent()) return false;
      for (const name of lost) dropped.set(name, attempt.sent);
      return lost.some((name) => names.includes(name) || couldShow(operation, name));
    },
    /** Until when any of those who waited would have. */
    get latestDeadlineAt() {
      return latestDeadlineAt;
    },
    /** Waits for the answer until the signal aborts; then rejects with its reason. */
    async wait(signal: AbortSignal | undefined, deadlineAt: number): Promise<Reading<object>> {
      waiters += 1;
      latestDeadlineAt = Math.max(latestDeadlineAt, deadlineAt);
      let leave = () => {};
      const gone = new Promise<never>((_, reject) => {
        leave = () => reject(signal?.reason as Error);
        if (signal?.aborted) leave();
        else signal?.addEventListener("abort", leave, { once: true });
      });
      try {
        return await Promise.race([answer, gone]);
      } finally {
        signal?.removeEventListener("abort", leave);
        waiters -= 1;
        if (waiters === 0 && !isOver) {
          left();
          aborter.abort(abandoned());
        }
      }
    },
  };
}

export type Flight = ReturnType<typeof createFlight>;
