import { CreateStageCommand, GetStageCommand, ListStagesCommand } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import { eventually, failureOf, raw, signed, start, type Started } from "./start.ts";

function list({ client }: Pick<Started, "client">, abortSignal?: AbortSignal) {
  return failureOf(client.send(new ListStagesCommand({}), abortSignal ? { abortSignal } : {}));
}

function create({ client }: Pick<Started, "client">) {
  return failureOf(client.send(new CreateStageCommand({})));
}

for (const [type, status] of [
  ["AccessDeniedException", 403],
  ["ConflictException", 409],
  ["ServiceQuotaExceededException", 402],
  ["PendingVerification", 403],
  ["InternalServerException", 500],
  ["ExpiredTokenException", 403],
  ["ServiceUnavailable", 503],
] as const) {
  test(`an injected ${type} reaches the SDK once, and the operation does not run`, async () => {
    const started = await start();
    started.emulator.inject({ kind: "error", type, status, message: "as told" });
    await expect(create(started)).resolves.toEqual({ name: type, status, text: "as told" });
    expect(started.emulator.stages.list()).toEqual([]);
    await expect(create(started)).resolves.toBeUndefined();
    expect(started.emulator.calls).toEqual({ CreateStage: 2 });
  });
}

test("an error after the commit hides that the operation took effect", async () => {
  const started = await start();
  started.emulator.inject({ kind: "error", type: "InternalServerException", status: 500, afterCommit: true });
  await expect(create(started)).resolves.toMatchObject({ name: "InternalServerException", status: 500 });
  expect(started.emulator.stages.list()).toHaveLength(1);
});

test("a fault meets only the operation that it names", async () => {
  const started = await start();
  started.emulator.inject({ operation: "CreateStage", kind: "throttle" });
  await expect(list(started)).resolves.toBeUndefined();
  await expect(create(started)).resolves.toMatchObject({ name: "TooManyRequestsException", status: 429 });
});

test("faults are used up in the order of their injection", async () => {
  const started = await start();
  started.emulator.inject({ operation: "*", times: 2, kind: "error", type: "First", status: 500 });
  started.emulator.inject({ operation: "ListStages", kind: "error", type: "Second", status: 500 });
  const seen = [await list(started), await list(started), await list(started), await list(started)];
  expect(seen.map((failure) => failure?.name)).toEqual(["First", "First", "Second", undefined]);
});

test("an endless fault lasts until it is removed", async () => {
  const started = await start();
  const remove = started.emulator.inject({ kind: "error", type: "X", status: 500, times: Infinity });
  for (let count = 0; count < 20; count += 1) expect(await list(started)).toMatchObject({ name: "X" });
  remove();
  remove();
  expect(await list(started)).toBeUndefined();
});

test("an injected throttle has the form of the settings", async () => {
  const started = await start({ settings: { throttle: "Throttling400" } });
  started.emulator.inject({ kind: "throttle" });
  expect(await list(started)).toMatchObject({ name: "ThrottlingException", status: 400 });
});

test("a throttled call does not use up a fault", async () => {
  const started = await start({ settings: { throttle: "Throttling400", quotaPerSecond: { ListStages: 1 } } });
  expect(await list(started)).toBeUndefined();
  started.emulator.inject({ kind: "error", type: "X", status: 500 });
  expect(await list(started)).toMatchObject({ name: "ThrottlingException" });
  started.clock.moveTo(1000);
  expect(await list(started)).toMatchObject({ name: "X" });
});

test("html is a page of a proxy, with the status and body that are asked for", async () => {
  const { emulator } = await start();
  emulator.inject({ kind: "html" });
  expect(await raw(emulator, "POST", "/ListStages", "{}")).toMatchObject({
    status: 502,
    headers: { "content-type": "text/html" },
    body: expect.stringContaining("<h1>502 Bad Gateway</h1>"),
  });
  emulator.inject({ kind: "html", status: 200, body: "<p>Sign in</p>" });
  expect(await raw(emulator, "POST", "/ListStages", "{}")).toMatchObject({
    status: 200,
    body: "<p>Sign in</p>",
  });
});

