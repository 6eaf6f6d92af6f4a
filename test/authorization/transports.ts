import type { Gateway } from "../support/gateway.ts";
import { openSocket } from "../support/socket.ts";

/** An operation as any transport can carry it. */
export interface Operation {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

/** What came back: the HTTP status, and what the operation answered. */
export interface Outcome {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly { path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** A way to ask. Another one that is added here is held to the same verdicts as the others. */
export interface Transport {
  readonly name: string;
  readonly carriesMutations: boolean;
  ask(gateway: Gateway, operation: Operation, headers: Record<string, string>): Promise<Outcome>;
}

const json = { "content-type": "application/json" };

async function send(gateway: Gateway, path: string, init: RequestInit): Promise<Outcome> {
  const { status, headers, text } = await gateway.eventually(gateway.fetch(path, init));
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") === true;
  const body = isStream ? (/^data: ?(\{.*)$/m.exec(text)?.[1] ?? "{}") : text;
  const { data, errors = [] } = JSON.parse(body) as Partial<Pick<Outcome, "data" | "errors">>;
  return { status, data, errors };
}

const post = ({ document, variables }: Operation, headers: Record<string, string>): RequestInit => ({
  method: "POST",
  headers: { ...json, ...headers },
  body: JSON.stringify({ query: document, variables }),
});

export const transports: readonly Transport[] = [
  {
    name: "POST",
    carriesMutations: true,
    ask: (gateway, operation, headers) => send(gateway, "/graphql", post(operation, headers)),
  },
  {
    name: "GET",
    carriesMutations: false,
    ask(gateway, { document, variables }, headers) {
      const query = new URLSearchParams({ query: document, variables: JSON.stringify(variables) });
      return send(gateway, `/graphql?${query}`, { headers: { accept: "application/json", ...headers } });
    },
  },
  {
    name: "SSE",
    carriesMutations: true,
    ask: (gateway, operation, headers) =>
      send(gateway, "/graphql", post(operation, { accept: "text/event-stream", ...headers })),
  },
  {
    name: "WebSocket",
    carriesMutations: true,
    async ask(gateway, { document, variables }, headers) {
      const socket = await openSocket(gateway, { init: headers });
      if (socket.closed) return refused(socket.closed);
      const { type, payload } = await socket.next(await socket.subscribe(document, variables));
      socket.ws.close();
      return type === "error"
        ? { status: 400, data: undefined, errors: payload }
        : { status: 200, data: payload.data, errors: payload.errors ?? [] };
    },
  },
];

/** A socket has no status: it is closed with 4403, and the code as its reason, on whom HTTP would answer with 401. */
function refused({ code, reason }: { code: number; reason: string }): Outcome {
  return { status: code === 4403 ? 401 : 500, data: undefined, errors: [{ extensions: { code: reason } }] };
}
