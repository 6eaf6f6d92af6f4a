import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { createSigningKey, jwtEnv, signToken, startIssuer } from "../support/issuer.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { tokenKeyEnv } from "../support/token-key.ts";

const made = `participantToken { userId durationMinutes capabilities attributes { key } }`;
const fields = "... on IvsError { code } ... on IvsValidationError { faults { path rule message } }";

/** Asks for a token in each of the three ways; the answers must not differ. */
async function ask(gateway: Gateway, token: object, headers: Record<string, string>) {
  const stageArn = gateway.emulator.stages.create({ name: "show" }).arn;
  const document = `mutation ($token: CreateParticipantTokenInput!, $sign: SignParticipantTokenInput!, $stage: CreateStageInput!) {
    created: createParticipantToken(input: $token) { ${fields} ... on CreateParticipantTokenPayload { ${made} } }
    signed: signParticipantToken(input: $sign) { ${fields} ... on SignParticipantTokenPayload { ${made} } }
    withStage: createStage(input: $stage) { ${fields} ... on CreateStagePayload { participantTokens { userId durationMinutes capabilities attributes { key } } } } }`;
  const variables = {
    token: { stageArn, ...token },
    sign: { stageArn, ...token },
    stage: { participantTokenConfigurations: [token] },
  };
  gateway.emulator.resetCalls();
  const { data, errors } = await gateway.query(document, variables, headers);
  if (errors) return { codes: errors.map(({ extensions }) => extensions["code"]) };
  const { created, signed, withStage } = data;
  const token1 = created.participantToken ?? withoutPlace(created);
  expect(signed.participantToken ?? withoutPlace(signed)).toEqual(token1);
  expect(withStage.participantTokens?.[0] ?? withoutPlace(withStage)).toEqual(token1);
  return token1;
}

function withoutPlace({ code, faults }: { code: string; faults: { path: string[]; rule: string }[] }) {
  const inner = (path: string[]) =>
    path.filter(
      (step, index) => index > 2 || !["input", "participantTokenConfigurations", "0"].includes(step),
    );
  return { code, faults: faults.map(({ path, rule }) => ({ path: inner(path), rule })) };
}

const refused = (...faults: [string, string][]) => ({
  code: "BAD_USER_INPUT",
  faults: faults.map(([path, rule]) => ({ path: path.split("."), rule })),
});
const usual = { userId: null, durationMinutes: 60, capabilities: ["PUBLISH", "SUBSCRIBE"], attributes: [] };
const env = { ...routerEnv, ...tokenKeyEnv };

