import { createHmac } from "node:crypto";

import { CompactEncrypt, exportSPKI, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import {
  audienceName,
  createSigningKey,
  issuerName,
  jwtEnv,
  type SigningKey,
  signToken,
  startIssuer,
  startsAt,
} from "../support/issuer.ts";

const read = "{ stages { nodes { name } } }";
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const b64 = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
/** Virtual clocks have moved on by a second when a gateway is there. */
const now = startsAt + 1;

let ours: SigningKey;
let second: SigningKey;
let rsa: SigningKey;
let foreign: SigningKey;

beforeAll(async () => {
  [ours, second, rsa, foreign] = await Promise.all([
    createSigningKey("one"),
    createSigningKey("two"),
    createSigningKey("rsa", "RS256"),
    createSigningKey("one"),
  ]);
});

/** The verdict, as `extensions` has it; undefined when the token is accepted. */
type Verdict = { code: string; reason: string } | undefined;
const unauthenticated = (reason: string): Verdict => ({ code: "UNAUTHENTICATED", reason });
const expired: Verdict = { code: "TOKEN_EXPIRED", reason: "exp" };

type Case = [name: string, token: () => string | Promise<string>, verdict: Verdict];

/** The three parts of a good token, to be put together anew. */
async function partsOf(token: Promise<string>): Promise<[string, string, string]> {
  const [header = "", payload = "", signature = ""] = (await token).split(".");
  return [header, payload, signature];
}

const cases: Case[] = [
  ["a good token", () => signToken(ours), undefined],
  ["one of the second key", () => signToken(second), undefined],
  ["one signed with RSA", () => signToken(rsa), undefined],
  [
    "one for several audiences, of which this is one",
    () => signToken(ours, { aud: ["other", audienceName] }),
    undefined,
  ],
  [
    "one without kid, where one key only can have signed it",
    () => signToken(rsa, {}, { kid: undefined }),
    undefined,
  ],
  ["one without kid, of the first of two keys", () => signToken(ours, {}, { kid: undefined }), undefined],
  ["one without kid, of the second of two keys", () => signToken(second, {}, { kid: undefined }), undefined],
  [
    "one with claims and header members that nobody knows",
    () => signToken(ours, { extra: { a: 1 } }, { extra: 1 }),
    undefined,
  ],
  ["one whose typ is at+jwt", () => signToken(ours, {}, { typ: "at+jwt" }), undefined],
  ["one that expired within the clocks' difference", () => signToken(ours, { exp: now - 29 }), undefined],
  ["one that begins within the clocks' difference", () => signToken(ours, { nbf: now + 30 }), undefined],
  [
    "one whose jku and x5u point elsewhere, which nobody follows",
    () => signToken(ours, {}, { jku: "http://127.0.0.1:1/", x5u: "http://127.0.0.1:1/" }),
    undefined,
  ],
  [
    "one with a key of its own in the header, which nobody uses",
    () => signToken(ours, {}, { jwk: second.jwk }),
    undefined,
  ],
  ["one with an exp in fractions of a second", () => signToken(ours, { exp: now + 60.5 }), undefined],

  ["one that has expired", () => signToken(ours, { exp: now - 3_600 }), expired],
  ["one that has expired by just the clocks' difference", () => signToken(ours, { exp: now - 30 }), expired],
  ["one without exp", () => signToken(ours, { exp: undefined as never }), unauthenticated("exp")],
  [
    "one whose exp is text",
    () => signToken(ours, { exp: String(now + 60) as never }),
    unauthenticated("exp"),
  ],
  [
    "one that never expires",
    () => tampered({ exp: "EVER" }, (json) => json.replace('"EVER"', "1e999")),
    unauthenticated("exp"),
  ],
  ["one that begins later", () => signToken(ours, { nbf: now + 31 }), unauthenticated("nbf")],
  ["one whose nbf is text", () => signToken(ours, { nbf: "soon" as never }), unauthenticated("nbf")],
  ["one of another issuer", () => signToken(ours, { iss: "https://evil.example" }), unauthenticated("iss")],
  [
    "one of an issuer with a slash more",
    () => signToken(ours, { iss: `${issuerName}/` }),
    unauthenticated("iss"),
  ],
  ["one without issuer", () => signToken(ours, { iss: undefined as never }), unauthenticated("iss")],
  [
    "one whose issuers are a list",
    () => signToken(ours, { iss: [issuerName] as never }),
    unauthenticated("iss"),
  ],
  ["one for somebody else", () => signToken(ours, { aud: "other" }), unauthenticated("aud")],
  ["one for several others", () => signToken(ours, { aud: ["other", "another"] }), unauthenticated("aud")],
  ["one for nobody", () => signToken(ours, { aud: [] }), unauthenticated("aud")],
  ["one without audience", () => signToken(ours, { aud: undefined as never }), unauthenticated("aud")],
  ["one of nobody", () => signToken(ours, { sub: undefined as never }), unauthenticated("sub")],
  ["one of somebody without a name", () => signToken(ours, { sub: "" }), unauthenticated("sub")],
  [
    "one of somebody with a name of 257 characters",
    () => signToken(ours, { sub: "a".repeat(257) }),
    unauthenticated("sub"),
  ],
  [
    "one of somebody whose name is a number",
    () => signToken(ours, { sub: 1 as never }),
    unauthenticated("sub"),
  ],

  [
    "one with alg none and no signature",
    async () => `${b64({ alg: "none" })}.${(await partsOf(signToken(ours)))[1]}.`,
    unauthenticated("algorithm"),
  ],
  [
    "one with alg None",
    async () => `${b64({ alg: "None" })}.${(await partsOf(signToken(ours)))[1]}.`,
    unauthenticated("algorithm"),
  ],
  ["one signed by HS256 with the public key as its secret", hmacWithPublicKey, unauthenticated("algorithm")],
  [
    "one that says HS256 over the signature of a good one",
    async () => {
      const [, payload, signature] = await partsOf(signToken(ours));
      return `${b64({ alg: "HS256", kid: "one" })}.${payload}.${signature}`;
    },
    unauthenticated("algorithm"),
  ],
  [
    "one without alg",
    async () => `${b64({ kid: "one" })}.${(await partsOf(signToken(ours)))[1]}.AA`,
    unauthenticated("malformed"),
  ],
  ["one that names a key of another type", () => signToken({ ...ours, kid: "rsa" }), unauthenticated("key")],
  [
    "one that names another key of the same type",
    () => signToken({ ...ours, kid: "two" }),
    unauthenticated("signature"),
  ],
  ["one of a key that nobody knows", () => signToken(foreign), unauthenticated("signature")],
  [
    "one of a key that nobody knows, without kid",
    () => signToken(foreign, {}, { kid: undefined }),
    unauthenticated("signature"),
  ],
  ["one with a kid that nobody knows", () => signToken({ ...foreign, kid: "three" }), unauthenticated("key")],
  [
    "one whose kid is a path",
    () => signToken({ ...foreign, kid: "../../../../dev/null" }),
    unauthenticated("key"),
  ],
  ["one whose kid is __proto__", () => signToken({ ...foreign, kid: "__proto__" }), unauthenticated("key")],
  ["one whose kid is no text", () => signToken(ours, {}, { kid: 1 }), unauthenticated("key")],
  [
    "one that brings the key that it is signed with",
    () => signToken(foreign, {}, { jwk: foreign.jwk }),
    unauthenticated("signature"),
  ],
  ["one with a member that must be understood", () => withCrit(), unauthenticated("malformed")],
  [
    "one with an unencoded payload",
    () => signToken(ours, {}, { b64: false, crit: ["b64"] }).catch(() => "a.b.c"),
    unauthenticated("malformed"),
  ],
  [
    "one whose payload was changed",
    () => tampered({}, (json) => json.replace("ivs:read", "ivs:stage:delete")),
    unauthenticated("signature"),
  ],
  [
    "one whose signature is empty",
    async () => (await partsOf(signToken(ours))).slice(0, 2).join(".") + ".",
    unauthenticated("signature"),
  ],
  [
    "one whose signature is all noughts",
    async () => [...(await partsOf(signToken(ours))).slice(0, 2), b64("\0".repeat(64))].join("."),
    unauthenticated("signature"),
  ],
  [
    "one whose signature is cut short",
    async () => (await signToken(ours)).slice(0, -8),
    unauthenticated("signature"),
  ],
  [
    "one with a header that is no JSON",
    async () => `${b64("{")}.${(await partsOf(signToken(ours))).slice(1).join(".")}`,
    unauthenticated("malformed"),
  ],
  [
    "one with a header that is a list",
    async () => `${b64([])}.${(await partsOf(signToken(ours))).slice(1).join(".")}`,
    unauthenticated("malformed"),
  ],
  [
    "one that is no base64url",
    async () => (await signToken(ours)).replace(".", "+/."),
    unauthenticated("malformed"),
  ],
  [
    "one of two parts",
    async () => (await partsOf(signToken(ours))).slice(0, 2).join("."),
    unauthenticated("malformed"),
  ],
  ["one of four parts", async () => `${await signToken(ours)}.AA`, unauthenticated("malformed")],
  ["an encrypted one", encrypted, unauthenticated("malformed")],
  ["a token in a token", async () => signedText(ours, await signToken(ours)), unauthenticated("malformed")],
  ["one whose payload is a list", () => signedText(ours, "[]"), unauthenticated("malformed")],
  [
    "one of 8,193 characters",
    async () => `${await signToken(ours)}${"A".repeat(8_193)}`.slice(0, 8_193),
    unauthenticated("malformed"),
  ],
  ["dots", () => "...", unauthenticated("malformed")],
];

async function hmacWithPublicKey(): Promise<string> {
  const [, payload] = await partsOf(signToken(rsa));
  const signed = `${b64({ alg: "HS256", kid: "rsa" })}.${payload}`;
  return `${signed}.${createHmac("sha256", await exportSPKI(rsa.publicKey))
    .update(signed)
    .digest("base64url")}`;
}

/** A token whose payload is not what was signed. */
async function tampered(claims: Record<string, unknown>, change: (json: string) => string): Promise<string> {
  const good = await signToken(ours, claims);
  const [header, payload, signature] = good.split(".");
  const json = Buffer.from(payload ?? "", "base64url").toString();
  if (!json.includes("EVER")) return [header, b64(change(json)), signature].join(".");
  return signedText(ours, change(json));
}

/** Any text, signed. */
async function signedText({ alg, kid, privateKey }: SigningKey, text: string): Promise<string> {
  const { CompactSign } = await import("jose");
  return new CompactSign(Buffer.from(text)).setProtectedHeader({ alg, kid }).sign(privateKey);
}

async function withCrit(): Promise<string> {
  const header = {
    alg: ours.alg,
    kid: ours.kid,
    crit: ["https://example.com/must"],
    "https://example.com/must": 1,
  };
  return new SignJWT({ sub: "alice" }).setProtectedHeader(header).sign(ours.privateKey, {
    crit: { "https://example.com/must": true },
  });
}

async function encrypted(): Promise<string> {
  const { publicKey } = await createSigningKey("enc", "RSA-OAEP-256");
  return new CompactEncrypt(Buffer.from(await signToken(ours)))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT" })
    .encrypt(publicKey);
}

describe("a token", () => {
  it("is accepted or refused for what it is, costs no call when refused, and is repeated nowhere", async () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
    const issuer = await startIssuer(ours, second, rsa);
    const gateway = await startGateway({ env: jwtEnv(issuer), settings: { throttle: "off" } });
    for (const [name, make, verdict] of cases) {
      const token = await make();
      gateway.emulator.resetCalls();
      const { status, headers, data, errors } = await gateway.query(read, {}, bearer(token));
      const [header] = [headers.get("www-authenticate")];
      const challenge = 'Bearer realm="ivs-realtime-graphql", error="invalid_token"';
      const seen = { name, status, verdict: errors?.[0]?.extensions, header, calls: gateway.emulator.calls };
      expect(seen).toEqual(
        verdict
          ? { name, status: 401, verdict, header: challenge, calls: {} }
          : { name, status: 200, verdict: undefined, header: null, calls: { ListStages: 1 } },
      );
      expect(data === undefined).toBe(verdict !== undefined);
      expect(JSON.stringify([errors, gateway.logged])).not.toContain(token.slice(0, 40));
    }
    // Key ids that nobody knows came within half a minute of the first request.
    expect(issuer.asked).toBe(1);
  });

  it.each<[string, Record<string, string>, Verdict]>([
    ["nothing", {}, { code: "UNAUTHENTICATED" } as never],
    ["another scheme", { authorization: "Basic YWxpY2U6c2VjcmV0" }, unauthenticated("malformed")],
    ["a scheme and nothing", { authorization: "Bearer " }, unauthenticated("malformed")],
    ["two tokens", { authorization: "Bearer a.b.c, Bearer d.e.f" }, unauthenticated("malformed")],
    ["an API key, where there are none", { "x-api-key": "abc" }, unauthenticated("key")],
    [
      "an API key and a token",
      { "x-api-key": "abc", authorization: "Bearer a.b.c" },
      unauthenticated("repeated"),
    ],
    ["a cookie", { cookie: "authorization=Bearer a.b.c" }, { code: "UNAUTHENTICATED" } as never],
  ])("is asked for when a request brings %s", async (_name, headers, verdict) => {
    const gateway = await startGateway({ env: jwtEnv(await startIssuer(ours)) });
    const answer = await gateway.query(read, {}, headers);
    expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([401, verdict]);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
  });

  it("in a URL counts for nothing", async () => {
    const gateway = await startGateway({ env: jwtEnv(await startIssuer(ours)) });
    const token = await signToken(ours);
    const query = new URLSearchParams({ query: read, authorization: `Bearer ${token}`, access_token: token });
    // Request logs name paths without their parameters.
    const headers = { accept: "application/json" };
    expect((await gateway.fetch(`/graphql?${query}`, { headers })).status).toBe(401);
  });

  it("is checked with the one key of the settings, by the algorithms of its kind only", async () => {
    const gateway = await startGateway({
      env: {
        IVS_GRAPHQL_JWT_PUBLIC_KEY: await exportSPKI(ours.publicKey),
        IVS_GRAPHQL_JWT_ISSUER: issuerName,
        IVS_GRAPHQL_JWT_AUDIENCE: `other, ${audienceName}`,
        IVS_GRAPHQL_JWT_CLOCK_SKEW_SECONDS: "0",
      },
    });
    const ask = async (token: string) =>
      (await gateway.query(read, {}, bearer(token))).errors?.[0]?.extensions["reason"];
    expect(await ask(await signToken(ours))).toBeUndefined();
    expect(await ask(await signToken(ours, { exp: now }))).toBe("exp");
    expect(await ask(await signToken(ours, { exp: now + 1 }))).toBeUndefined();
    expect(await ask(await signToken(rsa))).toBe("algorithm");
    expect(await ask(await signToken(second))).toBe("signature");
  });

  it("may be signed with fewer algorithms where the settings say so", async () => {
    const env = { ...jwtEnv(await startIssuer(ours, rsa)), IVS_GRAPHQL_JWT_ALGORITHMS: "ES256" };
    const gateway = await startGateway({ env });
    expect((await gateway.query(read, {}, bearer(await signToken(ours)))).errors).toBeUndefined();
    const { errors } = await gateway.query(read, {}, bearer(await signToken(rsa)));
    expect(errors?.[0]?.extensions).toEqual(unauthenticated("algorithm"));
  });

  it("grants the scopes that are known, from a text or a list, from the claim that the settings name", async () => {
    const env = {
      ...jwtEnv(await startIssuer(ours)),
      IVS_GRAPHQL_JWT_SCOPE_CLAIM: "https://acme.example/may",
    };
    const gateway = await startGateway({ env });
    const ask = async (may: unknown) => {
      const token = await signToken(ours, { "https://acme.example/may": may });
      return (await gateway.query(read, {}, bearer(token))).errors?.[0]?.extensions;
    };
    expect(await ask("openid ivs:read  admin")).toBeUndefined();
    expect(await ask(["ivs:read", 7, null])).toBeUndefined();
    for (const may of ["ivs:reads", "IVS:READ", ["ivs:read ivs:events"], { "ivs:read": true }, null, 7, ""])
      expect([may, await ask(may)]).toEqual([may, { code: "FORBIDDEN", scope: "ivs:read" }]);
  });
});

