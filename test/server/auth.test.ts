import { createHash } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";

import { describe, expect, it } from "vitest";

import { readConfig } from "../../src/config.ts";
import { createManualClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { createAuthenticator } from "../../src/server/auth.ts";
import { scopes } from "../../src/viewer.ts";
import { startGateway } from "../support/gateway.ts";

const read = "{ stages { nodes { name } } }";
const create = "mutation { createStage(input: {}) { __typename } }";
const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");
const apiKeys = (...entries: object[]) => ({ IVS_GRAPHQL_API_KEYS: JSON.stringify(entries) });
const reader = { id: "reader", sha256: hashOf("key-of-reader"), scopes: ["ivs:read"] };
const writer = { id: "writer", sha256: hashOf("key-of-writer"), scopes: ["ivs:stage:write"] };
const routerSecret = "0123456789abcdef0123456789abcdef";
const router = { IVS_GRAPHQL_ROUTER_SECRET: routerSecret };

describe("an API key", () => {
  it("gives the scopes of its entry, and any other text gives nothing", async () => {
    const gateway = await startGateway({ env: apiKeys(reader, writer) });
    const ask = async (document: string, key: string) => {
      const { status, errors } = await gateway.query(document, {}, { "x-api-key": key });
      return [status, errors?.[0]?.extensions["code"]];
    };
    expect(await ask(read, "key-of-reader")).toEqual([200, undefined]);
    expect(await ask(create, "key-of-writer")).toEqual([200, undefined]);
    expect(await ask(create, "key-of-reader")).toEqual([200, "FORBIDDEN"]);
    expect(await ask(read, "key-of-writer")).toEqual([200, "FORBIDDEN"]);
    for (const wrong of ["key-of-reade", "key-of-reader2", "KEY-OF-READER", reader.sha256, "reader", " "])
      expect([wrong, await ask(read, wrong)]).toEqual([wrong, [401, "UNAUTHENTICATED"]]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, CreateStage: 1 });
  });

  it("is not taken as a bearer's token, nor twice", async () => {
    const gateway = await startGateway({ env: apiKeys(reader) });
    const bearer = await gateway.query(read, {}, { authorization: "Bearer key-of-reader" });
    expect(bearer.errors?.[0]?.extensions).toEqual({ code: "UNAUTHENTICATED", reason: "key" });
    const twice = await gateway.fetch("/graphql", {
      method: "POST",
      headers: [
        ["content-type", "application/json"],
        ["x-api-key", "key-of-reader, key-of-reader"],
      ],
      body: JSON.stringify({ query: read }),
    });
    expect(twice.status).toBe(401);
  });

  it.each<[string, string]>([
    ["no JSON", "[{"],
    ["no key, which would let in whoever is on this machine", "[]"],
    ["an entry without scopes", JSON.stringify([{ id: "a", sha256: hashOf("a") }])],
    ["a scope that there is not", JSON.stringify([{ ...reader, scopes: ["ivs:admin"] }])],
    ["a hash that is none", JSON.stringify([{ ...reader, sha256: "abc" }])],
    ["the hash of nothing", JSON.stringify([{ ...reader, sha256: hashOf("") }])],
    ["a member that means nothing", JSON.stringify([{ ...reader, key: "key-of-reader" }])],
    ["two entries of one id", JSON.stringify([reader, { ...writer, id: "reader" }])],
    ["a stage that is none", JSON.stringify([{ ...reader, stages: ["main"] }])],
    ["the path of no file", "/nowhere/keys.json"],
  ])("stops the start when the setting holds %s, and is not repeated", (_name, setting) => {
    let text = "";
    try {
      readConfig({ IVS_GRAPHQL_API_KEYS: setting });
    } catch (error) {
      text = String(error);
    }
    expect(text).toContain("IVS_GRAPHQL_API_KEYS");
    expect(text).not.toContain(reader.sha256);
    expect(text).not.toContain("key-of-reader");
    expect(text).not.toContain("/nowhere");
  });
});

