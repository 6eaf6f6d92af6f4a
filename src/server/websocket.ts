import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { WebSocketServer } from "ws";

import { closes } from "./close-codes.ts";
import { closeSocket, cutSoon } from "./close-socket.ts";
import { type AllowedOrigins, isAllowedOrigin } from "./cross-site.ts";
import { graphqlPath } from "./yoga.ts";
import { openPeer, type Peer, type PeerOptions } from "./websocket-peer.ts";

export interface SocketOptions extends PeerOptions {
  readonly allowedOrigins: AllowedOrigins;
  readonly maxSockets: number;
  readonly maxFrameBytes: number;
  /** New sockets are welcome while it is. */
  readonly isReady: () => boolean;
}

/** GraphQL over WebSocket (graphql-transport-ws) on the upgrades of an HTTP server. Sockets are closed by `drain` and `terminate`. */
export function createSocketServer(options: SocketOptions) {
  const { allowedOrigins, maxSockets, maxFrameBytes, isReady, clock } = options;
  const peers = new Set<Peer>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handleProtocols,
  });

  /** The status of an upgrade that is refused; nothing for one that is not. */
  function refusalOf({ url, headers }: IncomingMessage): string | undefined {
    if (url?.split("?")[0] !== graphqlPath) return "404 Not Found";
    if (!isReady()) return "503 Service Unavailable";
    const { origin, host } = headers;
    if (origin !== undefined && !isAllowedOrigin(origin, host, allowedOrigins)) return "403 Forbidden";
    if (peers.size >= maxSockets) return "503 Service Unavailable";
    return undefined;
  }

  return {
    get sockets() {
      return peers.size;
    },
    /** Operations that are being worked on: not those that wait for an item. */
    get executing() {
      let executing = 0;
      for (const peer of peers) executing += peer.executing;
      return executing;
    },
    /** For the `upgrade` event. */
    upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      const refusal = refusalOf(req);
      if (refusal) return refuse(socket, refusal);
      server.handleUpgrade(req, socket, head, (ws) => {
        // What cannot be read is answered by the library, with a close.
        ws.on("error", () => cutSoon(ws, clock));
        if (ws.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL)
          return closeSocket(ws, closes.wrongProtocol, clock);
        const peer = openPeer(ws, socket, req, options);
        peers.add(peer);
        ws.once("close", () => peers.delete(peer));
      });
    },
    /** Takes no new operations, lets those that there are end, and closes each socket then. */
    drain(): void {
      for (const peer of peers) peer.drain();
    },
    /** Cuts what is left. */
    terminate(): void {
      for (const peer of peers) peer.terminate();
    },
  };
}

export type SocketServer = ReturnType<typeof createSocketServer>;

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}
