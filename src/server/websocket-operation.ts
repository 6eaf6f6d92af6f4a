import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { ExecutionResult } from "graphql";
import type { SubscribePayload } from "graphql-ws";

import type { Clock } from "../clock.ts";
import { createDeadline } from "../deadline.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../viewer.ts";
import type { Outlet } from "./outlet.ts";
import { payloadOf } from "./payload.ts";
import type { Results } from "./results.ts";
import { completeFrame, failureFrame, nextFrame } from "./websocket-frames.ts";
import type { Arrival } from "./yoga.ts";

/** Runs an operation the way that one over HTTP is run. */
export type Execute = (
  payload: SubscribePayload,
  arrival: Arrival,
) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;

export interface OperationOptions {
  readonly execute: Execute;
  readonly requestDeadlineMs: number;
  readonly clock: Clock;
}

/** An operation of a socket. */
export interface Operation {
  /** Whether something is done for it now. A subscription that waits for its next item is at rest. */
  readonly isWorking: boolean;
  run(): void;
  /** Its client has gone, or wants no more of it: nothing is sent any more. */
  leave(): void;
}

/** Makes an operation of a socket, which begins with `run`. `onEnd` is called when it has ended by itself. */
export function startOperation(asked: {
  id: string;
  payload: SubscribePayload;
  request: IncomingMessage;
  viewer: Viewer;
  outlet: Outlet;
  send: (frame: string) => void;
  log: Log;
  onEnd: () => void;
  options: OperationOptions;
}): Operation {
  const { id, payload, request, viewer, outlet, onEnd } = asked;
  const { execute, requestDeadlineMs, clock } = asked.options;
  const requestId = randomUUID();
  const log = asked.log.child({ requestId });
  const startedAt = clock.monotonic();
  const gone = new AbortController();
  const deadline = createDeadline(clock, requestDeadlineMs, "The request", gone.signal);
  let isWorking = true;
  let sent = 0;

  function send(frame: string): void {
    if (!gone.signal.aborted) asked.send(frame);
  }

  async function answer(): Promise<"query" | "subscription"> {
    const result = await execute(payload, {
      req: request,
      viewer,
      log,
      requestId,
      signal: deadline.signal,
      deadlineAt: startedAt + requestDeadlineMs,
      liftDeadline: deadline.lift,
    });
    if (Symbol.asyncIterator in result) {
      isWorking = false;
      await follow(result[Symbol.asyncIterator]() as Results);
      return "subscription";
    }
    await outlet.ready();
    const whole = payloadOf(result);
    if (result.errors && result.data === undefined) send(failureFrame(id, whole));
    else {
      sent += 1;
      send(nextFrame(id, whole));
      send(completeFrame(id));
    }
    return "query";
  }

  /** Takes from the source what the client takes from the socket. */
  async function follow(results: Results): Promise<void> {
    for (;;) {
      const isReady = outlet.ready();
      if (isReady) await isReady;
      const { done, value } = await results.next();
      if (done) {
        // A client that is to come back is not told that this was all.
        if (value === "complete") send(completeFrame(id));
        return;
      }
      const item = payloadOf(value);
      if (item.isFailure) return send(failureFrame(id, item));
      sent += 1;
      send(nextFrame(id, item));
    }
  }

  async function run(): Promise<void> {
    try {
      const kind = await answer();
      const tookMs = Math.round(clock.monotonic() - startedAt);
      const facts = { transport: "websocket", viewer: viewer.id, kind, answers: sent, tookMs };
      log.info({ ...facts, ...(gone.signal.aborted && { abandoned: true }) }, "request");
    } finally {
      isWorking = false;
      deadline.cancel();
      if (!gone.signal.aborted) onEnd();
    }
  }

  return {
    get isWorking() {
      return isWorking;
    },
    run: () => void run(),
    leave() {
      gone.abort(new CodedError("DEADLINE_EXCEEDED", "The client went away."));
      deadline.cancel();
    },
  };
}
