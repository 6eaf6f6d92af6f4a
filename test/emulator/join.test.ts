import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import {
  CreateParticipantTokenCommand,
  CreateStageCommand,
  DeletePublicKeyCommand,
  DisconnectParticipantCommand,
  ImportPublicKeyCommand,
  ListParticipantEventsCommand,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { raw, start, startAt } from "./start.ts";

const keys = generateKeyPairSync("ec", { namedCurve: "P-384" });
const strangers = generateKeyPairSync("ec", { namedCurve: "P-384" });

function signed(header: object, claims: object, key: KeyObject = keys.privateKey): string {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = sign("sha384", Buffer.from(encoded.join(".")), { key, dsaEncoding: "ieee-p1363" });
  return [...encoded, signature.toString("base64url")].join(".");
}

async function withKey() {
  const { client, emulator, clock } = await start();
  const { arn, endpoints } = emulator.stages.create();
  const publicKeyMaterial = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  const { publicKey } = await client.send(new ImportPublicKeyCommand({ publicKeyMaterial }));
  const header = { alg: "ES384", typ: "JWT", kid: publicKey?.arn };
  const claims = {
    exp: startAt / 1000 + 3600,
    iat: startAt / 1000,
    jti: "ana_1-x",
    resource: arn,
    topic: arn.split("/")[1],
    events_url: endpoints?.events,
    whip_url: endpoints?.whip,
    user_id: "ana",
    attributes: { role: "host" },
    capabilities: { allow_publish: true, allow_subscribe: false },
    version: "1.0",
  };
  return {
    client,
    emulator,
    clock,
    arn,
    stage: emulator.stages.stage(arn),
    header,
    claims,
    kid: publicKey?.arn,
  };
}

async function withToken(duration = 1) {
  const { client, emulator, clock } = await start();
  const { arn } = emulator.stages.create();
  const { participantToken } = await client.send(
    new CreateParticipantTokenCommand({
      stageArn: arn,
      duration,
      userId: "ana",
      attributes: { role: "host" },
      capabilities: ["PUBLISH"],
    }),
  );
  const { token = "", participantId = "" } = participantToken ?? {};
  return { client, emulator, clock, arn, stage: emulator.stages.stage(arn), token, participantId };
}

test("a token of the service makes the participant that it names", async () => {
  const { stage, token, participantId } = await withToken();
  const ana = stage.join({ token, client: { osName: "iOS" } });
  expect(ana.read()).toMatchObject({
    participantId,
    userId: "ana",
    attributes: { role: "host" },
    osName: "iOS",
  });
  expect(ana.publish()).toBeUndefined();
  expect(ana.subscribe("x")).toBe("INSUFFICIENT_CAPABILITIES");
});

test("tokens of CreateStage are as good", async () => {
  const { client, emulator } = await start();
  const { stage, participantTokens = [] } = await client.send(
    new CreateStageCommand({ participantTokenConfigurations: [{ userId: "one" }, { userId: "two" }] }),
  );
  const joined = participantTokens.map(({ token = "" }) =>
    emulator.stages.stage(stage?.arn ?? "").join({ token }),
  );
  expect(joined.map((each) => each.read().userId)).toEqual(["one", "two"]);
});

test("a token is honoured until it expires, and an expiry later ends nothing", async () => {
  const { clock, stage, token } = await withToken(1);
  clock.moveTo(59_999);
  const ana = stage.join({ token });
  clock.moveTo(60_000);
  expect(ana.read().state).toBe("CONNECTED");
  expect(ana.publish()).toBeUndefined();
  expect(() => stage.join({ token })).toThrow("TOKEN_EXPIRED");
  expect(ana.read().state).toBe("CONNECTED");
});

test("a token of another stage, a forged one and no token at all are refused", async () => {
  const { emulator, stage, token } = await withToken();
  const other = emulator.stages.stage(emulator.stages.create().arn);
  expect(() => other.join({ token })).toThrow("TOKEN_NOT_ALLOWED");
  expect(() => stage.join({ token: `${token}x` })).toThrow("TOKEN_NOT_ALLOWED");
  expect(() => stage.join({ token: "no.token" })).toThrow("TOKEN_MALFORMED");
  expect(stage.read().activeSessionId).toBeUndefined();
});

test("a token that joins again drops its first connection", async () => {
  const { stage, token } = await withToken();
  const first = stage.join({ token });
  stage.join({ token });
  expect(() => first.publish()).toThrow("over");
});

test("DisconnectParticipant makes a token worthless, before its first use too", async () => {
  for (const joined of [true, false]) {
    const { client, arn, stage, token, participantId } = await withToken();
    if (joined) stage.join({ token });
    await client.send(new DisconnectParticipantCommand({ stageArn: arn, participantId }));
    expect(() => stage.join({ token })).toThrow("PARTICIPANT_DISCONNECTED");
  }
});

test("a stage that is deleted takes no tokens", async () => {
  const { stage, token } = await withToken();
  stage.delete();
  expect(() => stage.join({ token })).toThrow("STAGE_DELETED");
});

test("a token that is signed with an imported key is as good as the service's", async () => {
  const { client, stage, arn, header, claims } = await withKey();
  const ana = stage.join({ token: signed(header, claims) });
  expect(ana.read()).toMatchObject({ participantId: "ana_1-x", userId: "ana", attributes: { role: "host" } });
  expect(ana.publish()).toBeUndefined();
  expect(ana.subscribe("x")).toBe("INSUFFICIENT_CAPABILITIES");

  await client.send(new DisconnectParticipantCommand({ stageArn: arn, participantId: "ana_1-x" }));
  expect(() => stage.join({ token: signed(header, claims) })).toThrow("PARTICIPANT_DISCONNECTED");
});

test("a self-signed token needs neither a user ID nor attributes", async () => {
  const { stage, header, claims } = await withKey();
  const { user_id: _, attributes: __, ...rest } = claims;
  expect(stage.join({ token: signed(header, rest) }).read()).toMatchObject({ userId: "", attributes: {} });
});

test("the limits of a self-signed token's claims are taken", async () => {
  const { stage, header, claims } = await withKey();
  for (const claim of [
    { exp: claims.iat + 14 * 86_400 },
    { iat: claims.iat + 300 },
    { jti: "j".repeat(64) },
    { user_id: "u".repeat(128) },
    { attributes: { k: "v".repeat(1023) } },
  ])
    expect(stage.join({ token: signed(header, { ...claims, ...claim }) }).read().state).toBe("CONNECTED");
});

for (const [claim, reason] of [
  [{ exp: startAt / 1000 + 14 * 86_400 + 1 }, "TOKEN_MALFORMED: exp"],
  [{ exp: "soon" }, "TOKEN_MALFORMED: exp"],
  [{ exp: startAt / 1000 }, "TOKEN_EXPIRED"],
  [{ iat: 1.5 }, "TOKEN_MALFORMED: exp must be whole seconds since 1970, at most 14 days after iat; iat"],
  [{ iat: 9e15, exp: 9e15 + 5 }, "TOKEN_MALFORMED: exp must be whole seconds since 1970"],
  [{ iat: -9e15, exp: -9e15 + 5 }, "TOKEN_MALFORMED: exp must be whole seconds since 1970"],
  [{ iat: startAt / 1000 + 301 }, "TOKEN_MALFORMED: iat must not be ahead"],
  [{ jti: "j".repeat(65) }, "TOKEN_MALFORMED: jti"],
  [{ jti: "" }, "TOKEN_MALFORMED: jti"],
  [{ jti: "a.b" }, "TOKEN_MALFORMED: jti"],
  [{ resource: undefined }, "TOKEN_MALFORMED: resource"],
  [{ resource: "arn:aws:ivs:us-west-2:123456789012:stage/other" }, "TOKEN_NOT_ALLOWED: resource"],
  [{ topic: "other" }, "TOKEN_NOT_ALLOWED: topic"],
  [{ events_url: "wss://elsewhere" }, "TOKEN_NOT_ALLOWED: events_url"],
  [{ whip_url: "https://elsewhere" }, "TOKEN_NOT_ALLOWED: whip_url"],
  [{ version: "0.0" }, "TOKEN_MALFORMED: version"],
  [{ capabilities: { allow_publish: true } }, "TOKEN_MALFORMED: capabilities"],
  [{ capabilities: undefined }, "TOKEN_MALFORMED: capabilities"],
  [{ user_id: "u".repeat(129) }, "TOKEN_MALFORMED: user_id"],
  [{ attributes: { k: "v".repeat(1024) } }, "TOKEN_MALFORMED: attributes"],
  [{ attributes: { k: 1 } }, "TOKEN_MALFORMED: attributes"],
] as const)
  test(`a self-signed token with ${JSON.stringify(claim).slice(0, 60)} is refused with ${reason}`, async () => {
    const { stage, header, claims } = await withKey();
    expect(() => stage.join({ token: signed(header, { ...claims, ...claim }) })).toThrow(reason);
  });

test("a self-signed token with another algorithm, key or signature is refused", async () => {
  const { client, stage, header, claims, kid } = await withKey();
  const refused = (given: object, key?: KeyObject) => {
    expect(() => stage.join({ token: signed({ ...header, ...given }, claims, key) })).toThrow(
      "TOKEN_NOT_ALLOWED",
    );
  };
  refused({ alg: "ES256" });
  refused({ typ: "JOSE" });
  refused({ kid: `${kid}x` });
  refused({ kid: undefined });
  refused({}, strangers.privateKey);
  expect(() => stage.join({ token: `${signed(header, claims)}.x` })).toThrow("TOKEN_MALFORMED");
  await client.send(new DeletePublicKeyCommand({ arn: kid }));
  refused({});
});

for (const [kind, strange] of [
  ["P-256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["RSA", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["Ed25519", generateKeyPairSync("ed25519")],
  ["X25519", generateKeyPairSync("x25519")],
] as const)
  test(`an imported ${kind} key lets nobody in`, async () => {
    const { client, emulator, arn, header, claims } = await withKey();
    const publicKeyMaterial = strange.publicKey.export({ type: "spki", format: "pem" }).toString();
    const { publicKey } = await client.send(new ImportPublicKeyCommand({ publicKeyMaterial }));
    const signs = kind === "P-256" || kind === "RSA" ? strange.privateKey : keys.privateKey;
    const token = signed({ ...header, kid: publicKey?.arn }, claims, signs);
    const path = `/_emulator/stages/${arn.split("/")[1]}/participants`;
    const joined = await raw(emulator, "POST", path, JSON.stringify({ token }), {});
    expect(joined).toMatchObject({ status: 403, body: expect.stringContaining("TOKEN_NOT_ALLOWED") });
  });

test("how far ahead of the service a token may be signed is a setting", async () => {
  const { emulator, stage, header, claims } = await withKey();
  const token = signed(header, { ...claims, iat: claims.iat + 3_600, exp: claims.iat + 7_200 });
  expect(() => stage.join({ token })).toThrow("TOKEN_MALFORMED: iat");
  await raw(emulator, "PATCH", "/_emulator/settings", '{"tokenLeadMs":3600000}', {});
  expect(stage.join({ token }).read().state).toBe("CONNECTED");
});

test("an exchange changes what the token says and writes both sides down", async () => {
  const { client, stage, arn, header, claims } = await withKey();
  const ana = stage.join({ token: signed(header, claims) });
  ana.publish();
  const { user_id: _, ...nameless } = claims;
  const exp = claims.exp + 60;
  const swapped = { ...nameless, exp, attributes: { role: "viewer" } };
  ana.exchangeToken(
    signed(header, { ...swapped, capabilities: { allow_publish: false, allow_subscribe: true } }),
  );

  expect(ana.read()).toMatchObject({ userId: "", attributes: { role: "viewer" } });
  const { sessionId, participantId } = ana;
  const { events = [] } = await client.send(
    new ListParticipantEventsCommand({ stageArn: arn, sessionId, participantId }),
  );
  expect(events.map(({ name }) => name)).toEqual([
    "PUBLISH_STOPPED",
    "TOKEN_EXCHANGED",
    "PUBLISH_STARTED",
    "JOINED",
  ]);
  expect(events[1]).toMatchObject({
    previousToken: {
      capabilities: ["PUBLISH"],
      attributes: { role: "host" },
      userId: "ana",
      expirationTime: new Date(claims.exp * 1000),
    },
    newToken: {
      capabilities: ["SUBSCRIBE"],
      attributes: { role: "viewer" },
      userId: "",
      expirationTime: new Date(exp * 1000),
    },
  });
});

test("an exchange ends what is received when the new token does not allow it", async () => {
  const { emulator } = await start();
  const stage = emulator.stages.stage(emulator.stages.create().arn);
  const [host, viewer] = [stage.join(), stage.join()];
  host.publish();
  viewer.subscribe(host.participantId);
  viewer.exchangeToken({ capabilities: ["PUBLISH"], userId: "new" });
  expect(viewer.read().userId).toBe("new");
  expect(viewer.subscribe(host.participantId)).toBe("INSUFFICIENT_CAPABILITIES");
});

test("an exchange keeps to the participant, to the stage and to self-signed tokens", async () => {
  const { emulator, clock, stage, header, claims } = await withKey();
  const ana = stage.join({ token: signed(header, claims) });
  const exchanging = (given: object) => () => ana.exchangeToken(signed(header, { ...claims, ...given }));
  expect(exchanging({ jti: "ben" })).toThrow("jti differs");
  expect(exchanging({ topic: "other" })).toThrow("TOKEN_NOT_ALLOWED: topic");
  expect(() => ana.exchangeToken("x")).toThrow("TOKEN_MALFORMED");
  clock.moveTo(3_600_000);
  expect(exchanging({})).toThrow("TOKEN_EXPIRED");
  expect(ana.read().userId).toBe("ana");

  const issued = await withToken();
  const served = issued.stage.join({ token: issued.token });
  expect(() => served.exchangeToken({ userId: "x" })).toThrow("only self-signed tokens");
  expect(emulator.stages.list()).toHaveLength(1);
});

test("a snapshot knows tokens by their digest only", async () => {
  const { emulator, token } = await withToken();
  const text = JSON.stringify(emulator.snapshot());
  expect(text).not.toContain(token);
  expect(text).toContain(createHash("sha256").update(token).digest("base64url"));
});
