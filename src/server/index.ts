import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import type { GraphQLSchema } from "graphql";

import type { Clock } from "../clock.ts";
import type { Asking, Context } from "../context.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Answers } from "../upstream/answers.ts";
import type { Authenticate } from "./auth.ts";
import { readExamples } from "./examples.ts";
import type { Predict } from "./cost-limit.ts";
import type { AllowedOrigins } from "./cross-site.ts";
import { createDocuments } from "./documents.ts";
import type { EventBridgeRoute } from "./eventbridge.ts";
import { createGraphiql } from "./graphiql.ts";
import { createHttpServer, type ServerState } from "./http.ts";
import { createGraphqlHandler } from "./yoga.ts";

/** A listening server. */
export interface GraphServer {
  readonly url: string;
  /** Requests that were received and not yet answered. */
  readonly inFlight: number;
  /** Takes requests from now on; until then it is not ready. */
  admit(): void;
  /** Refuses new work, lets requests in flight end for at most `withinMs`, then cuts what is left. Idempotent. */
  close(withinMs: number): Promise<void>;
}

/** Listens on `host` and `port`. Rejects with Node's error (`EADDRINUSE`…) when that fails. */
export async function startServer(options: {
  schema: GraphQLSchema;
  createContext: (request: Asking) => Context;
  predict: Predict;
  maxUpstreamCalls: number;
  mostInTime: (operation: string) => number;
  costAlwaysShown: boolean;
  host: string;
  port: number;
  requestDeadlineMs: number;
  limits: Limits;
  authenticate: Authenticate;
  allowedOrigins: AllowedOrigins;
  answers: Answers;
  /** Undefined: events are not taken, and there is nothing at their path. */
  eventBridge: EventBridgeRoute | undefined;
  clock: Clock;
  log: Log;
}): Promise<GraphServer> {
  const { host, port, limits, clock, log } = options;
  const documents = createDocuments(limits.document, limits.errors);
  const graphql = createGraphqlHandler({ ...options, documents });
  const graphiql = createGraphiql({ title: "IVS RealTime GraphQL", tabs: readExamples() });
  let state: ServerState = "starting";
  const sockets = new Set<Socket>();
  const unanswered = new Set<ServerResponse>();
  const server = createHttpServer({
    graphql: (req, res, arrival) => graphql.handle(req, res, arrival),
    graphiql,
    state: () => state,
    authenticate: options.authenticate,
    allowedOrigins: options.allowedOrigins,
    answers: options.answers,
    eventBridge: options.eventBridge,
    requestDeadlineMs: options.requestDeadlineMs,
    maxHeaderBytes: limits.headerBytes,
    clock,
    log,
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  /** Kept-alive connections, and ones that browsers open ahead of need, would hold a closing server open. */
  function endIdleSockets(): void {
    const busy = new Set([...unanswered].map((res) => res.socket));
    for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
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
    const cancel = clock.after(withinMs, () => server.closeAllConnections());
    await closed;
    cancel();
    await graphql.dispose();
  }

  return {
    url: urlOf(server.address() as AddressInfo),
    get inFlight() {
      return unanswered.size;
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
