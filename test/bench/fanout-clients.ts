import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

/** What is asked of many clients. */
export type ClientsOrder =
  | { open: number; reading: boolean; transport: "sse" | "ws"; url: string }
  | "received";

/** What came to those who read. */
export interface Received {
  readonly deliveries: number;
  /** From what the items say of their time, of a part of the clients. */
  readonly delaysMs: readonly number[];
  readonly closed: number;
}

const query =
  "subscription { happening { __typename ... on ParticipantEventOccurred { observedAt cursor event { id participantId nameRaw eventTime } } } }";
const marker = Buffer.from('"observedAt":"');
const overlap = marker.length - 1;
const timeLength = 24;
/** The delays of so many clients are kept. */
const mostTimed = 200;

let deliveries = 0;
let closed = 0;
let timed = 0;
let delaysMs: number[] = [];

/** The least that a client has to do: it looks for items in what comes, and reads the time of some. */
function read(socket: Socket, isTimed: boolean): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    const text = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let found = text.indexOf(marker);
    let end = 0;
    while (found >= 0 && text.length >= found + marker.length + timeLength) {
      deliveries += 1;
      end = found + marker.length + timeLength;
      if (isTimed)
        delaysMs.push(
          performance.timeOrigin +
            performance.now() -
            Date.parse(text.toString("latin1", found + marker.length, end)),
        );
      found = text.indexOf(marker, end);
    }
    rest = text.subarray(found >= 0 ? found : Math.max(end, text.length - overlap));
  });
}

/** A masked text frame (RFC 6455, 5.2); all that are sent here are short. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const head = Buffer.from(
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0xfe, payload.length >> 8, payload.length & 0xff],
  );
  for (let index = 0; index < payload.length; index += 1) payload[index]! ^= mask[index % 4]!;
  return Buffer.concat([head, mask, payload]);
}

function open({ url, transport, reading }: Exclude<ClientsOrder, string>): Promise<void> {
  const { port, host } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1").on("error", () => undefined);
    socket.on("close", () => (closed += 1));
    const variables = JSON.stringify({ query });
    if (transport === "sse")
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${variables.length}\r\n\r\n${variables}`,
      );
    else
      socket.write(
        `GET /graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
      );
    const begin = () => {
      if (reading) read(socket, (timed += 1) <= mostTimed);
      else socket.pause();
      resolve();
    };
    socket.once("data", () => {
      if (transport === "sse") return begin();
      // A broadcast acknowledges nothing.
      if (url.endsWith("/broadcast")) return begin();
      socket.once("data", () => {
        socket.write(frame(`{"id":"1","type":"subscribe","payload":${variables}}`));
        begin();
      });
      return socket.write(frame('{"type":"connection_init"}'));
    });
  });
}

const atOnce = 200;

process.on("message", (order: ClientsOrder) => {
  if (order === "received") {
    process.send?.({ deliveries, delaysMs, closed } satisfies Received);
    [deliveries, delaysMs] = [0, []];
    return;
  }
  void (async () => {
    for (let from = 0; from < order.open; from += atOnce)
      await Promise.all(Array.from({ length: Math.min(atOnce, order.open - from) }, () => open(order)));
    process.send?.("open");
  })();
});
process.on("disconnect", () => process.exit(0));
