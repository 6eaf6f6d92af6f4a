import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { CodedError, errorCodes, retryAfterOf } from "../errors.ts";
import type { Clock } from "../clock.ts";
import { createDeadline } from "../deadline.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Answers } from "../upstream/answers.ts";
import { admit, type Authenticate } from "./auth.ts";
import { allowReading, type AllowedOrigins, answerPreflight, crossSiteFault } from "./cross-site.ts";
import { connectionOptions, cutWhenStalled, limitConnections } from "./connections.ts";
import { eventBridgePath, type EventBridgeRoute } from "./eventbridge.ts";
import type { createGraphiql } from "./graphiql.ts";
import type { createPage } from "./page.ts";
import type { Rates } from "./rates.ts";
import { keepWhenSent, readRecallable, sendWhole } from "./recall.ts";
import { type createSdl, sdlPath } from "./sdl.ts";
import { type Arrival, graphqlPath } from "./yoga.ts";

const requestIdPattern = /^[\w.:-]{1,128}$/;

export type ServerState = "starting" | "ready" | "draining";

/** The routes: GraphQL and GraphiQL, the page at `/`, the SDL, `/live`, `/ready`, and `/eventbridge` when it is set up. Not yet listening. */
export function createHttpServer(options: {
  graphql: (req: IncomingMessage, res: ServerResponse, arrival: Arrival) => Promise<void> | void;
  graphiql: ReturnType<typeof createGraphiql>;
  page: ReturnType<typeof createPage> | undefined;
  sdl: ReturnType<typeof createSdl>;
  /** New work is welcome while it is ready: not before the backend is proven, nor from the first moment of a shutdown. */
  state: () => ServerState;
  authenticate: Authenticate;
  allowedOrigins: AllowedOrigins;
  rates: Rates;
  /** Whole answers that were given a moment ago. */
  answers: Answers;
  eventBridge: EventBridgeRoute | undefined;
  requestDeadlineMs: number;
  limits: Limits;
  clock: Clock;
  log: Log;
}): Server {
  const {
    allowedOrigins,
    answers,
    authenticate,
    eventBridge,
    graphql,
    graphiql,
    page,
    sdl,
    rates,
    state,
    requestDeadlineMs,
    limits,
    clock,
    log,
  } = options;

  async function route(
    req: IncomingMessage,
    res: ServerResponse,
    { requestId, log: requestLog }: { requestId: string; log: Log },
  ): Promise<void> {
    const path = req.url?.split("?")[0] ?? "/";
    const reading = req.method === "GET" || req.method === "HEAD";
    if (path === "/live" && reading) return sendJson(res, 200, { live: true });
    if (path === "/ready" && reading)
      return sendJson(res, state() === "ready" ? 200 : 503, { ready: state() === "ready" });
    if (path === graphqlPath && graphiql.wantsPage(req)) return graphiql.sendPage(res);
    if (reading && (await graphiql.sendAsset(path, req, res))) return;
    if (reading && page?.send(path, req, res)) return;
    if (path === "/" && reading) return redirect(res, graphqlPath);
    if (path === sdlPath && reading) return sdl(await admit(authenticate, req, res), res);
    const isEvent = eventBridge !== undefined && path === eventBridgePath && req.method === "POST";
    if (path !== graphqlPath && !isEvent)
      return sendError(
        res,
        404,
        new CodedError("NOT_FOUND", `There is nothing at ${path}; the graph is at ${graphqlPath}.`),
      );
    allowReading(req, res, allowedOrigins);
    if (req.method === "OPTIONS") return answerPreflight(req, res, allowedOrigins);
    const fault = crossSiteFault(req, allowedOrigins);
    if (fault) return sendError(res, fault.status, fault.error);
    if (state() !== "ready") throw new CodedError("SERVER_DRAINING", `The server is ${state()}.`);
    if (isEvent) {
      await eventBridge.take(req, requestLog);
      return void res.writeHead(204).end();
    }
    // A media type is the same in any case; Yoga knows it in one.
    const type = req.headers["content-type"];
    if (type !== undefined) req.headers["content-type"] = type.toLowerCase();
    const viewer = await admit(authenticate, req, res);
    rates.request(viewer);
    const readsFresh = wantsFresh(req);
    const seen = answers.begin();
    const recallable = seen.isKnown ? await readRecallable(req, viewer) : undefined;
    if (recallable) {
      const whole = readsFresh ? undefined : answers.get(recallable.key);
      if (whole) return sendWhole(res, whole);
      keepWhenSent(res, recallable.key, seen, answers);
      // Where Yoga's server looks for a body that was read already.
      Object.assign(req, { body: recallable.body });
    }
    await graphql(req, res, {
      req,
      res,
      viewer,
      log: requestLog,
      requestId,
      readsFresh,
      seen,
      ...lifetimeOf(res),
    });
  }

  /** A request ends at its deadline, unless that is lifted, or when its client goes away. */
  function lifetimeOf(res: ServerResponse): Pick<Arrival, "signal" | "deadlineAt" | "liftDeadline"> {
    const gone = new AbortController();
    const deadline = createDeadline(clock, requestDeadlineMs, "The request", gone.signal);
    res.once("close", () => {
      if (!res.writableFinished) gone.abort(new CodedError("DEADLINE_EXCEEDED", "The client went away."));
      deadline.cancel();
    });
    const deadlineAt = clock.monotonic() + requestDeadlineMs;
    return { signal: deadline.signal, deadlineAt, liftDeadline: deadline.lift };
  }

  const server = createServer(connectionOptions(limits), (req, res) => {
    cutWhenStalled(res, limits.connections.stalledAnswerMs);
    const requestId = requestIdOf(req);
    const requestLog = log.child({ requestId });
    const startedAt = clock.monotonic();
    res.setHeader("x-request-id", requestId);
    res.once("close", () => {
      const facts = { method: req.method, path: req.url?.split("?")[0], status: res.statusCode };
      const tookMs = Math.round(clock.monotonic() - startedAt);
      requestLog.info({ ...facts, tookMs, ...(res.writableFinished ? {} : { abandoned: true }) }, "request");
    });
    route(req, res, { requestId, log: requestLog }).catch((error: unknown) => fail(res, error, requestLog));
  });
  server.on("checkExpectation", (_req: IncomingMessage, res: ServerResponse) => {
    res.setHeader("connection", "close");
    sendError(res, 417, new CodedError("BAD_USER_INPUT", "Nothing can be expected but 100-continue."));
  });
  limitConnections(server, limits.connections);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
    const status = statusOfFault(error.code);
    return socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  return server;
}

