import {
  CreateParticipantTokenCommand,
  GetParticipantCommand,
  ListCompositionsCommand,
  ListParticipantEventsCommand,
  ListStagesCommand,
  ListTagsForResourceCommand,
  paginateListParticipants,
  paginateListStageSessions,
  type Participant,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createWorld } from "../../src/emulator/create-world.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { runScenario } from "../../src/emulator/scenario.ts";
import { defaultSettings } from "../../src/emulator/settings.ts";
import { raw, start, startAt } from "./start.ts";

const minute = 60_000;

test("quiet is empty and stays so", async () => {
  const { emulator, clock } = await start();
  expect(clock.nextTimerAt()).toBeUndefined();
  expect(emulator.stages.list()).toEqual([]);
});

test("show opens with a company at work", async () => {
  const { emulator, client } = await start({ scenario: "show" });
  const { stages = [] } = await client.send(new ListStagesCommand({}));
  const details = emulator.stages.list();

  expect(stages).toHaveLength(12);
  for (const stage of stages) {
    expect(stage.name).toMatch(/^[a-zA-Z0-9-_]{1,128}$/);
    expect(Object.keys(stage.tags ?? {}).toSorted()).toEqual(["env", "show", "team"]);
  }
  expect(stages.filter((stage) => stage.activeSessionId).length).toBeGreaterThanOrEqual(4);
  const storages = details
    .map((stage) => stage.autoParticipantRecordingConfiguration?.storageConfigurationArn)
    .filter((arn) => arn !== "");
  expect(storages).toHaveLength(2);
  await expect(
    client.send(new ListTagsForResourceCommand({ resourceArn: storages[0] })),
  ).resolves.toMatchObject({
    tags: { team: "platform" },
  });
});

test("show stands still while the clock does", async () => {
  const { emulator, clock } = await start({ scenario: "show" });
  const before = emulator.stages.list();
  clock.moveTo(499);
  expect(emulator.stages.list()).toEqual(before);
});

test("the same seed and the same steps of the clock give the same state, whoever calls meanwhile", async () => {
  const one = await start({ scenario: "show", seed: 5 });
  const two = await start({ scenario: "show", seed: 5 });
  for (let at = minute; at <= 20 * minute; at += minute) {
    one.clock.moveTo(at);
    two.clock.moveTo(at);
    const stageArn = two.emulator.stages.list()[0]?.arn;
    await two.client.send(new CreateParticipantTokenCommand({ stageArn }));
  }
  expect(two.emulator.stages.list()).toEqual(one.emulator.stages.list());
});

test("another seed gives other ids and another course", async () => {
  const one = await start({ scenario: "show", seed: 1 });
  const two = await start({ scenario: "show", seed: 2 });
  const namesOf = ({ emulator }: typeof one) => emulator.stages.list().map((stage) => stage.name);
  expect(namesOf(two)).toEqual(namesOf(one));
  expect(two.emulator.stages.list()[0]?.arn).not.toBe(one.emulator.stages.list()[0]?.arn);
  one.clock.moveTo(60 * minute);
  two.clock.moveTo(60 * minute);
  expect(namesOf(two)).not.toEqual(namesOf(one));
});

test("the same seed gives the same ids, tokens and answers to the same calls", async () => {
  const answers = [];
  for (const seed of [3, 3, 4]) {
    const { emulator } = await start({ seed });
    const body = '{"participantTokenConfigurations":[{}]}';
    const { headers, ...answer } = await raw(emulator, "POST", "/CreateStage", body);
    answers.push({ ...answer, requestId: headers["x-amzn-requestid"] });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).not.toEqual(answers[0]);
});

test("show survives that everything is deleted under it", async () => {
  const { emulator, clock } = await start({ scenario: "show" });
  for (const { arn } of emulator.stages.list()) emulator.stages.stage(arn).delete();
  clock.moveTo(10 * minute);
  expect(emulator.stages.list().length).toBeGreaterThan(0);
});

