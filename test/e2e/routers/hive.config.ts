import { defineConfig } from "@graphql-hive/gateway";

/** The gateway's subgraph under its name in the supergraph. */
const ivsSubgraph = "ivs";
const { IVS_GRAPHQL_SUBGRAPH_SECRET: subgraphSecret } = process.env;

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get("authorization");
      return {
        // Who asks is for every subgraph to know.
        ...(authorization !== null && { authorization }),
        // That the router asks, only for the one that wants to know.
        ...(subgraphSecret !== undefined &&
          subgraphName === ivsSubgraph && { "x-ivs-subgraph-secret": subgraphSecret }),
      };
    },
  },
});
