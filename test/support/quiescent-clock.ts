import { setImmediate } from "node:timers/promises";

import { createManualClock, type ManualClock } from "../../src/clock.ts";

/** What is under way, and how much of that waits for the clock. */
export interface InFlight {
  /** Client requests that were sent and not answered. */
  clientRequests: number;
  /** Of those, how many the gateway has received. */
  gatewayRequests: number;
  /** Calls that the gateway has sent and that were not answered. */
  upstreamCalls: number;
  /** Calls that the emulator is handling. */
  emulatorRequests: number;
  /** Of those, how many wait for the clock, or for ever. */
  parked: number;
}

export interface QuiescentClock extends ManualClock {
  /** Moves time by `ms`, from timer to timer, and to the next one only when nothing is on its way any more. */
  advance(ms: number): Promise<void>;
  /** Waits until nothing is on its way. */
  settle(): Promise<void>;
}

/** Consecutive turns of the event loop without work before it counts as quiet: sockets on loopback need a few. */
const quietTurns = 12;

/** Virtual time that does not race real sockets. `inFlight` is read between the turns of the event loop. */
export function createQuiescentClock(inFlight: () => InFlight): QuiescentClock {
  const clock = createManualClock(Date.parse("2026-07-01T10:00:00Z"));

  function isBusy(): boolean {
    const { clientRequests, gatewayRequests, upstreamCalls, emulatorRequests, parked } = inFlight();
    return clientRequests > gatewayRequests || upstreamCalls > parked || emulatorRequests > parked;
  }

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet = isBusy() ? 0 : quiet + 1) await setImmediate();
  }

  return {
    ...clock,
    settle,
    async advance(ms) {
      const target = clock.monotonic() + ms;
      for (;;) {
        await settle();
        const next = clock.nextTimerAt();
        if (next === undefined || next > target) break;
        clock.moveTo(next);
      }
      clock.moveTo(target);
      await settle();
    },
  };
}
