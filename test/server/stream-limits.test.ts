import { request, type IncomingMessage } from "node:http";

import { describe, expect, it, onTestFinished } from "vitest";

import { openStream } from "../support/event-stream.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createLiveGraph } from "../support/live-graph.ts";
import { heldBytes } from "../support/memory.ts";
import { openSocket } from "../support/socket.ts";

async function start(env: Record<string, string> = {}) {
  const graph = createLiveGraph();
  return { gateway: await startGateway({ schema: graph.schema, env }), graph };
}

const lines = "subscription { lines { n text } }";
const subscribe = (id: string, query = lines) => ({ id, type: "subscribe", payload: { query } });

/** A client of a stream that reads nothing until it is told to. */
function openUnread(gateway: Gateway): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(lines)}`;
    const req = request(url, { headers: { accept: "text/event-stream" } }, (res) => {
      res.on("error", () => undefined);
      res.pause();
      resolve(res);
    });
    onTestFinished(() => void req.destroy());
    req.on("error", reject);
    req.end();
  });
}

describe("a socket", () => {
  it("may send fifty messages in a second, and is closed with 4429 by one more", async () => {
    const { gateway } = await start();
    const socket = await openSocket(gateway);
    for (let n = 0; n < 50; n += 1) socket.ws.send('{"type":"ping"}');
    await gateway.clock.advance(1_000);
    for (let n = 0; n < 50; n += 1) socket.ws.send('{"type":"ping"}');
    await gateway.clock.advance(999);
    expect(socket.closed).toBeUndefined();
    await gateway.until(() => socket.received.length === 101);
    await socket.send({ type: "ping" });
    expect(await socket.close()).toEqual({ code: 4429, reason: "Too many messages" });
  });

  it("may end all that it began without its being counted, as a page does that is left", async () => {
    const { gateway, graph } = await start();
    const socket = await openSocket(gateway);
    for (let n = 0; n < 50; n += 1) socket.ws.send(JSON.stringify(subscribe(`${n}`)));
    await gateway.until(() => graph.readers === 50);
    for (let n = 0; n < 50; n += 1) socket.ws.send(JSON.stringify({ id: `${n}`, type: "complete" }));
    await gateway.until(() => graph.readers === 0);
    expect(socket.closed).toBeUndefined();
    // There is nothing left to end.
    await socket.send({ id: "0", type: "complete" });
    expect((await socket.close()).code).toBe(4429);
  });

  it("may run fifty operations at a time; one more is refused, and the socket goes on", async () => {
    const { gateway, graph } = await start({ IVS_GRAPHQL_SOCKET_MESSAGES: "1000" });
    const socket = await openSocket(gateway);
    for (let n = 0; n < 50; n += 1) socket.ws.send(JSON.stringify(subscribe(`${n}`)));
    await socket.send(subscribe("more", "{ __typename }"));
    expect(await socket.next("more")).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED", limit: 50, retryable: true } }],
    });
    await socket.send({ id: "7", type: "complete" });
    await socket.send(subscribe("more", "{ __typename }"));
    expect(await socket.next("more")).toMatchObject({ type: "next" });
    graph.write();
    for (const n of Array.from({ length: 50 }, (_, index) => index).filter((index) => index !== 7))
      expect(await socket.next(`${n}`)).toMatchObject({ type: "next" });
  });

  it("that begins 20,000 subscriptions at once is closed after fifty", async () => {
    const { gateway, graph } = await start();
    const socket = await openSocket(gateway);
    for (let n = 0; n < 20_000; n += 1) socket.ws.send(JSON.stringify(subscribe(`${n}`)));
    expect(await socket.close()).toMatchObject({ code: 4429 });
    await gateway.until(() => gateway.app.listeners().sockets === 0);
    expect([graph.readers, gateway.app.listeners().subscriptions]).toEqual([0, 0]);
    expect((await gateway.query("{ __typename }")).status).toBe(200);
  }, 30_000);

  it("that may send as much as it likes still holds fifty of them", async () => {
    const { gateway, graph } = await start({ IVS_GRAPHQL_SOCKET_MESSAGES: "100000" });
    const socket = await openSocket(gateway);
    for (let n = 0; n < 20_000; n += 1) socket.ws.send(JSON.stringify(subscribe(`${n}`)));
    await gateway.until(() => socket.received.length === 1 + 19_950);
    expect(graph.readers).toBe(50);
    socket.ws.terminate();
    await gateway.until(() => gateway.app.listeners().sockets === 0);
    expect(graph.readers).toBe(0);
    expect(gateway.clock.nextTimerAt()).toBeUndefined();
  }, 30_000);

  it("that pings and reads nothing makes nothing pile up", async () => {
    const { gateway } = await start({ IVS_GRAPHQL_SOCKET_MESSAGES: "100000" });
    const socket = await openSocket(gateway, { autoPong: false });
    socket.ws.pause();
    const ping = JSON.stringify({ type: "ping", payload: { text: "x".repeat(60_000) } });
    const before = heldBytes().buffers;
    for (let n = 0; n < 2_000; n += 1) {
      socket.ws.send(ping);
      if (n % 100 === 99) await gateway.clock.settle();
    }
    await gateway.until(() => socket.ws.bufferedAmount === 0);
    expect(heldBytes().buffers - before).toBeLessThan(60_000_000);
    await gateway.clock.advance(12_000);
    expect(gateway.app.listeners().sockets).toBe(0);
  }, 30_000);
});

describe("a subscriber that takes nothing", () => {
  const text = "x".repeat(500_000);

  it("is closed with 4508 after ten seconds, with as much waiting as a buffer and an item, while others go on", async () => {
    const { gateway, graph } = await start();
    const stuck = await openSocket(gateway, { autoPong: false });
    await stuck.subscribe(lines);
    const live = await openSocket(gateway);
    const id = await live.subscribe(lines);
    stuck.ws.pause();
    for (let n = 0; n < 60; n += 1) {
      graph.write({ text });
      expect((await live.next(id)).payload.data.lines.n).toBe(n);
    }
    const takenByStuck = graph.taken - 60;
    expect(takenByStuck).toBeLessThan(40);
    await gateway.clock.advance(9_999);
    expect(gateway.app.listeners()).toEqual({ sockets: 2, subscriptions: 2 });
    await gateway.clock.advance(1);
    expect(gateway.app.listeners().subscriptions).toBe(1);
    await gateway.clock.advance(2_000);
    expect(gateway.app.listeners().sockets).toBe(1);
    expect(gateway.logged).toContainEqual(expect.objectContaining({ code: 4508, reason: "SLOW_CONSUMER" }));
    graph.write();
    expect(await live.next(id)).toMatchObject({ type: "next" });
  }, 30_000);

  it("is told 4508 when it reads on in the end", async () => {
    const { gateway, graph } = await start();
    const stuck = await openSocket(gateway, { autoPong: false });
    await stuck.subscribe(lines);
    stuck.ws.pause();
    for (let n = 0; n < 60; n += 1) graph.write({ text });
    await gateway.clock.advance(10_000);
    stuck.ws.resume();
    expect(await stuck.close()).toEqual({ code: 4508, reason: "SLOW_CONSUMER" });
    expect(stuck.received.at(-1)?.payload.extensions.cursor).toBe(String(graph.taken));
  });

  it("is cut over SSE, too, and goes on with its last id", async () => {
    const { gateway, graph } = await start();
    const stuck = await openUnread(gateway);
    const live = await openStream(gateway, lines);
    for (let n = 0; n < 60; n += 1) {
      graph.write({ text });
      expect((await live.next())?.data.data.lines.n).toBe(n);
    }
    expect(graph.taken - 60).toBeLessThan(40);
    await gateway.clock.advance(9_999);
    expect(gateway.app.listeners().subscriptions).toBe(2);
    await gateway.clock.advance(1);
    expect(gateway.app.listeners().subscriptions).toBe(1);
    expect(gateway.logged).toContainEqual(
      expect.objectContaining({ code: "SLOW_CONSUMER", transport: "sse" }),
    );
    stuck.destroy();
  }, 30_000);

  it("is left alone when it reads on in time", async () => {
    const { gateway, graph } = await start();
    const slow = await openSocket(gateway);
    const id = await slow.subscribe(lines);
    slow.ws.pause();
    for (let n = 0; n < 60; n += 1) graph.write({ text });
    await gateway.clock.advance(9_000);
    slow.ws.resume();
    for (let n = 0; n < 60; n += 1) expect((await slow.next(id)).payload.data.lines.n).toBe(n);
    await gateway.clock.advance(60_000);
    expect(slow.closed).toBeUndefined();
  });

  it("is not cut for want of an answer to a ping that there was no room for", async () => {
    const { gateway, graph } = await start();
    const slow = await openSocket(gateway);
    const id = await slow.subscribe(lines);
    await gateway.clock.advance(5_000);
    slow.ws.pause();
    for (let n = 0; n < 60; n += 1) graph.write({ text });
    await gateway.clock.advance(9_000);
    slow.ws.resume();
    for (let n = 0; n < 60; n += 1) expect((await slow.next(id)).payload.data.lines.n).toBe(n);
    await gateway.clock.advance(60_000);
    expect(slow.closed).toBeUndefined();
    expect(gateway.app.listeners()).toEqual({ sockets: 1, subscriptions: 1 });
  });
});

describe("a thousand subscriptions on a quiet feed", () => {
  it("are opened and closed, and leave nothing behind", async () => {
    const { gateway, graph } = await start({
      IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: "2000",
      IVS_GRAPHQL_SOCKET_MESSAGES: "100",
    });
    const sockets = [];
    for (let n = 0; n < 18; n += 1) {
      const socket = await openSocket(gateway);
      sockets.push(socket);
      for (let m = 0; m < 50; m += 1) socket.ws.send(JSON.stringify(subscribe(`${m}`)));
    }
    const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(gateway, lines)));
    await gateway.until(() => graph.readers === 1_000);
    expect(gateway.app.listeners()).toEqual({ sockets: 18, subscriptions: 1_000 });
    expect(gateway.app.activity().requests).toBe(0);

    for (const [index, { ws }] of sockets.entries())
      if (index % 3 === 0) ws.terminate();
      else if (index % 3 === 1) ws.close(1000);
      else for (let m = 0; m < 50; m += 1) ws.send(JSON.stringify({ id: `${m}`, type: "complete" }));
    for (const stream of streams) stream.leave();
    await gateway.until(() => graph.readers === 0);
    expect(gateway.app.listeners()).toEqual({ sockets: 6, subscriptions: 0 });
    for (const { ws } of sockets) ws.terminate();
    await gateway.until(() => gateway.app.listeners().sockets === 0);
    await gateway.clock.settle();
    expect(gateway.clock.nextTimerAt()).toBeUndefined();
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
    expect(gateway.emulator.calls).toEqual({});
  }, 30_000);
});
