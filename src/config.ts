import type { KeyObject } from "node:crypto";

import { z } from "zod";

import { authSettings, type AuthSettingName, type AuthSettings, readAuth } from "./auth-settings.ts";
import { StartError } from "./errors.ts";
import { limitSettings } from "./limits.ts";
import { logLevels } from "./log.ts";
import { Secret } from "./secret.ts";
import { integer, list, oneOf, switched } from "./setting.ts";
import { subgraphSettings } from "./subgraph-settings.ts";
import { readTokenKey } from "./token-key.ts";
import { type OperationName, operations } from "./upstream/operations.ts";

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** `GetStage=10,ListStages=20` */
function readQuotas(text: string, context: z.RefinementCtx): Partial<Record<OperationName, number>> {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const refuse = (message: string) => context.addIssue({ code: "custom", message });
  for (const [name = "", calls = "", ...more] of pairs)
    if (!Object.hasOwn(operations, name)) refuse(`names ${JSON.stringify(name)}, which is no operation`);
    else if (pairs.filter(([other]) => other === name).length > 1) refuse(`names ${name} twice`);
    else if (more.length > 0 || !/^[1-9]\d{0,5}$/.test(calls))
      refuse(`gives ${name} ${JSON.stringify(calls)}, which is no number of calls a second`);
  return Object.fromEntries(pairs.map(([name, calls]) => [name, Number(calls)]));
}

function readSecrets(text: string, context: z.RefinementCtx): readonly Secret[] {
  const secrets = text.split(",").map((secret) => secret.trim());
  if (secrets.some((secret) => secret.length < 32))
    context.addIssue({ code: "custom", message: "must be secrets of at least 32 characters" });
  if (new Set(secrets).size < secrets.length)
    context.addIssue({ code: "custom", message: "names a secret twice" });
  return secrets.map((secret) => new Secret(secret));
}

/** Settings whose value is never told back; nor is any value that a key was put into by mistake. */
const secretSettings =
  /^IVS_GRAPHQL_(?:TOKEN_P|JWT_PUBLIC_KEY|JWT_JWKS_URL|API_KEYS|ROUTER_SECRET|SUBGRAPH_SECRET|CURSOR_SECRET|EVENTBRIDGE_KEY)/;

