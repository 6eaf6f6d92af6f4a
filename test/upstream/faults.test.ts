import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import { awsQuotas } from "../support/quotas.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const document = "query ($arn: Arn!) { stage(arn: $arn) { name } }";

async function gatewayWithStage(time?: "still"): Promise<{ gateway: Gateway; arn: string }> {
  const gateway = await startGateway({ env: awsQuotas, ...(time ? { time } : {}) });
  const { arn } = gateway.emulator.stages.create({ name: "target" });
  return { gateway, arn };
}

/** What the client sees when GetStage goes wrong in each way that AWS, a proxy or the network can. */
const faults: [name: string, fault: Fault, code: string, retryable: boolean][] = [
  ["throttled by API Gateway", { kind: "throttle" }, "UPSTREAM_THROTTLED", true],
  [
    "throttled by name at 400",
    { kind: "error", type: "ThrottlingException", status: 400 },
    "UPSTREAM_THROTTLED",
    true,
  ],
  ["throttled by name at 503", { kind: "error", type: "SlowDown", status: 503 }, "UPSTREAM_THROTTLED", true],
  ["throttled by 429 without a name", { kind: "html", status: 429 }, "UPSTREAM_THROTTLED", true],
  ["denied", { kind: "error", type: "AccessDeniedException", status: 403 }, "UPSTREAM_AUTH", false],
  [
    "refused for expired credentials",
    { kind: "error", type: "ExpiredTokenException", status: 403 },
    "UPSTREAM_AUTH",
    false,
  ],
  [
    "refused as an unknown client",
    { kind: "error", type: "UnrecognizedClientException", status: 403 },
    "UPSTREAM_AUTH",
    false,
  ],
  [
    "refused for its signature",
    { kind: "error", type: "InvalidSignatureException", status: 403 },
    "UPSTREAM_AUTH",
    false,
  ],
  ["in conflict", { kind: "error", type: "ConflictException", status: 409 }, "CONFLICT", false],
  [
    "above a resource quota",
    { kind: "error", type: "ServiceQuotaExceededException", status: 402 },
    "SERVICE_QUOTA_EXCEEDED",
    false,
  ],
  [
    "pending verification",
    { kind: "error", type: "PendingVerification", status: 403 },
    "PENDING_VERIFICATION",
    false,
  ],
  [
    "refused by validation",
    { kind: "error", type: "ValidationException", status: 400 },
    "BAD_USER_INPUT",
    false,
  ],
  [
    "a modelled 500",
    { kind: "error", type: "InternalServerException", status: 500 },
    "UPSTREAM_UNAVAILABLE",
    true,
  ],
  [
    "an unmodelled 503",
    { kind: "error", type: "ServiceUnavailable", status: 503 },
    "UPSTREAM_UNAVAILABLE",
    true,
  ],
  [
    "an unmodelled 408",
    { kind: "error", type: "RequestTimeoutException", status: 408 },
    "UPSTREAM_UNAVAILABLE",
    true,
  ],
  ["an unmodelled 400", { kind: "error", type: "Surprise", status: 400 }, "UPSTREAM_BAD_RESPONSE", false],
  ["an HTML page at 502", { kind: "html", status: 502 }, "UPSTREAM_UNAVAILABLE", true],
  ["an HTML page at 403", { kind: "html", status: 403 }, "UPSTREAM_AUTH", false],
  ["an HTML page at 200", { kind: "html", status: 200 }, "UPSTREAM_BAD_RESPONSE", false],
  ["an empty 200", { kind: "empty" }, "UPSTREAM_BAD_RESPONSE", false],
  ["not JSON", { kind: "garbage" }, "UPSTREAM_BAD_RESPONSE", false],
  ["larger than any answer", { kind: "oversized", bytes: 12_000_000 }, "UPSTREAM_BAD_RESPONSE", false],
  ["truncated", { kind: "truncated" }, "UPSTREAM_UNAVAILABLE", true],
  ["reset before it is read", { kind: "reset", when: "before" }, "UPSTREAM_UNAVAILABLE", true],
  ["reset in the middle", { kind: "reset", when: "during" }, "UPSTREAM_UNAVAILABLE", true],
  ["reset after it took effect", { kind: "reset", when: "after" }, "UPSTREAM_UNAVAILABLE", true],
];

