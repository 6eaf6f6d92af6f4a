import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Park } from "./activity.ts";
import type { Fault } from "./faults.ts";
import type { Answer } from "./wire.ts";

/** Puts an answer on the socket, whole or spoiled as the fault says. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  park: Park,
): Promise<void> {
  if (response.closed || response.destroyed) return;
  switch (fault?.kind) {
    case "truncated":
      await sendHalf(response, answer);
      response.socket?.destroy();
      return;
    case "reset":
      if (fault.when === "during") await sendHalf(response, answer);
      response.socket?.resetAndDestroy();
      return;
    case "drip":
      await drip(response, answer, fault.everyMs, park);
      return;
    case "oversized":
      await stream(response, answer, fault.bytes);
      return;
    case "error":
    case "throttle":
    case "html":
    case "empty":
    case "garbage":
    case "latency":
    case "silent":
    case undefined:
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    default:
      fault satisfies never;
  }
}

async function sendHalf(response: ServerResponse, answer: Answer): Promise<void> {
  // An empty body has no half, so an answer without one announces a little.
  const body = Buffer.from(answer.body || "{}");
  response.writeHead(answer.status, { ...answer.headers, "Content-Length": String(body.length) });
  await written(response, body.subarray(0, Math.floor(body.length / 2)));
}

async function drip(response: ServerResponse, answer: Answer, everyMs: number, park: Park): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  for (const byte of Buffer.from(answer.body)) {
    if (!(await park.sleep(everyMs))) return;
    await written(response, Buffer.of(byte));
  }
  response.end();
}

async function stream(response: ServerResponse, answer: Answer, bytes: number): Promise<void> {
  const { "Content-Length": _, ...headers } = answer.headers;
  response.writeHead(answer.status, { ...headers, "Content-Type": "application/json" });
  // The client may hang up at any point; that is what this fault is for.
  await pipeline(Readable.from(padding(bytes)), response).catch(() => {});
}

function* padding(bytes: number): Generator<Buffer> {
  const head = '{"padding":"';
  const tail = '"}';
  yield Buffer.from(head);
  for (let left = bytes - head.length - tail.length; left > 0; left -= 65_536)
    yield Buffer.alloc(Math.min(left, 65_536), "x");
  yield Buffer.from(tail);
}

/** Resolves when the kernel has the bytes, or when the connection is gone. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.write(bytes, () => {
      response.off("close", resolve);
      resolve();
    });
  });
}
