import { openStream } from "./event-stream.ts";
import type { Gateway } from "./gateway.ts";
import { openSocket } from "./socket.ts";

/** A subscriber that takes all that comes, on either transport. */
export interface Listener {
  /** All answers so far. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  readonly answers: any[];
  /** All items so far: what the one root field gave. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  readonly items: any[];
  /** How it ended: `complete`, `error`, or `closed` without a word; undefined while it goes on. */
  readonly end: string | undefined;
  /** The code of what it was refused with, before anything was executed: of the first answer, or the reason of the close of a socket. */
  readonly refusal: string | undefined;
  /** Goes away. */
  leave(): void;
}

export type Listen = (
  gateway: Gateway,
  query: string,
  variables?: object,
  /** Who asks: headers, or what `connection_init` carries. */
  credentials?: Record<string, string>,
) => Promise<Listener>;

const refusalIn = ([first]: Listener["answers"]): string | undefined =>
  first?.data === undefined ? first?.errors?.[0]?.extensions.code : undefined;

const listenerOf = (of: Omit<Listener, "items">): Listener =>
  Object.defineProperty(of, "items", {
    get: () =>
      of.answers.flatMap(({ data }: { data?: object | null }) => Object.values(data ?? {}) as unknown[]),
  }) as Listener;

/** Subscribes over graphql-transport-ws, with a socket of its own. */
export const overWebSocket: Listen = async (gateway, query, variables, headers = {}) => {
  const socket = await openSocket(gateway, { init: headers });
  const id = await socket.subscribe(query, variables);
  const ofIt = () => socket.received.filter((message) => message.id === id);
  return listenerOf({
    get answers() {
      return ofIt().flatMap(({ type, payload }) => {
        if (type === "next") return [payload];
        return type === "error" ? [{ errors: payload }] : [];
      });
    },
    get end() {
      const last = ofIt().at(-1)?.type;
      if (last === "complete" || last === "error") return last;
      return socket.closed && "closed";
    },
    get refusal() {
      return refusalIn(this.answers) ?? socket.closed?.reason;
    },
    leave: () => socket.ws.terminate(),
  });
};

/** Subscribes over SSE. */
export const overSse: Listen = async (gateway, query, variables, headers = {}) => {
  const stream = await openStream(gateway, query, { ...(variables && { variables }), headers });
  return listenerOf({
    get answers() {
      if (!stream.headers.get("content-type")?.startsWith("text/event-stream"))
        return stream.ended ? [JSON.parse(stream.text)] : [];
      const whole = stream.text.slice(0, stream.text.lastIndexOf("\n\n") + 2);
      return [...whole.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
    },
    get end() {
      if (!stream.ended) return undefined;
      return stream.text.endsWith("event: complete\ndata:\n\n") ? "complete" : "closed";
    },
    get refusal() {
      return refusalIn(this.answers);
    },
    leave: stream.leave,
  });
};

/** Both, by name. */
export const transports: [string, Listen][] = [
  ["WebSocket", overWebSocket],
  ["SSE", overSse],
];
