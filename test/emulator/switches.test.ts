import {
  GetParticipantCommand,
  GetStageCommand,
  GetStageSessionCommand,
  ListParticipantEventsCommand,
  ListParticipantReplicasCommand,
  ListParticipantsCommand,
  ListStageSessionsCommand,
  ListStagesCommand,
  ListTagsForResourceCommand,
  StartParticipantReplicationCommand,
  TagResourceCommand,
  paginateListStages,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { EmulatorSettings } from "../../src/emulator/server.ts";
import { failureOf, raw, start, startAt, type Started } from "./start.ts";

const unknownSession = "st-abcdefghijklm";

async function withEvents(settings: Partial<EmulatorSettings>) {
  const started = await start({ settings });
  const { arn: stageArn } = started.emulator.stages.create();
  const ana = started.emulator.stages.stage(stageArn).join();
  const at = { stageArn, sessionId: ana.sessionId, participantId: ana.participantId };
  return {
    ...started,
    ana,
    at,
    async events() {
      const { events = [] } = await started.client.send(new ListParticipantEventsCommand(at));
      return events;
    },
  };
}

async function pagesOf({ client }: Pick<Started, "client">, pageSize: number): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of paginateListStages({ client, pageSize }, {}))
    pages.push((page.stages ?? []).map(({ name = "" }) => name));
  return pages;
}

function fill({ emulator }: Pick<Started, "emulator">, count: number): void {
  for (let index = 0; index < count; index += 1) emulator.stages.create({ name: `${index}` });
}

for (const [eventOrder, expected] of [
  ["newest", ["LEFT", "PUBLISH_STOPPED", "PUBLISH_STARTED", "JOINED"]],
  ["oldest", ["JOINED", "PUBLISH_STARTED", "PUBLISH_STOPPED", "LEFT"]],
] as const)
  test(`eventOrder ${eventOrder} is the order of events, whatever listOrder is`, async () => {
    const { ana, events } = await withEvents({ eventOrder, listOrder: "shuffled" });
    ana.publish();
    ana.leave();
    expect((await events()).map(({ name }) => name)).toEqual(expected);
  });

test("events may be shuffled", async () => {
  const { ana, events } = await withEvents({ eventOrder: "shuffled", wholeSecondEvents: false });
  ana.publish();
  ana.leave();
  const names = (await events()).map(({ name }) => name);
  const inOrder = ["JOINED", "PUBLISH_STARTED", "PUBLISH_STOPPED", "LEFT"];
  expect(names.toSorted()).toEqual(inOrder.toSorted());
  expect(names).not.toEqual(inOrder);
  expect(names).not.toEqual(inOrder.toReversed());
});

for (const [listOrder, expected] of [
  ["created", [0, 1, 2, 3, 4]],
  ["newest", [4, 3, 2, 1, 0]],
] as const)
  test(`listOrder ${listOrder} is the order of sessions, participants and replicas`, async () => {
    const { client, emulator } = await start({ settings: { listOrder } });
    const { arn } = emulator.stages.create();
    const stage = emulator.stages.stage(arn);
    const sessions = Array.from({ length: 5 }, () => {
      stage.endSession();
      return stage.startSession();
    });
    const people = Array.from({ length: 5 }, () => stage.join());
    const [host] = people;
    host?.publish();
    const destinations = Array.from({ length: 5 }, () => emulator.stages.create().arn);
    const from = { sourceStageArn: arn, participantId: host?.participantId };
    for (const destinationStageArn of destinations)
      await client.send(new StartParticipantReplicationCommand({ ...from, destinationStageArn }));

    const at = { stageArn: arn, sessionId: sessions.at(-1) };
    const listed = {
      sessions: (await client.send(new ListStageSessionsCommand(at))).stageSessions,
      people: (await client.send(new ListParticipantsCommand(at))).participants,
      replicas: (await client.send(new ListParticipantReplicasCommand(from))).replicas,
    };

    const ids = people.map(({ participantId }) => participantId);
    expect(listed.sessions?.map(({ sessionId = "" }) => sessions.indexOf(sessionId))).toEqual(expected);
    expect(listed.people?.map(({ participantId = "" }) => ids.indexOf(participantId))).toEqual(expected);
    expect(
      listed.replicas?.map(({ destinationStageArn = "" }) => destinations.indexOf(destinationStageArn)),
    ).toEqual(expected);
  });

test("without wholeSecondEvents events tell milliseconds", async () => {
  const { ana, events, clock } = await withEvents({ wholeSecondEvents: false });
  clock.moveTo(1_234);
  ana.publish();
  expect((await events())[0]?.eventTime).toEqual(new Date(startAt + 1_234));
});

test("events are listed eventDelayMs after they happened", async () => {
  const { ana, events, clock } = await withEvents({ eventDelayMs: 2_000 });
  clock.moveTo(1_000);
  ana.publish();
  expect(await events()).toEqual([]);
  clock.moveTo(2_000);
  expect((await events()).map(({ name }) => name)).toEqual(["JOINED"]);
  clock.moveTo(3_000);
  expect(await events()).toHaveLength(2);
});

