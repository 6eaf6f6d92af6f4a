import type { ServerResponse } from "node:http";

import type { Clock } from "../clock.ts";

/** Waits on behalf of one request. */
export interface Park {
  /** Waits for the clock. False when the client went away first; then nothing is left to do. */
  sleep(ms: number): Promise<boolean>;
  /** Waits until the client goes away. */
  forever(): Promise<void>;
}

export interface Activity {
  /** How many requests are being handled, and how many of those only wait for the clock or for ever. */
  read: () => { requests: number; parked: number };
  /** Counts a request in, and out again when its answer is sent or its socket closes. */
  enter(response: ServerResponse): Park;
}

export function createActivity(clock: Clock): Activity {
  let requests = 0;
  let parked = 0;

  function wait(response: ServerResponse, ms: number | undefined): Promise<boolean> {
    if (response.closed || response.destroyed) return Promise.resolve(false);
    return new Promise((resolve) => {
      parked += 1;
      // Counted in the same turn as the timer: whoever moves the clock sees at once that work goes on.
      const leave = (elapsed: boolean) => {
        parked -= 1;
        cancel();
        response.off("close", closed);
        resolve(elapsed);
      };
      const closed = () => leave(false);
      const cancel = ms === undefined ? () => {} : clock.after(ms, () => leave(true));
      response.once("close", closed);
    });
  }

  return {
    read: () => ({ requests, parked }),
    enter(response) {
      requests += 1;
      response.once("close", () => {
        requests -= 1;
      });
      return {
        sleep: (ms) => wait(response, ms),
        async forever() {
          await wait(response, undefined);
        },
      };
    },
  };
}
