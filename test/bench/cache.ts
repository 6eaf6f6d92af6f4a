/* oxlint-disable no-console -- a benchmark prints its figures */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { createYoga } from "graphql-yoga";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { createManualClock } from "../../src/clock.ts";
import { schema } from "../../src/graph/index.ts";
import { createCache } from "../../src/upstream/cache.ts";
import { createUsage } from "../../src/upstream/usage.ts";
import { compare, type Load } from "./load.ts";

/** Prints how fast what is known is answered, beside stock Yoga that answers nothing, and a bare echo. */
export async function printWarm(subject: Load, echo: Load, post: (url: string) => Load): Promise<void> {
  const yoga = createYoga({ schema, logging: false, graphiql: false });
  const server = createServer((req, res) => void yoga(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const typename = post(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  console.log(
    "\nA page of ten stages, warm, through HTTP: requests per second as a ratio (median, low to high):\n",
  );
  for (const [name, baseline] of [
    ["to a bare node:http echo", echo],
    ["to stock Yoga answering { __typename }", typename],
  ] as const) {
    const { ratio, low, high } = await compare(subject, baseline);
    console.log(`  ${ratio.toFixed(2)}  (${low.toFixed(2)} to ${high.toFixed(2)})  ${name}`);
  }
  server.close();
  server.closeAllConnections();
}

const keys = 100_000;
const megabyte = 1_000_000;

/** Prints what remembering a hundred thousand answers takes, beside what it may. */
export function printMemory(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  console.log("\nMemory that 100,000 answers of GetStage take, in MB of heap:\n");
  for (const bytes of [16 * megabyte, 64 * megabyte, 1_000 * megabyte]) {
    const before = heap();
    const cache = createCache({
      settings: { bytes, staleMs: 60_000 },
      clock: createManualClock(0),
      usage: createUsage(),
    });
    for (let index = 0; index < keys; index += 1) remember(cache, index);
    console.log(
      `  ${((heap() - before) / megabyte).toFixed(0).padStart(4)} of ${bytes / megabyte} (by its own count ${(cache.bytes / megabyte).toFixed(0)})`,
    );
  }
}

function remember(cache: ReturnType<typeof createCache>, index: number): void {
  const arn = `arn:aws:ivs:us-west-2:123456789012:stage/${index.toString(36).padStart(12, "0")}`;
  const stage = {
    arn,
    name: `stage-${index}`,
    activeSessionId: `st-${index}`,
    tags: { team: `team-${index}` },
    endpoints: {
      events: `wss://${index}.events.example`,
      whip: `https://${index}.whip.example`,
      rtmp: `rtmp://${index}.example`,
      rtmps: `rtmps://${index}.example`,
    },
  };
  const outcome = { output: { stage }, asOf: `2026-07-01T10:00:00.${index}Z`, stale: false };
  const names = [arn];
  const key = `GetStage ${JSON.stringify({ arn })}`;
  cache.keep({ key, operation: "GetStage", outcome, names, begunAt: 1, sentAt: 0, dropped: new Set() });
}
