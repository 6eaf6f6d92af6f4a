import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import type { GraphQLSchema } from "graphql";

import type { Clock } from "../clock.ts";
import type { Asking, Context } from "../context.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Answers } from "../upstream/answers.ts";
import type { TrustedDocuments } from "../trusted-documents.ts";
import type { Authenticate } from "./auth.ts";
import type { Viewer } from "../viewer.ts";
import type { Predict } from "./cost-limit.ts";
import type { AllowedOrigins } from "./cross-site.ts";
import { createDocuments } from "./documents.ts";
import type { EventBridgeRoute } from "./eventbridge.ts";
import { createExecute } from "./execute.ts";
import { createGraphiql } from "./graphiql.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { createHttpServer, type ServerState } from "./http.ts";
import { ignoreUpgrade } from "./ignore-upgrade.ts";
import { createPage } from "./page.ts";
import type { PlaceLimits } from "./places.ts";
import { createRates } from "./rates.ts";
import { createSdl } from "./sdl.ts";
import { serveEvents } from "./sse.ts";
import { createSubscriptions } from "./subscriptions.ts";
import { createSocketServer } from "./websocket.ts";
import { createGraphqlHandler } from "./yoga.ts";

/** What holds for whoever stays connected. */
export interface StreamLimits extends PlaceLimits {
  readonly sockets: number;
  readonly operationsPerSocket: number;
  readonly messagesPerSecond: number;
  readonly frameBytes: number;
  readonly initWithinMs: number;
  readonly heartbeatMs: number;
  readonly stallMs: number;
}

/** A listening server. */
export interface GraphServer {
  readonly url: string;
  /** Requests that were received and not yet answered, and items of subscriptions that are being executed. */
  readonly inFlight: number;
  /** Who stays connected. */
  readonly listeners: { readonly sockets: number; readonly subscriptions: number };
  /** Takes requests from now on; until then it is not ready. */
  admit(): void;
  /**
   * Refuses new work, lets requests in flight end and subscriptions take leave for at most `withinMs`, then cuts what is left.
   * Idempotent.
   */
  close(withinMs: number): Promise<void>;
}

/** Listens on `host` and `port`. Rejects with Node's error (`EADDRINUSE`…) when that fails. */
export async function startServer(options: {
  schema: GraphQLSchema;
  /** As much of it as clients are shown: not what only routers ask. */
  api: GraphQLSchema;
  createContext: (request: Asking) => Context;
  predict: Predict;
  /** How many calls to AWS one request of a viewer may cost. */
  upstreamCallsOf: (viewer: Viewer) => number;
  readOnly: boolean;
  trusted: { documents: TrustedDocuments; only: boolean } | undefined;
  mostInTime: (operation: string) => number;
  costAlwaysShown: boolean;
  host: string;
  port: number;
  requestDeadlineMs: number;
  limits: Limits;
  authenticate: Authenticate;
  allowedOrigins: AllowedOrigins;
  streams: StreamLimits;
  answers: Answers;
  /** Undefined: events are not taken, and there is nothing at their path. */
  eventBridge: EventBridgeRoute | undefined;
  /** Whether there is a page at `/`; else whoever comes there is sent to GraphiQL. */
  hasPage: boolean;
  /** Operations to start from, as GraphiQL opens with them. */
  examples: readonly { name: string; query: string }[];
  clock: Clock;
  log: Log;
}): Promise<GraphServer> {
  const { host, port, limits, streams, requestDeadlineMs, clock, log } = options;
  const documents = createDocuments(limits.document, limits.errors);
  let state: ServerState = "starting";
  const tcpSockets = new Set<Socket>();
  const unanswered = new Set<ServerResponse>();
  /** Responses that stay open: nothing happens on them most of the time. */
  const openResponses = new Set<ServerResponse>();
  const rates = createRates({ limits: limits.rates, clock });
  const heartbeat = createHeartbeat({ everyMs: streams.heartbeatMs, clock });
  const subscriptions = createSubscriptions({ limits: streams, requestDeadlineMs, clock, log });
  const events = serveEvents({
    stallMs: streams.stallMs,
    heartbeat,
    clock,
    log,
    onOpen(res) {
      openResponses.add(res);
      res.once("close", () => openResponses.delete(res));
    },
  });
  const graphql = createGraphqlHandler({
    ...options,
    documents,
    rates,
    streaming: [subscriptions.plugin, events],
  });
  const graphiql = createGraphiql({ title: "IVS RealTime GraphQL", tabs: options.examples });
  const server = createHttpServer({
    graphql: (req, res, arrival) => graphql.handle(req, res, arrival),
    graphiql,
    page: options.hasPage ? createPage() : undefined,
    sdl: createSdl(options.api),
    state: () => state,
    authenticate: options.authenticate,
    allowedOrigins: options.allowedOrigins,
    rates,
    answers: options.answers,
    eventBridge: options.eventBridge,
    requestDeadlineMs,
    limits,
    clock,
    log,
  });
  const webSockets = createSocketServer({
    authenticate: options.authenticate,
    allowedOrigins: options.allowedOrigins,
    isReady: () => state === "ready",
    execute: createExecute(graphql, log),
    maxSockets: streams.sockets,
    maxFrameBytes: streams.frameBytes,
    maxOperations: streams.operationsPerSocket,
    messagesPerSecond: streams.messagesPerSecond,
    initWithinMs: streams.initWithinMs,
    stallMs: streams.stallMs,
    requestDeadlineMs,
    heartbeat,
    clock,
    log,
  });
  server.on("upgrade", (req, socket, head) => {
    // It is no connection of HTTP any more.
    tcpSockets.delete(req.socket);
    if (/^websocket$/i.test(req.headers.upgrade ?? "")) webSockets.upgrade(req, socket, head);
    else ignoreUpgrade(server, req, socket, head);
  });
  server.on("connection", (socket) => {
    tcpSockets.add(socket);
    socket.once("close", () => tcpSockets.delete(socket));
  });
  /** Kept-alive connections, and ones that browsers open ahead of need, would hold a closing server open. */
  function endIdleSockets(): void {
    const busy = new Set([...unanswered].map((res) => res.socket));
    for (const socket of tcpSockets) if (!busy.has(socket)) socket.destroy();
  }
  server.on("request", (_req, res) => {
    unanswered.add(res);
    res.once("close", () => {
      unanswered.delete(res);
      if (state === "draining") endIdleSockets();
    });
  });
  server.listen(port, host);
  await once(server, "listening");

  let closing: Promise<void> | undefined;
  async function close(withinMs: number): Promise<void> {
    state = "draining";
    const closed = once(server, "close");
    server.close();
    endIdleSockets();
    subscriptions.endAll();
    webSockets.drain();
    const cancel = clock.after(withinMs, () => {
      server.closeAllConnections();
      webSockets.terminate();
    });
    await closed;
    cancel();
    await graphql.dispose();
  }

  return {
    url: urlOf(server.address() as AddressInfo),
    get inFlight() {
      return unanswered.size - openResponses.size + webSockets.executing + subscriptions.executing;
    },
    get listeners() {
      return { sockets: webSockets.sockets, subscriptions: subscriptions.open };
    },
    admit() {
      state = "ready";
    },
    close: (withinMs) => (closing ??= close(withinMs)),
  };
}

/** The address as a person would type it. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "127.0.0.1" || address === "::" || address === "0.0.0.0") return `http://localhost:${port}`;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
