/* oxlint-disable no-console -- a benchmark prints its figures */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import type { ClientsOrder, Received } from "./fanout-clients.ts";
import type { FanoutOrder } from "./fanout-side.ts";

const perSecond = 10;
const items = 50;
const crowds = [1, 1_000, 10_000];

interface Rival {
  readonly name: string;
  readonly kind: string;
  readonly transport: "sse" | "ws";
}

const rivals: readonly Rival[] = [
  { name: "ours over WebSocket", kind: "ours", transport: "ws" },
  { name: "ours over SSE", kind: "ours", transport: "sse" },
  { name: "stock graphql-ws server", kind: "graphql-ws", transport: "ws" },
  { name: "stock Yoga over SSE", kind: "yoga", transport: "sse" },
  { name: "raw ws broadcast", kind: "broadcast", transport: "ws" },
];

interface Measured {
  readonly perCpuSecond: number;
  readonly p99Ms: number;
  readonly bytesEach: number;
  readonly missing: number;
}

async function askOf<Answer>(child: ChildProcess, order: FanoutOrder | ClientsOrder): Promise<Answer> {
  const answered = once(child, "message");
  child.send(order);
  return (await answered)[0] as Answer;
}

function start(file: string, ...args: string[]): ChildProcess {
  return fork(new URL(file, import.meta.url), args);
}

/** A server of a kind with so many subscribers, some of whom never read. */
async function gather(
  { kind, transport }: Rival,
  { reading, stuck = 0, bytes = 0 }: { reading: number; stuck?: number; bytes?: number },
) {
  const server = start("fanout-side.ts", kind, String(bytes));
  const [url] = (await once(server, "message")) as [string];
  const clients = start("fanout-clients.ts");
  const order = { transport, url: kind === "broadcast" ? `${url}/broadcast` : url };
  const open = (count: number, isReading: boolean) =>
    askOf<string>(clients, { ...order, open: count, reading: isReading });
  await open(1, false);
  await sleep(500);
  const before = await askOf<number>(server, "memory");
  await open(reading, true);
  if (stuck > 0) await open(stuck, false);
  while ((await askOf<number>(server, "subscribers")) < 1 + reading + stuck) await sleep(100);
  await sleep(1_500);
  const bytesEach = ((await askOf<number>(server, "memory")) - before) / (reading + stuck);
  await askOf<Received>(clients, "received");
  return { server, clients, bytesEach };
}

/** Lets a server tell something ten times a second, and waits until all of it has come. */
async function deliver(
  { server, clients }: { server: ChildProcess; clients: ChildProcess },
  count: number,
  reading: number,
): Promise<Received & { cpuSeconds: number }> {
  const before = await askOf<number>(server, "cpu");
  await askOf<number>(server, { publish: count, everyMs: 1_000 / perSecond });
  const told: { deliveries: number; delaysMs: number[]; closed: number } = {
    deliveries: 0,
    delaysMs: [],
    closed: 0,
  };
  for (let rounds = 0; rounds < 60 && told.deliveries < count * reading; rounds += 1) {
    await sleep(500);
    const more = await askOf<Received>(clients, "received");
    told.deliveries += more.deliveries;
    told.delaysMs.push(...more.delaysMs);
    told.closed = more.closed;
  }
  return { ...told, cpuSeconds: (await askOf<number>(server, "cpu")) - before };
}

function p99(delaysMs: readonly number[]): number {
  return delaysMs.toSorted((a, b) => a - b)[Math.floor(delaysMs.length * 0.99)] ?? NaN;
}

async function measure(rival: Rival, reading: number): Promise<Measured> {
  const crowd = await gather(rival, { reading });
  await deliver(crowd, 10, reading);
  const { deliveries, delaysMs, cpuSeconds } = await deliver(crowd, items, reading);
  crowd.server.disconnect();
  crowd.clients.disconnect();
  const missing = items * reading - deliveries;
  return { perCpuSecond: deliveries / cpuSeconds, p99Ms: p99(delaysMs), bytesEach: crowd.bytesEach, missing };
}

/** Prints what telling many the same costs a server, beside stock ones and the least that one can do. */
export async function printFanout(): Promise<void> {
  console.log(
    "\nOne item to many, ten items a second: deliveries per second of the server's processor, p99 of the delay, memory per subscriber:\n",
  );
  for (const count of crowds) {
    console.log(`  ${count.toLocaleString("en")} subscribers`);
    for (const rival of rivals) {
      const { perCpuSecond, p99Ms, bytesEach, missing } = await measure(rival, count);
      const memory = count === 1 ? "" : `${(bytesEach / 1_000).toFixed(0)} KB`;
      console.log(
        `    ${Math.round(perCpuSecond).toLocaleString("en").padStart(8)}  ${p99Ms.toFixed(0).padStart(6)} ms  ${memory.padStart(6)}  ${rival.name}${missing > 0 ? `; ${missing} not delivered` : ""}`,
      );
    }
  }
}

const readers = 500;
const stuckBytes = 20_000;

/** Prints what those who never read do to those who do. */
export async function printStuck(): Promise<void> {
  console.log(
    `\n${readers} subscribers who read, items of 20 KB, ten a second for half a minute, alone and beside ${readers} who never do:\n`,
  );
  for (const transport of ["ws", "sse"] as const)
    for (const stuck of [0, readers]) {
      const rival = { name: "", kind: "ours", transport };
      const crowd = await gather(rival, { reading: readers, stuck, bytes: stuckBytes });
      const { delaysMs, closed, deliveries } = await deliver(crowd, 300, readers);
      const held = (await askOf<number>(crowd.server, "memory")) / 1_000_000;
      const left = await askOf<number>(crowd.server, "subscribers");
      crowd.server.disconnect();
      crowd.clients.disconnect();
      const missing = 300 * readers - deliveries;
      console.log(
        `  p99 ${p99(delaysMs).toFixed(0)} ms, ${held.toFixed(0)} MB held, ${stuck === 0 ? "" : `${Math.max(0, left - readers)} of ${stuck} stuck ones are left, `}${closed} who read were closed${missing > 0 ? `, ${missing} not delivered` : ""}: ${transport}, ${stuck === 0 ? "alone" : "beside those who never read"}`,
      );
    }
}
