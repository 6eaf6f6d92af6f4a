import type { IncomingMessage, ServerResponse } from "node:http";

import { CodedError } from "../errors.ts";
import type { Answers, Seen, Whole } from "../upstream/answers.ts";
import type { Viewer } from "../viewer.ts";
import { dryRunHeader } from "./cost-limit.ts";
import { costHeader } from "./show-cost.ts";

/** Longer operations take the long way. */
const longestBytes = 16_000;

/** What a request that could have been answered before is known by: its bytes, what shapes the answer, and who may see it. */
export interface Recallable {
  readonly key: string;
  /** What was read of it. */
  readonly body: string;
}

/** Reads a request that could have been answered before; undefined, and not read, when it is none. */
export async function readRecallable(req: IncomingMessage, viewer: Viewer): Promise<Recallable | undefined> {
  const { headers } = req;
  const type = headers["content-type"];
  const isPlain =
    req.method === "POST" &&
    (type === "application/json" || type === "application/json; charset=utf-8") &&
    headers["content-encoding"] === undefined &&
    !headers.accept?.includes("text/event-stream") &&
    headers[dryRunHeader] === undefined;
  if (!isPlain || !(Number(headers["content-length"]) <= longestBytes)) return undefined;
  const body = await readText(req);
  const shapes = [headers.accept, headers.origin, headers[costHeader], req.url, type];
  return { key: `${JSON.stringify([viewer.fingerprint, shapes])} ${body}`, body };
}

function readText(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    req.once("error", () => reject(new CodedError("DEADLINE_EXCEEDED", "The client went away.")));
  });
}

/** Sends an answer that was given before. */
export function sendWhole(res: ServerResponse, { headers, body }: Whole): void {
  res.writeHead(200, { ...headers, "content-length": body.length });
  res.end(body);
}

/** Keeps what is being sent to `res`, once it was, when it may be sent again. A stream of answers is none, and may have no end. */
export function keepWhenSent(res: ServerResponse, key: string, seen: Seen, answers: Answers): void {
  const chunks: Buffer[] = [];
  const take = (chunk: unknown) => {
    if (!isOneAnswer(res)) return;
    if (typeof chunk === "string") chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const { write, end } = res;
  res.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    take(chunk);
    return Reflect.apply(write, res, [chunk, ...rest]);
  };
  res.end = (chunk?: unknown, ...rest: unknown[]): ServerResponse => {
    take(chunk);
    return Reflect.apply(end, res, [chunk, ...rest]);
  };
  res.once("finish", () => {
    if (res.statusCode !== 200 || !isOneAnswer(res) || !answers.isKeepable(seen)) return;
    const body = asKnown(Buffer.concat(chunks).toString("utf8"), seen);
    if (!body) return;
    const headers: Record<string, string | number | readonly string[]> = {};
    for (const [name, value] of Object.entries(res.getHeaders()))
      if (value !== undefined && !ownToEach.has(name)) headers[name] = value;
    answers.keep(key, { headers, body }, seen);
  });
}

/** Not one part after the other, as over SSE or in multipart. */
function isOneAnswer(res: ServerResponse): boolean {
  return /^application\/(?:[\w-]+\+)?json\b/.test(String(res.getHeader("content-type")));
}

/** What is of one answer only. */
const ownToEach = new Set([
  "x-request-id",
  "content-length",
  "date",
  "connection",
  "keep-alive",
  "transfer-encoding",
]);

/** The answer as it is when nothing had to be asked; undefined for one with errors. */
function asKnown(text: string, { reads }: Seen): Buffer | undefined {
  const answer = JSON.parse(text) as {
    errors?: unknown;
    extensions?: { upstream?: { predicted?: unknown } };
  };
  if (answer.errors !== undefined) return undefined;
  const { upstream } = answer.extensions ?? {};
  if (answer.extensions && upstream) {
    const { predicted } = upstream;
    const cost = { calls: {}, hits: reads, coalesced: {}, stale: {}, waitedMs: 0, retries: 0 };
    answer.extensions.upstream = { ...cost, ...(predicted === undefined ? {} : { predicted }) };
  }
  const known = JSON.stringify(answer);
  // A small buffer from the pool would keep the pool from being freed.
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(known));
  body.write(known);
  return body;
}
