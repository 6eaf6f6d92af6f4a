import { defineConfig } from "@graphql-hive/gateway";
import { GraphQLError } from "graphql";
import { maskError } from "graphql-yoga";

/** The gateway's subgraph under its name in the supergraph. */
const ivsSubgraph = "ivs";
/** By which clients say who they are. Every subgraph is told: each finds out for itself who asks. */
const credentials = ["authorization", "x-api-key"];
const { IVS_GRAPHQL_SUBGRAPH_SECRET: subgraphSecret } = process.env;

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ context, subgraphName }) {
      // Of a client on a WebSocket these are what its `connection_init` holds.
      const headers = Object.fromEntries(credentials.map((name) => [name, context.headers[name]]));
      // That the router asks is for the one that wants to know it, and only for that.
      if (subgraphName === ivsSubgraph && subgraphSecret !== undefined)
        headers["x-ivs-subgraph-secret"] = subgraphSecret;
      return headers;
    },
  },
  maskedErrors: {
    // Hive takes what a subgraph tells in a stream for a fault of its own, and would hide it with its code.
    maskError(error, message) {
      const told = toldBySubgraph(error);
      return told
        ? new GraphQLError(told.message, { extensions: told.extensions })
        : maskError(error, message);
    },
  },
});

/** Over SSE an error of a subgraph is a plain object, over WebSocket a list of such within another error. */
function toldBySubgraph(error: unknown): { message: string; extensions: { code: string } } | undefined {
  const { originalError } = Object(error) as { originalError?: unknown };
  const [told] = (Array.isArray(originalError) ? originalError : [error]) as unknown[];
  const { code } = (Object(told) as { extensions?: { code?: unknown } }).extensions ?? {};
  if (told instanceof Error || typeof code !== "string") return undefined;
  return told as { message: string; extensions: { code: string } };
}
