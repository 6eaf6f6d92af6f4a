import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the router sent it to a subgraph. */
export interface Overheard {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What passes between a router and a subgraph, unchanged, for one test file. */
export interface Wiretap {
  readonly url: string;
  readonly overheard: Overheard[];
  close(): Promise<void>;
}

/** Listens in on whoever asks `target` by way of the URL that it returns. The caller closes it. */
export async function tap(target: string): Promise<Wiretap> {
  const overheard: Overheard[] = [];
  const server = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const { query = "", variables = {} } = JSON.parse(body.toString() || "{}") as Partial<Overheard>;
      overheard.push({ headers: req.headers, query, variables });
      const { "content-length": _length, connection: _connection, host: _host, ...headers } = req.headers;
      const answer = await fetch(target, {
        method: "POST",
        headers: headers as Record<string, string>,
        body,
      });
      res.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
      });
      res.end(await answer.text());
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    overheard,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
