import { expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

const nested = `query ($arn: Arn!) { stage(arn: $arn) { name asOf stale endpoints { whip }
  activeSession { startTime participants { nodes { userId state attributes { key value } } } }
  compositions { nodes { arn } } ingestConfigurations { nodes { arn } } } stages { nodes { name } } }`;

/** What so many clients cost who ask the same every second for a minute. */
async function costOf(clients: number) {
  const gateway = await startGateway({ env: { IVS_GRAPHQL_CACHE_BYTES: "64000000" }, time: "still" });
  const { arn } = gateway.emulator.stages.create({ name: "target" });
  for (const userId of ["alice", "bob"]) gateway.emulator.stages.stage(arn).join({ userId });
  gateway.emulator.resetCalls();
  for (let second = 0; second < 60; second += 1) {
    const asked = Array.from({ length: clients }, () => gateway.query(nested, { arn }));
    await gateway.clock.advance(1_000);
    for (const { errors, data } of await Promise.all(asked)) {
      expect(errors).toBeUndefined();
      expect(data.stage.activeSession.participants.nodes).toHaveLength(2);
    }
  }
  return gateway.emulator.calls;
}

it(
  "a thousand clients who ask the same every second for a minute cost what one costs",
  { timeout: 600_000 },
  async () => {
    const one = await costOf(1);
    expect(one).toMatchObject({ GetStage: 30, ListStages: 30, ListParticipants: 60 });
    expect(await costOf(1_000)).toEqual(one);
  },
);
