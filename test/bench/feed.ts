/* oxlint-disable no-console -- a benchmark prints its figures */
import { createManualClock } from "../../src/clock.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { createLog } from "../../src/log.ts";
import { createWatches } from "../../src/watches.ts";
import { createCrowd } from "../feed/crowd.ts";
import { createShortWay, pass } from "../feed/in-process.ts";

/** What two looks at a list show, what publishers do, and what nobody can see coming. */
const classes = ["visible", "publishing", "hidden"] as const;
type Class = (typeof classes)[number];

function classOf({ name, isBrief }: Pick<Happened, "name" | "isBrief">): Class {
  if (name === "JOINED" || name === "LEFT") return isBrief ? "hidden" : "visible";
  return name.startsWith("PUBLISH") ? "publishing" : "hidden";
}

/** An event: when it happened to whom. Instants of the monotonic clock. */
interface Happened {
  readonly stage: number;
  readonly person: string;
  readonly name: string;
  readonly at: number;
  /** Whether it was undone so soon that no two looks need show it. */
  isBrief: boolean;
}

interface Measured {
  readonly delays: Readonly<Record<Class, number[]>>;
  readonly missing: number;
  readonly calls: number;
}

const publishers = 12;
const windowMs = 600_000;
/** Nobody waits longer for the rounds to begin: what is left unread by then is so on every following day too. */
const mostBaselineMs = 900_000;
const callsPerSecond = 4;
/** Who is back so soon may not have been missed. */
const briefMs = 10_000;

/** Ten minutes of a stage: one in a hundred comes or goes a minute, publishers start and stop twice a minute, and so many others subscribe. */
function plan(
  connected: number,
  stages: number,
  random: () => number,
): { at: number; does: string; stage: number; index: number }[] {
  const moves: { at: number; does: string; stage: number; index: number }[] = [];
  const add = (does: string, stage: number, perMinute: number, pick: () => number) => {
    const count = Math.round((perMinute * windowMs) / 60_000);
    for (let index = 0; index < count; index += 1)
      moves.push({ at: random() * windowMs, does, stage, index: pick() });
  };
  const hosts = Math.min(publishers, Math.ceil(connected / 4));
  for (let stage = 0; stage < stages; stage += 1) {
    const viewer = () => hosts + Math.floor(random() * (connected - hosts));
    add("comeOrGo", stage, Math.max(1, Math.min(60 / stages, connected / 50)), viewer);
    add("publish", stage, hosts / 2, () => Math.floor(random() * hosts));
    add("subscribe", stage, Math.max(2, 60 / stages), viewer);
  }
  return moves.toSorted((a, b) => a.at - b.at);
}

