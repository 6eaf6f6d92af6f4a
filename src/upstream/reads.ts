import type { Clock } from "../clock.ts";
import { CallDeadlineError } from "../deadline.ts";
import { type ErrorCode, UpstreamError } from "../errors.ts";
import { see } from "./answers.ts";
import type { Cache, Known } from "./cache.ts";
import { type CallOptions, longestWaitMs } from "./call-options.ts";
import { createFlight, type Flight, type FlightClaim } from "./flight.ts";
import { meterAnswer } from "./meter.ts";
import { namesOfRead } from "./names.ts";
import type { Attempt } from "./observe.ts";
import type { OperationName } from "./operations.ts";
import { createOutage } from "./outage.ts";
import type { Reading } from "./reading.ts";
import { secondMs } from "./slots.ts";
import { translate } from "./translate.ts";
import { QuotaExhaustedError } from "./turns.ts";
import type { Usage } from "./usage.ts";

/** How a read that is to be shared is sent. `yields`: there is an answer to fall back on, so a throttle is not waited out. */
export type Send = (
  operation: OperationName,
  input: object,
  options: CallOptions & FlightClaim & { signal: AbortSignal; yields: boolean },
  attempt: Attempt,
) => Promise<Reading<object>>;

/** What an answer that is past its lifetime is better than. */
const worseThanStale: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "UPSTREAM_THROTTLED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_BAD_RESPONSE",
  "DEADLINE_EXCEEDED",
]);

/**
 * One read for everyone: an answer that is known, else the call that is under way, else a call. What is older than its lifetime is served, marked,
 * when a call fails.
 */
