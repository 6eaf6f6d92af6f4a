import { expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createPace } from "../../src/domains/participant/watch-pace.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { createLog } from "../../src/log.ts";
import { createWatches } from "../../src/watches.ts";
import { createCrowd } from "./crowd.ts";
import { createShortWay, pass } from "./in-process.ts";
import { followWith, usualBounds } from "./world.ts";

const publishers = 10;
const connected = 60;
const settleInMs = 60_000;
const watchedMs = 60_000;
/** So many seconds after one another those who publish begin or end to. */
const togglesEvery = 5;

/** What the events of each are asked for, in a room where those who publish begin and end, and one in a while of all others does something. */
async function roomWith(withHints: boolean) {
  const clock = createManualClock(Date.parse("2026-07-01T10:00:00Z"));
  const hints = createHints(clock);
  const crowd = createCrowd(clock, 1, (hint) => withHints && clock.after(500, () => hints.give(hint)));
  const [arn = ""] = crowd.arns;
  for (let n = 0; n < connected; n += 1) {
    crowd.join(arn, `p${n}`);
    if (n < publishers) crowd.publish(arn, `p${n}`, true);
  }
  const readsOf = new Map<string, number>();
  const answer: typeof crowd.answer = (operation, input) => {
    const { participantId } = input as { participantId?: string };
    if (operation === "ListParticipantEvents" && participantId !== undefined)
      readsOf.set(participantId, (readsOf.get(participantId) ?? 0) + 1);
    return crowd.answer(operation, input);
  };
  const way = createShortWay(answer, { clock, random: () => 0.5, longestDelayMs: 40, failing: () => 0 });
  const journal = createMemoryJournal<unknown>(usualBounds, clock);
  const leases = createLocalLeases();
  const watches = createWatches({
    upstream: way,
    journal,
    leases,
    hints,
    clock,
    random: () => 0.5,
    log: createLog({ level: "silent" }),
    times: { lingerMs: 0, checkpointMs: 60_000, recoveryCalls: 0 },
  });
  const reader = followWith(watches, watches.stageLog(arn));
  for (let second = 0; second * 1_000 < settleInMs + watchedMs; second += 1) {
    if (second * 1_000 === settleInMs) readsOf.clear();
    const turn = second / togglesEvery;
    const host = `p${turn % publishers}`;
    if (Number.isInteger(turn)) crowd.publish(arn, host, !crowd.isPublishing(arn, host));
    crowd.subscribe(arn, `p${publishers + (second % (connected - publishers))}`, true, "p0");
    await pass(clock, 1_000);
  }
  await pass(clock, 60_000);
  const reads = Array.from({ length: connected }, (_, n) => readsOf.get(`p${n}`) ?? 0);
  const sum = (some: number[]) => some.reduce((all, each) => all + each, 0);
  const told = reader.events.length;
  await reader.leave();
  await watches.close();
  hints.close();
  await leases.close();
  await journal.close();
  return { share: sum(reads.slice(0, publishers)) / sum(reads), reads, told, recorded: crowd.recorded };
}

it("reads those who publish first where only looking tells of them, and everybody alike where hints do", async () => {
  const looking = await roomWith(false);
  expect(looking.share).toBeGreaterThan(0.4);
  expect(looking.share).toBeLessThan(0.6);
  const hinted = await roomWith(true);
  expect(hinted.share).toBeLessThan(0.3);
  for (const { told, recorded } of [looking, hinted]) expect(told).toBe(recorded);
});

it("reads those who publish less often the longer nothing happens to them, and never forgets them", () => {
  let now = 0;
  const pace = createPace(() => now);
  const sizes = { hot: 12, active: 0, quiet: 1_000 };
  const shares: number[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    shares.push(pace.hotShare(sizes));
    now += 60_000;
    const read = { unreadMs: 60_000, isForeseen: false, isHinted: false, isPublishing: false };
    for (let n = 0; n < sizes.hot; n += 1) pace.noted({ ...read, ring: "hot", found: 0 });
    for (let n = 0; n < 30; n += 1) pace.noted({ ...read, ring: "quiet", found: 1 });
  }
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.at(-1)).toBe(0.25);
});
