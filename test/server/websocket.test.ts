import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";

import { CodedError } from "../../src/errors.ts";
import { loopbackViewer } from "../../src/viewer.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createLiveGraph } from "../support/live-graph.ts";
import { heldBytes } from "../support/memory.ts";
import { openSocket } from "../support/socket.ts";

const subscribe = (id: string, query = "{ __typename }") => ({ id, type: "subscribe", payload: { query } });

/** What the gateway answers an attempt to open a socket with. */
function refusalOf(
  gateway: Gateway,
  path = "/graphql",
  headers: Record<string, string> = {},
): Promise<number> {
  const ws = new WebSocket(`${gateway.url.replace("http", "ws")}${path}`, "graphql-transport-ws", {
    headers,
  });
  return new Promise((resolve, reject) => {
    ws.on("unexpected-response", (req, res) => {
      req.destroy();
      resolve(res.statusCode ?? 0);
    });
    ws.on("open", () => {
      ws.terminate();
      resolve(101);
    });
    ws.on("error", reject);
  });
}

describe("an operation over a WebSocket", () => {
  it("is a query or a mutation that gives what it gives over HTTP, for the same calls", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    const operations: [string, Record<string, unknown>][] = [
      [
        "query ($arn: Arn!) { stage(arn: $arn) { name endpoints { whip } activeSession { sessionId } } }",
        { arn },
      ],
      ["{ stages(first: 2) { nodes { name } pageInfo { hasNextPage } } }", {}],
      [
        `mutation ($arn: Arn!) { updateStage(input: { arn: $arn, name: "other" }) {
           ... on UpdateStagePayload { stage { name arn } } } }`,
        { arn },
      ],
      ["query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn: `${arn}x` }],
    ];
    const socket = await openSocket(gateway);
    for (const [document, variables] of operations) {
      gateway.emulator.resetCalls();
      const { data, errors, extensions } = await gateway.query(document, variables);
      const calls = { ...gateway.emulator.calls };
      gateway.emulator.resetCalls();
      const id = await socket.subscribe(document, variables);
      const { payload } = await gateway.eventually(socket.next(id));
      expect(payload).toEqual({ data, extensions, ...(errors && { errors }) });
      expect(gateway.emulator.calls).toEqual(calls);
      expect(await socket.next(id)).toEqual({ id, type: "complete" });
    }
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
  });

  it.each([
    ["a syntax error", { query: "{ stages(" }, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", { query: "{ nothing }" }, "GRAPHQL_VALIDATION_FAILED"],
    ["a missing variable", { query: "query ($arn: Arn!) { stage(arn: $arn) { name } }" }, "BAD_USER_INPUT"],
    ["an unknown parameter", { query: "{ __typename }", also: 1 }, "BAD_USER_INPUT"],
    ["an unknown operation name", { query: "query A { __typename }", operationName: "B" }, "BAD_USER_INPUT"],
    ["a subscription to what there is not", { query: "subscription { x }" }, "GRAPHQL_VALIDATION_FAILED"],
    [
      "too many calls",
      { query: "{ stages(first: 100) { nodes { endpoints { whip } } } }" },
      "QUERY_TOO_EXPENSIVE",
    ],
  ])("fails with %s as over HTTP, and the socket goes on", async (_name, payload, code) => {
    const gateway = await startGateway();
    const { text } = await gateway.fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
    });
    const socket = await openSocket(gateway);
    await socket.send({ id: "1", type: "subscribe", payload });
    const { errors } = JSON.parse(text) as { errors: object[] };
    expect(await socket.next("1")).toEqual({ id: "1", type: "error", payload: errors });
    expect(errors).toMatchObject([{ extensions: { code } }]);
    const next = await socket.subscribe("{ __typename }");
    expect(await socket.next(next)).toMatchObject({
      type: "next",
      payload: { data: { __typename: "Query" } },
    });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("masks what it does not expect", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "x" });
    const body = JSON.stringify({ stage: { arn, activeSessionId: { canary: "secret" } } });
    gateway.emulator.inject({ kind: "html", status: 200, body });
    const socket = await openSocket(gateway);
    const id = await socket.subscribe("query ($arn: Arn!) { stage(arn: $arn) { arn activeSessionId } }", {
      arn,
    });
    const { payload } = await gateway.eventually(socket.next(id));
    expect(payload.errors).toMatchObject([{ extensions: { code: "INTERNAL" } }]);
    expect(JSON.stringify(payload)).not.toContain("canary");
  });

  it("ends at the deadline of a request, and its call is not waited for", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_REQUEST_DEADLINE_MS: "1000" } });
    const { arn } = gateway.emulator.stages.create({ name: "x" });
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    const socket = await openSocket(gateway);
    const id = await socket.subscribe("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect(gateway.app.activity().requests).toBe(1);
    await gateway.clock.advance(1_000);
    expect((await socket.next(id)).payload.errors).toMatchObject([
      { extensions: { code: "DEADLINE_EXCEEDED" } },
    ]);
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
  });

  it("is abandoned when its client completes it or goes away", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "x" });
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    const document = "query ($arn: Arn!) { stage(arn: $arn) { name } }";
    const socket = await openSocket(gateway);
    const id = await socket.subscribe(document, { arn });
    await gateway.clock.settle();
    expect(gateway.app.activity()).toMatchObject({ requests: 1, upstreamCalls: 1 });
    await socket.send({ id, type: "complete" });
    await gateway.clock.settle();
    expect(gateway.app.activity()).toMatchObject({ requests: 0, upstreamCalls: 0 });
    expect(socket.received).toHaveLength(1);

    // The id is free at once.
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    await socket.subscribe(document, { arn }, id);
    await gateway.clock.settle();
    socket.ws.terminate();
    await gateway.until(() => gateway.app.listeners().sockets === 0);
    expect(gateway.app.activity().requests).toBe(0);
    expect(gateway.logged.filter(({ message }) => message === "request")).toMatchObject([
      { transport: "websocket", abandoned: true },
      { transport: "websocket", abandoned: true },
    ]);
  });

  it("has a log line with ids of its own, and no text of its own", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway);
    for (const _ of [1, 2]) await socket.next(await socket.subscribe("query Canary { __typename }"));
    await gateway.clock.settle();
    const lines = gateway.logged.filter(({ message }) => message === "request");
    expect(lines).toEqual(
      [1, 2].map(() => expect.objectContaining({ transport: "websocket", viewer: "loopback", answers: 1 })),
    );
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(2);
    expect(new Set(lines.map(({ socketId }) => socketId)).size).toBe(1);
    expect(JSON.stringify(gateway.logged)).not.toContain("Canary");
  });

  it("is told what it would cost when the upgrade asks for that", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway, { headers: { "x-dry-run": "true" } });
    const id = await socket.subscribe("{ stages { nodes { name } } }");
    expect((await socket.next(id)).payload).toMatchObject({
      data: null,
      extensions: { upstream: { predicted: { total: 1 } } },
    });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a WebSocket is refused before it is one", () => {
  it.each(["https://evil.example", "http://localhost.evil.example", "null", "not a url"])(
    "from a page at %s",
    async (origin) => {
      const gateway = await startGateway();
      expect(await refusalOf(gateway, "/graphql", { origin })).toBe(403);
      expect(gateway.app.listeners().sockets).toBe(0);
    },
  );

  it("but not from a page of this machine or of the server itself, nor from what is no page", async () => {
    const gateway = await startGateway();
    expect(await refusalOf(gateway, "/graphql", { origin: "http://localhost:5173" })).toBe(101);
    expect(
      await refusalOf(gateway, "/graphql", { origin: "https://graph.example", host: "graph.example" }),
    ).toBe(101);
    expect(await refusalOf(gateway)).toBe(101);
  });

  it("elsewhere than at the graph, and beyond what the process holds", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_SOCKETS: "1" } });
    expect(await refusalOf(gateway, "/")).toBe(404);
    expect(await refusalOf(gateway, "/graphqlx")).toBe(404);
    await openSocket(gateway);
    expect(await refusalOf(gateway)).toBe(503);
  });
});

