/* oxlint-disable no-console -- a benchmark prints its figures */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { createSystemClock } from "../../src/clock.ts";
import type { Arrival } from "../upstream/arrivals.ts";
import { type FarSide, putUnderLoad } from "../upstream/load.ts";

/** Opens a far side in a process of its own, so that what holds this one up does not hold that one up too. */
async function openFarProcess(): Promise<FarSide> {
  const child = fork(fileURLToPath(new URL("far-side.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  const [opened] = (await once(child, "message")) as [Pick<FarSide, "url" | "region" | "inputs">];
  return {
    ...opened,
    async arrivals() {
      child.send("arrivals");
      const [arrivals] = (await once(child, "message")) as [Arrival[]];
      return arrivals;
    },
    async close() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Prints what a minute of more demand than there is quota comes to, in real time. */
export async function printQuota(): Promise<void> {
  console.log("\nA minute of a thousand clients who ask for more than there is, in real time:\n");
  const load = { seed: 1, clients: 1_000, durationMs: 60_000, share: 0.8 };
  const outcomes = await putUnderLoad(load, await openFarProcess(), createSystemClock());
  for (const { operation, quota, limit, mostInASecond, used, throttles } of outcomes)
    console.log(
      `  ${operation.padEnd(24)} at most ${mostInASecond} in any second of ${quota}; ${(used * 100).toFixed(0)} % of ${limit} used; ${throttles} throttles`,
    );
}