function statusOfFault(code: string | undefined): string {
  if (code === "HPE_HEADER_OVERFLOW") return "431 Request Header Fields Too Large";
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
}

/** RFC 9111, 5.2.1.4: nothing that was stored before, unless it was asked for anew. */
function wantsFresh(req: IncomingMessage): boolean {
  return /(?:^|[\s,])no-cache(?:$|[\s,=])/i.test(req.headers["cache-control"] ?? "");
}

function requestIdOf(req: IncomingMessage): string {
  const given = req.headers["x-request-id"];
  return typeof given === "string" && requestIdPattern.test(given) ? given : randomUUID();
}

function fail(res: ServerResponse, error: unknown, log: Log): void {
  if (error instanceof CodedError) return sendError(res, errorCodes[error.code].http, error);
  const errorId = randomUUID();
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ errorId, error: { name, message, stack } }, "internal error");
  sendError(res, 500, new CodedError("INTERNAL", "Something went wrong here.", { details: { errorId } }));
}

/** The shape of a GraphQL response, so that clients need one way to read errors. */
function sendError(res: ServerResponse, status: number, error: CodedError): void {
  if (res.headersSent) return void res.destroy();
  const { code, retryable, details } = error;
  const extensions = { code, ...(retryable ? { retryable } : {}), ...details };
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) res.setHeader("retry-after", retryAfter);
  sendJson(res, status, { errors: [{ message: error.message, extensions }] });
}

function sendJson(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(status === 503 ? { connection: "close" } : {}),
  });
  res.end(text);
}

function redirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, "content-length": 0 }).end();
}
