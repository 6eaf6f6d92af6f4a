import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpHandlerOptions } from "@smithy/types";

import { tidyAnswer } from "./tidy.ts";

/** Longer than any page of the API can be; an answer beyond it is not one. */
const maxAnswerBytes = 10 * 1024 * 1024;
const connectMs = 1_000;
/** A call that waits for a socket counts as connecting, so there are to be enough of them. */
const maxSockets = 1_000;

/** What a call hands to the wire. */
export interface WireOptions extends HttpHandlerOptions {
  /** Called when the request leaves: when it is written, and its connection stands. */
  onSend?: () => void;
}

/** The SDK gives every call a name of its own. */
const callName = "amz-sdk-invocation-id";

/** What calls are to tell when they leave, by their names. An AsyncLocalStorage would slow down every promise of the process on Node 20. */
const leaving = new Map<string, () => void>();

subscribe("http.client.request.start", (message) => {
  const { request } = message as { request: ClientRequest };
  const tell = leaving.get(String(request.getHeader(callName)));
  if (!tell) return;
  if (request.socket) whenConnected(request, tell);
  else request.once("socket", () => whenConnected(request, tell));
});

/** A socket that was used before stands; a new one has its handshakes to do. */
function whenConnected(request: ClientRequest, tell: () => void): void {
  const { socket } = request;
  const isReady = request.reusedSocket || !socket || !(socket.connecting || "encrypted" in socket);
  if (isReady) tell();
  else socket.once("encrypted" in socket ? "secureConnect" : "connect", tell);
}

/** Thrown when an answer is longer than any answer of the API can be. */
export class OversizedAnswerError extends Error {
  override readonly name = "OversizedAnswerError";
}

/**
 * The SDK's HTTP handler, reading the whole answer itself: within the abort signal, which the stock handler stops
 * heeding once the headers have come, and within a size.
 */
export function createWire(): NodeHttpHandler {
  const inner = new NodeHttpHandler({
    connectionTimeout: connectMs,
    httpAgent: { maxSockets },
    httpsAgent: { maxSockets },
  });
  const stockHandle = inner.handle.bind(inner);
  inner.handle = async (request, options: WireOptions = {}) => {
    const name = request.headers[callName];
    if (name === undefined) throw new Error("The SDK does not name its calls any more.");
    const { onSend } = options;
    if (onSend) leaving.set(name, onSend);
    try {
      const { response } = await stockHandle(request, options);
      const body = await readWhole(
        response.body as AsyncIterable<Uint8Array> & Destroyable,
        options.abortSignal,
      );
      return { response: Object.assign(response, { body: tidyAnswer(body) }) };
    } finally {
      leaving.delete(name);
    }
  };
  return inner;
}

interface Destroyable {
  destroy(error?: Error): void;
}

async function readWhole(
  body: AsyncIterable<Uint8Array> & Destroyable,
  signal: HttpHandlerOptions["abortSignal"],
): Promise<Uint8Array> {
  const abort = () => body.destroy(new DOMException("The call was aborted.", "AbortError"));
  if (signal?.aborted) abort();
  if (signal instanceof AbortSignal) signal.addEventListener("abort", abort, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > maxAnswerBytes)
        throw new OversizedAnswerError(`The answer exceeds ${maxAnswerBytes} bytes.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, length);
  } finally {
    if (signal instanceof AbortSignal) signal.removeEventListener("abort", abort);
  }
}
