import {
  GetStageSessionCommand,
  ListStageSessionsCommand,
  paginateListStageSessions,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { failureOf, start, startAt } from "./start.ts";

const unknownSession = "st-abcdefghijklm";

test("a session opens with the first join and closes a while after the last leave", async () => {
  const { client, emulator, clock } = await start({ settings: { sessionLingerMs: 5000 } });
  const { arn } = emulator.stages.create();
  const stage = emulator.stages.stage(arn);
  clock.moveTo(250);
  const ana = stage.join();
  const ben = stage.join();
  const read = async () => {
    const { stageSessions = [] } = await client.send(new ListStageSessionsCommand({ stageArn: arn }));
    const { stageSession } = await client.send(
      new GetStageSessionCommand({ stageArn: arn, sessionId: ana.sessionId }),
    );
    expect(stageSessions).toEqual([stageSession]);
    return stageSession;
  };

  expect(ben.sessionId).toBe(ana.sessionId);
  expect(await read()).toEqual({ sessionId: ana.sessionId, startTime: new Date(startAt + 250) });
  ana.leave();
  clock.moveTo(60_000);
  expect(await read()).not.toHaveProperty("endTime");
  ben.leave();
  clock.moveTo(64_999);
  expect(stage.read().activeSessionId).toBe(ana.sessionId);
  clock.moveTo(65_000);
  expect(stage.read().activeSessionId).toBeUndefined();
  expect(await read()).toMatchObject({ endTime: new Date(startAt + 65_000) });
});

test("whoever joins while a session lingers keeps it open", async () => {
  const { emulator, clock } = await start({ settings: { sessionLingerMs: 5000 } });
  const stage = emulator.stages.stage(emulator.stages.create().arn);
  const first = stage.join();
  first.leave();
  clock.moveTo(4999);
  const second = stage.join();
  clock.moveTo(100_000);
  expect(second.sessionId).toBe(first.sessionId);
  expect(stage.read().activeSessionId).toBe(first.sessionId);
  second.leave();
  clock.moveTo(105_000);
  expect(stage.join().sessionId).not.toBe(first.sessionId);
});

test("a session without participants stays open until somebody has left", async () => {
  const { emulator, clock } = await start();
  const stage = emulator.stages.stage(emulator.stages.create().arn);
  const sessionId = stage.startSession();
  clock.moveTo(3_600_000);
  expect(stage.read().activeSessionId).toBe(sessionId);
  stage.join().leave();
  clock.moveTo(3_601_000);
  expect(stage.read().activeSessionId).toBeUndefined();
});

test("the driver's end of a session throws everybody out", async () => {
  const { emulator } = await start();
  const stage = emulator.stages.stage(emulator.stages.create().arn);
  const ana = stage.join();
  expect(stage.endSession()).toBe(ana.sessionId);
  expect(ana.read().state).toBe("DISCONNECTED");
  expect(stage.endSession()).toBeUndefined();
});

test("ListStageSessions pages through all that are remembered, the last hundred", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const stage = emulator.stages.stage(arn);
  const ids = Array.from({ length: 101 }, () => {
    const sessionId = stage.startSession();
    stage.endSession();
    return sessionId;
  });

  const seen: (string | undefined)[] = [];
  for await (const page of paginateListStageSessions({ client, pageSize: 7 }, { stageArn: arn })) {
    expect(page.stageSessions?.length).toBeLessThanOrEqual(7);
    seen.push(...(page.stageSessions ?? []).map(({ sessionId }) => sessionId));
  }
  expect(seen).toEqual(ids.slice(1));
  const { stageSessions } = await client.send(new ListStageSessionsCommand({ stageArn: arn }));
  expect(stageSessions).toHaveLength(50);
  const all = await client.send(new ListStageSessionsCommand({ stageArn: arn, maxResults: 100 }));
  expect(all.stageSessions).toHaveLength(100);
  expect(all.nextToken).toBeUndefined();
});

test("a session that is not the stage's is not found", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const other = emulator.stages.stage(emulator.stages.create().arn).startSession();
  const failing = (stageArn: string, sessionId: string) =>
    failureOf(client.send(new GetStageSessionCommand({ stageArn, sessionId })));

  for (const [stageArn, sessionId] of [
    [arn, unknownSession],
    [arn, other],
    [`${arn}x`, other],
  ] as const)
    await expect(failing(stageArn, sessionId)).resolves.toMatchObject({
      name: "ResourceNotFoundException",
      status: 404,
    });
  for (const foreign of [
    arn.replace("us-west-2", "us-east-1"),
    arn.replace("123456789012", "999999999999"),
  ]) {
    await expect(failing(foreign, other)).resolves.toMatchObject({
      name: "AccessDeniedException",
      status: 403,
    });
    await expect(
      failureOf(client.send(new ListStageSessionsCommand({ stageArn: foreign }))),
    ).resolves.toMatchObject({ name: "AccessDeniedException" });
  }
});
