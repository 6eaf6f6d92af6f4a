/* oxlint-disable no-console -- a benchmark prints its figures */
import { fork } from "node:child_process";
import { once } from "node:events";

import { createManualClock } from "../../src/clock.ts";
import { createCache } from "../../src/upstream/cache.ts";
import { createUsage } from "../../src/upstream/usage.ts";
import { heldBytes } from "../support/memory.ts";
import { type Load, requestsPerSecond } from "./load.ts";
import type { WarmSide } from "./warm-side.ts";

type Post = (url: string, body: object) => Load;

const warmRounds = 5;
const requestsPerRound = 3_000;

/** Prints how many requests each server answers in a second of its processor: what is known, stock Yoga that answers nothing, and a bare echo. */
export async function printWarm(body: object, typename: object, post: Post): Promise<void> {
  const side = fork(new URL("warm-side.ts", import.meta.url));
  const told = async () => (await once(side, "message"))[0] as unknown;
  const servers = (await told()) as WarmSide;
  const cpuSeconds = async () => {
    side.send("cpu");
    return (await told()) as number;
  };
  const loads: readonly [name: string, load: Load][] = [
    ["a bare node:http echo", post(servers.echo, body)],
    ["a page of ten stages, warm", post(servers.gateway, body)],
    ["stock Yoga answering { __typename }", post(servers.yoga, typename)],
  ];
  const rates = loads.map((): number[] => []);
  for (let round = 0; round <= warmRounds; round += 1)
    for (const [index, [, load]] of loads.entries()) {
      const before = await cpuSeconds();
      await requestsPerSecond(load, requestsPerRound);
      // The first round warms up.
      if (round > 0) rates[index]?.push(requestsPerRound / ((await cpuSeconds()) - before));
    }
  side.disconnect();
  console.log("\nRequests per second of the server's processor (median, low to high):\n");
  for (const [index, [name]] of loads.entries()) {
    const [low, , median, , high] = (rates[index] ?? []).toSorted((a, b) => a - b).map(Math.round);
    console.log(`  ${String(median).padStart(6)}  (${low} to ${high})  ${name}`);
  }
}

const keys = 100_000;
const megabyte = 1_000_000;

/** Prints what remembering a hundred thousand answers takes, beside what it may. */
export function printMemory(): void {
  console.log("\nMemory that 100,000 answers of GetStage take, in MB of heap:\n");
  for (const bytes of [16 * megabyte, 64 * megabyte, 1_000 * megabyte]) {
    const before = heldBytes().heap;
    const cache = createCache({
      settings: { bytes, staleMs: 60_000 },
      clock: createManualClock(0),
      usage: createUsage(),
    });
    for (let index = 0; index < keys; index += 1) remember(cache, index);
    console.log(
      `  ${((heldBytes().heap - before) / megabyte).toFixed(0).padStart(4)} of ${bytes / megabyte} (by its own count ${(cache.bytes / megabyte).toFixed(0)})`,
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
