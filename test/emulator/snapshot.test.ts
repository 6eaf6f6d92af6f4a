import {
  CreateParticipantTokenCommand,
  DisconnectParticipantCommand,
  GetStageCommand,
  ListParticipantEventsCommand,
  ListStagesCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, onTestFinished, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Snapshot,
} from "../../src/emulator/server.ts";
import { target } from "./event-target.ts";
import { clientOf, eventually, start, startAt } from "./start.ts";

/** Another emulator that goes on with what is left of one, `laterMs` after this file's beginning of time. */
async function restored(snapshot: Snapshot, laterMs: number, options: Partial<EmulatorOptions> = {}) {
  const clock = createManualClock(startAt + laterMs);
  const emulator = await createEmulator({
    clock,
    snapshot: JSON.parse(JSON.stringify(snapshot)) as Snapshot,
    ...options,
  });
  const client = clientOf(emulator);
  onTestFinished(async () => {
    client.destroy();
    await emulator.close();
  });
  return { clock, emulator, client };
}

function contents(emulator: Emulator): unknown {
  return emulator.snapshot().state;
}

test("an emulator goes on where a snapshot was taken, whatever is in it", async () => {
  const one = await start({ seed: 7, region: "eu-west-1", account: "000000000001", scenario: "show" });
  one.clock.moveTo(600_000);
  one.emulator.stages.create({ name: "odd", tags: { $date: "x", $map: "y", $$z: "z", __proto__x: "p" } });
  const two = await restored(one.emulator.snapshot(), 600_000);

  expect(two.emulator).toMatchObject({ region: "eu-west-1", account: "000000000001" });
  expect(two.emulator.stages.list()).toEqual(one.emulator.stages.list());
  expect(contents(two.emulator)).toEqual(contents(one.emulator));
  expect(two.emulator.snapshot()).toEqual({ ...one.emulator.snapshot(), scenario: "quiet" });
  const next = ({ emulator }: { emulator: Emulator }) =>
    Array.from({ length: 3 }, () => emulator.stages.create().arn);
  expect(next(two)).toEqual(next(one));
});

test("the scenario's course goes on without its opening", async () => {
  const one = await start({ scenario: "show" });
  one.clock.moveTo(60_000);
  const two = await restored(one.emulator.snapshot(), 60_000, { scenario: "show" });
  expect(two.emulator.stages.list()).toEqual(one.emulator.stages.list());
  two.clock.moveTo(600_000);
  expect(contents(two.emulator)).not.toEqual(contents(one.emulator));
});

test("what is due later falls due at its time, and at once when that is past", async () => {
  for (const [laterMs, moveTo, open] of [
    [1_000, 3_999, true],
    [1_000, 4_000, false],
    [60_000, 0, false],
  ] as const) {
    const one = await start({ settings: { sessionLingerMs: 5_000 } });
    const { arn } = one.emulator.stages.create();
    one.emulator.stages.stage(arn).join().leave();
    const two = await restored(one.emulator.snapshot(), laterMs);
    two.clock.moveTo(moveTo);
    expect(two.emulator.stages.stage(arn).read().activeSessionId !== undefined).toBe(open);
  }
});

test("tokens stay what they were: good, or worthless for ever", async () => {
  const one = await start();
  const { arn } = one.emulator.stages.create();
  const issue = async () => {
    const { participantToken } = await one.client.send(new CreateParticipantTokenCommand({ stageArn: arn }));
    return { token: participantToken?.token ?? "", participantId: participantToken?.participantId };
  };
  const [good, dead] = [await issue(), await issue()];
  await one.client.send(
    new DisconnectParticipantCommand({ stageArn: arn, participantId: dead.participantId }),
  );

  const { emulator } = await restored(one.emulator.snapshot(), 1_000);

  const stage = emulator.stages.stage(arn);
  expect(stage.join({ token: good.token }).participantId).toBe(good.participantId);
  expect(() => stage.join({ token: dead.token })).toThrow("PARTICIPANT_DISCONNECTED");
});