describe("a WebSocket is closed", () => {
  it.each<[string, string | string[]]>([
    ["none", []],
    ["the old one", "graphql-ws"],
    ["any other", "soap"],
  ])("with 4406 when its subprotocol is %s", async (_name, protocol) => {
    const gateway = await startGateway();
    // The library of the client complains when the server agrees to none.
    const url = `${gateway.url.replace("http", "ws")}/graphql`;
    const ws = protocol.length === 0 ? new WebSocket(url) : new WebSocket(url, protocol);
    const closed = new Promise((resolve) => {
      ws.on("close", (code) => resolve(code));
      ws.on("error", (error) => resolve(error.message));
    });
    expect(await closed).toBe(protocol.length === 0 ? 4406 : "Server sent no subprotocol");
  });

  it("with 4408 when it says nothing for three seconds", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway, { init: false });
    await gateway.clock.advance(2_999);
    expect(socket.closed).toBeUndefined();
    await gateway.clock.advance(1);
    expect(await socket.close()).toEqual({ code: 4408, reason: "Connection initialisation timeout" });
  });

  it("with 4401 when it asks before it was acknowledged", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway, { init: false });
    await socket.send(subscribe("1"));
    expect(await socket.close()).toEqual({ code: 4401, reason: "Unauthorized" });
    expect(socket.received).toEqual([]);
  });

  it("with 4429 when it introduces itself twice, before or after it was acknowledged", async () => {
    const gateway = await startGateway();
    const after = await openSocket(gateway);
    await after.send({ type: "connection_init" });
    expect(await after.close()).toEqual({ code: 4429, reason: "Too many initialisation requests" });
    const before = await openSocket(gateway, { init: false });
    before.ws.send('{"type":"connection_init"}');
    await before.send({ type: "connection_init" });
    expect((await before.close()).code).toBe(4429);
  });

  it("with 4403 when whoever asks is not let in, whatever it sends", async () => {
    const gateway = await startGateway();
    const init = { authorization: "Bearer canary" };
    const socket = await openSocket(gateway, { headers: { host: "evil.example" }, init });
    expect(await socket.close()).toEqual({ code: 4403, reason: "UNAUTHENTICATED" });
    expect(JSON.stringify(gateway.logged)).not.toContain("canary");
  });

  it("with 4409 when an id is used twice, and not when it is free again", async () => {
    const graph = createLiveGraph();
    const gateway = await startGateway({ schema: graph.schema });
    const socket = await openSocket(gateway);
    await socket.subscribe("subscription { lines { n } }", {}, "1");
    await socket.send({ id: "1", type: "complete" });
    await socket.subscribe("subscription { lines { n } }", {}, "1");
    await gateway.clock.settle();
    expect(socket.closed).toBeUndefined();
    await socket.subscribe("{ __typename }", {}, "1");
    expect(await socket.close()).toEqual({ code: 4409, reason: "Subscriber already exists" });
    await gateway.clock.settle();
    expect(graph.readers).toBe(0);
  });

  it.each<[string, string | Buffer | object]>([
    ["no JSON", "{"],
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "1"],
    ["no type", {}],
    ["a type that there is not", { type: "start", id: "1" }],
    ["a type that only servers send", { type: "next", id: "1", payload: {} }],
    ["an acknowledgement", { type: "connection_ack" }],
    ["a prototype for a type", { type: "__proto__" }],
    ["no id", { type: "subscribe", payload: { query: "{ __typename }" } }],
    ["an empty id", subscribe("")],
    ["an id that is no text", { type: "subscribe", id: 1, payload: { query: "{ __typename }" } }],
    ["no payload", { type: "subscribe", id: "1" }],
    ["a query that is no text", { type: "subscribe", id: "1", payload: { query: {} } }],
    ["variables that are a list", { type: "subscribe", id: "1", payload: { query: "{ a }", variables: [] } }],
    ["bytes", Buffer.from(JSON.stringify(subscribe("1")))],
  ])("with 4400 when it sends %s", async (_name, message) => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway);
    await socket.send(message);
    expect(await socket.close()).toEqual({ code: 4400, reason: "Invalid message" });
    await gateway.until(() => gateway.app.listeners().sockets === 0);
  });

  it("not for an id that every object has, nor for the end of what there is not", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway);
    for (const id of ["__proto__", "constructor", "toString"]) {
      await socket.send({ id, type: "complete" });
      await socket.subscribe("{ __typename }", {}, id);
      expect(await socket.next(id)).toMatchObject({ type: "next" });
    }
    expect(socket.closed).toBeUndefined();
  });

  it.each<[string, () => Error, object]>([
    ["4403 when credentials are refused", () => new CodedError("FORBIDDEN", "no"), { code: 4403 }],
    [
      "4403 when they have expired",
      () => new CodedError("TOKEN_EXPIRED", "old"),
      { code: 4403, reason: "TOKEN_EXPIRED" },
    ],
    ["1013 when nobody can tell", () => new CodedError("UPSTREAM_UNAVAILABLE", "away"), { code: 1013 }],
    [
      "4500 when that fails, and nothing of it",
      () => new Error("canary"),
      { code: 4500, reason: "INTERNAL" },
    ],
  ])("with %s", async (_name, error, close) => {
    const gateway = await startGateway({ authenticate: () => Promise.reject(error()) });
    const socket = await openSocket(gateway);
    expect(await socket.close()).toMatchObject(close);
    await gateway.until(() => gateway.app.listeners().sockets === 0);
  });

  it("with 4403 at the moment when the credentials expire", async () => {
    const graph = createLiveGraph();
    const asked: unknown[] = [];
    const gateway = await startGateway({
      schema: graph.schema,
      async authenticate({ connectionParams }) {
        asked.push(connectionParams);
        return { ...loopbackViewer, expiresAt: gateway.clock.now() + 60_000 };
      },
    });
    const socket = await openSocket(gateway, { init: { authorization: "Bearer x" } });
    expect(asked).toEqual([{ authorization: "Bearer x" }]);
    const id = await socket.subscribe("subscription { lines { n } }");
    await gateway.clock.advance(59_999);
    graph.write();
    expect(await socket.next(id)).toMatchObject({ type: "next" });
    await gateway.clock.advance(1);
    expect(await socket.close()).toEqual({ code: 4403, reason: "TOKEN_EXPIRED" });
    expect(graph.readers).toBe(0);
  });

  it("with 1009 when a frame is too large, before it has come", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway);
    const query = `{ __typename } # ${" ".repeat(60_000_000)}`;
    const before = heldBytes().buffers;
    socket.ws.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
    expect((await socket.close()).code).toBe(1009);
    expect(heldBytes().buffers - before).toBeLessThan(150_000_000);
    await gateway.until(() => gateway.app.listeners().sockets === 0);
  });

  it("with 1009 only beyond the limit", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_SOCKET_FRAME_BYTES: "1000" } });
    const socket = await openSocket(gateway);
    const ofLength = (bytes: number) => {
      const message = JSON.stringify(subscribe("1"));
      return message + " ".repeat(bytes - message.length);
    };
    await socket.send(ofLength(1_000));
    expect(await socket.next("1")).toMatchObject({ type: "next" });
    await socket.send(ofLength(1_001));
    expect((await socket.close()).code).toBe(1009);
  });
});

