import { GetStageCommand, IVSRealTimeClient } from "@aws-sdk/client-ivs-realtime";
import { expect, onTestFinished, test } from "vitest";

import { eventually, failureOf, raw, signed, start } from "./start.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const serviceHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": expect.stringContaining("x-amzn-requestid"),
  "cache-control": "no-store, no-cache",
  "content-security-policy": "default-src 'self'; upgrade-insecure-requests;",
  "strict-transport-security": "max-age:47304000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-amzn-requestid": expect.stringMatching(uuid),
};

test("a result carries the service's headers, a request id and JSON", async () => {
  const { emulator } = await start();
  const answer = await raw(emulator, "POST", "/ListStages", "{}");
  expect(answer).toMatchObject({
    status: 200,
    headers: { ...serviceHeaders, "content-type": "application/json" },
    body: '{"stages":[]}',
  });
  expect(answer.headers).not.toHaveProperty("x-amzn-errortype");
});

test("a modelled failure carries its name in a header and its text in exceptionMessage", async () => {
  const { emulator } = await start();
  const answer = await raw(emulator, "POST", "/GetStage", '{"arn":"x"}');
  expect(answer).toMatchObject({
    status: 400,
    headers: { ...serviceHeaders, "x-amzn-errortype": "ValidationException" },
  });
  expect(JSON.parse(answer.body)).toEqual({ exceptionMessage: expect.stringContaining("'arn'") });
});

test("every answer has a request id of its own, which the SDK reports", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const first = await client.send(new GetStageCommand({ arn }));
  const second = await client.send(new GetStageCommand({ arn }));
  expect(first.$metadata.requestId).toMatch(uuid);
  expect(second.$metadata.requestId).not.toBe(first.$metadata.requestId);
});

test("timestamps are ISO strings in UTC", async () => {
  const { emulator } = await start();
  const { arn: stageArn } = emulator.stages.create();
  const answer = await raw(emulator, "POST", "/CreateParticipantToken", JSON.stringify({ stageArn }));
  expect(answer.body).toContain('"expirationTime":"2026-07-01T22:00:00.000Z"');
});

test("the Date header is the machine's time, whatever the clock says", async () => {
  const { emulator, clock } = await start();
  clock.moveTo(365 * 86_400_000);
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { headers } = await raw(emulator, "POST", "/ListStages", "{}");
  expect(Date.parse(headers.date ?? "")).toBeGreaterThanOrEqual(before);
  expect(Date.parse(headers.date ?? "")).toBeLessThanOrEqual(Date.now());
});

test("operations without output answer 200 with an empty body", async () => {
  const { emulator } = await start();
  const { arn } = emulator.stages.create();
  const tags = `/tags/${encodeURIComponent(arn)}`;
  for (const answer of [
    await raw(emulator, "POST", tags, '{"tags":{}}'),
    await raw(emulator, "DELETE", `${tags}?tagKeys=k`),
    await raw(emulator, "POST", "/DeleteStage", JSON.stringify({ arn })),
  ])
    expect(answer).toMatchObject({ status: 200, headers: { "content-length": "0" }, body: "" });
});

test("a body is read as UTF-8 JSON whatever its content type, and an empty one as no input", async () => {
  const { emulator } = await start();
  await raw(emulator, "POST", "/CreateStage", '{"tags":{"k":"ü\\ud83d\\ude00"}}', {
    ...signed,
    "content-type": "text/plain",
  });
  await raw(emulator, "POST", "/CreateStage");
  expect(emulator.stages.list().map((stage) => stage.tags)).toEqual([{ k: "ü\u{1F600}" }, {}]);
});

for (const [method, path] of [
  ["POST", "/"],
  ["POST", "/getstage"],
  ["POST", "/GetStage/"],
  ["POST", "//GetStage"],
  ["POST", "/GetStages"],
  ["POST", "/constructor"],
  ["POST", "/ListTagsForResource"],
  ["GET", "/tags"],
  ["GET", "/tags/{resourceArn}"],
  ["GET", "/tags/arn:aws:ivs:us-west-2:123456789012:stage/abc"],
  ["GET", "/_emulatory"],
] as const) {
  test(`${method} ${path} is no operation`, async () => {
    const { emulator } = await start();
    expect(await raw(emulator, method, path)).toMatchObject({
      status: 404,
      headers: { ...serviceHeaders, "x-amzn-errortype": "UnknownOperationException" },
    });
    expect(emulator.calls).toEqual({});
  });
}

