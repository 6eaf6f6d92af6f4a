import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { createYoga } from "graphql-yoga";

import { startApp } from "../../src/app.ts";
import { createSystemClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import { schema } from "../../src/graph/index.ts";
import { createLog } from "../../src/log.ts";

/** What the side that is asked tells: where its servers are. */
export interface WarmSide {
  readonly gateway: string;
  readonly yoga: string;
  readonly echo: string;
}

// The servers have a process of their own: what it spends is not spent on asking.
const app = await startApp(readConfig({ PORT: "0", LOG_LEVEL: "silent" }), {
  clock: createSystemClock(),
  log: createLog({ level: "silent" }),
  version: "0.0.0",
});

/** The least a node:http server does to take a JSON post and answer it. */
const echo = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => res.writeHead(200, { "content-type": "application/json" }).end(Buffer.concat(chunks)));
});
const stock = createYoga({ schema, logging: false, graphiql: false });
const yoga = createServer((req, res) => void stock(req, res));

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000_000);
});
process.on("disconnect", () => process.exit(0));
process.send?.({
  gateway: `${app.url}/graphql`,
  yoga: `${await listen(yoga)}/graphql`,
  echo: await listen(echo),
} satisfies WarmSide);