describe("pings", () => {
  it("are answered with pongs, payload and all, also before the acknowledgement", async () => {
    const gateway = await startGateway();
    const socket = await openSocket(gateway, { init: false });
    await socket.send({ type: "ping", payload: { a: 1 } });
    await socket.send({ type: "ping" });
    await socket.send({ type: "pong" });
    await gateway.until(() => socket.received.length === 2);
    expect(socket.received).toEqual([{ type: "pong", payload: { a: 1 } }, { type: "pong" }]);
  });

  it("go to every socket, and a peer that answers none is cut", async () => {
    const gateway = await startGateway();
    const [live, dead] = [await openSocket(gateway), await openSocket(gateway, { autoPong: false })];
    let pings = 0;
    live.ws.on("ping", () => (pings += 1));
    await gateway.clock.advance(12_000);
    expect(pings).toBe(1);
    expect(gateway.app.listeners().sockets).toBe(2);
    await gateway.clock.advance(12_000);
    expect(await dead.close()).toMatchObject({ code: 1006 });
    await gateway.clock.advance(600_000);
    expect(live.closed).toBeUndefined();
    expect(pings).toBe(52);
  });
});

describe("while the server shuts down", () => {
  it("an operation under way ends, a new one is refused, and then the socket is closed with 1001", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "last" });
    gateway.emulator.inject({ operation: "GetStage", kind: "latency", ms: 2_000 });
    const [busy, idle] = [await openSocket(gateway), await openSocket(gateway)];
    const id = await busy.subscribe("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    await gateway.clock.settle();
    const closed = gateway.close();
    expect(await idle.close()).toEqual({ code: 1001, reason: "SERVER_DRAINING" });
    const late = await busy.subscribe("{ __typename }");
    expect(await busy.next(late)).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "SERVER_DRAINING" } }],
    });
    await gateway.clock.advance(2_000);
    expect(await busy.next(id)).toMatchObject({ payload: { data: { stage: { name: "last" } } } });
    expect(await busy.close()).toEqual({ code: 1001, reason: "SERVER_DRAINING" });
    await closed;
  });

  it("what has not ended in time is cut", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_SHUTDOWN_MS: "1000" }, time: "still" });
    const { arn } = gateway.emulator.stages.create({ name: "last" });
    gateway.emulator.inject({ operation: "GetStage", kind: "silent" });
    const socket = await openSocket(gateway);
    await socket.subscribe("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    await gateway.clock.settle();
    const closed = gateway.close();
    await gateway.clock.advance(1_000);
    expect(await socket.close()).toMatchObject({ code: 1006 });
    await closed;
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
  });
});
