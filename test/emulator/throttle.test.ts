import {
  CreateParticipantTokenCommand,
  ListPublicKeysCommand,
  ListStagesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { failureOf, raw, start, type Started } from "./start.ts";

const throttle = "TooManyRequests429";

async function admittedOf(count: number, call: () => Promise<unknown>): Promise<number> {
  let admitted = 0;
  for (let done = 0; done < count; done += 1) {
    const failure = await failureOf(call());
    if (failure?.status !== 429) admitted += 1;
  }
  return admitted;
}

function listStages({ client }: Started): () => Promise<unknown> {
  return () => client.send(new ListStagesCommand({}));
}

test("each operation has AWS's quota for itself", async () => {
  const { client, emulator } = await start({ settings: { throttle } });
  const { arn } = emulator.stages.create();
  const admitted = {
    lists: await admittedOf(7, () => client.send(new ListStagesCommand({}))),
    tokens: await admittedOf(52, () => client.send(new CreateParticipantTokenCommand({ stageArn: arn }))),
    tags: await admittedOf(12, () => client.send(new ListTagsForResourceCommand({ resourceArn: arn }))),
    keys: await admittedOf(5, () => client.send(new ListPublicKeysCommand({}))),
  };
  expect(admitted).toEqual({ lists: 5, tokens: 50, tags: 10, keys: 3 });
  expect(emulator.calls).toEqual({
    ListStages: 7,
    CreateParticipantToken: 52,
    ListTagsForResource: 12,
    ListPublicKeys: 5,
  });
});

test("the quota holds in any sliding second, not per calendar second", async () => {
  const started = await start({ settings: { throttle } });
  const { clock } = started;
  clock.moveTo(900);
  expect(await admittedOf(5, listStages(started))).toBe(5);
  clock.moveTo(1899);
  expect(await admittedOf(1, listStages(started))).toBe(0);
  clock.moveTo(1900);
  expect(await admittedOf(6, listStages(started))).toBe(5);
});

test("calls that are spread out come back one by one", async () => {
  const started = await start({ settings: { throttle } });
  for (let at = 0; at < 1000; at += 200) {
    started.clock.moveTo(at);
    expect(await admittedOf(1, listStages(started))).toBe(1);
  }
  started.clock.moveTo(999);
  expect(await admittedOf(1, listStages(started))).toBe(0);
  started.clock.moveTo(1000);
  expect(await admittedOf(2, listStages(started))).toBe(1);
});

test("refused calls take nothing from the quota", async () => {
  const started = await start({ settings: { throttle } });
  await admittedOf(5, listStages(started));
  started.clock.moveTo(500);
  await admittedOf(20, listStages(started));
  started.clock.moveTo(1000);
  expect(await admittedOf(6, listStages(started))).toBe(5);
});

test("a quota can be overridden, to nothing too", async () => {
  const { client } = await start({
    settings: { throttle, quotaPerSecond: { ListStages: 2, ListPublicKeys: 0 } },
  });
  expect(await admittedOf(4, () => client.send(new ListStagesCommand({})))).toBe(2);
  expect(await admittedOf(1, () => client.send(new ListPublicKeysCommand({})))).toBe(0);
});

for (const [form, expected] of [
  ["TooManyRequests429", { name: "TooManyRequestsException", status: 429, text: "Too Many Requests" }],
  ["Throttling400", { name: "ThrottlingException", status: 400, text: "Rate exceeded" }],
  ["Throttling429", { name: "ThrottlingException", status: 429, text: "Rate exceeded" }],
] as const) {
  test(`a throttle of the form ${form} is told so`, async () => {
    const { client } = await start({ settings: { throttle: form, quotaPerSecond: { ListStages: 0 } } });
    await expect(failureOf(client.send(new ListStagesCommand({})))).resolves.toEqual(expected);
  });
}

test("the default throttle is API Gateway's on the wire", async () => {
  const { emulator } = await start({ settings: { throttle, quotaPerSecond: { ListStages: 0 } } });
  const answer = await raw(emulator, "POST", "/ListStages", "{}");
  expect(answer).toMatchObject({
    status: 429,
    headers: { "x-amzn-errortype": "TooManyRequestsException" },
    body: '{"message":"Too Many Requests"}',
  });
});

test("throttling can be off", async () => {
  const started = await start({ settings: { throttle: "off" } });
  expect(await admittedOf(30, listStages(started))).toBe(30);
});
