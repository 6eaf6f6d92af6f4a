import {
  DeleteStageCommand,
  StartParticipantReplicationCommand,
  StopCompositionCommand,
  StopParticipantReplicationCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { BridgeEvent, EmulatorOptions } from "../../src/emulator/server.ts";
import type { EventBridgeSettings } from "../../src/emulator/settings.ts";
import { target, type Target } from "./event-target.ts";
import { createdIngest, createdStorage, startedComposition } from "./resources.ts";
import { eventually, failureOf, raw, start, startAt, type Started } from "./start.ts";

async function startWith(eventBridge: EventBridgeSettings, options: Partial<EmulatorOptions> = {}) {
  const started = await start({ ...options, settings: { ...options.settings, eventBridge } });
  const stageArn = started.emulator.stages.create().arn;
  return { ...started, stageArn, stage: started.emulator.stages.stage(stageArn) };
}

/** Makes events: publishes and unpublishes that many times in all. */
function stir({ stage }: { stage: ReturnType<Started["emulator"]["stages"]["stage"]> }, count: number): void {
  const host = stage.join({ userId: "alice" });
  for (let made = 0; made < count; made += 1)
    if (made % 2 === 0) host.publish();
    else host.unpublish();
}

/** From now on every event arrives once and at once. */
async function wellBehaved({ emulator }: Started): Promise<void> {
  const eventBridge = { lossRate: null, duplicateRate: null, delayMs: null, reorder: null };
  await raw(emulator, "PATCH", "/_emulator/settings", JSON.stringify({ eventBridge }), {});
}

const names = (events: readonly BridgeEvent[]) => events.map(({ detail }) => detail["event_name"]);
const arrivals = ({ arrived }: Target) => arrived.map(({ event }) => event);

test("a publisher is told in the envelope and the detail of AWS", async () => {
  const { emulator, stage, stageArn, clock } = await startWith({});
  clock.moveTo(4_123);
  const host = stage.join({ userId: "alice" });
  host.publish();

  expect(emulator.eventBridge.sent).toEqual([
    {
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "IVS Stage Update",
      source: "aws.ivs",
      account: "123456789012",
      time: "2026-07-01T10:00:04Z",
      region: "us-west-2",
      resources: [stageArn],
      detail: {
        session_id: host.sessionId,
        event_name: "Participant Published",
        event_time: "2026-07-01T10:00:04Z",
        event_time_precise: "2026-07-01T10:00:04.123000Z",
        user_id: "alice",
        participant_id: host.participantId,
      },
    },
  ]);
});

test("joins, subscriptions, leaves and sessions are not told", async () => {
  const { emulator, stage, client, stageArn } = await startWith({});
  const host = stage.join({});
  const guest = stage.join({});
  guest.subscribe(host.participantId);
  host.leave();
  stage.endSession();
  await client.send(new DeleteStageCommand({ arn: stageArn }));
  expect(emulator.eventBridge.sent).toEqual([]);
});

test("a publisher that fails is told with its error and the nanosecond", async () => {
  const { emulator, client, stageArn } = await startWith({});
  const { streamKey } = await createdIngest(client, { stageArn });
  emulator.ingest.start(streamKey, { protocol: "RTMP" });
  expect(emulator.eventBridge.sent.map(({ detail }) => detail)).toMatchObject([
    {
      event_name: "Participant Publish Error",
      error_code: "INVALID_PROTOCOL",
      event_time: "2026-07-01T10:00:00.000000000Z",
    },
  ]);
});

test("every event of a composition names its stage, its output and its trouble", async () => {
  const started = await start();
  const { client, clock, emulator } = started;
  const { composition, stage } = await startedComposition(started);
  const { streamKey } = await createdIngest(client, { stageArn: stage });
  emulator.ingest.start(streamKey);
  clock.moveTo(3_000);
  const driver = emulator.compositions.composition(composition);
  const id = driver.read().destinations?.[0]?.id ?? "";
  driver.destination(id).disconnect();
  driver.destination(id).fail({ errorCode: "ConflictException", reason: "Stream already exists" });

  const told = emulator.eventBridge.sent.filter(({ resources }) => resources[0] === composition);
  expect(told.map((event) => event["detail-type"])).toEqual(
    Array.from({ length: 5 }, () => "IVS Composition State Change"),
  );
  expect(told.map(({ detail }) => detail)).toEqual([
    { event_name: "Session Start", stage_arn: stage },
    { event_name: "Destination Start", stage_arn: stage, id },
    { event_name: "Destination Reconnecting", stage_arn: stage, id },
    {
      event_name: "Destination Failure",
      stage_arn: stage,
      id,
      error_code: "ConflictException",
      reason: "Stream already exists",
    },
    {
      event_name: "Session Failure",
      stage_arn: stage,
      error_code: "DestinationFailure",
      reason: "All destinations failed",
    },
  ]);
});

test("a replication is told on the source stage, and its replica's publishing on the destination", async () => {
  const { emulator, client, stage, stageArn } = await startWith({});
  const destinationStageArn = emulator.stages.create().arn;
  const host = stage.join({ userId: "alice" });
  host.publish();
  const replication = { sourceStageArn: stageArn, destinationStageArn, participantId: host.participantId };
  await client.send(new StartParticipantReplicationCommand(replication));
  const { activeSessionId } = emulator.stages.stage(destinationStageArn).read();
  await client.send(new StopParticipantReplicationCommand(replication));

  const { sent } = emulator.eventBridge;
  const told = (name: string, arn: string) =>
    sent.filter(({ detail, resources }) => detail["event_name"] === name && resources[0] === arn);
  for (const name of ["Participant Replication Start", "Participant Replication End"])
    expect(told(name, stageArn)).toMatchObject([
      {
        "detail-type": "IVS Stage Update",
        detail: {
          session_id: host.sessionId,
          participant_id: host.participantId,
          user_id: "alice",
          destination_stage_arn: destinationStageArn,
          destination_session_id: activeSessionId,
        },
      },
    ]);
  for (const name of ["Participant Published", "Participant Unpublished"])
    expect(told(name, destinationStageArn)).toMatchObject([
      {
        detail: {
          session_id: activeSessionId,
          participant_id: host.participantId,
          replica: true,
          source_stage_arn: stageArn,
          source_session_id: host.sessionId,
        },
      },
    ]);
});

test("an exchanged token is told with what it was and what it is", async () => {
  const { emulator, stage } = await startWith({});
  const host = stage.join({ userId: "alice", attributes: { role: "guest" } });
  host.exchangeToken({
    userId: "alicia",
    capabilities: ["SUBSCRIBE"],
    expirationTime: new Date(startAt + 3_600_999),
  });
  expect(emulator.eventBridge.sent.map(({ detail }) => detail)).toMatchObject([
    {
      event_name: "Token Exchanged",
      previous_token: {
        capabilities: ["PUBLISH", "SUBSCRIBE"],
        attributes: { role: "guest" },
        user_id: "alice",
      },
      new_token: {
        capabilities: ["SUBSCRIBE"],
        attributes: { role: "guest" },
        user_id: "alicia",
        expiration_time: "2026-07-01T11:00:00Z",
      },
    },
  ]);
});

test("a recording that breaks off is told as a failure to end, with how long it was", async () => {
  const { emulator, client, clock } = await start();
  const storageConfigurationArn = await createdStorage(client, "bucket");
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn },
  });
  const host = emulator.stages.stage(arn).join({});
  host.publish();
  clock.moveTo(60_000);
  expect(host.failRecording("AccessDeniedException", "Bucket policy")).toBe(true);
  expect(emulator.eventBridge.sent.at(-1)?.detail).toMatchObject({
    event_name: "Recording End Failure",
    error_code: "AccessDeniedException",
    reason: "Bucket policy",
    recording_duration_ms: expect.any(Number),
  });
});

