import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

import { describe, expect, it, onTestFinished } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { as, routerEnv } from "../support/viewers.ts";

const json = { "content-type": "application/json" };

function post(body: string, headers: Record<string, string> = json): RequestInit {
  return { method: "POST", headers, body };
}

/** A request with headers that fetch does not let one set; resolves with status and body. */
function rawRequest(
  url: string,
  headers: Record<string, string>,
  body = JSON.stringify({ query: "{ __typename }" }),
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method: "POST", headers: { ...json, ...headers } }, (res) => {
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode, text }));
    });
    req.on("error", reject);
    req.end(body);
  });
}

describe("GraphQL over HTTP", () => {
  it("answers whoever offers HTTP/2 on a connection of HTTP/1.1, as Java's client does, and goes on with that connection", async () => {
    const gateway = await startGateway();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const offer = {
      Connection: "keep-alive, Upgrade, HTTP2-Settings",
      Upgrade: "h2c",
      "HTTP2-Settings": "AAMAAABkAAQAAP__",
    };
    const body = JSON.stringify({ query: "query Name { __typename }", operationName: "Name" });
    const sizes = { "content-length": `${Buffer.byteLength(body)}` };
    const ports = new Set<number | undefined>();
    for (const headers of [{ ...offer, ...sizes }, { ...offer, "transfer-encoding": "chunked" }, sizes]) {
      const answer = await new Promise<string>((resolve, reject) => {
        const req = request(`${gateway.url}/graphql`, {
          method: "POST",
          agent,
          headers: { ...json, ...headers },
        });
        req.on("error", reject);
        req.on("response", (res) => {
          ports.add(res.socket.localPort);
          res.setEncoding("utf8").on("data", (text: string) => resolve(`${res.statusCode} ${text}`));
        });
        req.flushHeaders();
        req.write(body.slice(0, 9));
        setImmediate(() => req.end(body.slice(9)));
      });
      expect(answer).toMatch(/^200 \{"data":\{"__typename":"Query"\}/);
    }
    expect(ports.size).toBe(1);
  });

  it("says in words what it cannot send, and what cannot be expected of it", async () => {
    const gateway = await startGateway();
    const badInput = { errors: [{ message: expect.any(String), extensions: { code: "BAD_USER_INPUT" } }] };
    const { status, headers, text } = await gateway.fetch(
      "/graphql",
      post('{"query":"{ __typename }"}', { ...json, accept: "text/html" }),
    );
    expect([status, headers.get("cache-control"), JSON.parse(text)]).toEqual([406, "no-store", badInput]);
    const expecting = await rawRequest(`${gateway.url}/graphql`, { expect: "nonsense" });
    expect([expecting.status, JSON.parse(expecting.text)]).toEqual([417, badInput]);
  });

  it("cares for no protocol that it does not speak, nor for a body that says it is another request", async () => {
    const gateway = await startGateway();
    const offer = { Connection: "Upgrade", Upgrade: "TLS/1.0" };
    expect(await rawRequest(`${gateway.url}/graphql`, offer)).toMatchObject({ status: 200 });
    const smuggled = await rawRequest(`${gateway.url}/graphql`, offer, "GET /live HTTP/1.1\r\n\r\n");
    expect(smuggled).toMatchObject({ status: 400 });
  });

  it("answers a GET query", async () => {
    const gateway = await startGateway();
    const { status, text } = await gateway.fetch(`/graphql?query=${encodeURIComponent("{ __typename }")}`, {
      headers: { accept: "application/json" },
    });
    expect([status, JSON.parse(text)]).toMatchObject([200, { data: { __typename: "Query" } }]);
  });

  it.each([
    ["a syntax error", "{ stages(", 400, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "{ nothing }", 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a missing variable", "query ($arn: Arn!) { stage(arn: $arn) { name } }", 400, "BAD_USER_INPUT"],
    ["an empty document", " ", 400, "GRAPHQL_PARSE_FAILED"],
    ["a subscription to what there is not", "subscription { x }", 400, "GRAPHQL_VALIDATION_FAILED"],
  ])("answers %s with its code and status", async (_name, document, status, code) => {
    const gateway = await startGateway();
    const answer = await gateway.query(document);
    expect(answer.status).toBe(status);
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([{ code }]);
  });

  it.each([
    ["no JSON", "{", 400],
    ["a number", "1", 400],
    ["null", "null", 400],
    ["a list", "[]", 400],
    ["no query", "{}", 400],
    ["a query that is not text", '{"query":{}}', 400],
    ["variables that are a list", '{"query":"{ __typename }","variables":[]}', 400],
    ["an unknown parameter", '{"query":"{ __typename }","also":1}', 400],
    ["an unknown operation name", '{"query":"query A { __typename }","operationName":"B"}', 400],
    ["two operations and no name", '{"query":"query A { __typename } query B { __typename }"}', 400],
  ])("refuses a body with %s as BAD_USER_INPUT", async (_name, body, status) => {
    const gateway = await startGateway();
    const { text, ...answer } = await gateway.fetch("/graphql", post(body));
    expect({ status: answer.status, ...JSON.parse(text) }).toEqual({
      status,
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }) })],
    });
    expect(text).not.toContain("node_modules");
  });

  it("reads a body at the limit and refuses one byte more, also without a declared length", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_MAX_BODY_BYTES: "2000" } });
    const ofLength = (bytes: number) => {
      const query = "{ __typename }";
      return JSON.stringify({ query: query + " ".repeat(bytes - JSON.stringify({ query }).length) });
    };
    expect((await gateway.fetch("/graphql", post(ofLength(2_000)))).status).toBe(200);
    const chunked = (text: string) => ({ ...post(""), body: new Blob([text]).stream(), duplex: "half" });
    expect((await gateway.fetch("/graphql", chunked(ofLength(2_000)))).status).toBe(200);
    for (const init of [post(ofLength(2_001)), chunked(ofLength(2_001))]) {
      const { status, text } = await gateway.fetch("/graphql", init);
      expect(status).toBe(413);
      expect(JSON.parse(text).errors[0].extensions).toEqual({ code: "QUERY_TOO_LARGE" });
    }
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/jsonx",
    "application/json; charset=utf-16",
    "",
  ])("refuses a post as %j, which any web page could send", async (type) => {
    const gateway = await startGateway();
    const answer = await rawRequest(`${gateway.url}/graphql`, { "content-type": type });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.text).errors[0].extensions).toEqual({ code: "CSRF_BLOCKED" });
  });

  it("refuses a batch", async () => {
    const gateway = await startGateway();
    const { status } = await gateway.fetch("/graphql", post('[{"query":"{ __typename }"}]'));
    expect(status).toBe(400);
  });

  it("masks what it does not expect, with an id that the log knows", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "x" });
    // An answer that no version of the API gives: a session id that is an object.
    const body = JSON.stringify({ stage: { arn, activeSessionId: { canary: "secret" } } });
    gateway.emulator.inject({ kind: "html", status: 200, body });
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { arn activeSessionId } }",
      { arn },
    );
    expect(data).toEqual({ stage: { arn, activeSessionId: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["stage", "activeSessionId"],
        extensions: { code: "INTERNAL", errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain("canary");
    expect(gateway.logged).toContainEqual(
      expect.objectContaining({ level: "error", errorId: errors?.[0]?.extensions["errorId"] }),
    );
  });
});

