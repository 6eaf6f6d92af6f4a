import { expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { followWith } from "./world.ts";

const namesOf = (follower: ReturnType<typeof followWith>) =>
  follower.told.flatMap((each) => {
    if (each.kind !== "line") return [];
    return each.item.kind === "event" ? [each.item.event.name] : [each.item.kind];
  });

it("calls nothing while nobody follows", async () => {
  const { clock, emulator } = await startGateway({ time: "still" });
  const stage = emulator.stages.stage(emulator.stages.create({ name: "studio" }).arn);
  stage.join({ participantId: "ana" });
  await clock.advance(60_000);
  expect(emulator.calls).toEqual({});
});

it("looks at once where a mutation changed something", async () => {
  const gateway = await startGateway({ time: "still", env: { IVS_GRAPHQL_FEED_INTERVAL_MS: "60000" } });
  const { app, clock, emulator } = gateway;
  const { arn } = emulator.stages.create({ name: "studio" });
  emulator.stages.stage(arn).join({ participantId: "ana" });
  const follower = followWith(app.watches, app.watches.stageLog(arn));
  await clock.advance(20_000);
  expect(namesOf(follower)).toEqual(["sessionStarted", "JOINED"]);
  const asked = gateway.query(
    `mutation ($input: DisconnectParticipantInput!) { disconnectParticipant(input: $input) { __typename } }`,
    { input: { stageArn: arn, participantId: "ana" } },
  );
  await clock.advance(2_500);
  const { data } = await asked;
  expect(data.disconnectParticipant.__typename).toBe("DisconnectParticipantPayload");
  expect(namesOf(follower).slice(2)).toContain("LEFT");
  await clock.advance(1_500);
  expect(app.watches.presences.of(arn)?.everybody()).toEqual([]);
});

it("tells those who follow that it is over, with the place from which to go on", async () => {
  const { app, clock, emulator } = await startGateway({ time: "still" });
  const { arn } = emulator.stages.create({ name: "studio" });
  const follower = followWith(app.watches, app.watches.stageLog(arn));
  await clock.advance(5_000);
  await app.close();
  await clock.settle();
  expect(follower.told.at(-1)).toMatchObject({
    kind: "closing",
    reason: "draining",
    position: { epoch: expect.any(String), seq: 0 },
  });
  expect(follower.isDone).toBe(true);
  expect(clock.nextTimerAt()).toBeUndefined();
});

it("ends with the stage, and says whether all could be read", async () => {
  for (const [deletedStageReadableMs, complete] of [
    [3_600_000, true],
    [0, false],
  ] as const) {
    const { app, clock, emulator } = await startGateway({
      time: "still",
      settings: { deletedStageReadableMs },
    });
    const { arn } = emulator.stages.create({ name: "studio" });
    const stage = emulator.stages.stage(arn);
    stage.join({ participantId: "ana" }).publish();
    const follower = followWith(app.watches, app.watches.stageLog(arn));
    await clock.advance(5_000);
    stage.delete();
    await clock.advance(30_000);
    expect(follower.isDone).toBe(true);
    expect(follower.told.at(-1)).toMatchObject({ kind: "line", item: { kind: "stageDeleted", complete } });
    expect(namesOf(follower).includes("LEFT")).toBe(complete);
    // Whoever comes later is told too.
    const late = followWith(app.watches, app.watches.stageLog(arn));
    await clock.advance(30_000);
    expect(late.told.at(-1)).toMatchObject({ kind: "line", item: { kind: "stageDeleted" } });
    expect(late.isDone).toBe(true);
    await clock.advance(30_000);
    emulator.resetCalls();
    await clock.advance(60_000);
    expect(emulator.calls).toEqual({});
  }
});
