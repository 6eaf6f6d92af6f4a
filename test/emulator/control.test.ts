import { ListStagesCommand } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { defaultSettings } from "../../src/emulator/settings.ts";
import { failureOf, raw, start, type Started } from "./start.ts";

async function control(
  { emulator }: Pick<Started, "emulator">,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const answer = await raw(emulator, method, path, text, {});
  return {
    status: answer.status,
    body: answer.body === "" ? undefined : (JSON.parse(answer.body) as unknown),
  };
}

test("the root says what this is and what there is to do", async () => {
  const started = await start({ scenario: "show", region: "eu-west-1", account: "000000000001", seed: 7 });
  const answer = await control(started, "GET", "/_emulator");
  expect(answer).toMatchObject({
    status: 200,
    body: {
      about: expect.stringContaining("emulator"),
      region: "eu-west-1",
      account: "000000000001",
      scenario: "show",
      seed: 7,
      stages: 12,
      pendingFaults: 0,
      calls: {},
      operations: expect.arrayContaining(["ListStages"]),
      routes: expect.arrayContaining([
        { method: "POST", path: "/_emulator/faults", does: expect.any(String) },
      ]),
    },
  });
  await expect(control(started, "GET", "/_emulator/")).resolves.toEqual(answer);
});

test("calls can be read and reset, and reading them does not count", async () => {
  const started = await start();
  await started.client.send(new ListStagesCommand({}));
  await expect(control(started, "GET", "/_emulator/calls")).resolves.toEqual({
    status: 200,
    body: { ListStages: 1 },
  });
  await expect(control(started, "DELETE", "/_emulator/calls")).resolves.toEqual({
    status: 204,
    body: undefined,
  });
  expect(started.emulator.calls).toEqual({});
});

test("faults can be injected and taken back, one or all", async () => {
  const started = await start();
  const list = () => failureOf(started.client.send(new ListStagesCommand({})));
  const fault = { operation: "ListStages", times: null, kind: "error", type: "X", status: 500 };

  const first = await control(started, "POST", "/_emulator/faults", fault);
  expect(first).toEqual({ status: 201, body: { id: 1 } });
  for (let count = 0; count < 3; count += 1) expect(await list()).toMatchObject({ name: "X" });
  await expect(control(started, "DELETE", "/_emulator/faults/1")).resolves.toMatchObject({ status: 204 });
  await expect(control(started, "DELETE", "/_emulator/faults/1")).resolves.toMatchObject({ status: 404 });
  expect(await list()).toBeUndefined();

  await control(started, "POST", "/_emulator/faults", fault);
  await control(started, "POST", "/_emulator/faults", fault);
  await control(started, "DELETE", "/_emulator/faults");
  expect(await list()).toBeUndefined();
});

for (const [body, error] of [
  ["{", "not JSON"],
  ["[]", "kind must be one of error, throttle"],
  ["null", "a fault must be an object"],
  ["", "kind must be one of"],
  [{ kind: "nothing" }, "kind must be one of"],
  [{ kind: "error", type: "X" }, "status must be a status from 400 to 599"],
  [{ kind: "error", status: 500 }, "type must be the name of an error"],
  [{ kind: "latency" }, "ms must be a number of milliseconds from 0"],
  [{ kind: "latency", ms: -1 }, "ms must be"],
  [{ kind: "drip", everyMs: "1" }, "everyMs must be"],
  [{ kind: "oversized", bytes: 13 }, "bytes must be a whole number from 14"],
  [{ kind: "reset" }, "when must be before, during or after"],
  [{ kind: "html", status: 99 }, "status must be a status from 200 to 599"],
  [{ kind: "silent", times: 1.5 }, "times must be"],
  [{ kind: "silent", operation: "Nope" }, "operation must be"],
  [{ kind: "silent", ms: 1 }, "ms is no member of a fault of kind silent"],
] as const) {
  test(`the fault ${JSON.stringify(body)} is refused with a reason`, async () => {
    const started = await start();
    await expect(control(started, "POST", "/_emulator/faults", body)).resolves.toEqual({
      status: 400,
      body: { error: expect.stringContaining(error) },
    });
  });
}

