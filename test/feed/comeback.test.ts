import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { type Listener, overWebSocket } from "../support/listeners.ts";
import { ampleQuotas } from "../support/quotas.ts";

const log = `subscription ($arn: Arn!, $after: String) { stageEvents(stageArn: $arn, after: $after) {
  __typename cursor ... on ParticipantEventOccurred { replayed event { id participantId } } } }`;

/** Longer than a stage is watched on when nobody follows it: after that its log begins anew, as after a restart. */
const untilForgottenMs = 30_000;

async function start(env: Record<string, string> = {}) {
  const gateway = await startGateway({ time: "still", settings: { throttle: "off" }, env });
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  return { gateway, arn, stage: gateway.emulator.stages.stage(arn), clock: gateway.clock };
}

const types = ({ items }: Listener) => items.map(({ __typename }) => __typename as string);
const whom = (listeners: readonly Listener[]) =>
  new Set(listeners.flatMap(({ items }) => items.flatMap(({ event }) => event?.participantId ?? [])));

/** A session in which so many were, and which is over. */
async function session({ clock }: Gateway, stage: Awaited<ReturnType<typeof start>>["stage"], ids: string[]) {
  const people = ids.map((participantId) => stage.join({ participantId }));
  await clock.advance(3_000);
  for (const each of people) each.leave();
  await clock.advance(5_000);
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe("whoever comes back to a log that began anew", () => {
  it("is told of a gap where the sessions between would cost too much, and so is whoever comes with it", async () => {
    const { gateway, arn, stage, clock } = await start({ IVS_GRAPHQL_FEED_RECOVERY_CALLS: "20" });
    const before = await overWebSocket(gateway, log, { arn });
    await clock.advance(3_000);
    await session(gateway, stage, ["ana"]);
    await clock.advance(60_000);
    const after = before.items.at(-1).cursor;
    before.leave();
    await clock.advance(untilForgottenMs);
    for (let n = 0; n < 8; n += 1) await session(gateway, stage, named(`${n} `, 4));
    gateway.emulator.resetCalls();
    const both = [
      await overWebSocket(gateway, log, { arn, after }),
      await overWebSocket(gateway, log, { arn, after }),
    ];
    await clock.advance(60_000);
    for (const each of both) expect(types(each)).toContain("IvsFeedGap");
    const { ListParticipants = 0, ListParticipantEvents = 0 } = gateway.emulator.calls;
    expect(ListParticipants + ListParticipantEvents).toBeLessThanOrEqual(20);
    const third = await overWebSocket(gateway, log, { arn, after });
    gateway.emulator.resetCalls();
    await clock.advance(20_000);
    expect(types(third)).toContain("IvsFeedGap");
    expect(gateway.emulator.calls).not.toHaveProperty("ListParticipants");
  });

  it("loses nothing when it is cut off again before all between was read, whoever else follows", async () => {
    const quotas = ampleQuotas.replace("ListParticipantEvents=1000", "ListParticipantEvents=2");
    const { gateway, arn, stage, clock } = await start({ IVS_GRAPHQL_QUOTAS: quotas });
    const before = await overWebSocket(gateway, log, { arn });
    await clock.advance(3_000);
    await session(gateway, stage, ["ana"]);
    await clock.advance(60_000);
    before.leave();
    await clock.advance(untilForgottenMs);
    await session(gateway, stage, named("p", 20));
    await clock.advance(60_000);
    const host = stage.join({ participantId: "host" });
    const steady = await overWebSocket(gateway, log, { arn });
    await clock.advance(60_000);
    host.publish();
    await clock.advance(60_000);
    const cut = await overWebSocket(gateway, log, { arn, after: before.items.at(-1).cursor });
    await clock.advance(6_000);
    expect(whom([cut]).has("p19")).toBe(false);
    cut.leave();
    steady.leave();
    await clock.advance(untilForgottenMs);
    const last = await overWebSocket(gateway, log, { arn, after: cut.items.at(-1).cursor });
    await clock.advance(120_000);
    expect(types(last)).not.toContain("IvsFeedGap");
    expect(whom([before, cut, last])).toEqual(new Set(["ana", "host", ...named("p", 20)]));
  });

  it("loses nothing when it was sent what was executed for others, who do not wait for what it misses", async () => {
    const quotas = ampleQuotas.replace("ListParticipantEvents=1000", "ListParticipantEvents=2");
    const { gateway, arn, stage, clock } = await start({ IVS_GRAPHQL_QUOTAS: quotas });
    const before = await overWebSocket(gateway, log, { arn });
    await clock.advance(60_000);
    before.leave();
    await clock.advance(untilForgottenMs);
    await session(gateway, stage, ["ana"]);
    await clock.advance(60_000);
    const host = stage.join({ participantId: "host" });
    const others = [await overWebSocket(gateway, log, { arn }), await overWebSocket(gateway, log, { arn })];
    await clock.advance(60_000);
    host.publish();
    await clock.advance(60_000);
    const cut = await overWebSocket(gateway, log, { arn, after: before.items.at(-1).cursor });
    await gateway.until(() => whom([cut]).has("host"));
    for (const each of [cut, ...others]) each.leave();
    expect(whom([cut]).has("ana")).toBe(false);
    await clock.advance(untilForgottenMs);
    const last = await overWebSocket(gateway, log, { arn, after: cut.items.at(-1).cursor });
    await clock.advance(60_000);
    expect(types(last)).not.toContain("IvsFeedGap");
    expect(whom([last]).has("ana")).toBe(true);
  });

  it("is told nothing of what was over long before it first came, and costs no calls for it", async () => {
    const { gateway, arn, stage, clock } = await start();
    for (let n = 0; n < 20; n += 1) await session(gateway, stage, [`old ${n}`]);
    const before = await overWebSocket(gateway, log, { arn });
    await clock.advance(20_000);
    before.leave();
    await clock.advance(untilForgottenMs);
    await session(gateway, stage, ["ana"]);
    gateway.emulator.resetCalls();
    const back = await overWebSocket(gateway, log, { arn, after: before.items.at(-1).cursor });
    await clock.advance(10_000);
    expect(whom([back]).has("ana")).toBe(true);
    expect(whom([back]).has("old 0")).toBe(false);
    // Of hers, and of the last one before, which ended in the same second as what is new may have begun.
    expect(gateway.emulator.calls["ListParticipants"]).toBe(2);
  });
});

it("reads what a log has lost once for all who come back together", async () => {
  const quotas = ampleQuotas.replace("ListParticipantEvents=1000", "ListParticipantEvents=4");
  const calls = async (readers: number) => {
    const env = { IVS_GRAPHQL_JOURNAL_EVENTS: "100", IVS_GRAPHQL_QUOTAS: quotas };
    const { gateway, arn, stage, clock } = await start(env);
    const steady = await overWebSocket(gateway, log, { arn });
    await clock.advance(3_000);
    const hosts = named("p", 10).map((participantId) => stage.join({ participantId }));
    await clock.advance(10_000);
    const after = steady.items.at(-1).cursor;
    for (let n = 0; n < 6; n += 1) {
      for (const host of hosts) host.publish();
      await clock.advance(2_000);
      for (const host of hosts) host.unpublish();
      await clock.advance(2_000);
    }
    for (const host of hosts) host.leave();
    await clock.advance(60_000);
    gateway.emulator.resetCalls();
    const back: Listener[] = [];
    for (let n = 0; n < readers; n += 1) back.push(await overWebSocket(gateway, log, { arn, after }));
    await clock.advance(30_000);
    for (const each of back) expect(each.items.filter(({ event }) => event).length).toBeGreaterThan(120);
    return gateway.emulator.calls["ListParticipantEvents"] ?? 0;
  };
  expect(await calls(1)).toBe(10);
  expect(await calls(8)).toBeLessThanOrEqual(20);
});
