import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it, onTestFinished } from "vitest";

import { serve, type Service } from "../support/process.ts";

const env = {
  IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
  IVS_GRAPHQL_HEADERS_WITHIN_MS: "1000",
  IVS_GRAPHQL_REQUEST_WITHIN_MS: "2000",
  IVS_GRAPHQL_STALLED_ANSWER_MS: "1000",
  IVS_GRAPHQL_MAX_CONNECTIONS: "100",
};

function open({ url }: Service): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** What the socket received by the time that it was closed. */
function closed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.once("close", () => resolve(text));
  });
}

/** Sends a byte at a time, for ever. */
function drip(socket: Socket, everyMs: number): void {
  const timer = setInterval(() => socket.writable && socket.write("a"), everyMs);
  socket.once("close", () => clearInterval(timer));
}

async function ask(url: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ __typename }" }),
  });
  await response.text();
  return response.status;
}

describe("clients that take their time", () => {
  it("are cut while they send headers or a body, and others are answered meanwhile", async () => {
    const service = await serve(env);
    const sockets = Array.from({ length: 60 }, () => open(service));
    const ends = sockets.map(closed);
    for (const [index, socket] of sockets.entries()) {
      const body = "content-type: application/json\r\ncontent-length: 5000\r\n\r\n{";
      socket.write(`POST /graphql HTTP/1.1\r\nhost: localhost\r\n${index % 2 === 0 ? body : "x-drip: "}`);
      drip(socket, 100);
    }
    const statuses: number[] = [];
    let isOver = false;
    const over = Promise.all(ends).finally(() => (isOver = true));
    while (!isOver) {
      statuses.push(await ask(service.url));
      await sleep(50);
    }
    expect((await over).every((text) => /^HTTP\/1.1 408 /.test(text))).toBe(true);
    expect(statuses.length).toBeGreaterThan(5);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it("are cut when they take nothing of their answer", async () => {
    const service = await serve(env);
    const page = await (await fetch(`${service.url}/graphql`, { headers: { accept: "text/html" } })).text();
    const [asset = ""] = /\/graphiql\/graphiql\.[^"]*\.js/.exec(page) ?? [];
    const sockets = Array.from({ length: 20 }, () => open(service).pause());
    const startedAt = performance.now();
    const ends = sockets.map((socket) => new Promise((resolve) => void socket.once("close", resolve)));
    for (const socket of sockets) socket.write(`GET ${asset} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    expect(await ask(service.url)).toBe(200);
    // Only who reads learns of the end.
    await sleep(4_000);
    let received = 0;
    for (const socket of sockets) socket.on("data", ({ length }: Buffer) => (received += length)).resume();
    await Promise.all(ends);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    const { length } = await (await fetch(service.url + asset)).text();
    expect(received).toBeLessThan(sockets.length * length);
  });

  it("hold so many connections and no more", async () => {
    const service = await serve(env);
    const sockets = Array.from({ length: 130 }, () => open(service));
    let cut = 0;
    for (const socket of sockets) socket.once("close", () => (cut += 1));
    await sleep(700);
    expect(cut).toBe(30);
    for (const socket of sockets) socket.destroy();
    await sleep(200);
    expect(await ask(service.url)).toBe(200);
  });
});

it("a flood of requests is refused by rate, and the process goes on", async () => {
  const service = await serve({ IVS_GRAPHQL_REQUESTS_PER_SECOND: "20" });
  const statuses = await Promise.all(Array.from({ length: 400 }, () => ask(service.url).catch(() => 0)));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(100);
  expect((await fetch(`${service.url}/live`)).status).toBe(200);
  await sleep(1_100);
  expect(await ask(service.url)).toBe(200);
});
