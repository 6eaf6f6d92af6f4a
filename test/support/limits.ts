/** What is refused for its size costs nothing, and shows nothing. */
export const withoutLimits = {
  IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "1000000",
  IVS_GRAPHQL_MAX_TOKENS: "10000",
  IVS_GRAPHQL_MAX_SELECTIONS: "100000",
  IVS_GRAPHQL_MAX_DEPTH: "100",
  IVS_GRAPHQL_MAX_ALIASES: "10000",
  IVS_GRAPHQL_MAX_DIRECTIVES: "10000",
};