test("a recording is told when it starts and when it ends, with where it is and how long", async () => {
  const { emulator, client, clock } = await start();
  const storageConfigurationArn = await createdStorage(client, "bucket");
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn },
  });
  const host = emulator.stages.stage(arn).join({});
  host.publish();
  clock.moveTo(60_000);
  host.leave();
  clock.moveTo(120_000);

  const told = emulator.eventBridge.sent.filter(
    (event) => event["detail-type"] === "IVS Participant Recording State Change",
  );
  expect(names(told)).toEqual(["Recording Start", "Recording End"]);
  expect(told[1]).toMatchObject({
    resources: [arn],
    detail: {
      session_id: host.sessionId,
      participant_id: host.participantId,
      recording_s3_bucket_name: "bucket",
      recording_s3_key_prefix: expect.stringContaining(`${host.sessionId}/${host.participantId}/`),
      recording_duration_ms: expect.any(Number),
    },
  });
});

test("a recording to a bucket that is gone is told as a failure to start", async () => {
  const { emulator, client, clock } = await start();
  const storageConfigurationArn = await createdStorage(client, "bucket");
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn },
  });
  await raw(emulator, "PATCH", "/_emulator/settings", '{"missingBuckets":["bucket"]}', {});
  emulator.stages.stage(arn).join({}).publish();
  clock.moveTo(60_000);
  expect(emulator.eventBridge.sent.at(-1)?.detail).toMatchObject({
    event_name: "Recording Start Failure",
    error_code: "ResourceNotFoundException",
    reason: expect.any(String),
  });
});

