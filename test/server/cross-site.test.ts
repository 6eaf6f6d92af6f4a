import { request } from "node:http";

import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

type Headers = Readonly<Record<string, string>>;

const deletes = 'mutation { createStage(input: { name: "crossed" }) { __typename } }';

/** What a browser may send that fetch does not let one set. */
function send(
  gateway: Gateway,
  { method = "POST", query = "", headers = {} as Headers, body = JSON.stringify({ query: deletes }) },
): Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    const req = request(`${gateway.url}/graphql${query}`, { method, headers }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      res.on("end", () => resolve({ status: res.statusCode, headers: res.headers, text }));
    });
    req.on("error", reject);
    req.end(method === "POST" ? body : undefined);
  });
}

async function refusal(gateway: Gateway, sent: Parameters<typeof send>[1]) {
  const { status, text } = await send(gateway, sent);
  expect(gateway.emulator.calls).toEqual({});
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors: { extensions: { code: string } }[] };
  expect(data).toBeUndefined();
  return [status, errors[0]?.extensions.code];
}

const json = { "content-type": "application/json" };
const reading = `?query=${encodeURIComponent("{ stages { nodes { name } } }")}`;

describe("a post from another site", () => {
  it.each([
    "text/plain",
    "text/plain; charset=utf-8; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/json; charset=utf-16",
    "application/jsonp",
    "text/json",
    "*/*",
  ])("is refused as %s, which needs no leave of the browser's", async (type) => {
    const gateway = await startGateway();
    expect(await refusal(gateway, { headers: { "content-type": type } })).toEqual([415, "CSRF_BLOCKED"]);
  });

  it("is read whatever case its media type is written in", async () => {
    const gateway = await startGateway();
    const headers = { "content-type": "Application/JSON; Charset=UTF-8" };
    expect(await send(gateway, { headers })).toMatchObject({
      status: 200,
      text: expect.stringContaining("CreateStagePayload") as string,
    });
  });

  it("is refused without a content type", async () => {
    const gateway = await startGateway();
    expect(await refusal(gateway, {})).toEqual([415, "CSRF_BLOCKED"]);
  });

  it.each(
    [
      "https://evil.example",
      "http://localhost.evil.example",
      "http://evil.example:4000",
      "null",
      "file://",
      "http://127.0.0.1.evil.example",
      "\u0000",
    ].filter((origin) => origin !== "\u0000"),
  )("is refused with the origin %s, as JSON too", async (origin) => {
    const gateway = await startGateway();
    expect(await refusal(gateway, { headers: { ...json, origin } })).toEqual([403, "CSRF_BLOCKED"]);
  });

  it.each(["cross-site", "same-site"])(
    "is refused when the browser says %s and names no origin",
    async (site) => {
      const gateway = await startGateway();
      const headers = { ...json, "sec-fetch-site": site };
      expect(await refusal(gateway, { headers })).toEqual([403, "CSRF_BLOCKED"]);
      const get = {
        method: "GET",
        query: reading,
        headers: { accept: "application/json", "sec-fetch-site": site },
      };
      expect(await refusal(gateway, get)).toEqual([403, "CSRF_BLOCKED"]);
    },
  );
});

describe("a GET", () => {
  it.each([
    ["an image", "image/avif,image/webp,*/*;q=0.8"],
    ["a script or a style", "*/*"],
    ["nothing", undefined],
  ])("that could be the doing of %s is refused", async (_what, accept) => {
    const gateway = await startGateway();
    const get = { method: "GET", query: reading, headers: accept === undefined ? {} : { accept } };
    expect(await refusal(gateway, get)).toEqual([403, "CSRF_BLOCKED"]);
  });

  it.each<[Headers]>([
    [{ accept: "application/json" }],
    [{ accept: "application/graphql-response+json, application/json;q=0.9" }],
    [{ accept: "text/event-stream" }],
    [{ accept: "*/*", "x-requested-with": "script" }],
    [{ accept: "*/*", "apollo-require-preflight": "true" }],
    [{ accept: "application/json", "sec-fetch-site": "same-origin" }],
    [{ accept: "application/json", "sec-fetch-site": "none" }],
  ])("with %j is answered", async (headers) => {
    const gateway = await startGateway();
    expect((await send(gateway, { method: "GET", query: reading, headers })).status).toBe(200);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });

  it("never mutates", async () => {
    const gateway = await startGateway();
    const headers = { accept: "application/json" };
    const query = `?query=${encodeURIComponent(deletes)}`;
    expect(await refusal(gateway, { method: "GET", query, headers })).toEqual([405, "BAD_USER_INPUT"]);
  });
});

