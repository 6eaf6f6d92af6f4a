import { once } from "node:events";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";

import type { Clock } from "../../src/clock.ts";

/** A call as the upstream saw it. */
export interface Arrival {
  operation: string;
  at: number;
  status: number;
}

/**
 * A way to an emulator that writes down when each call arrives. `delayMs` says how long a call is on its way there. `waiting` counts
 * the calls that wait for the clock.
 */
export async function recordArrivals(target: string, clock: Clock, delayMs: () => number = () => 0) {
  const arrivals: Arrival[] = [];
  let waiting = 0;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const pass = () => {
        const [, first = ""] = (req.url ?? "").split("/");
        const operation = first === "tags" ? `${req.method} tags` : first;
        const arrival = { operation, at: clock.monotonic(), status: 0 };
        arrivals.push(arrival);
        const passed = forward(
          new URL(req.url ?? "/", target),
          { method: req.method, headers: req.headers },
          (answer) => {
            arrival.status = answer.statusCode ?? 0;
            res.writeHead(arrival.status, answer.headers);
            answer.pipe(res);
          },
        );
        passed.on("error", () => res.destroy());
        passed.end(Buffer.concat(chunks));
      };
      const onItsWayMs = delayMs();
      if (onItsWayMs === 0) return pass();
      waiting += 1;
      return clock.after(onItsWayMs, () => {
        waiting -= 1;
        pass();
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    arrivals,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get waiting() {
      return waiting;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The most calls of an operation that arrived within any second: from each arrival on, up to but without a second later. */
export function mostInASecond(arrivals: readonly Arrival[], operation: string): number {
  const times = arrivals
    .filter((arrival) => arrival.operation === operation)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[from] ?? at) >= 1_000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
