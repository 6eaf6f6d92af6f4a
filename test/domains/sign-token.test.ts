import { createVerifier } from "fast-jwt";
import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import {
  tokenKeyEnv,
  tokenPrivateKeyPem,
  tokenPublicKeyArn,
  tokenPublicKeyPem,
} from "../support/token-key.ts";
import { as, routerEnv } from "../support/viewers.ts";

const document = `mutation ($input: SignParticipantTokenInput!) { signParticipantToken(input: $input) {
  __typename
  ... on IvsError { code message }
  ... on SignParticipantTokenPayload { participantToken {
    token participantId userId durationMinutes expirationTime capabilities attributes { key value } stageArn } } } }`;

async function sign(gateway: Gateway, input: object) {
  const { data, errors, headers } = await gateway.query(document, { input });
  return {
    result: data.signParticipantToken,
    token: data.signParticipantToken?.participantToken,
    errors,
    headers,
  };
}

/** Checks the signature with a library that the gateway does not use, at the gateway's time. */
function verify(gateway: Gateway, token: string) {
  const check = createVerifier({
    key: tokenPublicKeyPem,
    algorithms: ["ES384"],
    complete: true,
    clockTimestamp: gateway.clock.now(),
  });
  return check(token) as { header: object; payload: Record<string, unknown> };
}

