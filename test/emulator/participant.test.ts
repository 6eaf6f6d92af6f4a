import {
  DisconnectParticipantCommand,
  GetParticipantCommand,
  ListParticipantEventsCommand,
  ListParticipantsCommand,
  paginateListParticipantEvents,
  paginateListParticipants,
  type ListParticipantsRequest,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { failureOf, start, startAt, type Started } from "./start.ts";

const unknownSession = "st-abcdefghijklm";

function onStage({ emulator }: Pick<Started, "emulator">) {
  const { arn } = emulator.stages.create();
  return { stageArn: arn, stage: emulator.stages.stage(arn) };
}

test("GetParticipant shows everything, ListParticipants a summary", async () => {
  const { client, emulator, clock } = await start();
  const { stageArn, stage } = onStage({ emulator });
  clock.moveTo(1500);
  const client1 = { ispName: "Example ISP", osName: "macOS", osVersion: "26.1", sdkVersion: "1.41.0" };
  const ana = stage.join({ userId: "ana", attributes: { role: "host" }, client: client1 });
  const { sessionId, participantId } = ana;
  const summary = {
    participantId: expect.stringMatching(/^[a-zA-Z0-9]{12}$/),
    userId: "ana",
    state: "CONNECTED",
    firstJoinTime: new Date(startAt + 1500),
    published: false,
    recordingState: "DISABLED",
    replicationType: "NONE",
    sourceStageArn: "",
    sourceSessionId: "",
    redundantIngest: false,
  };

  const { participant } = await client.send(
    new GetParticipantCommand({ stageArn, sessionId, participantId }),
  );
  const { participants } = await client.send(new ListParticipantsCommand({ stageArn, sessionId }));

  expect(participants).toEqual([summary]);
  expect(participant).toEqual({
    ...summary,
    attributes: { role: "host" },
    ...client1,
    protocol: "WHIP",
    recordingS3BucketName: "",
    recordingS3Prefix: "",
  });
  expect(ana.read()).toEqual(participant);
});

test("what there is not of a participant is empty text", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const { sessionId, participantId } = stage.join();
  await expect(
    client.send(new GetParticipantCommand({ stageArn, sessionId, participantId })),
  ).resolves.toMatchObject({
    participant: { userId: "", sdkVersion: "", attributes: {}, recordingS3Prefix: "", sourceStageArn: "" },
  });
});

test("a participant is published when it ever did, and stays listed when it has left", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const ana = stage.join();
  const { sessionId } = ana;
  ana.publish();
  ana.unpublish();
  ana.publish();
  expect(ana.read().published).toBe(true);
  ana.leave();
  await expect(client.send(new ListParticipantsCommand({ stageArn, sessionId }))).resolves.toMatchObject({
    participants: [{ participantId: ana.participantId, published: true, state: "DISCONNECTED" }],
  });
});

test("each filter of ListParticipants selects, and no two go together", async () => {
  const { client, emulator, clock } = await start();
  const storage = emulator.storageConfigurations.create();
  const { arn: stageArn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn },
  });
  const stage = emulator.stages.stage(stageArn);
  const ana = stage.join({ userId: "ana" });
  const ben = stage.join({ userId: "ben" });
  const gone = stage.join({ userId: "gone" });
  ana.publish();
  clock.moveTo(1000);
  ben.publish();
  gone.leave();
  const names: Record<string, string> = {
    [ana.participantId]: "ana",
    [ben.participantId]: "ben",
    [gone.participantId]: "gone",
  };
  const listed = async (filter: Partial<ListParticipantsRequest>) => {
    const { participants = [] } = await client.send(
      new ListParticipantsCommand({ stageArn, sessionId: ana.sessionId, ...filter }),
    );
    return participants.map(({ participantId = "" }) => names[participantId]);
  };

  expect(await listed({})).toEqual(["ana", "ben", "gone"]);
  expect(await listed({ filterByUserId: "ben" })).toEqual(["ben"]);
  expect(await listed({ filterByUserId: "nobody" })).toEqual([]);
  expect(await listed({ filterByPublished: true })).toEqual(["ana", "ben"]);
  expect(await listed({ filterByPublished: false })).toEqual(["gone"]);
  expect(await listed({ filterByState: "CONNECTED" })).toEqual(["ana", "ben"]);
  expect(await listed({ filterByState: "DISCONNECTED" })).toEqual(["gone"]);
  expect(await listed({ filterByRecordingState: "ACTIVE" })).toEqual(["ana"]);
  expect(await listed({ filterByRecordingState: "STARTING" })).toEqual(["ben"]);
  expect(await listed({ filterByRecordingState: "STOPPED" })).toEqual([]);

  const filters: Partial<ListParticipantsRequest>[] = [
    { filterByUserId: "" },
    { filterByPublished: false },
    { filterByState: "CONNECTED" },
    { filterByRecordingState: "FAILED" },
  ];
  for (const one of filters)
    for (const other of filters) {
      const failure = await failureOf(listed({ ...one, ...other }));
      expect(failure?.name).toBe(one === other ? undefined : "ValidationException");
    }
});

test("a page token of ListParticipants belongs to its session and filter", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const { sessionId } = stage.join();
  stage.join();
  const { nextToken } = await client.send(
    new ListParticipantsCommand({ stageArn, sessionId, maxResults: 1 }),
  );
  await expect(
    client.send(new ListParticipantsCommand({ stageArn, sessionId, nextToken })),
  ).resolves.toMatchObject({ participants: [{}] });
  for (const other of [{ filterByState: "CONNECTED" as const }, { sessionId: unknownSession }])
    await expect(
      failureOf(client.send(new ListParticipantsCommand({ stageArn, sessionId, nextToken, ...other }))),
    ).resolves.toMatchObject({ name: "ValidationException" });
});