test("empty is a success without a body", async () => {
  const { emulator } = await start();
  emulator.inject({ kind: "empty" });
  expect(await raw(emulator, "POST", "/ListStages", "{}")).toMatchObject({ status: 200, body: "" });
});

test("garbage is a success that is not JSON", async () => {
  const { emulator } = await start();
  emulator.inject({ kind: "garbage" });
  const { status, body } = await raw(emulator, "POST", "/ListStages", "{}");
  expect(status).toBe(200);
  expect(() => JSON.parse(body)).toThrow(SyntaxError);
});

for (const bytes of [14, 15, 65_536, 5_000_000]) {
  test(`oversized streams JSON of ${bytes} bytes`, async () => {
    const { emulator } = await start();
    emulator.inject({ kind: "oversized", bytes });
    const { status, headers, body } = await raw(emulator, "POST", "/ListStages", "{}");
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("content-length");
    expect(body).toHaveLength(bytes);
    expect(JSON.parse(body)).toHaveProperty("padding");
  });
}

test("oversized stops when the client has enough", async () => {
  const { emulator } = await start();
  emulator.inject({ kind: "oversized", bytes: 1e12 });
  const answer = await fetch(`${emulator.url}/ListStages`, { method: "POST", body: "{}", headers: signed });
  const reader = answer.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await eventually(() => emulator.activity().requests === 0);
  expect(emulator.calls).toEqual({ ListStages: 1 });
});

test("truncated breaks off halfway after the operation took effect", async () => {
  const started = await start();
  started.emulator.inject({ kind: "truncated", times: 2 });
  const answer = await fetch(`${started.emulator.url}/CreateStage`, {
    method: "POST",
    body: "{}",
    headers: signed,
  });
  expect(answer.status).toBe(200);
  expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(100);
  await expect(answer.text()).rejects.toThrow("terminated");
  await expect(create(started)).resolves.toBeDefined();
  expect(started.emulator.stages.list()).toHaveLength(2);
});

test("truncated breaks an answer without a body, too", async () => {
  const { emulator } = await start();
  const { arn } = emulator.stages.create();
  emulator.inject({ kind: "truncated" });
  await expect(raw(emulator, "POST", "/DeleteStage", JSON.stringify({ arn }))).rejects.toThrow("aborted");
  expect(emulator.stages.list()).toEqual([]);
});

for (const [when, stages] of [
  ["before", 0],
  ["during", 1],
  ["after", 1],
] as const) {
  test(`a connection reset ${when} the answer leaves ${stages} stages behind`, async () => {
    const started = await start();
    started.emulator.inject({ kind: "reset", when });
    await expect(create(started)).resolves.toBeDefined();
    expect(started.emulator.stages.list()).toHaveLength(stages);
    await eventually(() => started.emulator.activity().requests === 0);
    await expect(list(started)).resolves.toBeUndefined();
  });
}

test("latency waits for the clock and then answers as usual", async () => {
  const started = await start();
  const { emulator, clock } = started;
  emulator.inject({ kind: "latency", ms: 500 });
  let answered = false;
  const call = create(started).finally(() => {
    answered = true;
  });
  await eventually(() => emulator.activity().parked === 1);
  expect(emulator.activity()).toEqual({ requests: 1, parked: 1 });
  clock.moveTo(499);
  expect({ answered, stages: emulator.stages.list().length }).toEqual({ answered: false, stages: 0 });
  clock.moveTo(500);
  expect(emulator.activity()).toEqual({ requests: 1, parked: 0 });
  await expect(call).resolves.toBeUndefined();
  expect(emulator.stages.list()).toHaveLength(1);
  await eventually(() => emulator.activity().requests === 0);
});

test("the latency of the settings meets every call and adds to an injected one", async () => {
  const started = await start({ settings: { latencyMs: 100 } });
  const { emulator, clock } = started;
  emulator.inject({ kind: "latency", ms: 50 });
  const slow = list(started);
  await eventually(() => emulator.activity().parked === 1);
  expect(clock.nextTimerAt()).toBe(150);
  clock.moveTo(150);
  await slow;
  const usual = list(started);
  await eventually(() => emulator.activity().parked === 1);
  expect(clock.nextTimerAt()).toBe(250);
  clock.moveTo(250);
  await expect(usual).resolves.toBeUndefined();
});