describe("a trusted router", () => {
  const says = { "x-ivs-viewer-id": "alice", "x-ivs-viewer-scopes": "ivs:read", "x-ivs-viewer-stages": "*" };

  it("is believed with its secret, and only then", async () => {
    const gateway = await startGateway({ env: router });
    const ask = async (headers: Record<string, string>) => (await gateway.query(read, {}, headers)).status;
    expect(await ask({ ...says, "x-ivs-router-secret": routerSecret })).toBe(200);
    gateway.emulator.resetCalls();
    expect(await ask(says)).toBe(401);
    expect(await ask({ ...says, "x-ivs-router-secret": "" })).toBe(401);
    expect(await ask({ ...says, "x-ivs-router-secret": `${routerSecret}0` })).toBe(401);
    expect(await ask({ ...says, "x-ivs-router-secret": routerSecret, "x-ivs-viewer-id": "" })).toBe(401);
    expect(gateway.emulator.calls).toEqual({});
    expect(JSON.stringify(gateway.logged)).not.toContain(routerSecret);
  });

  it("lets a viewer see no stage of which it says nothing", async () => {
    const gateway = await startGateway({ env: router });
    gateway.emulator.stages.create({ name: "main" });
    const { "x-ivs-viewer-stages": _, ...rest } = says;
    const names = async (headers: Record<string, string>) =>
      (await gateway.query(read, {}, { ...headers, "x-ivs-router-secret": routerSecret })).data.stages.nodes;
    expect(await names(says)).toEqual([{ name: "main" }]);
    expect(await names(rest)).toEqual([]);
  });

  it("that leaves in place what its client sent under the same name is not believed", async () => {
    const gateway = await startGateway({ env: router });
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const socket = new Socket();
      let received = "";
      socket.setEncoding("utf8");
      socket.on("data", (chunk: string) => (received += chunk));
      socket.on("end", () => resolve({ status: Number(received.split(" ")[1]), text: received }));
      socket.on("error", reject);
      const body = JSON.stringify({ query: read });
      socket.connect(Number(new URL(gateway.url).port), "127.0.0.1", () =>
        socket.end(
          [
            "POST /graphql HTTP/1.1",
            "host: localhost",
            "connection: close",
            "content-type: application/json",
            `content-length: ${body.length}`,
            "x-ivs-viewer-scopes: ivs:stage:delete",
            `x-ivs-router-secret: ${routerSecret}`,
            ...Object.entries(says).map(([name, value]) => `${name}: ${value}`),
            "",
            body,
          ].join("\r\n"),
        ),
      );
    });
    expect(status).toBe(401);
    expect(text).toContain('"reason":"repeated"');
  });

  it("needs a secret of 32 characters at least", () => {
    expect(() => readConfig({ IVS_GRAPHQL_ROUTER_SECRET: routerSecret.slice(1) })).toThrow(/32 characters/);
  });
});