/** Every setting that is ours to read; its description is the one of the README's table. */
export const settings = {
  PORT: integer(0, 65_535).default(4000).describe("The port of the server; 0 takes any free one."),
  HOST: z
    .string()
    .regex(/^(?:[a-z0-9.-]+|[0-9a-f:.]*:[0-9a-f:.]*)$/i, "must be an address or a host name, without a port")
    .default("127.0.0.1")
    .describe(
      "The address to listen on. Where no authentication is configured only callers on this machine are answered, whatever it is.",
    ),
  LOG_LEVEL: oneOf(logLevels)
    .default("info")
    .describe(`How much is logged, as JSON lines on standard error: ${logLevels.join(", ")}.`),
  NODE_ENV: z
    .string()
    .optional()
    .describe("`production` requires `IVS_GRAPHQL_BACKEND`, so that nobody serves made-up data by accident."),
  IVS_GRAPHQL_BACKEND: oneOf(["emulator", "aws"])
    .optional()
    .describe("`emulator` (the default outside production) or `aws`."),
  IVS_GRAPHQL_ALLOWED_ORIGINS: list()
    .refine(
      (origins) => origins.every(isOrigin),
      "must be origins as browsers send them: https://example.com",
    )
    .default([])
    .describe(
      "Origins whose pages may call from a browser, with commas between them. The graph's own pages always may; those of this machine while the emulator is the backend.",
    ),
  ...limitSettings,
  IVS_GRAPHQL_REQUEST_DEADLINE_MS: integer(100, 300_000)
    .default(15_000)
    .describe(
      "How long a request may take, waiting for the quota included. A write that was sent is seen through all the same.",
    ),
  IVS_GRAPHQL_QUOTA_SHARE: z
    .string()
    .regex(/^(?:0?\.\d+|1(?:\.0+)?)$/, "must be a number above 0 and at most 1")
    .transform(Number)
    .refine((share) => share > 0, "must be a number above 0 and at most 1")
    .default(0.8)
    .describe(
      "The part of each operation's quota that this process spends at most; the rest is left to whatever else runs in the account. Each operation keeps one call a second at least.",
    ),
  IVS_GRAPHQL_QUOTAS: z
    .string()
    .transform(readQuotas)
    .default({})
    .describe(
      "Calls a second of operations whose quota AWS has changed for the account, as `GetStage=10,ListStages=20`.",
    ),
  IVS_GRAPHQL_CACHE_BYTES: integer(0, 4_000_000_000)
    .default(64_000_000)
    .describe(
      "How much memory answers of AWS may take that are shared by requests and served again within their lifetime. With 0 each request reads for itself.",
    ),
  IVS_GRAPHQL_STALE_MS: integer(0, 86_400_000)
    .default(60_000)
    .describe("How old an answer may be that is served, marked `stale`, when AWS throttles or fails."),
  IVS_GRAPHQL_MAX_UPSTREAM_CALLS: integer(1, 1_000_000)
    .default(40)
    .describe(
      "How many calls to AWS one request may cost. One that could cost more is refused before it is executed.",
    ),
  IVS_GRAPHQL_OPERATORS: list()
    .default([])
    .describe("Ids of viewers whose requests may cost more, with commas between them."),
  IVS_GRAPHQL_OPERATOR_UPSTREAM_CALLS: integer(1, 1_000_000)
    .default(200)
    .describe("How many calls to AWS one request of these may cost."),
  IVS_GRAPHQL_TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe(
      "The path of a manifest, a JSON object of documents by their id, so that clients send ids: `persisted-documents.json` of graphql-codegen.",
    ),
  IVS_GRAPHQL_TRUSTED_ONLY: switched()
    .default(false)
    .describe("`true` answers the documents of that manifest and no others, on every transport."),
  IVS_GRAPHQL_AUDIT: z
    .string()
    .default("stdout")
    .describe(
      "Where a line is written before and after each mutation: `stdout`, `stderr`, or the path of a file to append to.",
    ),
  IVS_GRAPHQL_READ_ONLY: switched()
    .default(false)
    .describe("`true` refuses every mutation, whoever sends it."),
  IVS_GRAPHQL_FURTHER_PAGES: integer(0, 1_000)
    .default(5)
    .describe(
      "How many pages one request reads beyond the first ones where nobody knows how many there are: of the events of participants, and of who is connected. A field `complete` tells where these were too few.",
    ),
  IVS_GRAPHQL_SUBSCRIPTIONS: integer(0, 1_000_000)
    .default(20_000)
    .describe("How many subscriptions this process holds at a time, over SSE and WebSocket together."),
  IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: integer(1, 1_000_000)
    .default(200)
    .describe("How many subscriptions one viewer may hold at a time, over all connections."),
  IVS_GRAPHQL_SOCKETS: integer(0, 1_000_000)
    .default(10_000)
    .describe("How many WebSockets this process holds at a time."),
  IVS_GRAPHQL_SOCKET_OPERATIONS: integer(1, 10_000)
    .default(50)
    .describe("How many operations a WebSocket may run at a time."),
  IVS_GRAPHQL_SOCKET_MESSAGES: integer(1, 100_000)
    .default(50)
    .describe("How many messages a WebSocket may send in any second; the ends of its operations are free."),
  IVS_GRAPHQL_SOCKET_FRAME_BYTES: integer(1_000, 10_000_000)
    .default(65_536)
    .describe("The largest message that is read from a WebSocket."),
  IVS_GRAPHQL_SOCKET_INIT_MS: integer(100, 60_000)
    .default(3_000)
    .describe("How soon a WebSocket has to say who it is."),
  IVS_GRAPHQL_HEARTBEAT_MS: integer(1_000, 600_000)
    .default(12_000)
    .describe(
      "How often connections that stay open are sent a sign of life; a WebSocket that has not answered the last one is cut.",
    ),
  IVS_GRAPHQL_SLOW_CONSUMER_MS: integer(1_000, 600_000)
    .default(10_000)
    .describe(
      "How long a subscriber may take nothing while something waits for it. Its connection is closed then; it goes on with its cursor.",
    ),
  IVS_GRAPHQL_SHUTDOWN_MS: integer(0, 600_000)
    .default(10_000)
    .describe("How long requests in flight may take to end after SIGTERM or SIGINT."),
  IVS_GRAPHQL_TOKEN_PRIVATE_KEY: z
    .string()
    .optional()
    .describe(
      "The P-384 private key that `signParticipantToken` signs with: PEM, or the path of a file that holds it. Its public key is to be imported with ImportPublicKey.",
    ),
  IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: z
    .string()
    .regex(
      /^arn:aws:ivs:[a-z0-9-]+:[0-9]{12}:public-key\/[a-zA-Z0-9-]+$/,
      "must be the ARN of an IVS public key",
    )
    .optional()
    .describe("The ARN of that public key, exactly as GetPublicKey returns it."),
  ...authSettings,
  ...subgraphSettings,
  IVS_GRAPHQL_FEED_INTERVAL_MS: integer(200, 60_000)
    .default(1_000)
    .describe(
      "How often the feed looks at who is on a stage that is followed, at most; everything else that it looks at keeps its proportion. A quiet stage is looked at less often.",
    ),
  IVS_GRAPHQL_FEED_LINGER_MS: integer(0, 600_000)
    .default(10_000)
    .describe(
      "How long a stage is watched on when nobody follows it any more. Then nothing is called for it, and its log ends: who comes back later with a cursor is told what followed as it is read again.",
    ),
  IVS_GRAPHQL_FEED_CHECKPOINT_MS: integer(1_000, 600_000)
    .default(15_000)
    .describe("How often subscribers of a quiet stage are given a newer cursor."),
  IVS_GRAPHQL_FEED_RECOVERY_CALLS: integer(0, 100_000)
    .default(200)
    .describe(
      "How many calls it may cost to read again from AWS what the journal does not hold any more, for one subscriber; above, it is told of a gap.",
    ),
  IVS_GRAPHQL_JOURNAL_EVENTS: integer(100, 500_000)
    .default(10_000)
    .describe("How many events of a stage are held for subscribers that were interrupted."),
  IVS_GRAPHQL_JOURNAL_MS: integer(1_000, 86_400_000)
    .default(3_600_000)
    .describe("How long events are held for subscribers that were interrupted."),
  IVS_GRAPHQL_JOURNAL_BYTES: integer(1_000_000, 16_000_000_000)
    .default(256_000_000)
    .describe("How much memory the events of all stages may take; above, the stage that has most gives way."),
  IVS_GRAPHQL_CURSOR_SECRET: z
    .string()
    .transform(readSecrets)
    .default([])
    .describe(
      "What cursors of the event feed are signed with: at least 32 characters. Several, with commas between them, are all good for reading; the first one signs. Without it a key is made at each start, and cursors of before are `CURSOR_EXPIRED`.",
    ),
  IVS_GRAPHQL_EVENTBRIDGE_KEY: z
    .string()
    .regex(/^[!-~]{16,512}$/, "must be 16 to 512 printable characters without spaces")
    .transform((text) => new Secret(text))
    .optional()
    .describe(
      "The key that an API destination of Amazon EventBridge sends with what it delivers to `/eventbridge`. Without it there is nothing at that path. `print-eventbridge` prints what to set up in AWS.",
    ),
  IVS_GRAPHQL_EVENTBRIDGE_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, "must be the name of a header")
    .transform((name) => name.toLowerCase())
    .default("x-api-key")
    .describe("The header that carries the key of `/eventbridge`."),
  IVS_GRAPHQL_EMULATOR_PORT: integer(0, 65_535)
    .default(0)
    .describe("The loopback port of the embedded emulator; 0 takes any free one."),
  IVS_GRAPHQL_EMULATOR_SCENARIO: oneOf(["quiet", "rehearsal", "show", "crowd", "trouble"])
    .default("show")
    .describe(
      "What goes on in the emulator: `quiet` (nothing), `rehearsal` (a few hosts on one stage), `show` (a lively company), `crowd` (5,000 viewers on one stage) or `trouble` (what can go wrong does).",
    ),
  IVS_GRAPHQL_EMULATOR_SEED: integer(0, 2_147_483_647)
    .default(1)
    .describe("The same seed gives the same ids and the same course of events."),
} satisfies Record<string, z.ZodType>;