test("reads are readLagMs behind the writes, every kind of them", async () => {
  const { client, emulator, clock } = await start({ settings: { readLagMs: 500 } });
  clock.moveTo(1_000);
  const { arn } = emulator.stages.create({ name: "new" });
  const ana = emulator.stages.stage(arn).join();
  const at = { stageArn: arn, sessionId: ana.sessionId, participantId: ana.participantId };
  clock.moveTo(1_499);
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({ stages: [] });
  for (const call of [
    () => client.send(new GetStageCommand({ arn })),
    () => client.send(new GetStageSessionCommand(at)),
    () => client.send(new GetParticipantCommand(at)),
    () => client.send(new ListTagsForResourceCommand({ resourceArn: arn })),
  ])
    await expect(failureOf(call())).resolves.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(client.send(new ListStageSessionsCommand(at))).resolves.toMatchObject({ stageSessions: [] });

  clock.moveTo(1_500);
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({
    stages: [{ arn, activeSessionId: ana.sessionId }],
  });
  ana.publish();
  await client.send(new TagResourceCommand({ resourceArn: arn, tags: { k: "v" } }));
  const seen = async () => {
    const { participant } = await client.send(new GetParticipantCommand(at));
    const { events } = await client.send(new ListParticipantEventsCommand(at));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    return { published: participant?.published, events: events?.length, tags };
  };
  clock.moveTo(1_999);
  expect(await seen()).toEqual({ published: false, events: 1, tags: {} });
  clock.moveTo(2_000);
  expect(await seen()).toEqual({ published: true, events: 2, tags: { k: "v" } });
});

test("reads lag behind what happens by itself too, and catch up", async () => {
  const { client, emulator, clock } = await start({ settings: { readLagMs: 500, sessionLingerMs: 1_000 } });
  const { arn } = emulator.stages.create();
  emulator.stages.stage(arn).join().leave();
  const live = async () => {
    const { stage } = await client.send(new GetStageCommand({ arn }));
    return stage?.activeSessionId !== undefined;
  };
  clock.moveTo(1_499);
  expect(emulator.stages.stage(arn).read().activeSessionId).toBeUndefined();
  expect(await live()).toBe(true);
  clock.moveTo(1_500);
  expect(await live()).toBe(false);
});

test("a crowd can be read a minute behind, for minutes, with a few hundred megabytes", async () => {
  const { client, clock } = await start({ scenario: "crowd", settings: { readLagMs: 60_000 } });
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  clock.moveTo(120_000);
  expect(used() - before).toBeLessThan(512 * 2 ** 20);
  const { stages } = await client.send(new ListStagesCommand({}));
  expect(stages).toHaveLength(1);
}, 30_000);

test("changes in quick succession are seen with the first of them, and never later than the lag", async () => {
  const { client, emulator, clock } = await start({ settings: { readLagMs: 3_200 } });
  const seen = async () => (await client.send(new ListStagesCommand({}))).stages?.map(({ name }) => name);
  for (const [at, name] of [
    [1_000, "a"],
    [1_050, "b"],
    [1_099, "c"],
    [1_100, "d"],
    [1_500, "e"],
  ] as const) {
    clock.moveTo(at);
    emulator.stages.create({ name });
  }
  for (const [at, names] of [
    [4_199, []],
    [4_200, ["a"]],
    [4_250, ["a", "b", "c"]],
    [4_300, ["a", "b", "c", "d"]],
    [4_700, ["a", "b", "c", "d", "e"]],
  ] as const) {
    clock.moveTo(at);
    expect(await seen()).toEqual(names);
  }
});

test("the lag can be set and taken back while the emulator runs", async () => {
  const { client, emulator, clock } = await start();
  const settings = (readLagMs: number) =>
    raw(emulator, "PATCH", "/_emulator/settings", JSON.stringify({ readLagMs }), {});
  const count = async () => (await client.send(new ListStagesCommand({}))).stages?.length;
  emulator.stages.create();
  await settings(1_000);
  clock.moveTo(10);
  emulator.stages.create();
  expect(await count()).toBe(1);
  await settings(0);
  expect(await count()).toBe(2);
  await settings(1_000);
  expect(await count()).toBe(2);
});

test("pages may be short", async () => {
  const started = await start({ settings: { pageFill: "short" } });
  fill(started, 5);
  expect(await pagesOf(started, 3)).toEqual([["0", "1"], ["2", "3"], ["4"]]);
});

test("every other page may be empty, the last one too", async () => {
  const started = await start({ settings: { pageFill: "empty" } });
  fill(started, 3);
  expect(await pagesOf(started, 2)).toEqual([["0", "1"], [], ["2"], []]);
});

test("rows may come again at the beginning of the next page", async () => {
  const started = await start({ settings: { repeatRows: true } });
  fill(started, 5);
  expect(await pagesOf(started, 3)).toEqual([
    ["0", "1", "2"],
    ["2", "3", "4"],
  ]);
  expect(await pagesOf(started, 1)).toHaveLength(5);
});