test("events arrive at the target in the order they happened, with the key", async () => {
  const to = await target();
  const started = await startWith({ url: to.url, apiKeyHeader: "X-Key", apiKey: "secret" });
  stir(started, 20);
  await eventually(() => to.arrived.length === 20);
  expect(arrivals(to)).toEqual(started.emulator.eventBridge.sent);
  expect(to.arrived[0]?.headers).toMatchObject({ "x-key": "secret", "content-type": "application/json" });
});

test("without a key no header is sent, and the default header carries one", async () => {
  const to = await target();
  const started = await startWith({ url: to.url });
  stir(started, 1);
  await eventually(() => to.arrived.length === 1);
  expect(to.arrived[0]?.headers).not.toHaveProperty("x-api-key");
  const next = await startWith({ url: to.url, apiKey: "k" });
  stir(next, 1);
  await eventually(() => to.arrived.length === 2);
  expect(to.arrived[1]?.headers).toHaveProperty("x-api-key", "k");
});

test("delayed events leave when the clock says so", async () => {
  const to = await target();
  const started = await startWith({ url: to.url, delayMs: 1_000 });
  stir(started, 2);
  started.clock.moveTo(999);
  expect(to.arrived).toEqual([]);
  started.clock.moveTo(1_000);
  await eventually(() => to.arrived.length === 2);
  expect(started.emulator.eventBridge.sent).toHaveLength(2);
});

test("events overtake each other within a second when no delay is set", async () => {
  const events = await target();
  const started = await startWith({ url: events.url, reorder: true });
  stir(started, 20);
  started.clock.moveTo(1_000);
  await eventually(() => events.arrived.length === 20);
  const order = arrivals(events).map(({ id }) => id);
  expect(order).not.toEqual(started.emulator.eventBridge.sent.map(({ id }) => id));
});

test("lost, doubled and overtaking events are the same for the same seed and others for another", async () => {
  async function played(seed: number): Promise<number[]> {
    const to = await target();
    const badly = { url: to.url, lossRate: 0.3, duplicateRate: 0.3, delayMs: 10_000, reorder: true };
    const started = await startWith(badly, { seed });
    stir(started, 30);
    started.clock.moveTo(10_000);
    const { sent } = started.emulator.eventBridge;
    expect(sent).toHaveLength(30);
    // A last event that is neither lost nor doubled shows that the line is empty.
    await wellBehaved(started);
    started.stage.join({}).publish();
    await eventually(() => to.arrived.at(-1)?.event.id === sent.at(-1)?.id);
    return arrivals(to).map(({ id }) => sent.findIndex((each) => each.id === id));
  }

  const first = await played(1);
  expect(new Set(first).size).toBeLessThan(31);
  expect(first.length).toBeGreaterThan(new Set(first).size);
  expect(first).not.toEqual(first.toSorted((left, right) => left - right));
  expect(await played(1)).toEqual(first);
  expect(await played(2)).not.toEqual(first);
});

for (const [rates, count] of [
  [{ lossRate: 1 }, 0],
  [{ duplicateRate: 1 }, 8],
] as const)
  test(`a rate of one means every event: ${JSON.stringify(rates)}`, async () => {
    const to = await target();
    const started = await startWith({ url: to.url, ...rates });
    stir(started, 4);
    await wellBehaved(started);
    started.stage.join({}).publish();
    await eventually(() => to.arrived.length === count + 1);
    expect(names(arrivals(to)).slice(0, -1)).toHaveLength(count);
  });

