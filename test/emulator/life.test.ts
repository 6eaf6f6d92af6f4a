import {
  GetParticipantCommand,
  ListParticipantEventsCommand,
  StartParticipantReplicationCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { EmulatorOptions, Emulator } from "../../src/emulator/server.ts";
import type { ParticipantDriver } from "../../src/emulator/drive-stage.ts";
import { failureOf, start, type Started } from "./start.ts";

const hour = 3_600_000;

async function onStage(options: Partial<Omit<EmulatorOptions, "clock">> = {}) {
  const started = await start(options);
  const { arn } = started.emulator.stages.create();
  return { ...started, arn, stage: started.emulator.stages.stage(arn) };
}

async function onRecordedStage(recordingReconnectWindowSeconds = 0, settings = {}) {
  const started = await start({ settings });
  const storage = started.emulator.storageConfigurations.create({ s3: { bucketName: "bucket" } });
  const { arn } = started.emulator.stages.create({
    autoParticipantRecordingConfiguration: {
      storageConfigurationArn: storage.arn,
      recordingReconnectWindowSeconds,
    },
  });
  return { ...started, arn, stage: started.emulator.stages.stage(arn) };
}

async function eventNames(
  { client }: Pick<Started, "client">,
  stageArn: string,
  { sessionId, participantId }: ParticipantDriver,
) {
  const { events = [] } = await client.send(
    new ListParticipantEventsCommand({ stageArn, sessionId, participantId }),
  );
  return events.map(({ name, errorCode }) => (errorCode ? `${name} ${errorCode}` : name)).toReversed();
}

const recordingEvents = ({ eventBridge }: Emulator) =>
  eventBridge.sent
    .filter((event) => event["detail-type"] === "IVS Participant Recording State Change")
    .map(({ detail }) => (detail as { event_name: string }).event_name);

test("twelve may publish on a stage, and the thirteenth is told why not", async () => {
  const { client, stage, arn } = await onStage();
  const hosts = Array.from({ length: 13 }, () => stage.join());
  expect(hosts.map((host) => host.publish())).toEqual([
    ...Array.from({ length: 12 }, () => undefined),
    "QUOTA_EXCEEDED",
  ]);
  const last = hosts.at(-1);
  if (!last) throw new Error("nobody");
  expect(last.read().published).toBe(false);
  hosts[0]?.unpublish();
  expect(last.publish()).toBeUndefined();
  expect(await eventNames({ client }, arn, last)).toEqual([
    "JOINED",
    "PUBLISH_ERROR QUOTA_EXCEEDED",
    "PUBLISH_STARTED",
  ]);
});

test("subscribers have a quota too, and receiving a second publisher does not count again", async () => {
  const { stage } = await onStage({ settings: { subscribersPerStage: 2 } });
  const [one, two] = [stage.join(), stage.join()];
  one.publish();
  two.publish();
  const viewers = [stage.join(), stage.join(), stage.join()];
  expect(viewers.map((viewer) => viewer.subscribe(one.participantId))).toEqual([
    undefined,
    undefined,
    "QUOTA_EXCEEDED",
  ]);
  expect(viewers[0]?.subscribe(two.participantId)).toBeUndefined();
  viewers[1]?.unsubscribe(one.participantId);
  expect(viewers[2]?.subscribe(one.participantId)).toBeUndefined();
});

test("a thousand may publish and twenty thousand subscriptions run in a Region, and one more is refused", async () => {
  const { client, emulator, arn, stage } = await onStage({ settings: { publishersPerStage: 2_000 } });
  const hosts = Array.from({ length: 1_000 }, () => stage.join());
  for (const host of hosts) expect(host.publish()).toBeUndefined();
  const elsewhere = emulator.stages.create().arn;
  const late = emulator.stages.stage(elsewhere).join();
  expect(late.publish()).toBe("QUOTA_EXCEEDED");
  const { participantId } = hosts[0] ?? late;
  const replication = { sourceStageArn: arn, destinationStageArn: elsewhere, participantId };
  expect(await failureOf(client.send(new StartParticipantReplicationCommand(replication)))).toMatchObject({
    name: "ServiceQuotaExceededException",
    status: 402,
  });

  const viewers = Array.from({ length: 20 }, () => stage.join());
  for (const viewer of viewers)
    for (const host of hosts) expect(viewer.subscribe(host.participantId)).toBeUndefined();
  const last = stage.join();
  expect(last.subscribe(participantId)).toBe("QUOTA_EXCEEDED");
  expect(await eventNames({ client }, arn, last)).toContain("SUBSCRIBE_ERROR QUOTA_EXCEEDED");
  viewers[0]?.unsubscribe(participantId);
  expect(last.subscribe(participantId)).toBeUndefined();
  hosts[1]?.leave();
  expect(late.publish()).toBeUndefined();
});

test("what counts against a Region's quotas is counted again after a restart", async () => {
  const { emulator, stage } = await onStage({
    settings: { publishersPerRegion: 2, subscriptionsPerRegion: 1 },
  });
  const host = stage.join();
  host.publish();
  stage.join({ participantId: "viewer" }).subscribe(host.participantId);
  const again = await start({ snapshot: emulator.snapshot() });
  const there = again.emulator.stages.stage(stage.read().arn ?? "");
  const guest = there.join();
  expect(guest.publish()).toBeUndefined();
  expect(there.participant("viewer").publish()).toBe("QUOTA_EXCEEDED");
  expect(there.participant("viewer").subscribe(guest.participantId)).toBe("QUOTA_EXCEEDED");
  again.emulator.stages.stage(stage.read().arn ?? "").endSession();
  const [next, other] = [there.join(), there.join()];
  expect([next.publish(), other.publish(), next.subscribe(other.participantId)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a participant does only what its token allows", async () => {
  const { client, stage, arn } = await onStage();
  const host = stage.join({ capabilities: ["PUBLISH"] });
  const viewer = stage.join({ capabilities: ["SUBSCRIBE"] });
  host.publish();
  expect(viewer.publish()).toBe("INSUFFICIENT_CAPABILITIES");
  expect(host.subscribe(viewer.participantId)).toBe("INSUFFICIENT_CAPABILITIES");
  expect(viewer.subscribe("nobody")).toBe("PUBLISHER_NOT_FOUND");
  expect(viewer.subscribe(host.participantId)).toBeUndefined();
  expect(await eventNames({ client }, arn, viewer)).toEqual([
    "JOINED",
    "PUBLISH_ERROR INSUFFICIENT_CAPABILITIES",
    "SUBSCRIBE_ERROR PUBLISHER_NOT_FOUND",
    "SUBSCRIBE_STARTED",
  ]);
});

test("doing what goes on already, or not at all, changes nothing", async () => {
  const { client, stage, arn } = await onStage();
  const [host, viewer] = [stage.join(), stage.join()];
  host.unpublish();
  host.publish();
  host.publish();
  viewer.unsubscribe(host.participantId);
  viewer.subscribe(host.participantId);
  viewer.subscribe(host.participantId);
  expect(await eventNames({ client }, arn, host)).toEqual(["JOINED", "PUBLISH_STARTED"]);
  expect(await eventNames({ client }, arn, viewer)).toEqual(["JOINED", "SUBSCRIBE_STARTED"]);
});

test("errors of the network's making are events and end what they are about", async () => {
  const { client, stage, arn } = await onStage();
  const [host, viewer] = [stage.join(), stage.join()];
  host.publish();
  viewer.subscribe(host.participantId);
  viewer.fail("join", "INTERNAL_SERVER_EXCEPTION");
  viewer.fail("subscribe", "INTERNAL_SERVER_EXCEPTION", host.participantId);
  host.fail("publish", "BITRATE_EXCEEDED");
  expect(await eventNames({ client }, arn, viewer)).toEqual([
    "JOINED",
    "SUBSCRIBE_STARTED",
    "JOIN_ERROR INTERNAL_SERVER_EXCEPTION",
    "SUBSCRIBE_ERROR INTERNAL_SERVER_EXCEPTION",
    "SUBSCRIBE_STOPPED",
  ]);
  expect(await eventNames({ client }, arn, host)).toEqual([
    "JOINED",
    "PUBLISH_STARTED",
    "PUBLISH_ERROR BITRATE_EXCEEDED",
    "PUBLISH_STOPPED",
  ]);
});

test("a connection ends after a day of publishing or of receiving, whoever does neither stays", async () => {
  const { client, clock, stage, arn } = await onStage();
  const [host, viewer, lurker] = [stage.join(), stage.join(), stage.join()];
  const state = (of: ParticipantDriver) => of.read().state;
  clock.moveTo(hour);
  host.publish();
  const other = stage.join();
  other.publish();
  clock.moveTo(2 * hour);
  viewer.subscribe(host.participantId);
  clock.moveTo(20 * hour);
  viewer.subscribe(other.participantId);
  other.unpublish();
  other.publish();

  clock.moveTo(25 * hour - 1);
  expect(state(host)).toBe("CONNECTED");
  clock.moveTo(25 * hour);
  expect([host, viewer, lurker, other].map(state)).toEqual([
    "DISCONNECTED",
    "CONNECTED",
    "CONNECTED",
    "CONNECTED",
  ]);
  expect(await eventNames({ client }, arn, host)).toEqual([
    "JOINED",
    "PUBLISH_STARTED",
    "PUBLISH_ERROR STREAM_DURATION_EXCEEDED",
    "PUBLISH_STOPPED",
    "LEFT",
  ]);
  viewer.subscribe(other.participantId);
  clock.moveTo(44 * hour);
  expect(state(other)).toBe("DISCONNECTED");
  clock.moveTo(1_000 * hour);
  expect([viewer, lurker].map(state)).toEqual(["CONNECTED", "CONNECTED"]);
});

test("who receives without a pause is let go after a day, whomever it receives", async () => {
  const { clock, stage } = await onStage();
  const viewer = stage.join();
  const [early, late] = [stage.join(), stage.join()];
  early.publish();
  viewer.subscribe(early.participantId);
  clock.moveTo(12 * hour);
  late.publish();
  viewer.subscribe(late.participantId);
  viewer.unsubscribe(early.participantId);
  clock.moveTo(24 * hour - 1);
  expect(viewer.read().state).toBe("CONNECTED");
  clock.moveTo(24 * hour);
  expect(viewer.read().state).toBe("DISCONNECTED");
  expect(late.read().state).toBe("CONNECTED");
});

test("a second connection drops the first, whose handle is of no use any more", async () => {
  const { client, stage, arn } = await onStage();
  const first = stage.join({ participantId: "ana_1-x", userId: "old" });
  first.publish();
  const second = stage.join({ participantId: "ana_1-x", userId: "new" });
  expect(second.sessionId).toBe(first.sessionId);
  expect(second.read()).toMatchObject({ state: "CONNECTED", userId: "new" });
  expect(() => first.leave()).toThrow("the connection of ana_1-x is over");
  expect(await eventNames({ client }, arn, second)).toEqual([
    "JOINED",
    "PUBLISH_STARTED",
    "PUBLISH_STOPPED",
    "LEFT",
    "JOINED",
  ]);
  const { sessionId } = second;
  await expect(
    client.send(new GetParticipantCommand({ stageArn: arn, sessionId, participantId: "ana_1-x" })),
  ).resolves.toMatchObject({ participant: { participantId: "ana_1-x" } });
});

test("a recording goes from STARTING to STOPPED, and its place is told", async () => {
  const { clock, emulator, stage, arn } = await onRecordedStage();
  clock.moveTo(5_000);
  const host = stage.join();
  expect(host.read()).toMatchObject({ recordingState: "DISABLED", recordingS3Prefix: "" });
  host.publish();
  expect(host.read()).toMatchObject({
    recordingState: "STARTING",
    recordingS3BucketName: "bucket",
    recordingS3Prefix: `${arn.split("/")[1]}/${host.sessionId}/${host.participantId}/2026-07-01T10-00-05Z`,
  });
  clock.moveTo(5_999);
  expect(host.read().recordingState).toBe("STARTING");
  clock.moveTo(6_000);
  expect(host.read().recordingState).toBe("ACTIVE");
  clock.moveTo(20_000);
  host.leave();
  expect(host.read().recordingState).toBe("STOPPING");
  clock.moveTo(21_000);
  expect(host.read().recordingState).toBe("STOPPED");
  expect(recordingEvents(emulator)).toEqual(["Recording Start", "Recording End"]);
  expect(emulator.eventBridge.sent.at(-1)?.detail).toMatchObject({ recording_duration_ms: 14_000 });
});

test("a return within the reconnect window goes on with the recording, one after it begins another", async () => {
  const { clock, emulator, stage } = await onRecordedStage(10);
  const host = stage.join();
  const prefix = () => host.read().recordingS3Prefix;
  host.publish();
  clock.moveTo(1_000);
  const first = prefix();
  host.unpublish();
  clock.moveTo(10_999);
  expect(host.read().recordingState).toBe("ACTIVE");
  host.publish();
  expect(host.read()).toMatchObject({ recordingState: "ACTIVE", recordingS3Prefix: first });
  host.unpublish();
  clock.moveTo(20_999);
  expect(host.read().recordingState).toBe("STOPPING");
  clock.moveTo(21_999);
  expect(host.read().recordingState).toBe("STOPPED");
  host.publish();
  expect(host.read().recordingState).toBe("STARTING");
  expect(prefix()).not.toBe(first);
  expect(recordingEvents(emulator)).toEqual(["Recording Start", "Recording End"]);
});

test("a return within the reconnect window goes on with the recording in the next session", async () => {
  const { clock, emulator, stage } = await onRecordedStage(60);
  const host = stage.join();
  const { participantId } = host;
  host.publish();
  clock.moveTo(2_000);
  host.leave();
  clock.moveTo(10_000);
  const again = stage.join({ participantId });
  again.publish();
  expect(again.sessionId).not.toBe(host.sessionId);
  expect(again.read()).toMatchObject({
    recordingState: "ACTIVE",
    recordingS3Prefix: host.read().recordingS3Prefix,
  });
  expect(host.read().recordingState).toBe("STOPPED");
  expect(recordingEvents(emulator)).toEqual(["Recording Start"]);
});

test("a recording that fails stays failed until the next one", async () => {
  const { clock, emulator, stage } = await onRecordedStage();
  const host = stage.join();
  expect(host.failRecording("AccessDeniedException")).toBe(false);
  host.publish();
  expect(host.failRecording("AccessDeniedException")).toBe(true);
  clock.moveTo(10_000);
  expect(host.read().recordingState).toBe("FAILED");
  host.unpublish();
  host.publish();
  clock.moveTo(11_000);
  expect(host.read().recordingState).toBe("ACTIVE");
  host.failRecording("InternalServerException");
  expect(recordingEvents(emulator)).toEqual([
    "Recording Start Failure",
    "Recording Start",
    "Recording End Failure",
  ]);
});

test("a recording to a bucket that is not there fails at its start", async () => {
  const { clock, stage } = await onRecordedStage(0, { missingBuckets: ["bucket"] });
  const host = stage.join();
  host.publish();
  clock.moveTo(1_000);
  expect(host.read().recordingState).toBe("FAILED");
});

test("DeleteStage ends everything that goes on on the stage", async () => {
  const { clock, emulator, stage } = await onRecordedStage(60);
  const host = stage.join();
  host.publish();
  clock.moveTo(1_000);
  stage.delete();
  expect(host.read()).toMatchObject({ state: "DISCONNECTED", recordingState: "STOPPED" });
  expect(recordingEvents(emulator)).toEqual(["Recording Start", "Recording End"]);
  expect(clock.nextTimerAt()).toBeUndefined();
  expect(() => stage.join()).toThrow("Resource not found");
  expect(() => stage.join({ token: "any" })).toThrow("STAGE_DELETED");
});

test("a session remembers the latest ten thousand who were there", async () => {
  const { stage } = await onStage();
  stage.join({ participantId: "stays" });
  stage.join({ participantId: "first" }).leave();
  for (let count = 0; count < 9_999; count += 1) stage.join().leave();
  expect(stage.participant("stays").read().state).toBe("CONNECTED");
  expect(() => stage.participant("first")).toThrow("No participant first");
  expect(stage.read().activeSessionId).toBeDefined();
});

test("the duration of a recording counts what came after an interruption", async () => {
  const { clock, emulator, stage } = await onRecordedStage(10);
  const host = stage.join();
  host.publish();
  clock.moveTo(1_000);
  host.unpublish();
  clock.moveTo(2_000);
  host.publish();
  clock.moveTo(31_000);
  host.failRecording("InternalServerException");
  expect(emulator.eventBridge.sent.at(-1)?.detail).toMatchObject({
    event_name: "Recording End Failure",
    recording_duration_ms: 30_000,
  });
});