for (const [unknownParent, expected] of [
  ["empty", undefined],
  ["validation", { name: "ValidationException", status: 400 }],
  ["notFound", { name: "ResourceNotFoundException", status: 404 }],
] as const)
  test(`lists of what does not exist answer with ${expected?.name ?? "nothing to see"} when unknownParent is ${unknownParent}`, async () => {
    const { client, emulator } = await start({ settings: { unknownParent } });
    const { arn } = emulator.stages.create();
    const { sessionId } = emulator.stages.stage(arn).join();
    const nowhere = { stageArn: `${arn}x`, sessionId, participantId: "p" };
    const noSession = { stageArn: arn, sessionId: unknownSession, participantId: "p" };
    for (const call of [
      () => client.send(new ListStageSessionsCommand(nowhere)),
      () => client.send(new ListParticipantsCommand(nowhere)),
      () => client.send(new ListParticipantEventsCommand(nowhere)),
      () => client.send(new ListParticipantReplicasCommand({ ...nowhere, sourceStageArn: nowhere.stageArn })),
      () => client.send(new ListParticipantsCommand(noSession)),
      () => client.send(new ListParticipantEventsCommand(noSession)),
      () => client.send(new ListParticipantEventsCommand({ ...noSession, sessionId })),
    ]) {
      const failure = await failureOf(call());
      expect(failure && { name: failure.name, status: failure.status }).toEqual(expected);
    }
    await expect(
      failureOf(client.send(new ListParticipantReplicasCommand({ sourceStageArn: arn, participantId: "p" }))),
    ).resolves.toBeUndefined();
  });

test("what went on on a deleted stage can be read for deletedStageReadableMs", async () => {
  const { client, emulator, clock } = await start({ settings: { deletedStageReadableMs: 1_000 } });
  const { arn: stageArn } = emulator.stages.create();
  const ana = emulator.stages.stage(stageArn).join();
  const at = { stageArn, sessionId: ana.sessionId, participantId: ana.participantId };
  emulator.stages.stage(stageArn).delete();
  const reads = () =>
    Promise.all(
      [
        client.send(new GetStageSessionCommand(at)),
        client.send(new GetParticipantCommand(at)),
        client.send(new GetStageCommand({ arn: stageArn })),
      ].map(async (call) => (await failureOf(call))?.name),
    );
  const events = async () => (await client.send(new ListParticipantEventsCommand(at))).events?.length;

  clock.moveTo(999);
  expect(await reads()).toEqual([undefined, undefined, "ResourceNotFoundException"]);
  expect(await events()).toBe(2);
  clock.moveTo(1_000);
  expect(await reads()).toEqual(Array.from({ length: 3 }, () => "ResourceNotFoundException"));
  expect(await events()).toBe(0);
});

test("a fixed second begins with the clock's", async () => {
  const { client, clock } = await start({
    settings: { throttle: "TooManyRequests429", throttleWindow: "fixedSecond" },
  });
  const admitted = async (count: number) => {
    const failures = await Promise.all(
      Array.from({ length: count }, () => failureOf(client.send(new ListStagesCommand({})))),
    );
    return failures.filter((failure) => failure === undefined).length;
  };
  clock.moveTo(900);
  expect(await admitted(7)).toBe(5);
  clock.moveTo(999);
  expect(await admitted(1)).toBe(0);
  clock.moveTo(1_000);
  expect(await admitted(7)).toBe(5);
  clock.moveTo(1_999);
  expect(await admitted(1)).toBe(0);
});

test("a burst goes above the quota once and comes back one call a second", async () => {
  const { client, clock } = await start({ settings: { throttle: "TooManyRequests429", throttleBurst: 3 } });
  const admitted = async (count: number) => {
    let done = 0;
    for (let call = 0; call < count; call += 1)
      if (!(await failureOf(client.send(new ListStagesCommand({}))))) done += 1;
    return done;
  };
  expect(await admitted(10)).toBe(8);
  clock.moveTo(950);
  expect(await admitted(10)).toBe(0);
  clock.moveTo(1_000);
  expect(await admitted(10)).toBe(6);
  clock.moveTo(11_000);
  expect(await admitted(10)).toBe(8);
});

test("connections, sessions and recordings take as long as the settings say", async () => {
  const { emulator, clock } = await start({
    settings: { connectionLimitMs: 100, sessionLingerMs: 0, recordingTransitionMs: 10 },
  });
  const storage = emulator.storageConfigurations.create();
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn },
  });
  const stage = emulator.stages.stage(arn);
  const ana = stage.join();
  ana.publish();
  clock.moveTo(10);
  expect(ana.read().recordingState).toBe("ACTIVE");
  clock.moveTo(100);
  expect(ana.read()).toMatchObject({ state: "DISCONNECTED", recordingState: "STOPPING" });
  expect(stage.read().activeSessionId).toBeUndefined();
  clock.moveTo(110);
  expect(ana.read().recordingState).toBe("STOPPED");
});