describe("a page", () => {
  it("of the graph's own origin may call, whatever the origins that are allowed", async () => {
    const gateway = await startGateway();
    const host = "graph.localhost:4000";
    const headers = { ...json, host, origin: `http://${host}`, "sec-fetch-site": "same-origin" };
    const answer = await send(gateway, { headers, body: '{"query":"{ __typename }"}' });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, `http://${host}`]);
  });

  it("of an allowed origin may call and read every answer, refusals too; others may not", async () => {
    const origin = "https://app.example";
    const gateway = await startGateway({
      env: { IVS_GRAPHQL_ALLOWED_ORIGINS: `${origin}, https://b.example` },
    });
    const preflight = await send(gateway, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect([preflight.status, preflight.headers]).toMatchObject([
      204,
      {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600",
        vary: "origin",
      },
    ]);
    const headers = { ...json, origin, "sec-fetch-site": "cross-site" };
    for (const [body, status] of [
      ['{"query":"{ __typename }"}', 200],
      ["{", 400],
    ] as const) {
      const answer = await send(gateway, { headers, body });
      expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([status, origin]);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(answer.headers.vary).toMatch(/origin/i);
    }
    const stranger = { ...json, origin: "https://app.example.evil.example" };
    expect(await refusal(gateway, { headers: stranger })).toEqual([403, "CSRF_BLOCKED"]);
  });
});

describe("a request body", () => {
  it.each(["gzip", "deflate", "br", "zstd", "GZIP, identity"])(
    "compressed as %s is not read",
    async (encoding) => {
      const gateway = await startGateway();
      const headers = { ...json, "content-encoding": encoding };
      expect(await refusal(gateway, { headers })).toEqual([415, "BAD_USER_INPUT"]);
    },
  );

  it("of several operations is refused", async () => {
    const gateway = await startGateway();
    const body = JSON.stringify([{ query: deletes }, { query: deletes }]);
    expect(await refusal(gateway, { headers: json, body })).toEqual([400, "BAD_USER_INPUT"]);
  });

  it("of more headers than are read is refused", async () => {
    const gateway = await startGateway();
    const { status } = await send(gateway, { headers: { ...json, "x-long": "a".repeat(17_000) } });
    expect([status, gateway.emulator.calls]).toEqual([431, {}]);
  });
});

describe("what is not GraphQL over HTTP", () => {
  it.each([
    ["variables that are no JSON", "?query={__typename}&variables={"],
    ["variables that are a number", "?query={__typename}&variables=1"],
    ["extensions that are no JSON", "?query={__typename}&extensions=nonsense"],
    ["no query", "?"],
    ["broken percent signs", "?query=%ZZ%"],
  ])("%s in a GET is the client's fault", async (_what, query) => {
    const gateway = await startGateway();
    const [status, code] = await refusal(gateway, {
      method: "GET",
      query,
      headers: { accept: "application/graphql-response+json" },
    });
    expect([status, code]).toEqual([400, expect.stringMatching(/^(?:BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)$/)]);
  });

  it.each(["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])("%s is refused", async (method) => {
    const gateway = await startGateway();
    const { status } = await send(gateway, {
      method,
      query: reading,
      headers: { accept: "application/json" },
    });
    expect([status, gateway.emulator.calls]).toEqual([405, {}]);
  });
});