test("a target that fails is tried five times with growing pauses, and others are not kept waiting", async () => {
  const to = await target();
  const log: { message: string }[] = [];
  const started = await startWith({ url: to.url }, { log: (line) => log.push(line) });
  to.answer = (response) => response.writeHead(to.arrived.length === 2 ? 200 : 503).end();
  stir(started, 2);
  await eventually(() => to.arrived.length === 2);
  const [first] = arrivals(to);

  to.answer = (response) => response.writeHead(500).end();
  let at = 0;
  for (const [index, pause] of [1_000, 2_000, 4_000, 8_000].entries()) {
    await eventually(() => failuresIn(log) === index + 1);
    at += pause;
    started.clock.moveTo(at - 1);
    expect(to.arrived).toHaveLength(index + 2);
    started.clock.moveTo(at);
    await eventually(() => to.arrived.length === index + 3);
    expect(to.arrived.at(-1)?.event).toEqual(first);
  }
  await eventually(() => failuresIn(log) === 5);
  started.clock.moveTo(3_600_000);
  expect(to.arrived).toHaveLength(6);
});

function failuresIn(log: readonly { message: string }[]): number {
  return log.filter(({ message }) => message === "event not delivered").length;
}

test("a target that does not answer is given up after five seconds, and one that is not there at once", async () => {
  const to = await target();
  const log: { message: string; error?: unknown }[] = [];
  const started = await startWith({ url: to.url }, { log: (line) => log.push(line) });
  to.answer = () => {};
  stir(started, 1);
  await eventually(() => to.arrived.length === 1);
  expect(failuresIn(log)).toBe(0);
  started.clock.moveTo(5_000);
  await eventually(() => failuresIn(log) === 1);

  const nobody = await startWith({ url: "http://127.0.0.1:1/" }, { log: (line) => log.push(line) });
  stir(nobody, 1);
  await eventually(() => failuresIn(log) === 2);
  expect(log.at(-1)?.error).toContain("ECONNREFUSED");
});

test("a target that never answers holds up a thousand events at most, and the rest are given up", async () => {
  const to = await target();
  const log: { message: string; error?: unknown }[] = [];
  const started = await startWith({ url: to.url }, { log: (line) => log.push(line) });
  to.answer = () => {};
  stir(started, 1_003);
  await eventually(() => to.arrived.length === 1);
  expect(log.filter(({ error }) => error === "too many are waiting")).toHaveLength(3);
});

test("closing the emulator ends what was to be delivered", async () => {
  const to = await target();
  const started = await startWith({ url: to.url });
  to.answer = () => {};
  stir(started, 3);
  await eventually(() => to.arrived.length === 1);
  await started.emulator.close();
  started.clock.moveTo(3_600_000);
  expect(to.arrived).toHaveLength(1);
  expect(started.clock.nextTimerAt()).toBeUndefined();
});

test("the last thousand events are kept, and the control API shows them", async () => {
  const started = await startWith({});
  stir(started, 1_002);
  const { sent } = started.emulator.eventBridge;
  expect(sent).toHaveLength(1_000);
  expect(names(sent.slice(0, 2))).toEqual(["Participant Published", "Participant Unpublished"]);
  const answer = await raw(started.emulator, "GET", "/_emulator/events", undefined, {});
  expect(JSON.parse(answer.body)).toEqual(sent);
});

test("only a loopback http URL and sensible numbers are taken as settings", async () => {
  for (const eventBridge of [
    { url: "http://192.168.0.1/" },
    { url: "http://example.com/" },
    { url: "https://127.0.0.1/" },
    { url: "127.0.0.1" },
    { url: "" },
    { apiKey: "a\nb" },
    { apiKeyHeader: "a b" },
    { lossRate: 1.1 },
    { duplicateRate: -0.1 },
    { delayMs: -1 },
    { reorder: 1 },
    { speed: 1 },
  ])
    expect(
      await failureOf(start({ settings: { eventBridge: eventBridge as EventBridgeSettings } })),
    ).toMatchObject({
      name: "TypeError",
      text: expect.stringContaining("eventBridge must be"),
    });
  for (const url of ["http://localhost:1/", "http://127.0.0.2/x", "http://[::1]:8080/"])
    await start({ settings: { eventBridge: { url } } });
});

test("stopping a composition tells the ends of its outputs and then its own", async () => {
  const started = await start();
  const { composition } = await startedComposition(started);
  started.clock.moveTo(1_000);
  await started.client.send(new StopCompositionCommand({ arn: composition }));
  started.clock.moveTo(3_000);
  expect(names(started.emulator.eventBridge.sent)).toEqual(["Destination End", "Session End"]);
  expect(started.emulator.eventBridge.sent[0]?.time).toBe(
    `${new Date(startAt + 3_000).toISOString().slice(0, 19)}Z`,
  );
});