test("show has hosts, guests and viewers, a recording, a replica and a composition", async () => {
  const { emulator, client, clock } = await start({ scenario: "show" });
  clock.moveTo(10_000);
  const people: Participant[] = [];
  for (const { arn, activeSessionId } of emulator.stages.list()) {
    if (!activeSessionId) continue;
    const at = { stageArn: arn, sessionId: activeSessionId };
    for await (const { participants = [] } of paginateListParticipants({ client }, at))
      for (const { participantId } of participants) {
        const { participant } = await client.send(new GetParticipantCommand({ ...at, participantId }));
        if (participant) people.push(participant);
      }
  }
  const roles = new Set(people.map(({ attributes }) => attributes?.["role"]));
  expect([...roles].toSorted()).toEqual(["guest", "host", "replica", "viewer"]);
  expect(people.some(({ recordingState }) => recordingState === "ACTIVE")).toBe(true);
  expect(people.some(({ replicationType }) => replicationType === "REPLICA")).toBe(true);
  expect(people.every(({ userId, sdkVersion }) => userId && sdkVersion)).toBe(true);
  await expect(client.send(new ListCompositionsCommand({}))).resolves.toMatchObject({
    compositions: [{ state: "ACTIVE" }],
  });
});

test("show has the same first three stages under seed 1 as ever", async () => {
  const { emulator } = await start({ scenario: "show" });
  expect(emulator.stages.list().slice(0, 3)).toMatchObject([
    { arn: expect.stringContaining("/dt6YTHTzgm87") },
    { arn: expect.stringContaining("/wIJFzo4Vo1H2") },
    { arn: expect.stringContaining("/AU8tHz4b5nIE") },
  ]);
});

test("rehearsal is one stage with a few hosts who go in and out", async () => {
  const { emulator, clock } = await start({ scenario: "rehearsal" });
  const names = new Set<unknown>();
  for (let at = 0; at <= 60 * minute; at += 5_000) {
    clock.moveTo(at);
    expect(emulator.stages.list()).toMatchObject([{ name: "rehearsal" }]);
    for (const { detail } of emulator.eventBridge.sent) names.add(detail["event_name"]);
  }
  expect(names).toEqual(new Set(["Participant Published", "Participant Unpublished"]));
});

test("crowd has five thousand viewers on one stage, and starts in less than two seconds", async () => {
  const before = performance.now();
  const { emulator, client, clock } = await start({ scenario: "crowd" });
  expect(performance.now() - before).toBeLessThan(2_000);
  const [stage] = emulator.stages.list();
  const count = async () => {
    let connected = 0;
    const at = {
      stageArn: stage?.arn,
      sessionId: stage?.activeSessionId,
      filterByState: "CONNECTED",
    } as const;
    for await (const page of paginateListParticipants({ client, pageSize: 100 }, at))
      connected += page.participants?.length ?? 0;
    return connected;
  };
  expect(await count()).toBe(5_002);
  clock.moveTo(2 * minute);
  const later = await count();
  expect(later).not.toBe(5_002);
  expect(Math.abs(later - 5_002)).toBeLessThan(100);
});

test("trouble has every kind of error", async () => {
  const { emulator, client, clock } = await start({ scenario: "trouble" });
  const seen = new Set<string>();
  for (let at = minute; at <= 60 * minute; at += minute) clock.moveTo(at);
  for (const { arn: stageArn } of emulator.stages.list())
    for await (const { stageSessions = [] } of paginateListStageSessions({ client }, { stageArn }))
      for (const { sessionId } of stageSessions)
        for await (const page of paginateListParticipants({ client }, { stageArn, sessionId }))
          for (const { participantId, recordingState } of page.participants ?? []) {
            seen.add(`recording ${recordingState}`);
            const { events } = await client.send(
              new ListParticipantEventsCommand({ stageArn, sessionId, participantId }),
            );
            for (const { name } of events ?? []) seen.add(`${name}`);
          }
  for (const wanted of ["PUBLISH_ERROR", "SUBSCRIBE_ERROR", "JOIN_ERROR", "LEFT", "recording FAILED"])
    expect(seen).toContain(wanted);
});

test("a move that throws is reported and the course goes on", () => {
  const clock = createManualClock(startAt);
  const reported: [string, unknown][] = [];
  const random = createRandom(1, "test");
  const world = createWorld({
    clock,
    region: "us-west-2",
    account: "123456789012",
    seed: 1,
    settings: defaultSettings(),
    random,
    lifeRandom: random,
    report: (what, error) => reported.push([what, error]),
  });
  const broken = new Error("broken");
  const trip = {
    name: "trip",
    weight: 1,
    play() {
      throw broken;
    },
  };
  const stop = runScenario({ open() {}, course: () => ({ everyMs: [10, 10], moves: [trip] }) }, world, {
    opened: false,
    report: (move, error) => reported.push([move, error]),
  });
  clock.moveTo(35);
  stop();
  clock.moveTo(100);
  expect(reported).toEqual(Array.from({ length: 3 }, () => ["trip", broken]));
});
