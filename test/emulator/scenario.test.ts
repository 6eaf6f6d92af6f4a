import {
  CreateParticipantTokenCommand,
  ListStagesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { runScenario } from "../../src/emulator/scenario.ts";
import { createState } from "../../src/emulator/state.ts";
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
  clock.moveTo(1999);
  expect(emulator.stages.list()).toEqual(before);
});

test("show moves every few seconds, keeps its first three stages and stays in bounds for a day", async () => {
  const { emulator, clock } = await start({ scenario: "show" });
  const opening = emulator.stages.list();
  const permanent = opening.slice(0, 3).map((stage) => stage.arn);
  const seen = { sessions: new Set<string>(), names: new Set<string>(), arns: new Set<string>() };
  let changes = 0;
  let last = JSON.stringify(opening);

  for (let at = 0; at <= 24 * 60 * minute; at += minute) {
    clock.moveTo(at);
    const stages = emulator.stages.list();
    expect(stages.slice(0, 3).map((stage) => stage.arn)).toEqual(permanent);
    expect(stages.length).toBeGreaterThanOrEqual(8);
    expect(stages.length).toBeLessThanOrEqual(20);
    for (const stage of stages) {
      seen.arns.add(stage.arn);
      seen.names.add(stage.name ?? "");
      if (stage.activeSessionId) seen.sessions.add(stage.activeSessionId);
    }
    const now = JSON.stringify(stages);
    if (now !== last) changes += 1;
    last = now;
  }

  expect(changes).toBeGreaterThan(1000);
  expect(seen.sessions.size).toBeGreaterThan(100);
  expect(seen.names.size).toBeGreaterThan(20);
  expect(seen.arns.size).toBeGreaterThan(20);
  expect(clock.nextTimerAt()).toBeGreaterThan(24 * 60 * minute);
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

test("a move that throws is reported and the course goes on", () => {
  const clock = createManualClock(startAt);
  const reported: [string, unknown][] = [];
  const stage = {
    clock,
    region: "us-west-2",
    account: "123456789012",
    state: createState(),
    random: createRandom(1, "test"),
  };
  const broken = new Error("broken");
  const stop = runScenario(
    () => ({
      everyMs: [10, 10],
      moves: [
        {
          name: "trip",
          weight: 1,
          play() {
            throw broken;
          },
        },
      ],
    }),
    stage,
    (move, error) => reported.push([move, error]),
  );
  clock.moveTo(35);
  stop();
  clock.moveTo(100);
  expect(reported).toEqual(Array.from({ length: 3 }, () => ["trip", broken]));
});
