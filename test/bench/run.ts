/* oxlint-disable no-console -- a benchmark prints its figures */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { startApp } from "../../src/app.ts";
import { createSystemClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { ampleQuotas } from "../support/quotas.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { printMemory, printWarm } from "./cache.ts";
import { printCalls } from "./calls.ts";
import { printFanout, printStuck } from "./fanout.ts";
import { printFeed } from "./feed.ts";
import { printQuota } from "./quota.ts";
import { compare, type Load, requestsPerSecond } from "./load.ts";

const clock = createSystemClock();
const app = await startApp(
  readConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    IVS_GRAPHQL_QUOTAS: ampleQuotas,
    IVS_GRAPHQL_REQUESTS_PER_SECOND: "0",
    IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: "0",
    IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE: "0",
    ...tokenKeyEnv,
  }),
  {
    clock,
    log: createLog({ level: "silent" }),
    version: "0.0.0",
  },
);
const emulator = app.emulator;
if (!emulator) throw new Error("The benchmark needs the emulator.");
await fetch(`${emulator.url}/_emulator/settings`, {
  method: "PATCH",
  body: JSON.stringify({ throttle: "off" }),
});

/** The limit: the least a node:http server does to take a JSON post and answer it. */
const echoServer = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => res.writeHead(200, { "content-type": "application/json" }).end(Buffer.concat(chunks)));
});
echoServer.listen(0, "127.0.0.1");
await once(echoServer, "listening");
const echoUrl = `http://127.0.0.1:${(echoServer.address() as AddressInfo).port}/`;

const post = (url: string, body: object, headers: Record<string, string> = {}): Load => ({
  url,
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const echo = (body: object) => post(echoUrl, body);
const authorization = `AWS4-HMAC-SHA256 Credential=x/20260701/${emulator.region}/ivs/aws4_request, SignedHeaders=host, Signature=0`;

const graph = (query: string) => ({ query });
const typename = graph("{ __typename }");
const page = graph("{ stages(first: 10) { nodes { arn name activeSessionId tags { key value } } } }");
const list = { maxResults: 10 };

const comparisons: [name: string, subject: Load, baseline: Load][] = [
  ["a query without AWS, through HTTP and GraphQL", post(`${app.url}/graphql`, typename), echo(typename)],
  [
    "a page of ten stages, cold: GraphQL, SDK, emulator",
    post(`${app.url}/graphql`, page, { "cache-control": "no-cache" }),
    echo(page),
  ],
  [
    "ListStages of ten at the emulator alone",
    post(`${emulator.url}/ListStages`, list, { authorization }),
    echo(list),
  ],
];

console.log(
  "Requests per second as a ratio to a bare node:http echo of the same body, in one process (median, low to high):\n",
);
for (const [name, subject, baseline] of comparisons) {
  const { ratio, low, high } = await compare(subject, baseline);
  console.log(`  ${ratio.toFixed(2)}  (${low.toFixed(2)} to ${high.toFixed(2)})  ${name}`);
}

const [stage] = emulator.stages.list();
const sign = graph(
  `mutation { signParticipantToken(input: { stageArn: "${stage?.arn}" }) { ... on SignParticipantTokenPayload { participantToken { token } } } }`,
);
const awsTokensPerSecond = 50;
const tokens = await requestsPerSecond(post(`${app.url}/graphql`, sign), 5_000);
console.log("\nTokens per second as a ratio to the 50 that AWS grants an account and Region:\n");
console.log(`  ${(tokens / awsTokensPerSecond).toFixed(0)}  signParticipantToken, through HTTP and GraphQL`);

await printWarm(page, typename, post);
printMemory();
await printCalls(clock);
await printFeed();
await printQuota();
await printFanout();
await printStuck();

echoServer.close();
echoServer.closeAllConnections();
await app.close();
