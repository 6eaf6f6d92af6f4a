import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** What came over a subscription. */
export interface Listener {
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  readonly answers: any[];
  /** Whether it is over, whoever has ended it. */
  readonly hasEnded: boolean;
  leave(): void;
}

/** Subscribes at a router. */
export type Listen = (
  url: string,
  operation: { query: string; variables?: Record<string, unknown>; operationName?: string },
  headers?: Record<string, string>,
) => Listener;

/** Over SSE, one stream a subscription. */
const overSse: Listen = (url, operation, headers = {}) => {
  const answers: unknown[] = [];
  const left = new AbortController();
  let hasEnded = false;

  async function read(): Promise<void> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
      body: JSON.stringify(operation),
      signal: left.signal,
    });
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const [, data = ""] = /^data: ?(.*)$/m.exec(event) ?? [];
        if (/^event: ?next$/m.test(event)) answers.push(JSON.parse(data));
      }
    }
    // What is refused before it begins may come as one answer.
    if (rest.startsWith("{")) answers.push(JSON.parse(rest));
  }

  read()
    .catch(() => undefined)
    .finally(() => (hasEnded = true));
  return {
    answers,
    get hasEnded() {
      return hasEnded;
    },
    leave: () => left.abort(),
  };
};

/** Over WebSocket, by graphql-ws as people use it, but that it does not come back by itself. */
const overWebSocket: Listen = (url, operation, headers = {}) => {
  const answers: unknown[] = [];
  let hasEnded = false;
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
  });
  client.subscribe(operation, {
    next: (answer) => void answers.push(answer),
    error(errors) {
      if (Array.isArray(errors)) answers.push({ errors });
      hasEnded = true;
    },
    complete: () => (hasEnded = true),
  });
  return {
    answers,
    get hasEnded() {
      return hasEnded;
    },
    leave: () => client.terminate(),
  };
};

export const listens = { SSE: overSse, WebSocket: overWebSocket };
