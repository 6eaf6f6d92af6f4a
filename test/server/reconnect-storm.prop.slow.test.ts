import { expect, it } from "vitest";

import { follow, type Follower, followTimes } from "../support/follower.ts";
import { startGateway } from "../support/gateway.ts";
import { heldBytes } from "../support/memory.ts";

const count = process.env["PROVE_RUNS"] ? 5_000 : 500;
const env = {
  IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: "20000",
  IVS_GRAPHQL_MAX_CONNECTIONS: "20000",
};

async function start() {
  const gateway = await startGateway({ time: "still", env });
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  const stage = gateway.emulator.stages.stage(arn);
  const open = (how: number, after?: (index: number) => string | undefined) =>
    followTimes(how, (index) => follow(gateway.url, { arn, after: after?.(index) }));
  const all = (followers: readonly Follower[], are: (follower: Follower) => boolean) =>
    gateway.until(() => followers.every(are));
  return { gateway, clock: gateway.clock, stage, open, all };
}

/** What a stage costs while so many follow it, who are all cut off for a while in the middle, or are not. */
async function play(how: number, isCut: boolean): Promise<{ calls: object; told: readonly string[][] }> {
  const { gateway, clock, stage, open, all } = await start();
  const before = await open(how);
  await clock.advance(3_000);
  stage.join({ participantId: "ana" });
  await clock.advance(5_000);
  await all(before, ({ events }) => events.length === 1);
  if (isCut) for (const { cut } of before) cut();
  await gateway.until(() => gateway.app.listeners().subscriptions === (isCut ? 0 : how));
  stage.join({ participantId: "ben" });
  await clock.advance(2_000);
  const after = isCut ? await open(how, (index) => before[index]?.cursor) : before;
  await all(after, ({ types }) => types.length > 0);
  await clock.advance(4_000);
  stage.join({ participantId: "cem" });
  await clock.advance(6_000);
  const told = before.map(({ events }, index) =>
    [...events, ...(isCut ? (after[index]?.events ?? []) : [])].map(({ participantId }) => participantId),
  );
  const { calls } = gateway.emulator;
  for (const { cut } of after) cut();
  await gateway.close();
  return { calls, told };
}

it(`${count} sockets that are dropped and come back miss nothing, are told nothing twice, and cost no call`, async () => {
  const calm = await play(1, false);
  const storm = await play(count, true);
  expect(calm.told).toEqual([["ana", "ben", "cem"]]);
  expect(new Set(storm.told.map((each) => each.join(" ")))).toEqual(new Set(["ana ben cem"]));
  expect(storm.told).toHaveLength(count);
  expect(storm.calls).toEqual(calm.calls);
}, 600_000);

it("a thousand subscriptions that are opened and closed while nothing happens leave nothing behind", async () => {
  const { gateway, clock, open, all } = await start();
  const round = async () => {
    const followers = await open(1_000);
    await all(followers, ({ types }) => types.length > 0);
    expect(gateway.app.listeners()).toEqual({ sockets: 1_000, subscriptions: 1_000 });
    expect(gateway.app.watches.activity()).toMatchObject({ topics: 1, readers: 1_000 });
    for (const { cut } of followers) cut();
    await gateway.until(() => gateway.app.listeners().sockets === 0);
    await clock.advance(60_000);
    expect(gateway.app.listeners()).toEqual({ sockets: 0, subscriptions: 0 });
    expect(gateway.app.watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
    gateway.logged.length = 0;
    return heldBytes().heap;
  };
  await round();
  const once = await round();
  const twice = await round();
  expect(twice - once).toBeLessThan(1_000_000);
}, 600_000);