describe("somebody without a credential", () => {
  it("is refused where authentication is configured, on this machine too", async () => {
    const gateway = await startGateway({ env: apiKeys(reader) });
    expect((await gateway.query(read)).errors?.[0]?.extensions).toEqual({ code: "UNAUTHENTICATED" });
    expect((await gateway.query("{ __typename }")).status).toBe(401);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("has the scopes, and the stages, that the settings give to anybody", async () => {
    const gateway = await startGateway({
      env: { IVS_GRAPHQL_ANONYMOUS_SCOPES: "ivs:read", IVS_GRAPHQL_ANONYMOUS_STAGES: "public=yes" },
    });
    gateway.emulator.stages.create({ name: "open", tags: { public: "yes" } });
    gateway.emulator.stages.create({ name: "closed" });
    expect((await gateway.query(read)).data.stages.nodes).toEqual([{ name: "open" }]);
    expect((await gateway.query(create)).errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
    const wrong = await gateway.query(read, {}, { "x-api-key": "abc" });
    expect(wrong.errors?.[0]?.extensions).toEqual({ code: "UNAUTHENTICATED", reason: "key" });
  });

  it("may ask what a page may send", async () => {
    const gateway = await startGateway({ env: apiKeys(reader) });
    const { status } = await gateway.fetch("/graphql", {
      method: "OPTIONS",
      headers: { origin: "http://localhost:1", "access-control-request-method": "POST" },
    });
    expect(status).toBe(204);
  });
});

describe("on a WebSocket", () => {
  function start(env: Record<string, string>) {
    const config = readConfig(env);
    const options = {
      settings: config.auth,
      clock: createManualClock(0),
      log: createLog({ level: "silent" }),
    };
    return createAuthenticator(options);
  }

  function upgrade(headers: Record<string, string> = {}): IncomingMessage {
    const request = new IncomingMessage(new Socket());
    const sent = { upgrade: "websocket", connection: "upgrade", ...headers };
    Object.assign(request, { method: "GET" });
    Object.assign(request.headers, sent);
    for (const [name, value] of Object.entries(sent)) request.headersDistinct[name] = [value];
    return request;
  }

  it("credentials are read from connection_init, whatever the case of their names, and from nothing else", async () => {
    const { authenticate } = start(apiKeys(reader));
    const ask = (headers: Record<string, string>, connectionParams?: Record<string, unknown>) =>
      authenticate({ request: upgrade(headers), ...(connectionParams && { connectionParams }) });
    for (const name of ["x-api-key", "X-Api-Key"])
      expect((await ask({}, { [name]: "key-of-reader" })).id).toBe("key:reader");
    const key = { "x-api-key": "key-of-reader" };
    await expect(ask(key, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(ask(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(ask({}, { "x-api-key": ["key-of-reader"] })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(ask({}, { ...key, "X-API-KEY": "key-of-reader" })).rejects.toMatchObject({
      details: { reason: "repeated" },
    });
  });

  it("a trusted router says there who is asking", async () => {
    const { authenticate } = start(router);
    const params = {
      "x-ivs-router-secret": routerSecret,
      "x-ivs-viewer-id": "alice",
      "x-ivs-viewer-scopes": "introspect",
    };
    const viewer = await authenticate({ request: upgrade(), connectionParams: params });
    expect([viewer.id, [...viewer.scopes], viewer.stages]).toEqual([
      "router:alice",
      ["introspect"],
      { arns: [], tags: [] },
    ]);
  });
});

describe("the settings of authentication", () => {
  const jwt = {
    IVS_GRAPHQL_JWT_JWKS_URL: "https://issuer.example/keys",
    IVS_GRAPHQL_JWT_ISSUER: "https://issuer.example",
    IVS_GRAPHQL_JWT_AUDIENCE: "graph",
  };

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "keys over http",
      { ...jwt, IVS_GRAPHQL_JWT_JWKS_URL: "http://issuer.example/keys" },
      /must be an https URL/,
    ],
    [
      "keys at a host that only begins like this machine",
      { ...jwt, IVS_GRAPHQL_JWT_JWKS_URL: "http://localhost.evil.example/" },
      /https/,
    ],
    [
      "a password in the URL",
      { ...jwt, IVS_GRAPHQL_JWT_JWKS_URL: "https://a:hunter2@issuer.example/" },
      /without credentials/,
    ],
    ["no issuer", { ...jwt, IVS_GRAPHQL_JWT_ISSUER: "" }, /JWT_ISSUER and IVS_GRAPHQL_JWT_AUDIENCE/],
    ["no audience", { ...jwt, IVS_GRAPHQL_JWT_AUDIENCE: "" }, /JWT_ISSUER and IVS_GRAPHQL_JWT_AUDIENCE/],
    ["two sources of keys", { ...jwt, IVS_GRAPHQL_JWT_PUBLIC_KEY: "/nowhere" }, /set one/],
    ["a shared secret's algorithm", { ...jwt, IVS_GRAPHQL_JWT_ALGORITHMS: "RS256,HS256" }, /must be some of/],
    ["no algorithm at all", { ...jwt, IVS_GRAPHQL_JWT_ALGORITHMS: "none" }, /must be some of/],
    ["a skew of an hour", { ...jwt, IVS_GRAPHQL_JWT_CLOCK_SKEW_SECONDS: "3600" }, /0 to 300/],
    ["an issuer and no keys", { IVS_GRAPHQL_JWT_ISSUER: "https://issuer.example" }, /do nothing without/],
    [
      "a scope for anybody that there is not",
      { IVS_GRAPHQL_ANONYMOUS_SCOPES: "ivs:all" },
      /must name scopes/,
    ],
    [
      "stages for anybody and no scopes",
      { IVS_GRAPHQL_ANONYMOUS_STAGES: "public=yes" },
      /does nothing without/,
    ],
    ["a capability that there is not", { IVS_GRAPHQL_TOKEN_CAPABILITIES: "RECORD" }, /PUBLISH, SUBSCRIBE/],
  ])("stop the start when they name %s", (_name, env, fault) => {
    expect(() => readConfig(env)).toThrow(fault);
    expect(() => readConfig(env)).not.toThrow(/hunter2/);
  });

  it("refuse the private half of a key", async () => {
    const { tokenPrivateKeyPem } = await import("../support/token-key.ts");
    const { IVS_GRAPHQL_JWT_JWKS_URL: _, ...rest } = jwt;
    const start = () => readConfig({ ...rest, IVS_GRAPHQL_JWT_PUBLIC_KEY: tokenPrivateKeyPem });
    expect(start).toThrow(/is a private key/);
    expect(start).not.toThrow(/BEGIN/);
  });

  it("let whoever is on this machine do everything when there are none", async () => {
    const gateway = await startGateway();
    expect((await gateway.query(create)).errors).toBeUndefined();
    expect(scopes).toHaveLength(12);
  });
});
