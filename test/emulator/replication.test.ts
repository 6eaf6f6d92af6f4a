import {
  DisconnectParticipantCommand,
  GetParticipantCommand,
  ListParticipantEventsCommand,
  ListParticipantReplicasCommand,
  ListParticipantsCommand,
  StartParticipantReplicationCommand,
  StopParticipantReplicationCommand,
  UpdateIngestConfigurationCommand,
  type StartParticipantReplicationRequest,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { EmulatorOptions } from "../../src/emulator/server.ts";
import { createdIngest } from "./resources.ts";
import { failureOf, start } from "./start.ts";

type Options = Partial<Omit<EmulatorOptions, "clock">>;

async function onTwoStages(options: Options = {}) {
  const { client, emulator, clock } = await start(options);
  const source = emulator.stages.create({ name: "source" }).arn;
  const destination = emulator.stages.create({ name: "destination" }).arn;
  const host = emulator.stages.stage(source).join({ userId: "ana", attributes: { role: "host", team: "a" } });
  const { participantId } = host;
  const between = { sourceStageArn: source, destinationStageArn: destination, participantId };
  return {
    client,
    emulator,
    clock,
    host,
    between,
    from: emulator.stages.stage(source),
    to: emulator.stages.stage(destination),
    begin: (asked: Partial<StartParticipantReplicationRequest> = {}) =>
      client.send(new StartParticipantReplicationCommand({ ...between, ...asked })),
    end: () => client.send(new StopParticipantReplicationCommand(between)),
    async replicas() {
      const { replicas = [] } = await client.send(
        new ListParticipantReplicasCommand({ sourceStageArn: source, participantId }),
      );
      return replicas;
    },
  };
}

test("a replica appears under the same ID in a session that it opens, with the call's attributes first", async () => {
  const { client, host, between, to, begin, replicas } = await onTwoStages();
  host.publish();
  const output = await begin({ attributes: { team: "b", extra: "x" } });

  expect(output).toMatchObject({ accessControlAllowOrigin: "*", xFrameOptions: "DENY" });
  const sessionId = to.read().activeSessionId;
  expect(await replicas()).toEqual([
    {
      ...between,
      sourceSessionId: host.sessionId,
      destinationSessionId: sessionId,
      replicationState: "ACTIVE",
    },
  ]);
  const { participant } = await client.send(
    new GetParticipantCommand({
      stageArn: between.destinationStageArn,
      sessionId,
      participantId: host.participantId,
    }),
  );
  expect(participant).toMatchObject({
    userId: "ana",
    attributes: { role: "host", team: "b", extra: "x" },
    state: "CONNECTED",
    published: true,
    replicationType: "REPLICA",
    replicationState: "ACTIVE",
    sourceStageArn: between.sourceStageArn,
    sourceSessionId: host.sessionId,
  });
  expect(host.read()).toMatchObject({
    attributes: { role: "host", team: "a" },
    replicationType: "SOURCE",
    replicationState: "ACTIVE",
    sourceStageArn: "",
    sourceSessionId: "",
  });
});

test("StopParticipantReplication takes the replica away and keeps the row", async () => {
  const { client, clock, host, between, to, begin, end, replicas } = await onTwoStages();
  host.publish();
  await begin();
  const sessionId = to.read().activeSessionId;
  await end();

  expect(await replicas()).toMatchObject([{ replicationState: "STOPPED", destinationSessionId: sessionId }]);
  expect(host.read()).toMatchObject({ replicationType: "SOURCE", replicationState: "STOPPED" });
  const { participants } = await client.send(
    new ListParticipantsCommand({ stageArn: between.destinationStageArn, sessionId }),
  );
  expect(participants).toMatchObject([{ state: "DISCONNECTED", replicationState: "STOPPED" }]);
  await expect(failureOf(end())).resolves.toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  clock.moveTo(1000);
  expect(to.read().activeSessionId).toBeUndefined();

  await begin();
  expect((await replicas()).map(({ replicationState }) => replicationState)).toEqual(["STOPPED", "ACTIVE"]);
});

test("the source's events tell where it was replicated to", async () => {
  const { client, host, between, to, begin, end } = await onTwoStages();
  const { sessionId, participantId } = host;
  host.publish();
  await begin();
  const destination = {
    destinationStageArn: between.destinationStageArn,
    destinationSessionId: to.read().activeSessionId,
  };
  await end();
  const { events } = await client.send(
    new ListParticipantEventsCommand({ stageArn: between.sourceStageArn, sessionId, participantId }),
  );
  expect(events?.slice(0, 2)).toMatchObject([
    { name: "REPLICATION_STOPPED", replica: false, ...destination },
    { name: "REPLICATION_STARTED", replica: false, ...destination },
  ]);
  const replica = await client.send(
    new ListParticipantEventsCommand({
      stageArn: between.destinationStageArn,
      sessionId: destination.destinationSessionId,
      participantId,
    }),
  );
  expect(replica.events?.map(({ name, replica: isReplica }) => [name, isReplica])).toEqual([
    ["LEFT", true],
    ["PUBLISH_STOPPED", true],
    ["PUBLISH_STARTED", true],
    ["JOINED", true],
  ]);
});

test("who receives a replica says so in its events", async () => {
  const { client, host, between, to, begin } = await onTwoStages();
  host.publish();
  await begin();
  const viewer = to.join();
  expect(viewer.subscribe(host.participantId)).toBeUndefined();
  host.unpublish();
  const { sessionId, participantId } = viewer;
  const { events } = await client.send(
    new ListParticipantEventsCommand({ stageArn: between.destinationStageArn, sessionId, participantId }),
  );
  expect(events?.map(({ name, replica }) => [name, replica])).toEqual([
    ["SUBSCRIBE_STOPPED", true],
    ["SUBSCRIBE_STARTED", true],
    ["JOINED", false],
  ]);
});

for (const ends of ["unpublish", "leave"] as const)
  test(`without a reconnect window the replication ends with ${ends}`, async () => {
    const { host, begin, replicas } = await onTwoStages();
    host.publish();
    await begin();
    host[ends]();
    expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
  });

test("within the reconnect window the replication stays active and the replica comes back", async () => {
  const { clock, host, from, to, begin, replicas } = await onTwoStages();
  host.publish();
  await begin({ reconnectWindowSeconds: 10 });
  const replica = () => to.participant(host.participantId).read();

  host.unpublish();
  clock.moveTo(9_999);
  expect(await replicas()).toMatchObject([{ replicationState: "ACTIVE" }]);
  expect(replica().state).toBe("DISCONNECTED");
  host.publish();
  expect(replica()).toMatchObject({ state: "CONNECTED", replicationState: "ACTIVE" });

  host.leave();
  clock.moveTo(15_000);
  const again = from.join({ participantId: host.participantId });
  expect(again.sessionId).not.toBe(host.sessionId);
  again.publish();
  expect(replica()).toMatchObject({ state: "CONNECTED", sourceSessionId: again.sessionId });
  expect(await replicas()).toMatchObject([{ sourceSessionId: again.sessionId, replicationState: "ACTIVE" }]);

  again.unpublish();
  clock.moveTo(25_000);
  expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
  expect(again.read().replicationState).toBe("STOPPED");
});

test("only who publishes can be replicated", async () => {
  const { host, begin } = await onTwoStages();
  await expect(failureOf(begin())).resolves.toMatchObject({ name: "ConflictException", status: 409 });
  await expect(failureOf(begin({ participantId: "nobody" }))).resolves.toMatchObject({
    name: "ResourceNotFoundException",
    status: 404,
  });
  host.publish();
  await expect(failureOf(begin())).resolves.toBeUndefined();
  await expect(failureOf(begin())).resolves.toMatchObject({ name: "ConflictException", status: 409 });
});

test("neither a stage to itself nor a replica can be replicated", async () => {
  const { emulator, host, between, begin } = await onTwoStages();
  host.publish();
  await expect(failureOf(begin({ destinationStageArn: between.sourceStageArn }))).resolves.toMatchObject({
    name: "ValidationException",
    status: 400,
  });
  await begin();
  await expect(
    failureOf(
      begin({
        sourceStageArn: between.destinationStageArn,
        destinationStageArn: emulator.stages.create().arn,
      }),
    ),
  ).resolves.toMatchObject({ name: "ConflictException" });
});

test("a participant has five replications at a time and no more", async () => {
  const { emulator, host, begin, end } = await onTwoStages();
  host.publish();
  await begin();
  for (let count = 0; count < 4; count += 1)
    await begin({ destinationStageArn: emulator.stages.create().arn });
  const sixth = () => failureOf(begin({ destinationStageArn: emulator.stages.create().arn }));
  await expect(sixth()).resolves.toMatchObject({ name: "ServiceQuotaExceededException", status: 402 });
  await end();
  await expect(sixth()).resolves.toBeUndefined();
});

test("a replica takes one of the destination's places for publishers", async () => {
  const { host, to, begin } = await onTwoStages({ settings: { publishersPerStage: 2 } });
  host.publish();
  to.join().publish();
  await begin();
  expect(to.join().publish()).toBe("QUOTA_EXCEEDED");
  const full = await onTwoStages({ settings: { publishersPerStage: 1 } });
  full.host.publish();
  full.to.join().publish();
  await expect(failureOf(full.begin())).resolves.toMatchObject({ name: "ServiceQuotaExceededException" });
});

test("stages of others and unknown stages are refused at either end", async () => {
  const { host, between, begin, client } = await onTwoStages();
  host.publish();
  for (const member of ["sourceStageArn", "destinationStageArn"] as const) {
    const unknown = { [member]: `${between[member]}x` };
    const foreign = { [member]: between[member].replace("us-west-2", "us-east-1") };
    const stop = (asked: object) =>
      client.send(new StopParticipantReplicationCommand({ ...between, ...asked }));
    for (const call of [begin, stop]) {
      await expect(failureOf(call(unknown))).resolves.toMatchObject({ name: "ResourceNotFoundException" });
      await expect(failureOf(call(foreign))).resolves.toMatchObject({ name: "AccessDeniedException" });
    }
  }
});

test("an unverified account cannot replicate", async () => {
  const { host, begin, end } = await onTwoStages({ settings: { pendingVerification: true } });
  host.publish();
  for (const call of [begin, end])
    await expect(failureOf(call())).resolves.toMatchObject({ name: "PendingVerification", status: 403 });
});

test("a replica that is disconnected, or whose stage is deleted, is replicated no more", async () => {
  for (const ending of ["disconnect", "delete"] as const) {
    const { host, to, begin, replicas } = await onTwoStages();
    host.publish();
    await begin({ reconnectWindowSeconds: 300 });
    if (ending === "delete") to.delete();
    else to.disconnect(host.participantId);
    expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
    expect(host.read()).toMatchObject({ state: "CONNECTED", replicationState: "STOPPED" });
  }
});

test("replicas go with their source's stage", async () => {
  const { host, from, to, begin } = await onTwoStages();
  host.publish();
  await begin({ reconnectWindowSeconds: 300 });
  from.delete();
  expect(to.participant(host.participantId).read()).toMatchObject({
    state: "DISCONNECTED",
    replicationState: "STOPPED",
  });
});

test("ListParticipantReplicas pages in fifties at most", async () => {
  const { client, host, between, begin, end } = await onTwoStages();
  host.publish();
  for (let count = 0; count < 51; count += 1) {
    await begin();
    await end();
  }
  const { sourceStageArn, participantId } = between;
  const first = await client.send(new ListParticipantReplicasCommand({ sourceStageArn, participantId }));
  expect(first.replicas).toHaveLength(50);
  const { nextToken } = first;
  const second = await client.send(
    new ListParticipantReplicasCommand({ sourceStageArn, participantId, nextToken, maxResults: 50 }),
  );
  expect(second.replicas).toHaveLength(1);
  await expect(
    failureOf(
      client.send(new ListParticipantReplicasCommand({ sourceStageArn, participantId, maxResults: 51 })),
    ),
  ).resolves.toMatchObject({ name: "ValidationException" });
});

for (const recorded of [true, false])
  test(`replicas are ${recorded ? "" : "not "}recorded when recordParticipantReplicas is ${recorded}`, async () => {
    const { emulator, host, begin } = await onTwoStages();
    const storage = emulator.storageConfigurations.create();
    const { arn } = emulator.stages.create({
      autoParticipantRecordingConfiguration: {
        storageConfigurationArn: storage.arn,
        recordParticipantReplicas: recorded,
      },
    });
    host.publish();
    await begin({ destinationStageArn: arn });
    expect(emulator.stages.stage(arn).participant(host.participantId).read().recordingState).toBe(
      recorded ? "STARTING" : "DISABLED",
    );
  });

test("who comes in person where a replica was is a replica no more", async () => {
  const { host, to, begin, end } = await onTwoStages();
  host.publish();
  await begin();
  await end();
  const { participantId } = host;
  expect(to.participant(participantId).read().replicationType).toBe("REPLICA");
  const person = to.join({ participantId }).read();
  expect(person).toMatchObject({ replicationType: "NONE", sourceStageArn: "", sourceSessionId: "" });
  expect(person).not.toHaveProperty("replicationState");
  await expect(failureOf(begin())).resolves.toMatchObject({ name: "ConflictException", status: 409 });
});

test("a source is replicated until the last of its replications has ended", async () => {
  const { emulator, host, begin, end } = await onTwoStages();
  host.publish();
  await begin();
  await begin({ destinationStageArn: emulator.stages.create().arn });
  await end();
  expect(host.read().replicationState).toBe("ACTIVE");
  host.unpublish();
  expect(host.read().replicationState).toBe("STOPPED");
});

test("a replica that came back can be disconnected like one that never went", async () => {
  const { host, to, begin, replicas } = await onTwoStages();
  host.publish();
  await begin({ reconnectWindowSeconds: 300 });
  host.unpublish();
  host.publish();
  to.disconnect(host.participantId);
  expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
});

test("a source that is thrown out while away is not waited for, because its token is dead", async () => {
  const { client, host, from, between, begin, replicas } = await onTwoStages();
  host.publish();
  await begin({ reconnectWindowSeconds: 300 });
  host.leave();
  expect(await replicas()).toMatchObject([{ replicationState: "ACTIVE" }]);
  await client.send(
    new DisconnectParticipantCommand({
      stageArn: between.sourceStageArn,
      participantId: between.participantId,
    }),
  );
  expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
  expect(from.participant(between.participantId).read().replicationState).toBe("STOPPED");
});

test("an encoder that is thrown out while away is waited for, because its key is still good", async () => {
  const { client, emulator, between, begin } = await onTwoStages();
  const { sourceStageArn } = between;
  const { streamKey, participantId, arn } = await createdIngest(client, { stageArn: sourceStageArn });
  emulator.ingest.start(streamKey);
  await begin({ participantId, reconnectWindowSeconds: 300 });
  await client.send(new DisconnectParticipantCommand({ stageArn: sourceStageArn, participantId }));
  await client.send(new UpdateIngestConfigurationCommand({ arn, stageArn: sourceStageArn }));
  emulator.ingest.start(streamKey);
  const { replicas } = await client.send(
    new ListParticipantReplicasCommand({ sourceStageArn, participantId }),
  );
  expect(replicas).toMatchObject([{ replicationState: "ACTIVE" }]);
});

test("a replica that finds its destination full leaves it, the replication stops, and all is told in order", async () => {
  const { emulator, host, to, begin, replicas } = await onTwoStages({ settings: { publishersPerStage: 1 } });
  host.publish();
  await begin({ reconnectWindowSeconds: 300 });
  host.unpublish();
  to.join().publish();
  const before = emulator.eventBridge.sent.length;
  host.publish();

  expect(await replicas()).toMatchObject([{ replicationState: "STOPPED" }]);
  expect(to.participant(host.participantId).read()).toMatchObject({
    state: "DISCONNECTED",
    replicationState: "STOPPED",
  });
  expect(host.read()).toMatchObject({ state: "CONNECTED", replicationState: "STOPPED" });
  const told = emulator.eventBridge.sent.slice(before);
  expect(told.map(({ detail }) => [detail["event_name"], detail["replica"], detail["error_code"]])).toEqual([
    ["Participant Published", undefined, undefined],
    ["Participant Publish Error", true, "QUOTA_EXCEEDED"],
    ["Participant Replication End", undefined, undefined],
  ]);
});
