import { defineConfig } from "@graphql-hive/gateway";
import { renderGraphiQL } from "@graphql-yoga/render-graphiql";

import { gatewayConfig as withoutGraphiql } from "./hive.config.ts";

/** The operations that whoever starts it shows, as JSON. */
const queries = JSON.parse(process.env["OPEN_AT"] ?? "[]") as string[];

/** The same with a GraphiQL that loads nothing from elsewhere, with a tab for each of them. */
export const gatewayConfig = defineConfig({
  ...withoutGraphiql,
  renderGraphiQL,
  graphiql: { title: "A company graph", defaultTabs: queries.map((query) => ({ query })) },
});
