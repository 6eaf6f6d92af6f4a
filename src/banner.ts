import type { Config } from "./config.ts";
import type { App } from "./app.ts";

/** What a person sees at start: which backend serves, where, for whom, and how to turn to AWS. */
export function banner(app: App, config: Config, version: string): string {
  const rows: [string, string][] = [
    ["backend", backend(app, config)],
    ...page(app, config),
    ["graph", `${app.url}/graphql (GraphiQL in a browser)`],
    ["health", `${app.url}/live and ${app.url}/ready`],
    ["access", access(config)],
  ];
  if (config.backend === "emulator" && config.awsSettings.length > 0)
    rows.push(["aws", `${config.awsSettings.join(", ")} seen, not used. To use: ${awsLine(config)}`]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `ivs-realtime-graphql ${version}`,
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    "",
  ].join("\n");
}

/** Under a prefix there is none. */
function page({ url }: App, { IVS_GRAPHQL_PREFIX: prefix }: Config): [string, string][] {
  return prefix === undefined ? [["page", `${url} (what happens, in a browser)`]] : [];
}

function backend(app: App, config: Config): string {
  const { region, account } = app.identity;
  if (app.emulator)
    return `emulator at ${app.emulator.url} (Region ${region}, account ${app.emulator.account}, scenario ${config.IVS_GRAPHQL_EMULATOR_SCENARIO}); nothing leaves this machine`;
  return `AWS, Region ${region}, account ${account ?? "not yet known"}`;
}

function access({ HOST, auth }: Config): string {
  const ways = [
    ...(auth.jwt ? [`tokens of ${auth.jwt.issuer}`] : []),
    ...(auth.apiKeys.length > 0 ? [`${auth.apiKeys.length} API keys`] : []),
    ...(auth.routerSecret ? ["a trusted router"] : []),
    ...(auth.anonymous ? [`anybody, with ${auth.anonymous.scopes.join(" ")}`] : []),
  ];
  if (ways.length > 0) return ways.join("; ");
  const loopback = /^(?:127\.|::1$|localhost$)/.test(HOST);
  const although = loopback ? "" : `, although it listens on ${HOST}`;
  return `no authentication: callers on this machine, by a loopback name, may do everything, others nothing${although}`;
}

function awsLine(config: Config): string {
  return `${config.awsRegionKnown ? "" : "AWS_REGION=us-west-2 "}IVS_GRAPHQL_BACKEND=aws npm start`;
}