test("people, replicas and events are there, and no ID is given out twice", async () => {
  const one = await start();
  const [source, destination] = [one.emulator.stages.create().arn, one.emulator.stages.create().arn];
  const ana = one.emulator.stages.stage(source).join({ userId: "ana" });
  ana.publish();
  const two = await restored(one.emulator.snapshot(), 0);

  const { sessionId, participantId } = ana;
  const again = two.emulator.stages.stage(source).participant(participantId);
  expect(again.read()).toEqual(ana.read());
  again.leave();
  const { events } = await two.client.send(
    new ListParticipantEventsCommand({ stageArn: source, sessionId, participantId }),
  );
  expect(events).toHaveLength(4);
  expect(ana.read().state).toBe("CONNECTED");

  const arns = [two.emulator.stages.create().arn, source, destination];
  expect(new Set(arns).size).toBe(3);
  await expect(two.client.send(new ListStagesCommand({}))).resolves.toMatchObject({
    stages: [{ arn: source }, { arn: destination }, { arn: arns[0] }],
  });
});

test("time goes on from where it was when the clock is behind that, and keeps the clock's when it is ahead", async () => {
  const one = await start();
  const { arn } = one.emulator.stages.create();
  const { participantToken } = await one.client.send(
    new CreateParticipantTokenCommand({ stageArn: arn, duration: 10 }),
  );
  one.clock.moveTo(599_000);
  const snapshot = one.emulator.snapshot();
  const joining = (emulator: Emulator) => () =>
    emulator.stages.stage(arn).join({ token: participantToken?.token ?? "" });

  const behind = await restored(snapshot, -86_400_000);
  expect(joining(behind.emulator)().read().firstJoinTime).toEqual(new Date(startAt + 599_000));
  behind.clock.moveTo(1_000);
  expect(joining(behind.emulator)).toThrow("TOKEN_EXPIRED");
  expect(behind.emulator.snapshot().time).toBe(startAt + 600_000);
  const ahead = await restored(snapshot, 600_000);
  expect(joining(ahead.emulator)).toThrow("TOKEN_EXPIRED");
});

test("settings come along, and those of the options win", async () => {
  const one = await start({ settings: { stagesPerRegion: 3, throttle: "Throttling400" } });
  const two = await restored(one.emulator.snapshot(), 0, { settings: { throttle: "off" } });
  expect(two.emulator.snapshot().settings).toMatchObject({ stagesPerRegion: 3, throttle: "off" });
});

test("a snapshot that goes on with lagging reads shows itself at once", async () => {
  const one = await start({ settings: { readLagMs: 1_000 } });
  const { arn } = one.emulator.stages.create({ name: "kept" });
  const { client } = await restored(one.emulator.snapshot(), 0);
  await expect(client.send(new GetStageCommand({ arn }))).resolves.toMatchObject({ stage: { name: "kept" } });
});

test("what is no snapshot, or one of another version or place, is refused", async () => {
  const { emulator } = await start();
  const snapshot = emulator.snapshot();
  const creating = (changed: object, options: Partial<EmulatorOptions> = {}) =>
    createEmulator({ clock: createManualClock(startAt), snapshot: { ...snapshot, ...changed }, ...options });
  await expect(creating({ version: 2 })).rejects.toThrow("version 2 cannot be read");
  for (const time of [null, -1, 1e300, "now"])
    await expect(creating({ time })).rejects.toThrow("time is none");
  for (const events of [null, [{}], [{ event: null, dueAt: 1 }], [{ event: {}, dueAt: "soon" }]])
    await expect(creating({ events })).rejects.toThrow("events are none");
  await expect(creating({}, { region: "eu-west-1" })).rejects.toThrow("is of us-west-2");
  await expect(creating({}, { account: "000000000001" })).rejects.toThrow("is of 123456789012");
});

