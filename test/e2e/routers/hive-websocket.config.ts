import { defineConfig } from "@graphql-hive/gateway";

import { gatewayConfig as overSse } from "./hive.config.ts";

/** The same, following subscriptions of the gateway over WebSocket: who asks is told in `connection_init`. */
export const gatewayConfig = defineConfig({
  ...overSse,
  transportEntries: {
    ivs: {
      options: {
        subscriptions: {
          kind: "ws",
          options: {
            connectionParams: {
              authorization: "{context.headers.authorization}",
              "x-api-key": "{context.headers.x-api-key}",
              "x-ivs-subgraph-secret": "{env.IVS_GRAPHQL_SUBGRAPH_SECRET}",
            },
          },
        },
      },
    },
  },
});