for (const [method, path, allow] of [
  ["GET", "/GetStage", "POST"],
  ["PUT", "/CreateStage", "POST"],
  ["DELETE", "/StartComposition", "POST"],
  ["PATCH", "/tags/arn%3Aaws", "GET, POST, DELETE"],
] as const) {
  test(`${method} ${path} is told the methods that exist`, async () => {
    const { emulator } = await start();
    expect(await raw(emulator, method, path)).toMatchObject({
      status: 405,
      headers: { allow, "x-amzn-errortype": "UnknownOperationException" },
    });
  });
}

test("a percent sign that encodes nothing in the path cannot be read", async () => {
  const { emulator } = await start();
  for (const label of ["%", "%ff", "arn%3"])
    expect(await raw(emulator, "GET", `/tags/${label}`)).toMatchObject({
      status: 400,
      headers: { "x-amzn-errortype": "SerializationException" },
    });
});

test("a query on an operation that has none is ignored", async () => {
  const { emulator } = await start();
  expect(await raw(emulator, "POST", "/ListStages?x=1&x=2", "{}")).toMatchObject({ status: 200 });
});

for (const [what, authorization] of [
  ["no authorization", undefined],
  ["another scheme", "Bearer abc"],
  ["a broken scope", "AWS4-HMAC-SHA256 Credential=x/20260701/us-west-2/ivs, Signature=0"],
  ["a broken date", "AWS4-HMAC-SHA256 Credential=x/today/us-west-2/ivs/aws4_request, Signature=0"],
] as const) {
  test(`a request with ${what} is not authenticated`, async () => {
    const { emulator } = await start();
    const answer = await raw(emulator, "POST", "/ListStages", "{}", authorization ? { authorization } : {});
    expect(answer).toMatchObject({
      status: 403,
      headers: { "x-amzn-errortype": "MissingAuthenticationTokenException" },
    });
    expect(emulator.calls).toEqual({ ListStages: 1 });
  });
}

test("a signature for another Region or service is invalid", async () => {
  const { emulator } = await start({ region: "eu-west-1" });
  const inRegion = (region: string, service = "ivs") =>
    raw(emulator, "POST", "/ListStages", "{}", {
      authorization: `AWS4-HMAC-SHA256 Credential=x/20260701/${region}/${service}/aws4_request, Signature=0`,
    });
  expect(await inRegion("eu-west-1")).toMatchObject({ status: 200 });
  for (const answer of [await inRegion("us-west-2"), await inRegion("eu-west-1", "ivsrealtime")])
    expect(answer).toMatchObject({
      status: 403,
      headers: { "x-amzn-errortype": "InvalidSignatureException" },
    });
});

