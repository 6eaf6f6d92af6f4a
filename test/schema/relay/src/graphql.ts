/** The tag that Relay's compiler looks for. In an application it comes from `react-relay`. */
export const graphql = String.raw;
