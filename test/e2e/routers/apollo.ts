import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { GraphQLError } from "graphql";

import type { RunningRouter } from "./router.ts";

/** By which clients say who they are. */
const credentials = ["authorization", "x-api-key"] as const;
type Asked = Partial<Record<(typeof credentials)[number], string>>;

/** The gateway says with an HTTP status that it refused an operation before executing it, and in the body why. */
class IvsDataSource extends RemoteGraphQLDataSource<Asked> {
  override async errorFromResponse(response: Parameters<RemoteGraphQLDataSource["errorFromResponse"]>[0]) {
    const error = await super.errorFromResponse(response);
    const { body } = error.extensions["response"] as {
      body?: { errors?: { message: string; extensions: object }[] };
    };
    const [first] = body?.errors ?? [];
    return first ? new GraphQLError(first.message, { extensions: { ...first.extensions } }) : error;
  }
}

/** Runs Apollo's gateway over this supergraph, on a loopback port. */
export async function startApollo(
  supergraph: string,
  { port, subgraphSecret }: { port: number; subgraphSecret?: string },
): Promise<RunningRouter> {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService({ name: subgraph, url = "" }) {
      const isIvs = subgraph === "ivs";
      return new (isIvs ? IvsDataSource : RemoteGraphQLDataSource<Asked>)({
        url,
        willSendRequest({ request, context }) {
          // Who asks is for every subgraph to know; that the router asks, only for the one that wants to know.
          for (const [name, value] of Object.entries(context)) request.http?.headers.set(name, value);
          if (subgraphSecret !== undefined && isIvs)
            request.http?.headers.set("x-ivs-subgraph-secret", subgraphSecret);
        },
      });
    },
  });
  const server = new ApolloServer<Asked>({ gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port },
    context({ req: { headers } }) {
      const given = credentials.map((name) => [name, headers[name]] as const);
      return Promise.resolve(Object.fromEntries(given.filter(([, value]) => typeof value === "string")));
    },
  });
  return { url, said: [], close: () => server.stop() };
}