test("the SDK reports the failure of a client that is set up for another Region", async () => {
  const { emulator } = await start();
  const client = new IVSRealTimeClient({
    endpoint: emulator.url,
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  await expect(failureOf(client.send(new GetStageCommand({ arn: "x" })))).resolves.toMatchObject({
    name: "InvalidSignatureException",
    status: 403,
    text: expect.stringContaining("us-east-1"),
  });
});

test("a body of a mebibyte is read and a larger one refused", async () => {
  const { emulator } = await start();
  const padded = (bytes: number) => `{"x":"${"y".repeat(bytes - 22)}","name":"last"}`;
  for (const bytes of [1_048_576, 1_048_577, 8_000_000]) {
    const body = padded(bytes);
    expect(body).toHaveLength(bytes);
    expect(await raw(emulator, "POST", "/CreateStage", body)).toMatchObject(
      bytes === 1_048_576
        ? { status: 200 }
        : { status: 413, headers: { "x-amzn-errortype": "RequestEntityTooLargeException" } },
    );
  }
  expect(emulator.stages.list()).toMatchObject([{ name: "last" }]);
});

for (const host of [
  "evil.example",
  "127.0.0.1.evil.example:80",
  "192.168.0.1",
  "0.0.0.0",
  "[::2]",
  "169.254.169.254",
]) {
  test(`a request for the host "${host}" is refused`, async () => {
    const { emulator } = await start();
    for (const path of ["/ListStages", "/_emulator/faults"])
      expect(await raw(emulator, "POST", path, "{}", { ...signed, host })).toMatchObject({ status: 403 });
    expect(emulator.calls).toEqual({});
  });
}

for (const host of ["localhost", "localhost:1234", "127.0.0.1", "127.8.8.8:9", "[::1]:80"]) {
  test(`a request for the host "${host}" is served`, async () => {
    const { emulator } = await start();
    expect(await raw(emulator, "POST", "/ListStages", "{}", { ...signed, host })).toMatchObject({
      status: 200,
    });
  });
}

test("only loopback origins are served", async () => {
  const { emulator } = await start();
  const from = async (origin: string) =>
    (await raw(emulator, "GET", "/_emulator", undefined, { origin })).status;
  expect(await from("https://evil.example")).toBe(403);
  expect(await from("null")).toBe(403);
  expect(await from("http://localhost.evil.example")).toBe(403);
  expect(await from("http://localhost:5173")).toBe(200);
  expect(await from("http://127.0.0.1:1")).toBe(200);
});

test("a page of a loopback origin may ask before it calls, and read what it is told", async () => {
  const { emulator } = await start();
  const origin = "http://localhost:5173";
  for (const [path, method, headers] of [
    ["/ListStages", "POST", "amz-sdk-request,authorization,content-type,x-amz-date"],
    ["/tags/arn%3Aaws", "DELETE", "x-amz-content-sha256,x-amz-user-agent,amz-sdk-invocation-id"],
    ["/_emulator/settings", "PATCH", "content-type,x-amz-security-token"],
  ] as const) {
    const asked = await raw(emulator, "OPTIONS", path, undefined, {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    });
    expect(asked).toMatchObject({ status: 204, headers: { "access-control-allow-origin": origin } });
    expect(asked.headers["access-control-allow-methods"]).toContain(method);
    const allowed = asked.headers["access-control-allow-headers"]?.toLowerCase().split(", ");
    for (const header of headers.split(",")) expect(allowed).toContain(header);
  }
  expect(emulator.calls).toEqual({});
  const read = await raw(emulator, "GET", "/_emulator", undefined, { origin });
  expect(read.headers["access-control-allow-origin"]).toBe(origin);
  const called = await raw(emulator, "POST", "/ListStages", "{}", { ...signed, origin });
  expect(called).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "*" } });
});

test("other origins may neither ask nor read, and OPTIONS without an origin is no operation", async () => {
  const { emulator } = await start();
  for (const path of ["/ListStages", "/_emulator"]) {
    const { status, headers } = await raw(emulator, "OPTIONS", path, undefined, {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
    });
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect((await raw(emulator, "OPTIONS", path)).status).toBe(405);
  }
  const read = await raw(emulator, "GET", "/_emulator");
  expect(read.headers).not.toHaveProperty("access-control-allow-origin");
});

for (const path of ["/CreateStage", "/_emulator/faults"])
  test(`a client that hangs up while sending to ${path} leaves nothing behind`, async () => {
    const lines: string[] = [];
    const { emulator } = await start({ log: ({ level, message }) => lines.push(`${level} ${message}`) });
    const { request } = await import("node:http");
    const half = request(`${emulator.url}${path}`, {
      method: "POST",
      headers: { ...signed, "content-length": "100" },
    });
    half.on("error", () => {});
    half.write('{"name":');
    await eventually(() => emulator.activity().requests === 1);
    half.destroy();
    await eventually(() => emulator.activity().requests === 0);
    await raw(emulator, "POST", "/ListStages", "{}");
    expect(emulator.stages.list()).toEqual([]);
    expect(lines).toEqual(["debug call"]);
  });

test("a value nested deeper than the stack is refused like a shallow one", async () => {
  const { emulator } = await start();
  const { arn } = emulator.stages.create();
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  for (const [path, body] of [
    [
      "/CreateStage",
      `{"autoParticipantRecordingConfiguration":{"storageConfigurationArn":"","mediaTypes":[${deep},0]}}`,
    ],
    [`/_emulator/stages/${arn.split("/")[1]}/participants`, `{"capabilities":[${deep},0,0]}`],
  ] as const)
    expect(await raw(emulator, "POST", path, body)).toMatchObject({
      status: 400,
      body: expect.stringContaining("LIST_VALUE can not be converted to a String"),
    });
});
