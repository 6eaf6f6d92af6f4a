import { defineConfig } from "@graphql-hive/gateway";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";

import { gatewayConfig as withoutGraphiql } from "./hive.config.ts";

/** The same with a GraphiQL that loads nothing from elsewhere, open at the operation that whoever starts it shows. */
export const gatewayConfig = defineConfig({
  ...withoutGraphiql,
  renderGraphiQL,
  graphiql: { title: "A company graph", defaultQuery: process.env["OPEN_AT"] ?? "" },
});
