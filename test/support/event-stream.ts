import { onTestFinished } from "vitest";

import type { Gateway } from "./gateway.ts";

/** An event of an SSE stream. */
export interface Event {
  id?: string;
  event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  data: any;
}

/** A raw SSE client. */
export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** All that came so far. */
  readonly text: string;
  /** Whether the gateway has ended the stream. */
  readonly ended: boolean;
  /** The next event that was not taken yet; nothing once the stream has ended. */
  next(): Promise<Event | undefined>;
  /** Goes away. */
  leave(): void;
}

/** Asks for a stream of events. It is left when the test is over. */
export async function openStream(
  gateway: Gateway,
  query: string,
  options: { variables?: object; headers?: Record<string, string>; method?: "GET" | "POST" } = {},
): Promise<EventStream> {
  const { variables, headers = {}, method = "POST" } = options;
  const aborter = new AbortController();
  onTestFinished(() => aborter.abort());
  const asked = { accept: "text/event-stream", ...headers };
  const parameters = new URLSearchParams({
    query,
    ...(variables && { variables: JSON.stringify(variables) }),
  });
  const arrived = gateway.sending();
  const response = await fetch(
    method === "GET" ? `${gateway.url}/graphql?${parameters}` : `${gateway.url}/graphql`,
    {
      method,
      headers: method === "GET" ? asked : { "content-type": "application/json", ...asked },
      ...(method === "POST" && { body: JSON.stringify({ query, variables }) }),
      signal: aborter.signal,
    },
  ).finally(arrived);
  const events: Event[] = [];
  const chunks: string[] = [];
  let ended = false;

  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true });
      chunks.push(text);
      rest += text;
      // A long event comes in many chunks.
      if (!rest.endsWith("\n\n")) continue;
      for (const block of rest.split("\n\n")) {
        const event = parse(block);
        if (event) events.push(event);
      }
      rest = "";
    }
  }
  void read()
    .catch(() => undefined)
    .finally(() => (ended = true));

  return {
    status: response.status,
    headers: response.headers,
    get text() {
      return chunks.join("");
    },
    get ended() {
      return ended;
    },
    async next() {
      await gateway.until(() => events.length > 0 || ended);
      return events.shift();
    },
    leave: () => aborter.abort(),
  };
}

function parse(block: string): Event | undefined {
  const lines = block.split("\n").map((line) => /^(\w*):\s?(.*)$/s.exec(line) ?? []);
  const valueOf = (name: string) => lines.find(([, field]) => field === name)?.[2];
  const event = valueOf("event");
  if (event === undefined) return undefined;
  const [id, data] = [valueOf("id"), valueOf("data")];
  return { ...(id !== undefined && { id }), event, data: data ? (JSON.parse(data) as unknown) : undefined };
}