const shape = z.object(settings);
type Settings = z.infer<typeof shape>;

type TokenKeySetting = "IVS_GRAPHQL_TOKEN_PRIVATE_KEY" | "IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN";

/** What the program was told, complete and frozen. */
export type Config = Readonly<
  Omit<Settings, "IVS_GRAPHQL_BACKEND" | "NODE_ENV" | TokenKeySetting | AuthSettingName> & {
    /** Who is let in. Prints without its secrets. */
    auth: AuthSettings;
    /** What participant tokens are signed with, when both settings are there. Prints without its content. */
    tokenKey: { readonly privateKey: KeyObject; readonly publicKeyArn: string } | undefined;
    backend: "emulator" | "aws";
    production: boolean;
    /** Names of AWS settings that are present; their values are the SDK's business. */
    awsSettings: readonly string[];
    /** Whether a Region is among them. */
    awsRegionKnown: boolean;
  }
>;

const prefix = "IVS_GRAPHQL_";

/** Reads the environment once. Throws `StartError` with every fault, unknown `IVS_GRAPHQL_` names among them. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  // An empty variable is how compose files and CI systems say "not set".
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const faults = Object.keys(present)
    .filter((name) => name.startsWith(prefix) && !Object.hasOwn(settings, name))
    .map((name) => `${name} is not a setting. The ones there are: ${namesStartingWith(prefix).join(", ")}.`);

  const parsed = shape.safeParse(present);
  if (!parsed.success)
    faults.push(
      ...parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return `${name} ${issue.message}${quoted(name, present[name])}.`;
      }),
    );
  const { PORT, IVS_GRAPHQL_EMULATOR_PORT: emulatorPort } = present;
  if (emulatorPort !== undefined && emulatorPort !== "0" && emulatorPort === (PORT ?? "4000"))
    faults.push(
      `PORT and IVS_GRAPHQL_EMULATOR_PORT are both ${emulatorPort}; the emulator needs one of its own.`,
    );
  const production = present["NODE_ENV"] === "production";
  if (production && present["IVS_GRAPHQL_BACKEND"] === undefined)
    faults.push(
      "IVS_GRAPHQL_BACKEND must be set in production: aws, or emulator to serve made-up data on purpose.",
    );
  const tokenKey = readTokenKey(
    present["IVS_GRAPHQL_TOKEN_PRIVATE_KEY"],
    present["IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN"],
    faults,
  );
  const auth = parsed.success ? readAuth(parsed.data, faults) : undefined;
  if (!parsed.success || !auth || faults.length > 0) throw new StartError(faults);

  const { IVS_GRAPHQL_BACKEND, NODE_ENV: _, ...rest } = parsed.data;
  const { IVS_GRAPHQL_TOKEN_PRIVATE_KEY: _key, IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: _arn, ...plain } = rest;
  for (const name of Object.keys(authSettings)) Reflect.deleteProperty(plain, name);
  return Object.freeze({
    ...plain,
    auth,
    tokenKey,
    backend: IVS_GRAPHQL_BACKEND ?? "emulator",
    production,
    awsSettings: Object.freeze(awsSettingNames.filter((name) => present[name] !== undefined)),
    awsRegionKnown: ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"].some(
      (name) => present[name] !== undefined,
    ),
  });
}

/** The settings of the graph alone, for what prints it. Throws `StartError` with every fault of theirs. */
export function readSubgraphOptions(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReturnType<typeof subgraphOptionsOf> {
  const own = Object.entries(environment).filter(([name]) => Object.hasOwn(subgraphSettings, name));
  return subgraphOptionsOf(readConfig(Object.fromEntries(own)));
}

/** How the graph is served, from the settings. */
export function subgraphOptionsOf(config: Config) {
  return {
    prefix: config.IVS_GRAPHQL_PREFIX ?? "",
    userEntity: config.IVS_GRAPHQL_USER_ENTITY,
    offersNode: config.IVS_GRAPHQL_SUBGRAPH_NODE,
    routersOnly: config.IVS_GRAPHQL_SUBGRAPH_SECRET !== undefined,
  };
}

/** The settings of the emulator when it runs by itself; it reads them for itself. */
export function emulatorEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("IVS_EMULATOR_")));
}

/** What a setting was, for a fault about it; never where it may be a key, also when it was put under the wrong name. */
function quoted(name: string, value: string | undefined): string {
  if (value === undefined || secretSettings.test(name) || value.includes("-----BEGIN")) return "";
  return `; it is ${JSON.stringify(value.slice(0, 100))}`;
}

/** The environment variables by which the SDK's default chain is usually told whom to be and where. */
const awsSettingNames = [
  "AWS_PROFILE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SESSION_TOKEN",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_IVS_REALTIME",
];

function namesStartingWith(start: string): string[] {
  return Object.keys(settings).filter((name) => name.startsWith(start));
}