test("settings can be read and changed one by one", async () => {
  const started = await start({ settings: { stagesPerRegion: 3 } });
  const before = await control(started, "GET", "/_emulator/settings");
  expect(before).toEqual({
    status: 200,
    body: { ...defaultSettings(), throttle: "off", stagesPerRegion: 3 },
  });
  const changed = { throttle: "Throttling429", quotaPerSecond: { ListStages: 0 } };
  const after = await control(started, "PATCH", "/_emulator/settings", changed);
  expect(after).toEqual({ status: 200, body: { ...(before.body as object), ...changed } });
  await expect(failureOf(started.client.send(new ListStagesCommand({})))).resolves.toMatchObject({
    name: "ThrottlingException",
    status: 429,
  });
});

for (const [body, error] of [
  [{ speed: 1 }, "speed is no setting; there are throttle"],
  [{ throttle: "always" }, "throttle must be one of TooManyRequests429, Throttling400, Throttling429, off"],
  [{ latencyMs: "1" }, "latencyMs must be a number of milliseconds from 0"],
  [{ quotaPerSecond: { Nope: 1 } }, "quotaPerSecond must be an object of operation names"],
  [{ quotaPerSecond: { ListStages: -1 } }, "quotaPerSecond must be"],
  [
    { stagesPerRegion: 1.5, listOrder: "random" },
    "stagesPerRegion must be a whole number from 0; listOrder must be",
  ],
  [{ pendingVerification: 1 }, "pendingVerification must be true or false"],
  ["[]", "settings must be an object"],
  ['{"sessionLingerMs":1e400}', "sessionLingerMs must be a number of milliseconds from 0"],
  ['{"operationLatencyMs":{"GetStage":1e400}}', "operationLatencyMs must be"],
  ['{"eventBridge":{"delayMs":1e400}}', "eventBridge must be"],
] as const) {
  test(`the settings ${JSON.stringify(body)} are refused with a reason and change nothing`, async () => {
    const started = await start();
    const before = await control(started, "GET", "/_emulator/settings");
    await expect(control(started, "PATCH", "/_emulator/settings", body)).resolves.toEqual({
      status: 400,
      body: { error: expect.stringContaining(error) },
    });
    await expect(control(started, "GET", "/_emulator/settings")).resolves.toEqual(before);
  });
}

test("the parts of eventBridge change one by one, and null takes one back", async () => {
  const started = await start();
  const patch = (eventBridge: object) => control(started, "PATCH", "/_emulator/settings", { eventBridge });
  const url = "http://127.0.0.1:1/";
  await patch({ url, delayMs: 5 });
  expect(await patch({ lossRate: 0.1 })).toMatchObject({
    status: 200,
    body: { eventBridge: { url, delayMs: 5, lossRate: 0.1 } },
  });
  expect(await patch({ url: null })).toMatchObject({
    body: { eventBridge: expect.not.objectContaining({ url: expect.anything() }) },
  });
  expect(started.emulator.snapshot().settings.eventBridge).toEqual({ delayMs: 5, lossRate: 0.1 });
});

test("a session can be opened and ended", async () => {
  const started = await start();
  const { arn } = started.emulator.stages.create();
  const path = `/_emulator/stages/${arn.split("/")[1]}/session`;
  const opened = await control(started, "POST", path);
  expect(opened).toEqual({ status: 201, body: { sessionId: expect.stringMatching(/^st-\w{13}$/) } });
  expect(started.emulator.stages.stage(arn).read()).toMatchObject({
    activeSessionId: (opened.body as { sessionId: string }).sessionId,
  });
  await expect(control(started, "POST", path)).resolves.toEqual(opened);
  await expect(control(started, "DELETE", path)).resolves.toEqual({ status: 200, body: opened.body });
  await expect(control(started, "DELETE", path)).resolves.toMatchObject({ status: 404 });
  await expect(control(started, "POST", "/_emulator/stages/none/session")).resolves.toMatchObject({
    status: 404,
    body: { error: "no stage none exists" },
  });
});

test("a percent sign that encodes nothing in the path is told so", async () => {
  const started = await start();
  const refused = { status: 400, body: { error: expect.stringContaining("percent-encoded") } };
  expect(await control(started, "DELETE", "/_emulator/broadcasts/%zz")).toEqual(refused);
  expect(await control(started, "POST", "/_emulator/stages/%zz/session")).toEqual(refused);
});

test("what is not there is told so", async () => {
  const started = await start();
  await expect(control(started, "GET", "/_emulator/nothing")).resolves.toMatchObject({ status: 404 });
  const wrong = await raw(started.emulator, "PUT", "/_emulator/faults", "{}", {});
  expect(wrong).toMatchObject({ status: 405, headers: { allow: "POST, DELETE" } });
});
