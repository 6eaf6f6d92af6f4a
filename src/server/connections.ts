import type { Server, ServerOptions, ServerResponse } from "node:http";

import type { ConnectionLimits, Limits } from "../limits.ts";

/** How often node:http looks for requests that have taken too long to arrive. */
const lookEveryMs = 1_000;

/** What node:http holds clients to while they send. Its timers are its own, in real time. */
export function connectionOptions({ headerBytes, connections }: Limits): ServerOptions {
  return {
    maxHeaderSize: headerBytes,
    headersTimeout: Math.min(connections.headersWithinMs, connections.requestWithinMs),
    requestTimeout: connections.requestWithinMs,
    keepAliveTimeout: connections.keepAliveMs,
    connectionsCheckingInterval: Math.min(lookEveryMs, connections.headersWithinMs),
  };
}

/** How many connections there may be, and for how many requests each. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
}

/**
 * Cuts the connection when the client takes nothing for so long of an answer that was given whole. node:net looks whether bytes have left when its timer is due, and
 * node:http sets the timer anew for the next request.
 */
export function cutWhenStalled(res: ServerResponse, stalledMs: number): void {
  res.once("prefinish", () => {
    if (!res.writableFinished) res.socket?.setTimeout(stalledMs);
  });
}