describe("signParticipantToken", () => {
  it("mints what AWS specifies, with every claim", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn, endpoints } = gateway.emulator.stages.create({ name: "show" });
    const { token, errors, headers } = await sign(gateway, {
      stageArn: arn,
      participantId: "host-1",
      userId: "alice",
      durationMinutes: 30,
      capabilities: ["SUBSCRIBE"],
      attributes: [{ key: "role", value: "guest" }],
    });
    expect(errors).toBeUndefined();
    const { header, payload } = verify(gateway, token.token);
    const iat = Math.floor(gateway.clock.now() / 1_000);
    expect(header).toEqual({ alg: "ES384", typ: "JWT", kid: tokenPublicKeyArn });
    expect(payload).toEqual({
      exp: iat + 1_800,
      iat,
      jti: "host-1",
      resource: arn,
      topic: arn.split("/")[1],
      events_url: endpoints?.events,
      whip_url: endpoints?.whip,
      user_id: "alice",
      attributes: { role: "guest" },
      capabilities: { allow_publish: false, allow_subscribe: true },
      version: "1.0",
    });
    expect(token).toMatchObject({
      participantId: "host-1",
      userId: "alice",
      durationMinutes: 30,
      expirationTime: "2026-07-01T10:30:01.000Z",
      capabilities: ["SUBSCRIBE"],
      attributes: [{ key: "role", value: "guest" }],
      stageArn: arn,
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("takes AWS's defaults for what is absent, and makes up ids that never meet", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    const ids = new Set<string>();
    for (let count = 0; count < 50; count += 1) {
      const { token } = await sign(gateway, { stageArn });
      const { payload } = verify(gateway, token.token);
      expect(payload).toMatchObject({
        capabilities: { allow_publish: true, allow_subscribe: true },
        attributes: {},
      });
      expect(payload).not.toHaveProperty("user_id");
      expect(Number(payload["exp"]) - Number(payload["iat"])).toBe(720 * 60);
      expect(payload["jti"]).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      ids.add(String(payload["jti"]));
    }
    expect(ids.size).toBe(50);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("reads a stage's endpoints once a minute", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    await sign(gateway, { stageArn });
    await gateway.clock.advance(59_999);
    await sign(gateway, { stageArn });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    await gateway.clock.advance(1);
    await sign(gateway, { stageArn });
    expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
  });

  it("reads the endpoints once for a burst of tokens, and again after a failure", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    gateway.emulator.inject({
      operation: "GetStage",
      kind: "error",
      type: "InternalServerException",
      status: 500,
      times: 2,
    });
    expect((await sign(gateway, { stageArn })).result).toMatchObject({
      __typename: "IvsInternalServerError",
    });
    gateway.emulator.resetCalls();
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 300 });
    const burst = Promise.all(Array.from({ length: 30 }, () => sign(gateway, { stageArn })));
    await gateway.clock.advance(300);
    for (const { token } of await burst)
      expect(verify(gateway, token.token).payload["resource"]).toBe(stageArn);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("mints for who may make tokens and read nothing", async () => {
    const gateway = await startGateway({ env: { ...tokenKeyEnv, ...routerEnv } });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    const headers = as("a", { scopes: ["ivs:token:create"] });
    const { data, errors } = await gateway.query(document, { input: { stageArn } }, headers);
    expect(errors).toBeUndefined();
    expect(verify(gateway, data.signParticipantToken.participantToken.token).payload["resource"]).toBe(
      stageArn,
    );
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("mints for those who stay when the one leaves who asked first", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv, time: "still" });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 300 });
    const leaving = new AbortController();
    const body = JSON.stringify({ query: document, variables: { input: { stageArn } } });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const left = gateway.fetch("/graphql", { ...init, signal: leaving.signal }).catch(() => "left");
    await gateway.until(() => gateway.app.activity().upstreamCalls === 1);
    const staying = sign(gateway, { stageArn });
    await gateway.until(() => gateway.app.activity().requests === 2);
    await gateway.clock.settle();
    leaving.abort();
    expect(await left).toBe("left");
    await gateway.until(() => gateway.app.activity().requests < 2);
    await gateway.clock.advance(300);
    const { token, errors } = await staying;
    expect(errors).toBeUndefined();
    expect(verify(gateway, token.token).payload["resource"]).toBe(stageArn);
  });

  it("mints nothing for a stage that was just deleted", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    await sign(gateway, { stageArn });
    const { data } = await gateway.query(
      `mutation ($arn: Arn!) {
         deleteStage(input: { arn: $arn }) { __typename }
         signParticipantToken(input: { stageArn: $arn }) { __typename } }`,
      { arn: stageArn },
    );
    expect(data).toEqual({
      deleteStage: { __typename: "DeleteStagePayload" },
      signParticipantToken: { __typename: "IvsNotFoundError" },
    });
  });

  it("mints nothing without the endpoints that a token must name", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn } = gateway.emulator.stages.create({});
    gateway.emulator.inject({ kind: "html", status: 200, body: JSON.stringify({ stage: { arn } }) });
    const { result, errors } = await sign(gateway, { stageArn: arn });
    expect(result).toBeNull();
    expect(errors?.[0]?.extensions["code"]).toBe("UPSTREAM_BAD_RESPONSE");
  });

  it("refuses to start with a key of another Region or account", async () => {
    for (const arn of [
      tokenPublicKeyArn.replace("us-west-2", "eu-west-1"),
      tokenPublicKeyArn.replace("123456789012", "999999999999"),
    ])
      await expect(
        startGateway({
          env: {
            ...tokenKeyEnv,
            IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: arn,
            IVS_GRAPHQL_EMULATOR_SCENARIO: "show",
          },
        }),
      ).rejects.toThrow("IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN names a key of");
  });

  it("knows no stage that does not exist", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { result, errors } = await sign(gateway, {
      stageArn: "arn:aws:ivs:us-west-2:123456789012:stage/none",
    });
    expect(errors).toBeUndefined();
    expect(result).toMatchObject({ __typename: "IvsNotFoundError", code: "NOT_FOUND" });
  });

  it("is off, and says what to set, when no key is configured", async () => {
    const gateway = await startGateway();
    const { arn: stageArn } = gateway.emulator.stages.create({});
    const { result, errors } = await sign(gateway, { stageArn });
    expect(result).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["signParticipantToken"],
        message: expect.stringContaining("IVS_GRAPHQL_TOKEN_PRIVATE_KEY"),
        extensions: { code: "NOT_CONFIGURED" },
      }),
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("never shows its key", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn: stageArn } = gateway.emulator.stages.create({});
    const { result } = await sign(gateway, { stageArn });
    const secretLine = tokenPrivateKeyPem.split("\n")[1] ?? "";
    expect(secretLine.length).toBeGreaterThan(30);
    expect(JSON.stringify([result, gateway.logged])).not.toContain(secretLine);
  });
});