describe("who is answered while no authentication is configured", () => {
  it.each(["localhost:4000", "127.0.0.1", "[::1]:4000", "graph.localhost"])(
    "a caller that asked for %s",
    async (host) => {
      const gateway = await startGateway();
      expect((await rawRequest(`${gateway.url}/graphql`, { host })).status).toBe(200);
    },
  );

  it.each<[Record<string, string>]>([
    [{ host: "evil.example" }],
    [{ host: "localhost.evil.example" }],
    [{ host: "127.0.0.1.evil.example" }],
    [{ host: "10.0.0.1" }],
    [{ "x-forwarded-for": "203.0.113.7" }],
    [{ forwarded: "for=203.0.113.7" }],
    [{ via: "1.1 proxy" }],
    [{ "x-real-ip": "203.0.113.7" }],
  ])("not one with %j", async (headers) => {
    const gateway = await startGateway();
    const { status, text } = await rawRequest(`${gateway.url}/graphql`, headers);
    expect(status).toBe(401);
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: "UNAUTHENTICATED" });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("CORS", () => {
  it.each(["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080"])(
    "lets a page at %s call the emulator",
    async (origin) => {
      const gateway = await startGateway();
      const preflight = await gateway.fetch("/graphql", {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
      expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
      expect(preflight.headers.get("access-control-allow-headers")).toContain("content-type");
      const { status, headers } = await gateway.query("{ __typename }", {}, { origin });
      expect([status, headers.get("access-control-allow-origin")]).toEqual([200, origin]);
      expect(headers.get("access-control-allow-credentials")).not.toBe("true");
      expect(headers.get("vary")).toMatch(/origin/i);
    },
  );

  it.each(["https://evil.example", "http://localhost.evil.example", "null", "not a url"])(
    "tells a browser at %s nothing",
    async (origin) => {
      const gateway = await startGateway();
      const preflight = await gateway.fetch("/graphql", {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
      const { headers } = await gateway.query("{ __typename }", {}, { origin });
      expect(headers.get("access-control-allow-origin")).toBeNull();
    },
  );
});

describe("the other routes", () => {
  it("are /live, /ready, and a way to the graph from /", async () => {
    const gateway = await startGateway();
    expect(await gateway.fetch("/live")).toMatchObject({ status: 200, text: '{"live":true}' });
    expect(await gateway.fetch("/ready")).toMatchObject({ status: 200, text: '{"ready":true}' });
    const root = await gateway.fetch("/", { redirect: "manual" });
    expect([root.status, root.headers.get("location")]).toEqual([302, "/graphql"]);
  });

  it("show a page at / to a browser, of files that ask nobody else", async () => {
    const gateway = await startGateway();
    const asked = { headers: { accept: "text/html" } };
    const page = await gateway.fetch("/", asked);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.text).not.toMatch(/<script>|<style|style=|https?:/);
    const known = { headers: { ...asked.headers, "if-none-match": page.headers.get("etag") ?? "" } };
    expect(await gateway.fetch("/", known)).toMatchObject({ status: 304, text: "" });
    const linked = [...page.text.matchAll(/(?:src|href)="(\/page[^"]+)"/g)].map(([, url]) => url ?? "");
    for (const url of ["/", ...linked]) {
      const { status, headers } = await gateway.fetch(url, asked);
      expect(status).toBe(200);
      expect(headers.get("content-security-policy")).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self';",
      );
    }
    expect(linked).toEqual(["/page/page.css", "/page/page.js"]);
    expect(await gateway.fetch("/page/tsconfig.json")).toMatchObject({ status: 404 });
    expect(await gateway.fetch("/", { ...asked, method: "POST" })).toMatchObject({ status: 404 });
  });

  it("give the SDL to whoever may introspect", async () => {
    const gateway = await startGateway({ env: routerEnv });
    const sdl = await gateway.fetch("/schema.graphql", { headers: as("ann") });
    expect(sdl.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(sdl.text).toBe(readFileSync("schema/schema.graphql", "utf8"));
    const refused = await gateway.fetch("/schema.graphql", { headers: as("ben", { scopes: ["ivs:read"] }) });
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([403, "FORBIDDEN"]);
    expect(await gateway.fetch("/schema.graphql")).toMatchObject({ status: 401 });
  });

  it.each(["/nothing", "/graphql/x", "/graphqlx", "/live/x", "//graphql", "/%2e%2e/etc/passwd"])(
    "are not %s",
    async (path) => {
      const gateway = await startGateway();
      const { status, text } = await rawRequest(gateway.url + path, {});
      expect(status).toBe(404);
      expect(JSON.parse(text).errors[0].extensions).toEqual({ code: "NOT_FOUND" });
    },
  );

  it("serve GraphiQL to a browser from this process alone, as assets that never change", async () => {
    const gateway = await startGateway();
    const page = await gateway.fetch("/graphql", { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const urls = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "");
    expect(urls.filter((url) => !url.startsWith("/graphiql/") && url !== "data:,")).toEqual([]);
    for (const url of urls.filter((one) => one.startsWith("/"))) {
      const { status, headers } = await gateway.fetch(url);
      expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    }
  });
});

describe("what answers say to caches", () => {
  it.each(["application/json", "application/graphql-response+json", "text/event-stream"])(
    "is no-store as %s",
    async (accept) => {
      const gateway = await startGateway();
      const { headers } = await gateway.fetch("/graphql", {
        method: "POST",
        headers: { ...json, accept },
        body: JSON.stringify({ query: "{ __typename }" }),
      });
      expect(headers.get("content-type")).toContain(accept);
      expect([headers.get("cache-control"), headers.get("vary")]).toEqual([
        "no-store",
        expect.stringMatching(/origin/i),
      ]);
    },
  );
});

describe("request ids", () => {
  it("are taken from the client when they are sane, else made", async () => {
    const gateway = await startGateway();
    const idFor = async (id?: string) =>
      (await gateway.query("{ __typename }", {}, id === undefined ? {} : { "x-request-id": id })).headers.get(
        "x-request-id",
      );
    expect(await idFor("checkout-42")).toBe("checkout-42");
    const made = /^[0-9a-f]{8}-/;
    expect(await idFor()).toMatch(made);
    expect(await idFor("a".repeat(129))).toMatch(made);
    expect(await idFor('"><script>')).toMatch(made);
  });

  it("stand in the line about the request", async () => {
    const gateway = await startGateway();
    await gateway.query("{ __typename }", {}, { "x-request-id": "checkout-42" });
    await gateway.clock.settle();
    expect(gateway.logged.filter(({ message }) => message === "request")).toEqual([
      expect.objectContaining({ requestId: "checkout-42", method: "POST", path: "/graphql", status: 200 }),
    ]);
  });
});

describe("shutting down", () => {
  it("lets a request in flight end, refuses new ones, and is not ready meanwhile", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "last" });
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 2_000 });
    const answer = gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    await gateway.clock.settle();
    const closed = gateway.close();
    await expect(gateway.fetch("/ready", { headers: { connection: "close" } })).rejects.toThrow(
      "fetch failed",
    );
    await gateway.clock.advance(2_000);
    expect((await answer).data).toEqual({ stage: { name: "last" } });
    await closed;
  });

  it("cuts what has not ended when the time is up", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_SHUTDOWN_MS: "1000" }, time: "still" });
    const { arn } = gateway.emulator.stages.create({ name: "last" });
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    const answer = gateway
      .query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn })
      .catch((error: unknown) => error);
    await gateway.clock.settle();
    const closed = gateway.close();
    await gateway.clock.advance(1_000);
    await closed;
    expect(await answer).toBeInstanceOf(TypeError);
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
  });
});