async function measure(
  connected: number,
  stages: number,
  withHints: boolean,
): Promise<{ ours: Measured; events: Happened[] }> {
  const clock = createManualClock(Date.parse("2026-07-01T10:00:00Z"));
  const random = createRandom(connected * 100 + stages, "bench").next;
  const hints = createHints(clock);
  const crowd = createCrowd(clock, stages, (hint) => withHints && clock.after(500, () => hints.give(hint)));
  for (const arn of crowd.arns)
    for (let index = 0; index < connected; index += 1) {
      crowd.join(arn, `p${index}`);
      if (index < Math.min(publishers, Math.ceil(connected / 4))) crowd.publish(arn, `p${index}`, true);
    }
  const way = createShortWay(crowd.answer, { clock, random, longestDelayMs: 40, failing: () => 0 });
  const journal = createMemoryJournal<unknown>(
    { events: 10_000, keepMs: 600_000, bytes: 100_000_000 },
    clock,
  );
  const leases = createLocalLeases();
  const watches = createWatches({
    upstream: way,
    journal,
    leases,
    hints,
    clock,
    random,
    log: createLog({ level: "silent" }),
    times: { lingerMs: 0, checkpointMs: 60_000, recoveryCalls: 0 },
  });
  const events: Happened[] = [];
  const firstTold = new Map<string, number>();
  const startOf = { at: 0 };
  const readers = crowd.arns.map((arn, stage) => {
    const reader = watches.feed.follow(watches.stageLog(arn));
    const run = async () => {
      for await (const each of reader)
        if (each.kind === "line" && each.item.kind === "event") {
          const { participantId, name = "", eventTime } = each.item.event;
          // Whole seconds: what happened in one is told together.
          const key = `${stage} ${participantId} ${name} ${eventTime}`;
          if (!firstTold.has(key)) firstTold.set(key, clock.monotonic());
        }
    };
    void run();
    return reader;
  });
  await pass(clock, Math.min(mostBaselineMs, (connected * stages * 1_250) / callsPerSecond + 60_000));
  startOf.at = clock.monotonic();
  const before = way.arrivals.length;
  const gone = new Set<string>();
  for (const { at, does, stage, index } of plan(connected, stages, random)) {
    await pass(clock, startOf.at + at - clock.monotonic());
    const arn = crowd.arns[stage] ?? "";
    const id = `p${index}`;
    if (does === "comeOrGo") {
      const key = `${stage} ${id}`;
      if (gone.delete(key)) crowd.join(arn, id);
      else {
        gone.add(key);
        crowd.leave(arn, id);
      }
    } else if (gone.has(`${stage} ${id}`)) continue;
    else if (does === "publish") crowd.publish(arn, id, !crowd.isPublishing(arn, id));
    else crowd.subscribe(arn, id, true, `p${Math.floor(random() * publishers)}`);
    const name = crowd.eventsOf(arn, id).at(-1)?.name ?? "";
    const event = { stage, person: id, name, at: clock.monotonic(), isBrief: false };
    const undone =
      does === "comeOrGo" && events.findLast((each) => each.stage === stage && each.person === id);
    if (undone && event.at - undone.at < briefMs) undone.isBrief = event.isBrief = true;
    events.push(event);
  }
  await pass(clock, startOf.at + windowMs - clock.monotonic());
  const calls = way.arrivals.length - before;
  await pass(clock, windowMs);

  const delays: Record<Class, number[]> = { visible: [], publishing: [], hidden: [] };
  let missing = 0;
  const wallStart = clock.now() - clock.monotonic();
  for (const event of events) {
    const { stage, person, name, at } = event;
    const wall = wallStart + at;
    const key = `${stage} ${person} ${name} ${new Date(wall - (wall % 1_000)).toISOString()}`;
    const toldAt = firstTold.get(key);
    if (toldAt === undefined) missing += 1;
    else delays[classOf(event)].push(Math.max(0, toldAt - at));
  }
  for (const reader of readers) await reader.return?.();
  await watches.close();
  hints.close();
  await leases.close();
  await journal.close();
  return { ours: { delays, missing, calls }, events };
}

/** Everybody in turn, four a second. */
function roundRobin(events: readonly Happened[], people: number, random: () => number): Measured {
  const delays: Record<Class, number[]> = { visible: [], publishing: [], hidden: [] };
  const roundMs = (people * 1_000) / callsPerSecond;
  for (const event of events) delays[classOf(event)].push(random() * roundMs);
  return { delays, missing: 0, calls: (windowMs / 1_000) * callsPerSecond };
}

/** Somebody who knows when something has happened, asks then, and is held up by the quota alone. */
function oracle(events: readonly Happened[]): Measured {
  const delays: Record<Class, number[]> = { visible: [], publishing: [], hidden: [] };
  let freeAt = 0;
  for (const event of events) {
    freeAt = Math.max(event.at, freeAt + 1_000 / callsPerSecond);
    delays[classOf(event)].push(freeAt - event.at);
  }
  return { delays, missing: 0, calls: events.length };
}

function figures(delays: readonly number[]): string {
  if (delays.length === 0) return "-".padStart(20);
  const sorted = delays.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return [mean, at(0.95), at(0.99)]
    .map((ms) => (ms / 1_000).toFixed(1).padStart(6))
    .join(" ")
    .padStart(20);
}

function row(name: string, { delays, missing, calls }: Measured, events: number): string {
  const columns = classes.map((each) => figures(delays[each])).join(" |");
  return `  ${name.padEnd(26)} |${columns} | ${(calls / Math.max(1, events)).toFixed(1).padStart(6)} | ${missing}`;
}

/** Prints how late events are told, in seconds of virtual time, beside asking everybody in turn and beside somebody who knows when to ask. */
export async function printFeed(
  sizes: readonly number[] = [12, 50, 200, 1_000, 5_000],
  counts: readonly number[] = [1, 5, 20],
): Promise<void> {
  console.log(
    "\nHow late an event is told, in seconds: mean, p95 and p99 (visible | publishing | hidden | calls an event | not told within ten minutes)\n",
  );
  for (const stages of counts)
    for (const connected of sizes) {
      const random = createRandom(1, "robin").next;
      const without = await measure(connected, stages, false);
      const withHints = await measure(connected, stages, true);
      const count = without.events.length;
      console.log(`${connected} connected on each of ${stages}:`);
      console.log(row("the feed", without.ours, count));
      console.log(row("the feed with hints", withHints.ours, withHints.events.length));
      console.log(row("everybody in turn", roundRobin(without.events, connected * stages, random), count));
      console.log(row("knowing when to ask", oracle(without.events), count));
    }
}
