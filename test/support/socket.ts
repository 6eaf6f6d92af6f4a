import { once } from "node:events";

import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

import type { Gateway } from "./gateway.ts";

/** A message of graphql-transport-ws as it came. */
export interface Message {
  type: string;
  id?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  payload?: any;
}

/** A raw client of graphql-transport-ws: it sends what it is told, and no time passes while something of it is on its way. */
export interface Socket {
  readonly ws: WebSocket;
  /** Everything that came, in order. */
  readonly received: readonly Message[];
  /** How the socket was closed, once it was. */
  readonly closed: { code: number; reason: string } | undefined;
  /** Objects go as JSON. Resolves when the gateway has read it, or has closed the socket. */
  send(message: object | string | Buffer): Promise<void>;
  /** Starts an operation and returns its id. */
  subscribe(query: string, variables?: object, id?: string): Promise<string>;
  /** The next message of an operation that was not taken yet. */
  next(id: string): Promise<Message>;
  /** Waits until the socket was closed by the gateway. */
  close(): Promise<{ code: number; reason: string }>;
}

let lastId = 0;

/** Opens a socket, and initialises it unless told otherwise. It is closed when the test is over. */
export async function openSocket(
  gateway: Gateway,
  options: {
    protocol?: string | string[];
    headers?: Record<string, string>;
    init?: object | false;
    autoPong?: boolean;
  } = {},
): Promise<Socket> {
  const { protocol = "graphql-transport-ws", headers = {}, init = {}, autoPong = true } = options;
  const ws = new WebSocket(`${gateway.url.replace("http", "ws")}/graphql`, protocol, { headers, autoPong });
  onTestFinished(() => ws.terminate());
  const received: Message[] = [];
  const untaken: Message[] = [];
  let closed: Socket["closed"];
  ws.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    received.push(message);
    untaken.push(message);
  });
  ws.on("close", (code, reason) => (closed = { code, reason: reason.toString() }));
  const opened = gateway.sending();
  try {
    await once(ws, "open");
  } finally {
    opened();
  }

  /** The gateway answers pings in the order in which it reads, so what was sent before one was read. */
  async function sync(): Promise<void> {
    if (ws.readyState !== WebSocket.OPEN) return;
    const arrived = gateway.sending();
    await new Promise<void>((resolve) => {
      const done = () => {
        ws.off("pong", done);
        ws.off("close", done);
        resolve();
      };
      ws.on("pong", done);
      ws.on("close", done);
      ws.ping();
    });
    arrived();
  }

  const socket: Socket = {
    ws,
    received,
    get closed() {
      return closed;
    },
    async send(message) {
      ws.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message));
      await sync();
    },
    async subscribe(query, variables, id = `op${(lastId += 1)}`) {
      await socket.send({ id, type: "subscribe", payload: { query, ...(variables && { variables }) } });
      return id;
    },
    async next(id) {
      const find = () => untaken.findIndex((message) => message.id === id);
      await gateway.until(() => find() >= 0 || closed !== undefined);
      const [message] = untaken.splice(find(), find() < 0 ? 0 : 1);
      if (!message) throw new Error(`Closed with ${closed?.code} ${closed?.reason}.`);
      return message;
    },
    async close() {
      await gateway.until(() => closed !== undefined);
      return closed ?? { code: 0, reason: "" };
    },
  };
  if (init !== false) {
    await socket.send({ type: "connection_init", payload: init });
    await gateway.until(() => received.length > 0 || closed !== undefined);
    untaken.length = 0;
  }
  return socket;
}