export function createReads(options: {
  clock: Clock;
  cache: Cache;
  usage: Readonly<Record<OperationName, Usage>>;
  send: Send;
}) {
  const { clock, cache, usage, send } = options;
  /** Those that may be joined, by key. */
  const joinable = new Map<string, Flight>();
  const underWay = new Set<Flight>();
  const outages = new Map<OperationName, ReturnType<typeof createOutage>>();
  let step = 0;

  function outageOf(operation: OperationName) {
    const outage = outages.get(operation) ?? createOutage(clock);
    outages.set(operation, outage);
    return outage;
  }

  function open(
    key: string,
    operation: OperationName,
    input: object,
    asker: CallOptions,
    claim: FlightClaim,
  ): Flight {
    asker.onStart?.(operation);
    usage[operation].misses += 1;
    const names = namesOfRead(operation, input);
    const forget = () => {
      underWay.delete(flight);
      if (joinable.get(key) === flight) joinable.delete(key);
    };
    const begunAt = ++step;
    const yields = cache.get(key, asker.since ?? 0) !== undefined;
    const sendShared = async (wanted: FlightClaim, signal: AbortSignal, attempt: Attempt) => {
      const sentAt = () => attempt.sentAt ?? clock.monotonic();
      const keep = (outcome: Known["outcome"]) =>
        cache.keep({ key, operation, outcome, names, begunAt, sentAt: sentAt(), dropped: flight.dropped });
      let ended: unknown;
      try {
        const reading = await send(operation, input, { ...asker, ...wanted, signal, yields }, attempt);
        keep(reading);
        // Nobody is to be handed something older from now on.
        const other = joinable.get(key);
        if (other?.sentAt !== undefined && other.sentAt < sentAt()) joinable.delete(key);
        return reading;
      } catch (error) {
        ended = error;
        if (error instanceof UpstreamError && error.code === "NOT_FOUND") keep(withoutCause(error));
        throw error;
      } finally {
        outageOf(operation).ended(ended);
        if (!signal.aborted) forget();
      }
    };
    const flight: Flight = createFlight({ operation, names, begunAt, claim, ask: sendShared, left: forget });
    underWay.add(flight);
    joinable.set(key, flight);
    return flight;
  }

  async function ask(
    key: string,
    operation: OperationName,
    input: object,
    asker: CallOptions,
  ): Promise<Reading<object>> {
    const { signal, lane = "interactive", since = 0, meter } = asker;
    let deadlineAt = asker.deadlineAt ?? clock.monotonic() + longestWaitMs;
    for (;;) {
      const current = joinable.get(key);
      const isJoined = current !== undefined && (current.begunAt >= since || !current.isSent);
      const refusal = outageOf(operation).refusal(isJoined);
      if (refusal) throw refusal;
      const flight = isJoined ? current : open(key, operation, input, asker, { lane, deadlineAt });
      if (isJoined) {
        usage[operation].coalesced += 1;
        if (meter) meterAnswer(meter, "coalesced", operation);
        flight.hurry(lane);
      }
      try {
        return await flight.wait(signal, deadlineAt);
      } catch (error) {
        if (signal?.aborted && error === signal.reason) throw reasonToLeave(operation, flight, signal);
        // Whoever may wait for longer than the one who sent it, and has nothing else, asks again: for all of those.
        const isOver =
          !isJoined || deadlineAt <= flight.claim.deadlineAt || cache.get(key, since) !== undefined;
        if (isOver || !(error instanceof UpstreamError) || error.code !== "UPSTREAM_THROTTLED") throw error;
        deadlineAt = flight.latestDeadlineAt;
      }
    }
  }

  return {
    /** The next instant: what is asked for from then on is asked for at it or after it. */
    instant: (): number => ++step,
    async read(operation: OperationName, input: object, asker: CallOptions): Promise<Reading<object>> {
      asker.signal?.throwIfAborted();
      const key = `${operation} ${JSON.stringify(input)}`;
      const since = asker.since ?? 0;
      const known = cache.get(key, since);
      if (known && cache.isFresh(known)) {
        usage[operation].hits += 1;
        if (asker.meter) meterAnswer(asker.meter, "hits", operation);
        if (asker.seen) see(asker.seen, operation, known);
        return give(known);
      }
      try {
        const reading = await ask(key, operation, input, asker);
        const kept = cache.get(key, since);
        if (asker.seen) see(asker.seen, operation, kept?.outcome === reading ? kept : undefined);
        return reading;
      } catch (error) {
        if (asker.seen) see(asker.seen, operation, undefined);
        const last =
          error instanceof UpstreamError && worseThanStale.has(error.code) && cache.get(key, since);
        if (!last || last.outcome instanceof UpstreamError) throw error;
        usage[operation].stale += 1;
        if (asker.meter) meterAnswer(asker.meter, "stale", operation);
        return cache.isFresh(last) ? last.outcome : { ...last.outcome, stale: true };
      }
    },
    /** Forgets what is filed under these names, and keeps what is on its way from telling of it. */
    drop(names: readonly string[]): void {
      if (names.length === 0) return;
      step += 1;
      const lost = new Set<Flight>();
      for (const flight of underWay) if (flight.overtakenBy(names)) lost.add(flight);
      for (const [key, flight] of joinable) if (lost.has(flight)) joinable.delete(key);
      cache.drop(names);
    },
  };
}

function give({ outcome }: Known): Reading<object> {
  if (outcome instanceof UpstreamError) throw outcome;
  return outcome;
}

/** What whoever leaves before the answer is there is told. */
function reasonToLeave(operation: OperationName, { isSent }: Flight, signal: AbortSignal): unknown {
  const reason: unknown = signal.reason;
  if (!(reason instanceof CallDeadlineError)) return reason;
  const error = isSent ? reason : new QuotaExhaustedError(operation, secondMs);
  return translate(error, operation, { repeatable: true, sent: 0, waitedMs: 0 });
}

/** What the SDK threw holds the whole answer. */
function withoutCause({
  code,
  message,
  operation,
  exception,
  requestId,
  details,
}: UpstreamError): UpstreamError {
  return new UpstreamError(code, message, { operation, exception, requestId, cause: undefined, details });
}