describe("the keys of the issuer", () => {
  it("are fetched once for all who wait, and again after ten minutes", async () => {
    const issuer = await startIssuer(ours);
    const gateway = await startGateway({ env: jwtEnv(issuer) });
    const headers = bearer(await signToken(ours));
    const answers = await Promise.all([1, 2, 3].map(() => gateway.query(read, {}, headers)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(issuer.asked).toBe(1);
    await gateway.clock.advance(600_000);
    await gateway.query(read, {}, headers);
    expect(issuer.asked).toBe(1);
    await gateway.clock.advance(1);
    await gateway.query(read, {}, headers);
    expect(issuer.asked).toBe(2);
  });

  it("are fetched again for a key id that is not known, at most every half a minute", async () => {
    const issuer = await startIssuer(ours);
    const gateway = await startGateway({ env: jwtEnv(issuer) });
    const ask = async (key: SigningKey) =>
      (await gateway.query(read, {}, bearer(await signToken(key)))).status;
    expect(await ask(ours)).toBe(200);
    issuer.tell({ keys: [second.jwk] });
    expect(await ask(second)).toBe(401);
    expect(issuer.asked).toBe(1);
    await gateway.clock.advance(30_000);
    expect(await ask(second)).toBe(200);
    // The first key is no longer one of the issuer's.
    expect(await ask(ours)).toBe(401);
    expect(issuer.asked).toBe(2);
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof startIssuer>>["tell"]>[0]]>([
    ["fails", { status: 500 }],
    ["sends elsewhere", { status: 302 }],
    ["tells no JSON", { text: "<html>" }],
    ["tells no keys", { keys: [] }],
    ["tells keys that are a text", { text: '{"keys":"all"}' }],
    ["tells too much", { text: JSON.stringify({ keys: [], padding: "x".repeat(300_000) }) }],
    ["tells too many keys", { keys: Array.from({ length: 101 }, () => ({ kty: "EC" })) }],
  ])("go on being used for a day when the issuer %s, and nobody is let in after", async (_name, answer) => {
    const issuer = await startIssuer(ours);
    const gateway = await startGateway({ env: jwtEnv(issuer) });
    const ask = async () => {
      const token = await signToken(ours, { exp: startsAt + 100 * 3_600 });
      return gateway.query(read, {}, bearer(token));
    };
    expect((await ask()).status).toBe(200);
    issuer.tell(answer);
    await gateway.clock.advance(24 * 3_600_000);
    expect((await ask()).status).toBe(200);
    expect(issuer.asked).toBe(2);
    await gateway.clock.advance(60_000);
    const { status, headers, errors } = await ask();
    expect([status, errors?.[0]?.extensions["code"]]).toEqual([503, "OVERLOADED"]);
    expect(errors?.[0]?.extensions["retryAfterMs"]).toBe(30_000);
    expect(headers.get("www-authenticate")).toBeNull();
    issuer.tell({ keys: [ours.jwk] });
    await gateway.clock.advance(30_000);
    expect((await ask()).status).toBe(200);
  });

  it("are waited for three seconds, and by nobody who has one once the issuer has been silent", async () => {
    const issuer = await startIssuer(ours);
    const gateway = await startGateway({ env: jwtEnv(issuer), time: "still" });
    const token = await signToken(ours, { exp: startsAt + 100 * 3_600 });
    const ask = () => gateway.query(read, {}, bearer(token));
    issuer.tell("silence");
    const first = ask();
    await waitUntil(() => issuer.asked === 1);
    await gateway.clock.advance(3_000);
    expect((await first).status).toBe(503);
    issuer.tell({ keys: [ours.jwk] });
    await gateway.clock.advance(30_000);
    expect((await ask()).status).toBe(200);

    issuer.tell("silence");
    await gateway.clock.advance(600_001);
    const waiting = ask();
    await waitUntil(() => issuer.asked === 3);
    await gateway.clock.advance(3_000);
    expect((await waiting).status).toBe(200);
    await gateway.clock.advance(30_000);
    expect((await ask()).status).toBe(200);
    await waitUntil(() => issuer.asked === 4);
  });

  it("are not missed by a token that could not be good with any", async () => {
    const issuer = await startIssuer(ours);
    issuer.tell({ status: 500 });
    const gateway = await startGateway({ env: jwtEnv(issuer) });
    for (const token of [await hmacWithPublicKey(), "a.b.c"])
      expect((await gateway.query(read, {}, bearer(token))).status).toBe(401);
    expect(issuer.asked).toBe(0);
  });
});

/** Lets the event loop turn until something has happened on a socket. */
async function waitUntil(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setImmediate(resolve));
}
