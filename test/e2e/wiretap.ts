import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

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
  /** How many WebSockets were opened. */
  readonly sockets: number;
  /** Breaks every connection that there is. */
  cut(): void;
  close(): Promise<void>;
}

/** Listens in on whoever asks `target` by way of the URL that it returns. The caller closes it. */
export async function tap(target: string): Promise<Wiretap> {
  const overheard: Overheard[] = [];
  const tunnels = new Set<Socket>();
  let sockets = 0;
  const server = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const asked = new URL(req.url ?? "", target);
      overheard.push({ headers: req.headers, ...operationIn(asked, body) });
      const { "content-length": _length, connection: _connection, host: _host, ...headers } = req.headers;
      const left = new AbortController();
      res.once("close", () => left.abort());
      const answer = await fetch(asked, {
        method: req.method ?? "POST",
        headers: headers as Record<string, string>,
        ...(req.method === "POST" && { body }),
        signal: left.signal,
      });
      const type = answer.headers.get("content-type") ?? "application/json";
      res.writeHead(answer.status, { "content-type": type });
      // A stream of events is passed on as it comes.
      if (answer.body)
        Readable.fromWeb(answer.body as ReadableStream)
          .on("error", () => res.destroy())
          .pipe(res);
      else res.end();
    })().catch(() => res.destroy());
  });
  server.on("upgrade", (req: IncomingMessage, socket: Socket, head: Buffer) => {
    sockets += 1;
    const { hostname, port } = new URL(target);
    const tunnel = connect(Number(port), hostname);
    for (const end of [socket, tunnel]) {
      tunnels.add(end);
      end.once("close", () => tunnels.delete(end));
      end.on("error", () => end.destroy());
    }
    const lines = req.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0
        ? [`${name}: ${name.toLowerCase() === "host" ? new URL(target).host : all[index + 1]}`]
        : [],
    );
    tunnel.write(`GET ${req.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    tunnel.write(head);
    socket.pipe(tunnel).pipe(socket);
  });
  function cut(): void {
    for (const end of tunnels) end.destroy();
    server.closeAllConnections();
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    overheard,
    get sockets() {
      return sockets;
    },
    cut,
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

/** What is asked: a router may ask for a stream by GET. */
function operationIn({ searchParams }: URL, body: Buffer): Omit<Overheard, "headers"> {
  const query = searchParams.get("query");
  const text = query === null ? body.toString() || "{}" : "{}";
  const posted = JSON.parse(text) as Partial<Overheard>;
  const variables = searchParams.get("variables");
  return {
    query: query ?? posted.query ?? "",
    variables: variables === null ? (posted.variables ?? {}) : (JSON.parse(variables) as object),
  } as Omit<Overheard, "headers">;
}