test("ListParticipants visits everybody once while others come and go", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const there = Array.from({ length: 23 }, () => stage.join());
  const sessionId = there[0]?.sessionId;
  const seen: (string | undefined)[] = [];
  for await (const page of paginateListParticipants({ client, pageSize: 5 }, { stageArn, sessionId })) {
    seen.push(...(page.participants ?? []).map(({ participantId }) => participantId));
    stage.join();
    there[seen.length - 1]?.leave();
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.slice(0, 23)).toEqual(there.map(({ participantId }) => participantId));
});

test("events tell the life of a participant, the newest first, in whole seconds", async () => {
  const { client, emulator, clock } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const ana = stage.join();
  const ben = stage.join();
  const { sessionId } = ana;
  clock.moveTo(1999);
  ben.publish();
  ana.subscribe(ben.participantId);
  clock.moveTo(3000);
  ana.publish();
  ben.leave();
  ana.leave();

  const { events } = await client.send(
    new ListParticipantEventsCommand({ stageArn, sessionId, participantId: ana.participantId }),
  );

  const at = (seconds: number) => new Date(startAt + seconds * 1000);
  const base = { participantId: ana.participantId, replica: false };
  const remote = { remoteParticipantId: ben.participantId };
  expect(events).toEqual([
    { ...base, name: "LEFT", eventTime: at(3) },
    { ...base, name: "PUBLISH_STOPPED", eventTime: at(3) },
    { ...base, name: "SUBSCRIBE_STOPPED", ...remote, eventTime: at(3) },
    { ...base, name: "PUBLISH_STARTED", eventTime: at(3) },
    { ...base, name: "SUBSCRIBE_STARTED", ...remote, eventTime: at(1) },
    { ...base, name: "JOINED", eventTime: at(0) },
  ]);
});

test("a participant that flaps keeps its last thousand events, in pages of at most a hundred", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const ana = stage.join();
  const { sessionId, participantId } = ana;
  for (let count = 0; count < 600; count += 1) {
    ana.publish();
    ana.unpublish();
  }
  const at = { stageArn, sessionId, participantId };
  const { events } = await client.send(new ListParticipantEventsCommand(at));
  expect(events).toHaveLength(50);
  const sizes: (number | undefined)[] = [];
  for await (const page of paginateListParticipantEvents({ client, pageSize: 100 }, at))
    sizes.push(page.events?.length);
  expect(sizes).toEqual(Array.from({ length: 10 }, () => 100));
});

test("a participant that is not of the session is not found", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const { sessionId, participantId } = stage.join();
  for (const at of [
    { stageArn, sessionId, participantId: "nobody" },
    { stageArn, sessionId: unknownSession, participantId },
    { stageArn: `${stageArn}x`, sessionId, participantId },
  ])
    await expect(failureOf(client.send(new GetParticipantCommand(at)))).resolves.toMatchObject({
      name: "ResourceNotFoundException",
      status: 404,
    });
});

test("reads about a foreign stage are denied", async () => {
  const { client } = await start();
  const stageArn = "arn:aws:ivs:us-west-2:999999999999:stage/abcdefghijkl";
  const at = { stageArn, sessionId: unknownSession, participantId: "p" };
  for (const call of [
    () => client.send(new ListParticipantsCommand(at)),
    () => client.send(new GetParticipantCommand(at)),
    () => client.send(new ListParticipantEventsCommand(at)),
    () => client.send(new DisconnectParticipantCommand(at)),
  ])
    await expect(failureOf(call())).resolves.toMatchObject({ name: "AccessDeniedException", status: 403 });
});

test("DisconnectParticipant throws a participant out, twice if need be", async () => {
  const { client, emulator } = await start();
  const { stageArn, stage } = onStage({ emulator });
  const ana = stage.join();
  ana.publish();
  const { participantId, sessionId } = ana;
  await client.send(new DisconnectParticipantCommand({ stageArn, participantId, reason: "x".repeat(128) }));
  await client.send(new DisconnectParticipantCommand({ stageArn, participantId }));

  expect(ana.read().state).toBe("DISCONNECTED");
  expect(() => ana.publish()).toThrow("PARTICIPANT_DISCONNECTED");
  expect(() => stage.join({ participantId })).toThrow("PARTICIPANT_DISCONNECTED");
  const { events = [] } = await client.send(
    new ListParticipantEventsCommand({ stageArn, sessionId, participantId }),
  );
  expect(events.map(({ name }) => name)).toEqual(["LEFT", "PUBLISH_STOPPED", "PUBLISH_STARTED", "JOINED"]);
});

test("DisconnectParticipant does not know whom nobody knows, and is refused to an unverified account", async () => {
  const { client, emulator } = await start();
  const { stageArn } = onStage({ emulator });
  for (const at of [
    { stageArn, participantId: "nobody" },
    { stageArn: `${stageArn}x`, participantId: "nobody" },
  ])
    await expect(failureOf(client.send(new DisconnectParticipantCommand(at)))).resolves.toMatchObject({
      name: "ResourceNotFoundException",
      status: 404,
    });
  const unverified = await start({ settings: { pendingVerification: true } });
  const own = onStage(unverified);
  const { participantId } = own.stage.join();
  await expect(
    failureOf(
      unverified.client.send(new DisconnectParticipantCommand({ stageArn: own.stageArn, participantId })),
    ),
  ).resolves.toMatchObject({ name: "PendingVerification", status: 403 });
});