test("a drip sends its headers at once and then one byte at a time", async () => {
  const { emulator, clock } = await start();
  emulator.inject({ kind: "drip", everyMs: 10 });
  const answer = await fetch(`${emulator.url}/ListStages`, { method: "POST", body: "{}", headers: signed });
  expect(answer.headers.get("content-length")).toBe(String('{"stages":[]}'.length));
  const reader = answer.body?.getReader();
  let text = "";
  for (let at = 10; at <= 130; at += 10) {
    await eventually(() => emulator.activity().parked === 1);
    clock.moveTo(at);
    const { value } = (await reader?.read()) ?? {};
    expect(value).toHaveLength(1);
    text += Buffer.from(value ?? []).toString();
  }
  expect(text).toBe('{"stages":[]}');
  await expect(reader?.read()).resolves.toMatchObject({ done: true });
});

for (const fault of [
  { kind: "silent" },
  { kind: "latency", ms: 60_000 },
  { kind: "drip", everyMs: 60_000 },
] as const satisfies Fault[]) {
  test(`a client that gives up on a call with ${fault.kind} is counted out, and no timer stays`, async () => {
    const started = await start();
    const { emulator, clock } = started;
    emulator.inject(fault);
    const abort = new AbortController();
    const call = list(started, abort.signal);
    await eventually(() => emulator.activity().parked === 1);
    expect(emulator.activity()).toEqual({ requests: 1, parked: 1 });
    abort.abort();
    await call;
    await eventually(() => emulator.activity().requests === 0);
    expect(emulator.activity()).toEqual({ requests: 0, parked: 0 });
    expect(clock.nextTimerAt()).toBeUndefined();
  });
}

test("silence outlasts any time on the clock", async () => {
  const started = await start();
  started.emulator.inject({ kind: "silent" });
  const call = list(started);
  await eventually(() => started.emulator.activity().parked === 1);
  started.clock.moveTo(86_400_000);
  expect(started.emulator.activity()).toEqual({ requests: 1, parked: 1 });
  await started.emulator.close();
  await expect(call).resolves.toBeDefined();
  expect(started.emulator.activity()).toEqual({ requests: 0, parked: 0 });
});

test("several waiting calls are counted one by one", async () => {
  const started = await start();
  const { emulator, clock } = started;
  emulator.inject({ kind: "latency", ms: 10, times: 3 });
  const calls = [list(started), list(started), list(started)];
  await eventually(() => emulator.activity().parked === 3);
  clock.moveTo(10);
  expect(emulator.activity()).toEqual({ requests: 3, parked: 0 });
  expect(await Promise.all(calls)).toEqual([undefined, undefined, undefined]);
  await eventually(() => emulator.activity().requests === 0);
});

test("an operation that fails by itself fails under a fault that lets it run", async () => {
  const { client, emulator, clock } = await start();
  emulator.inject({ kind: "latency", ms: 5 });
  const call = failureOf(client.send(new GetStageCommand({ arn: "x" })));
  await eventually(() => emulator.activity().parked === 1);
  clock.moveTo(5);
  await expect(call).resolves.toMatchObject({ name: "ValidationException" });
});

for (const [what, fault] of [
  ["an unknown kind", { kind: "gremlins" }],
  ["a status that is no error", { kind: "error", type: "X", status: 200 }],
  ["a type that fits no header", { kind: "error", type: "X\r\nY: z", status: 500 }],
  ["no times", { kind: "empty", times: 0 }],
  ["an unknown operation", { kind: "empty", operation: "GetStages" }],
  ["an unknown member", { kind: "empty", tmies: 2 }],
] as const) {
  test(`a fault with ${what} is refused when it is injected`, async () => {
    const { emulator } = await start();
    expect(() => emulator.inject(fault as unknown as Fault)).toThrow(TypeError);
  });
}