describe("a call that fails", () => {
  it.each(faults)("%s again and again has a stable code", async (_name, fault, code, retryable) => {
    const { gateway, arn } = await gatewayWithStage();
    gateway.emulator.inject({ ...fault, operation: "GetStage", times: Number.POSITIVE_INFINITY });

    const { status, data, errors } = await gateway.query(document, { arn });

    expect(status).toBe(200);
    expect(data).toEqual({ stage: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ["stage"], extensions: { code, operation: "GetStage" } });
    expect(errors?.[0]?.extensions["retryable"]).toBe(retryable || undefined);
    expect(errors?.[0]?.message).toMatch(/^GetStage: /);
    expect(errors?.[0]?.message).not.toMatch(/UnknownError|<html|\n\s+at /);
    // A throttle is asked again until the deadline, ever more slowly; what may pass is asked once more.
    const calls = { UPSTREAM_THROTTLED: 10, UPSTREAM_UNAVAILABLE: 2 }[code] ?? 1;
    expect(gateway.emulator.calls).toEqual({ GetStage: calls });
  });

  it("carries AWS's own words and request id when AWS gave some", async () => {
    const { gateway, arn } = await gatewayWithStage();
    gateway.emulator.inject({
      kind: "error",
      type: "ConflictException",
      status: 409,
      message: "The stage is busy.",
    });
    const { errors } = await gateway.query(document, { arn });
    expect(errors?.[0]?.message).toBe("GetStage: The stage is busy.");
    expect(errors?.[0]?.extensions["requestId"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("keeps what AWS says of the gateway's credentials from the client", async () => {
    const { gateway, arn } = await gatewayWithStage();
    const message = "User: arn:aws:sts::123456789012:assumed-role/secret-role is not authorized";
    gateway.emulator.inject({ kind: "error", type: "AccessDeniedException", status: 403, message });
    const { errors } = await gateway.query(document, { arn });
    expect(JSON.stringify(errors)).not.toContain("secret-role");
  });

  it("wipes only its own field from a page", async () => {
    const gateway = await startGateway();
    for (const name of ["a", "b", "c"]) gateway.emulator.stages.create({ name });
    gateway.emulator.inject({ operation: "GetStage", kind: "garbage" });
    const { data, errors } = await gateway.query("{ stages { nodes { name endpoints { whip } } } }");
    expect(data.stages.nodes.map(({ name }: { name: string }) => name)).toEqual(["a", "b", "c"]);
    expect(
      data.stages.nodes.filter(({ endpoints }: { endpoints: unknown }) => endpoints === null),
    ).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions["code"]).toBe("UPSTREAM_BAD_RESPONSE");
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 3 });
  });
});

describe("the deadline of a call", () => {
  it.each([
    ["a silent upstream", { kind: "silent" }],
    ["a slow upstream", { kind: "latency", ms: 10_000 }],
    ["a body that drips", { kind: "drip", everyMs: 900 }],
  ] satisfies [string, Fault][])(
    "ends %s after 3 s, asks once more, and ends that too",
    async (_name, fault) => {
      const { gateway, arn } = await gatewayWithStage("still");
      gateway.emulator.inject({ ...fault, operation: "GetStage", times: 2 });

      let answered = false;
      const answer = gateway.query(document, { arn }).finally(() => {
        answered = true;
      });
      await gateway.clock.advance(3_000);
      expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
      await gateway.clock.advance(100);
      expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
      await gateway.clock.advance(2_999);
      expect(answered).toBe(false);
      await gateway.clock.advance(1);
      const { errors } = await answer;

      expect(errors?.[0]).toMatchObject({
        path: ["stage"],
        extensions: { code: "DEADLINE_EXCEEDED", retryable: true },
      });
      expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
      await gateway.clock.settle();
      expect(gateway.emulator.activity()).toEqual({ requests: 0, parked: 0 });
    },
  );

  it("waits for an answer that comes in time", async () => {
    const { gateway, arn } = await gatewayWithStage("still");
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 2_500 });
    const answer = gateway.query(document, { arn });
    await gateway.clock.advance(2_500);
    expect((await answer).data).toEqual({ stage: { name: "target" } });
  });
});

describe("a client that goes away", () => {
  it("aborts the calls made for it", async () => {
    const { gateway, arn } = await gatewayWithStage();
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    const aborter = new AbortController();
    const gone = gateway
      .fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: document, variables: { arn } }),
        signal: aborter.signal,
      })
      .catch((error: unknown) => error);
    await gateway.clock.settle();
    expect(gateway.app.activity().upstreamCalls).toBe(1);
    aborter.abort();
    await gone;
    await gateway.clock.settle();
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
    expect(gateway.emulator.activity()).toEqual({ requests: 0, parked: 0 });
    expect(gateway.logged.filter(({ outcome }) => outcome === "ABANDONED")).toHaveLength(1);
  });
});

describe("the line about a call", () => {
  it("names the request, the operation, AWS's request id and the outcome, and holds no secret", async () => {
    const { gateway, arn } = await gatewayWithStage();
    await gateway.query(
      document,
      { arn },
      { "x-request-id": "from-the-client", authorization: "Bearer canary-token" },
    );
    const line = gateway.logged.find(
      ({ requestId, message }) => requestId === "from-the-client" && message === "upstream call",
    );
    expect(line).toMatchObject({
      level: "info",
      operation: "GetStage",
      status: 200,
      outcome: "OK",
      tookMs: expect.any(Number),
    });
    expect(line?.["awsRequestId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(gateway.logged)).not.toMatch(/canary-token|AWS4-HMAC|secretAccessKey/i);
  });
});

describe("a write that is refused in words that nobody knows", () => {
  it.each([
    ["SerializationException", 400],
    ["UnknownOperationException", 404],
    ["Surprise", 409],
  ])("%s at %i is no unknown outcome", async (type, status) => {
    const gateway = await startGateway();
    gateway.emulator.inject({ kind: "error", type, status, message: "Not like that." });
    const { data, errors } = await gateway.query("mutation { createStage(input: {}) { __typename } }");
    expect(data).toEqual({ createStage: null });
    expect(errors?.[0]).toMatchObject({
      message: "CreateStage: Not like that.",
      extensions: { code: "UPSTREAM_BAD_RESPONSE" },
    });
  });
});
