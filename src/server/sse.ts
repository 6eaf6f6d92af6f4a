import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";

import type { ExecutionResult } from "graphql";
import type { Plugin, YogaInitialContext } from "graphql-yoga";

import type { Clock } from "../clock.ts";
import type { Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { createOutlet } from "./outlet.ts";
import { type Payload, payloadOf } from "./payload.ts";
import type { Results } from "./results.ts";
import type { Arrival } from "./yoga.ts";

const mediaType = "text/event-stream";
const comment = ":\n\n";
const complete = "event: complete\ndata:\n\n";

/**
 * GraphQL over SSE in distinct connections mode, in place of Yoga's: the event id is the cursor, an answer is taken from its source
 * when the client takes it, and streams end when the server does. `onOpen` is called with each response that stays open.
 */
export function serveEvents(options: {
  stallMs: number;
  heartbeat: Heartbeat;
  clock: Clock;
  log: Log;
  onOpen: (res: ServerResponse) => void;
}): Plugin<Context & YogaInitialContext, Arrival> {
  return {
    onResultProcess({ request, result, serverContext, setResultProcessor }) {
      const { res } = serverContext as Partial<Arrival>;
      const accepted = acceptedBy(request.headers.get("accept"));
      if (!res || Array.isArray(result)) return;
      if (!(Symbol.asyncIterator in result)) {
        if (wantsOnlyEvents(accepted))
          setResultProcessor((_, { Response }) => {
            const { status, headers } = answeredWith(result);
            return new Response(wholeStream(result), {
              status,
              headers: { ...headersOfStream(), ...headers },
            });
          }, mediaType);
        return;
      }
      const results = result as unknown as Results;
      if (accepted.some((type) => ["*/*", "text/*", mediaType].includes(type)))
        setResultProcessor((_, { Response }) => {
          options.onOpen(res);
          // Yoga's server pipes a stream of Node as it is.
          return new Response(openStream(results, res, options) as unknown as BodyInit, {
            headers: headersOfStream(),
          });
        }, mediaType);
      else {
        void results.return?.();
        const error = new CodedError(
          "BAD_USER_INPUT",
          `Subscriptions are sent as ${mediaType}; accept that.`,
        );
        const body = JSON.stringify({
          errors: [{ message: error.message, extensions: { code: error.code } }],
        });
        const init = { status: 406, headers: { "content-type": "application/json; charset=utf-8" } };
        setResultProcessor((_, { Response }) => new Response(body, init), "application/json");
      }
    },
  };
}

/** Made anew for each response: Yoga's adds the length of its body to what it is given. */
const headersOfStream = () => ({
  "content-type": mediaType,
  connection: "keep-alive",
  "content-encoding": "none",
  "x-accel-buffering": "no",
});

/** What the errors of an answer say about HTTP, where nothing was executed. */
function answeredWith({ data, errors = [] }: ExecutionResult): {
  status: number;
  headers: Record<string, string>;
} {
  if (data !== undefined) return { status: 200, headers: {} };
  const told = errors.map(
    ({ extensions }) => (extensions["http"] ?? {}) as { status?: number; headers?: Record<string, string> },
  );
  return {
    status: Math.max(200, ...told.map(({ status = 200 }) => status)),
    headers: Object.assign({}, ...told.map(({ headers }) => headers)) as Record<string, string>,
  };
}

function acceptedBy(header: string | null): string[] {
  return (header ?? "*/*").split(",").map((one) => one.split(";")[0]?.trim().toLowerCase() ?? "");
}

/** What is one answer comes as JSON wherever that is accepted as well. */
function wantsOnlyEvents(accepted: readonly string[]): boolean {
  return accepted.includes(mediaType) && accepted.every((type) => type.startsWith("text/"));
}

function wholeStream(result: ExecutionResult): string {
  return `${comment}${frameOf(payloadOf(result))}${complete}`;
}

function frameOf({ text, cursor }: Payload): string {
  const id = cursor === undefined || /[\r\n\0]/.test(cursor) ? "" : `id: ${cursor}\n`;
  return `${id}event: next\ndata: ${text}\n\n`;
}

const frames = new WeakMap<Payload, Buffer>();

/** The same bytes for everybody who is sent the same payload. */
function sharedFrame(payload: Payload): Buffer {
  let frame = frames.get(payload);
  if (!frame) frames.set(payload, (frame = Buffer.from(frameOf(payload))));
  return frame;
}

function openStream(
  results: Results,
  res: ServerResponse,
  { stallMs, heartbeat, clock, log }: { stallMs: number; heartbeat: Heartbeat; clock: Clock; log: Log },
): Readable {
  const outlet = createOutlet({
    to: res,
    stallMs,
    clock,
    onStall() {
      log.info({ code: "SLOW_CONSUMER", transport: "sse" }, "stream closed");
      res.destroy();
    },
  });
  let isPulling = false;

  async function pull(): Promise<void> {
    const { done, value } = await results.next();
    isPulling = false;
    if (body.destroyed) return;
    if (!done) send(sharedFrame(payloadOf(value)));
    else {
      // A client that is to come back is not told that this was all.
      if (value === "complete") body.push(complete);
      body.push(null);
    }
  }

  function send(frame: Buffer | string): void {
    body.push(frame);
    outlet.isBlocked();
  }

  const body = new Readable({
    highWaterMark: 1,
    read() {
      if (isPulling) return;
      isPulling = true;
      void pull();
    },
    destroy(error, done) {
      stopBeating();
      outlet.close();
      void results.return?.();
      done(error);
    },
  });
  // Some browsers tell nothing of a response before its first byte.
  body.push(comment);
  const stopBeating = heartbeat.add(() => {
    if (!outlet.isBlocked() && body.readableLength === 0) send(comment);
  });
  res.once("close", () => body.destroy());
  if (res.closed) body.destroy();
  return body;
}