test("a state that no emulator wrote is refused with what is wrong with it", async () => {
  const { emulator } = await start({ scenario: "show" });
  const snapshot = emulator.snapshot();
  const written = JSON.stringify(snapshot.state);
  const plan = (changed: object) => (text: string) =>
    text.replace(
      /("plans":\{"\$map":\[\[.*?,)\{.*$/,
      `$1${JSON.stringify({ errand: {}, dueAt: 1, sequence: 1, ...changed })}]]}}`,
    );
  const errand = { kind: "closeSession", stageArn: "x", sessionId: "y" };
  for (const [spoil, fault] of [
    [() => "{}", "state is none"],
    [() => "[]", "state is none"],
    [(text: string) => text.replace('"sessions":[', '"seasons":['), "stages are none"],
    [(text: string) => text.replace('"tokens":{"$map":[]}', '"tokens":{}'), "stages are none"],
    [(text: string) => text.replace('"items":[', '"items":[null,'), "stages are none"],
    [(text: string) => text.replace(/"\$date":"[^"]*"/, '"$date":"yesterday"'), "date yesterday is none"],
    [(text: string) => text.replace('"deletedStages":[]', '"deletedStages":[7]'), "deletedStages are none"],
    [(text: string) => text.replace('"plans":{"$map":[', '"plans":{"$map":[["x",null],'), "plans are none"],
    [plan({}), "plans are none"],
    [plan({ errand: { ...errand, kind: "dance" } }), "plans are none"],
    [plan({ errand: { ...errand, kind: "constructor" } }), "plans are none"],
    [plan({ errand: { kind: "closeSession" } }), "plans are none"],
    [plan({ errand: { kind: "composition", step: "leap", compositionArn: "z" } }), "plans are none"],
    [plan({ errand, dueAt: null }), "plans are none"],
    [plan({ errand, sequence: "1" }), "plans are none"],
  ] as const) {
    const state: unknown = JSON.parse(spoil(written));
    expect(state).not.toEqual(snapshot.state);
    await expect(
      createEmulator({ clock: createManualClock(startAt), snapshot: { ...snapshot, state } }),
    ).rejects.toThrow(fault);
  }
});

test("events that wait for their delay are delivered after a restart, when they are due", async () => {
  const events = await target();
  const one = await start({ settings: { eventBridge: { url: events.url, delayMs: 60_000 } } });
  const { arn } = one.emulator.stages.create();
  const host = one.emulator.stages.stage(arn).join();
  host.publish();
  one.clock.moveTo(10_000);
  host.unpublish();
  const snapshot = one.emulator.snapshot();
  await one.emulator.close();

  const two = await restored(snapshot, 10_000);
  const left = () => two.emulator.snapshot().events?.length;
  two.clock.moveTo(49_999);
  expect([left(), events.arrived.length]).toEqual([2, 0]);
  two.clock.moveTo(50_000);
  await eventually(() => left() === 1);
  two.clock.moveTo(60_000);
  await eventually(() => left() === 0);
  expect(events.arrived.map(({ event }) => event)).toEqual(one.emulator.eventBridge.sent);

  const late = await restored(snapshot, 600_000);
  await eventually(() => events.arrived.length === 4);
  expect(late.emulator.stages.list()).toHaveLength(1);
});

test("a scenario opens on an account without stages that another scenario left", async () => {
  const quiet = await start();
  const names = ({ emulator }: { emulator: Emulator }) => emulator.stages.list().map(({ name }) => name);
  const crowd = await restored(quiet.emulator.snapshot(), 0, { scenario: "crowd" });
  expect(names(crowd)).toEqual(["arena"]);
  const { emulator } = crowd;
  for (const { arn } of emulator.stages.list()) emulator.stages.stage(arn).delete();
  expect(names(await restored(emulator.snapshot(), 0, { scenario: "crowd" }))).toEqual([]);
  emulator.stages.create({ name: "mine" });
  expect(names(await restored(emulator.snapshot(), 0, { scenario: "trouble" }))).toEqual(["mine"]);
});
