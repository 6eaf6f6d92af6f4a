import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { type ConnectionInitMessage, MessageType, parseMessage, type SubscribeMessage } from "graphql-ws";
import type { RawData, WebSocket } from "ws";

import type { Clock } from "../clock.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../viewer.ts";
import type { Authenticate } from "./auth.ts";
import { type Close, closes } from "./close-codes.ts";
import { closeSocket } from "./close-socket.ts";
import { onExpiry } from "./expiry.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { createMessageRate } from "./message-rate.ts";
import { createOutlet } from "./outlet.ts";
import { errorFrame } from "./websocket-frames.ts";
import { type Operation, type OperationOptions, startOperation } from "./websocket-operation.ts";

export interface PeerOptions extends OperationOptions {
  readonly authenticate: Authenticate;
  readonly initWithinMs: number;
  readonly stallMs: number;
  readonly messagesPerSecond: number;
  readonly maxOperations: number;
  readonly heartbeat: Heartbeat;
  readonly clock: Clock;
  readonly log: Log;
}

/** The other end of one socket. */
export interface Peer {
  /** Operations that are being worked on. */
  readonly executing: number;
  /** Closes the socket when its operations have ended. */
  drain(): void;
  terminate(): void;
}

/** Speaks graphql-transport-ws with one socket until it closes. */
export function openPeer(
  ws: WebSocket,
  socket: Duplex,
  request: IncomingMessage,
  options: PeerOptions,
): Peer {
  const { authenticate, clock, messagesPerSecond, maxOperations } = options;
  const log = options.log.child({ socketId: randomUUID() });
  const openedAt = clock.monotonic();
  const rate = createMessageRate(messagesPerSecond, clock);
  const operations = new Map<string, Operation>();
  const outlet = createOutlet({
    to: socket,
    stallMs: options.stallMs,
    clock,
    onStall: () => close(closes.slow),
  });
  const cancelInit = clock.after(options.initWithinMs, () => close(closes.initTimeout));
  let cancelExpiry = () => {};
  let state: "opened" | "initialising" | "ready" | "closing" = "opened";
  let viewer: Viewer | undefined;
  let isDraining = false;
  /** Why the socket is closed from here. */
  let why: Close | undefined;
  let isAlive = true;
  let initialising = 0;

  function close(reason: Close): void {
    state = "closing";
    why ??= reason;
    leaveAll();
    closeSocket(ws, reason, clock);
  }

  function leaveAll(): void {
    for (const operation of operations.values()) operation.leave();
    operations.clear();
  }

  function send(frame: string): void {
    if (state !== "closing") ws.send(frame);
  }

  /** What is only polite goes out when there is room for it. */
  function offer(message: object): void {
    if (!outlet.isBlocked()) send(JSON.stringify(message));
  }

  async function initialise({ payload }: ConnectionInitMessage): Promise<void> {
    if (state !== "opened") return close(closes.initTwice);
    state = "initialising";
    cancelInit();
    initialising = 1;
    try {
      viewer = await authenticate({ request, connectionParams: payload ?? {} });
    } catch (error) {
      return close(refusalOf(error, log));
    } finally {
      initialising = 0;
    }
    if (hasClosed()) return;
    cancelExpiry = onExpiry(viewer, clock, () => close(closes.expired));
    if (hasClosed()) return;
    send(JSON.stringify({ type: MessageType.ConnectionAck }));
    state = "ready";
  }

  const hasClosed = () => state === "closing";

  function subscribe({ id, payload }: SubscribeMessage): void {
    if (state !== "ready" || !viewer) return close(closes.notInitialised);
    if (operations.has(id)) return close(closes.doubledId);
    const refusal = refusalOfOperation();
    if (refusal) return send(errorFrame(id, refusal));
    const operation = startOperation({
      id,
      payload,
      request,
      viewer,
      outlet,
      send,
      log,
      onEnd() {
        if (operations.get(id) === operation) operations.delete(id);
        if (isDraining && operations.size === 0) close(closes.draining);
      },
      options,
    });
    operations.set(id, operation);
    operation.run();
  }

  function refusalOfOperation(): CodedError | undefined {
    if (isDraining) return new CodedError("SERVER_DRAINING", "The server is draining.");
    if (operations.size < maxOperations) return undefined;
    return new CodedError("RATE_LIMITED", `A socket may run ${maxOperations} operations at a time.`, {
      details: { limit: maxOperations },
    });
  }

  function complete(id: string): void {
    operations.get(id)?.leave();
    operations.delete(id);
  }

  ws.on("message", (data: RawData, isBinary: boolean) => {
    if (hasClosed()) return;
    isAlive = true;
    const message = isBinary ? undefined : readMessage(data);
    if (!message) return close(closes.badMessage);
    // The end of an operation is paid for by its beginning: whoever leaves a page may end all that it had.
    const isPaidFor =
      message.type === MessageType.ConnectionInit ||
      (message.type === MessageType.Complete && operations.has(message.id));
    if (!isPaidFor && !rate.admit()) return close(closes.flood);
    switch (message.type) {
      case MessageType.ConnectionInit:
        return void initialise(message);
      case MessageType.Ping:
        return offer({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return subscribe(message);
      case MessageType.Complete:
        return complete(message.id);
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return close(closes.badMessage);
    }
  });
  ws.on("error", () => {
    state = "closing";
    leaveAll();
  });
  ws.on("pong", () => (isAlive = true));
  const stopBeating = options.heartbeat.add(() => {
    // What waits has to be taken before a ping could be; that it is, the outlet sees to.
    if (outlet.isBlocked()) return;
    if (!isAlive) return ws.terminate();
    isAlive = false;
    ws.ping();
  });
  ws.once("close", (code) => {
    state = "closing";
    cancelInit();
    cancelExpiry();
    stopBeating();
    outlet.close();
    leaveAll();
    const facts = { viewer: viewer?.id, code: why?.code ?? code, ...(why && { reason: why.reason }) };
    log.info({ ...facts, tookMs: Math.round(clock.monotonic() - openedAt) }, "socket closed");
  });

  return {
    get executing() {
      let executing = initialising;
      for (const operation of operations.values()) executing += operation.isWorking ? 1 : 0;
      return executing;
    },
    drain() {
      isDraining = true;
      if (operations.size === 0) close(closes.draining);
    },
    terminate: () => ws.terminate(),
  };
}

function readMessage(data: RawData) {
  try {
    return parseMessage((data as Buffer).toString());
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown, log: Log): Close {
  if (error instanceof CodedError) {
    if (error.code === "TOKEN_EXPIRED") return closes.expired;
    return error.retryable ? closes.tryLater : closes.forbidden;
  }
  const facts = error instanceof Error ? { name: error.name, stack: error.stack } : { name: String(error) };
  log.error({ error: facts }, "internal error");
  return closes.internal;
}
