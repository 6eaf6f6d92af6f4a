import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { createYoga } from "graphql-yoga";

/** What resolvers of the example subgraphs see of a request. */
export interface Asked {
  readonly request: Request;
}

/** A subgraph that runs in this process. */
export interface RunningSubgraph {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a subgraph on any free loopback port. `resolvers` are by type and field. */
export async function serveSubgraph(sdl: string, resolvers: object): Promise<RunningSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { ...resolvers } }]);
  const yoga = createYoga({ schema, graphiql: false, landingPage: false, logging: false });
  const server = createServer((req, res) => void yoga(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
