import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { createLiveGraph } from "../support/live-graph.ts";

/** What the clients of both transports have in common. */
interface Client {
  iterate(request: { query: string; variables?: Record<string, unknown> }): AsyncIterableIterator<unknown>;
}

const clients: [string, (gateway: Gateway) => Client][] = [
  [
    "graphql-ws",
    (gateway) => {
      const url = `${gateway.url.replace("http", "ws")}/graphql`;
      const client = createWsClient({ url, webSocketImpl: WebSocket });
      onTestFinished(() => void client.dispose());
      return client;
    },
  ],
  [
    "graphql-sse",
    (gateway) => {
      const client = createSseClient({ url: `${gateway.url}/graphql`, retryAttempts: 0 });
      onTestFinished(() => client.dispose());
      return client;
    },
  ],
];

describe.each(clients)("the client of %s", (_name, createClient) => {
  it("asks, subscribes, and hears the end", async () => {
    const graph = createLiveGraph();
    const gateway = await startGateway({ schema: graph.schema });
    const client = createClient(gateway);
    const asked = client.iterate({ query: "{ __typename }" });
    expect(await asked.next()).toMatchObject({ value: { data: { __typename: "Query" } } });
    expect((await asked.next()).done).toBe(true);

    const lines = client.iterate({ query: "subscription { lines { n } }" });
    const first = lines.next();
    await gateway.until(() => graph.readers === 1);
    graph.write();
    expect(await first).toMatchObject({ value: { data: { lines: { n: 0 } }, extensions: { cursor: "1" } } });
    graph.end();
    expect((await lines.next()).done).toBe(true);
  });

  it("lets go of what it leaves", async () => {
    const graph = createLiveGraph();
    const gateway = await startGateway({ schema: graph.schema });
    const lines = createClient(gateway).iterate({ query: "subscription { lines { n } }" });
    const first = lines.next();
    await gateway.until(() => graph.readers === 1);
    graph.write();
    await first;
    await lines.return?.();
    await gateway.until(() => graph.readers === 0);
    expect(gateway.app.listeners().subscriptions).toBe(0);
  });

  it("is told what is wrong", async () => {
    const graph = createLiveGraph();
    const gateway = await startGateway({ schema: graph.schema });
    const told = await createClient(gateway)
      .iterate({ query: "subscription { nothing }" })
      .next()
      .catch((error: unknown) => error);
    const { response } = told as { response?: Response };
    expect(response ? String(response.status) : JSON.stringify(told)).toMatch(
      /GRAPHQL_VALIDATION_FAILED|^400$/,
    );
  });
});

describe("the client of graphql-ws", () => {
  it("comes back by itself when it is cut, and goes on where it was", async () => {
    const graph = createLiveGraph();
    const gateway = await startGateway({ schema: graph.schema });
    const url = `${gateway.url.replace("http", "ws")}/graphql`;
    const cut: (() => void)[] = [];
    const variables: { after?: string } = {};
    const client = createWsClient({
      url,
      webSocketImpl: WebSocket,
      retryWait: async () => undefined,
      shouldRetry: () => true,
      on: { opened: (socket) => cut.push(() => (socket as WebSocket).terminate()) },
    });
    onTestFinished(() => void client.dispose());
    const seen: number[] = [];
    client.subscribe<{ lines: { n: number } }>(
      // It sends the same object again.
      { query: "subscription ($after: String) { lines(after: $after) { n } }", variables },
      {
        next({ data, extensions }) {
          seen.push(data?.lines.n ?? -1);
          variables.after = String((extensions as { cursor?: string }).cursor);
        },
        error: () => seen.push(-1),
        complete: () => undefined,
      },
    );
    for (let n = 0; n < 50; n += 1) {
      await gateway.until(() => graph.readers === 1);
      graph.write();
      await gateway.until(() => seen.length === 2 * n + 1);
      cut.at(-1)?.();
      graph.write();
      await gateway.until(() => seen.length === 2 * n + 2);
    }
    expect(cut.length).toBe(51);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });
});