describe("a participant token", () => {
  it("lasts an hour, and may last no longer", async () => {
    const gateway = await startGateway({ env });
    expect(await ask(gateway, {}, as("a"))).toEqual(usual);
    expect(await ask(gateway, { durationMinutes: 60 }, as("a"))).toEqual(usual);
    expect(await ask(gateway, { durationMinutes: 5 }, as("a"))).toEqual({ ...usual, durationMinutes: 5 });
    expect(await ask(gateway, { durationMinutes: 61 }, as("a"))).toEqual(
      refused(["durationMinutes", "maxDuration"]),
    );
    expect(gateway.emulator.calls).toEqual({});
  });

  it("lasts as long as the settings let it, AWS's own 12 hours when that is more", async () => {
    const gateway = await startGateway({ env: { ...env, IVS_GRAPHQL_TOKEN_MAX_MINUTES: "1440" } });
    expect(await ask(gateway, {}, as("a"))).toEqual({ ...usual, durationMinutes: 720 });
    expect(await ask(gateway, { durationMinutes: 1440 }, as("a"))).toEqual({
      ...usual,
      durationMinutes: 1440,
    });
  });

  it("lets its bearer do no more than the settings say", async () => {
    const gateway = await startGateway({ env: { ...env, IVS_GRAPHQL_TOKEN_CAPABILITIES: "SUBSCRIBE" } });
    const watching = { ...usual, capabilities: ["SUBSCRIBE"] };
    expect(await ask(gateway, {}, as("a"))).toEqual(watching);
    expect(await ask(gateway, { capabilities: [] }, as("a"))).toEqual(watching);
    expect(await ask(gateway, { capabilities: ["SUBSCRIBE"] }, as("a"))).toEqual(watching);
    const both = { capabilities: ["SUBSCRIBE", "PUBLISH"], durationMinutes: 999 };
    expect(await ask(gateway, both, as("a"))).toEqual(
      refused(["durationMinutes", "maxDuration"], ["capabilities", "capability"]),
    );
  });

  it("carries no attribute that the settings reserve", async () => {
    const gateway = await startGateway({
      env: { ...env, IVS_GRAPHQL_TOKEN_RESERVED_ATTRIBUTES: "role, acme-*" },
    });
    const attributes = (...keys: string[]) => ({ attributes: keys.map((key) => ({ key, value: "x" })) });
    expect(await ask(gateway, attributes("roles", "acme"), as("a"))).toEqual({
      ...usual,
      attributes: [{ key: "acme" }, { key: "roles" }],
    });
    expect(await ask(gateway, attributes("name", "role", "acme-vip"), as("a"))).toEqual(
      refused(["attributes.1.key", "reservedAttribute"], ["attributes.2.key", "reservedAttribute"]),
    );
  });

  it("is of the user whom the router names", async () => {
    const gateway = await startGateway({ env });
    const headers = as("a", { user: "alice" });
    expect(await ask(gateway, {}, headers)).toEqual({ ...usual, userId: "alice" });
    expect(await ask(gateway, { userId: "alice" }, headers)).toEqual({ ...usual, userId: "alice" });
    expect(await ask(gateway, { userId: "bob" }, headers)).toEqual(refused(["userId", "ownUserId"]));
    for (const user of ["", "a".repeat(129)])
      expect(await ask(gateway, {}, as("a", { user }))).toEqual({
        codes: ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"],
      });
  });

  it("is of the user, and as wide, as the claims of a viewer's own token say", async () => {
    const key = await createSigningKey("one");
    const gateway = await startGateway({
      env: {
        ...tokenKeyEnv,
        ...jwtEnv(await startIssuer(key)),
        IVS_GRAPHQL_JWT_USER_ID_CLAIM: "email",
        IVS_GRAPHQL_JWT_TOKENS_CLAIM: "tokens",
      },
    });
    const bearing = async (claims: object) => ({
      authorization: `Bearer ${await signToken(key, { scope: "ivs:stage:write ivs:token:create ivs:read", ...claims })}`,
    });
    const wide = { maxDurationMinutes: 20_160, capabilities: ["SUBSCRIBE"], reservedAttributes: ["vip"] };
    expect(
      await ask(gateway, { durationMinutes: 20_160 }, await bearing({ email: "a@b.example", tokens: wide })),
    ).toEqual({
      ...usual,
      userId: "a@b.example",
      durationMinutes: 20_160,
      capabilities: ["SUBSCRIBE"],
    });
    expect(await ask(gateway, {}, await bearing({ email: "a@b.example" }))).toEqual({
      ...usual,
      userId: "a@b.example",
    });
    for (const email of [undefined, 7, "", ["a@b.example"]])
      expect(await ask(gateway, {}, await bearing({ email }))).toEqual({
        codes: ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"],
      });
    for (const tokens of [{ maxDurationMinutes: 0 }, { capabilities: [] }, { maxMinutes: 9 }, "all", 7]) {
      const headers = await bearing({ email: "a@b.example", tokens });
      expect(await ask(gateway, {}, headers)).toEqual({ codes: ["UNAUTHENTICATED"] });
    }
  });

  it("is as wide as the entry of an API key says", async () => {
    const entry = {
      id: "backend",
      sha256: createHash("sha256").update("key").digest("hex"),
      scopes: ["ivs:token:create", "ivs:stage:write", "ivs:read"],
      tokens: { maxDurationMinutes: 720, reservedAttributes: [] },
    };
    const gateway = await startGateway({
      env: {
        ...tokenKeyEnv,
        IVS_GRAPHQL_API_KEYS: JSON.stringify([entry]),
        IVS_GRAPHQL_TOKEN_RESERVED_ATTRIBUTES: "role",
      },
    });
    const role = { attributes: [{ key: "role", value: "host" }] };
    expect(await ask(gateway, { ...role, userId: "bob" }, { "x-api-key": "key" })).toEqual({
      ...usual,
      userId: "bob",
      durationMinutes: 720,
      attributes: [{ key: "role" }],
    });
  });

  it("may be anything for whoever is on this machine while nothing is configured", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    expect(await ask(gateway, {}, {})).toEqual({ ...usual, durationMinutes: 720 });
    expect(await ask(gateway, { durationMinutes: 20_160, userId: "bob" }, {})).toEqual({
      ...usual,
      userId: "bob",
      durationMinutes: 20_160,
    });
  });
});

describe("a participant that comes without a token", () => {
  it("has the viewer's user id, and no reserved attribute, as an encoder and as a replica", async () => {
    const gateway = await startGateway({ env: { ...env, IVS_GRAPHQL_TOKEN_RESERVED_ATTRIBUTES: "role" } });
    const [one, two] = ["one", "two"].map((name) => gateway.emulator.stages.create({ name }).arn);
    const attributes = [{ key: "role", value: "host" }];
    const document = `mutation ($ingest: CreateIngestConfigurationInput!, $replica: StartParticipantReplicationInput!) {
      ingest: createIngestConfiguration(input: $ingest) { ${fields} ... on CreateIngestConfigurationPayload { ingestConfiguration { userId } } }
      replica: startParticipantReplication(input: $replica) { ${fields} } }`;
    const replica = { sourceStageArn: one, destinationStageArn: two, participantId: "abc" };
    const attributed = await gateway.query(
      document,
      { ingest: { ingestProtocol: "RTMPS", attributes }, replica: { ...replica, attributes } },
      as("a", { user: "alice" }),
    );
    const fault = {
      path: ["input", "attributes", "0", "key"],
      rule: "reservedAttribute",
      message: expect.any(String),
    };
    const refusal = { code: "BAD_USER_INPUT", faults: [fault] };
    expect(attributed.data).toEqual({ ingest: refusal, replica: refusal });
    expect(gateway.emulator.calls).toEqual({});
    const { data } = await gateway.query(
      document,
      { ingest: { ingestProtocol: "RTMPS" }, replica },
      as("a", { user: "alice" }),
    );
    expect(data.ingest).toEqual({ ingestConfiguration: { userId: "alice" } });
    expect(data.replica.code).toBe("NOT_FOUND");
  });
});
