import { once } from "node:events";
import { createServer } from "node:net";

import type { GraphQLSchema } from "graphql";

import { type Audit, openAudit } from "./audit.ts";
import type { Clock } from "./clock.ts";
import { type Config, subgraphOptionsOf } from "./config.ts";
import { createContext, type RequestLimits } from "./context.ts";
import { intervalsFrom } from "./domains/participant/watch-intervals.ts";
import { createTokenSigner } from "./domains/token/sign.ts";
import { createEmulator, type Emulator } from "./emulator/server.ts";
import { CodedError, StartError } from "./errors.ts";
import { createCursors, type Cursors } from "./feed/cursor.ts";
import { createHints, type Hints } from "./feed/hints.ts";
import { createLocalLeases } from "./feed/local-leases.ts";
import { createMemoryJournal, type JournalBounds } from "./feed/memory-journal.ts";
import { createSubgraph, type Subgraph } from "./graph/federation.ts";
import { declaredGraph } from "./graph/index.ts";
import { createIdempotencyKeys } from "./idempotency.ts";
import { createPredictor } from "./graph/predict.ts";
import { readLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { type Authenticate, createAuthenticator } from "./server/auth.ts";
import { createAllowedOrigins } from "./server/cross-site.ts";
import { createEventBridgeRoute, type EventBridgeRoute } from "./server/eventbridge.ts";
import { readExamples } from "./server/examples.ts";
import { type GraphServer, startServer, type StreamLimits } from "./server/index.ts";
import type { Allowance } from "./upstream/budget.ts";
import type { Target } from "./upstream/client.ts";
import type { Identity } from "./upstream/identity.ts";
import { readTrustedDocuments } from "./trusted-documents.ts";
import { createUpstream, type Upstream } from "./upstream/index.ts";
import { createWatches, type Watches } from "./watches.ts";

/** A running gateway. */
export interface App {
  readonly url: string;
  readonly identity: Identity;
  /** The embedded emulator, when that is the backend. */
  readonly emulator: Emulator | undefined;
  /** Where hints come together, whoever gives them. */
  readonly hints: Hints;
  /** What can be followed. */
  readonly watches: Watches;
  /** The endpoint of API destinations, when it has a key. */
  readonly eventBridge: EventBridgeRoute | undefined;
  /** What is under way at this moment. */
  activity(): { requests: number; upstreamCalls: number; waitingCalls: number };
  /** Who stays connected: open WebSockets, and subscriptions on all transports. */
  listeners(): { sockets: number; subscriptions: number };
  /** Lets requests in flight end, then closes everything. Idempotent. */
  close(): Promise<void>;
}

/**
 * Constructs everything, proves the backend with one ListStages and listens. Throws `StartError` that names every fault,
 * with nothing left open. `schema` is what is served, the whole graph unless told otherwise; `authenticate` finds out who asks in place of
 * what the settings say; `audit` is written instead of the place that is set, and closed with the app.
 */
export async function startApp(
  config: Config,
  {
    clock,
    log,
    version,
    schema: given,
    authenticate,
    audit: givenAudit,
  }: {
    clock: Clock;
    log: Log;
    version: string;
    schema?: GraphQLSchema | undefined;
    authenticate?: Authenticate | undefined;
    audit?: Audit | undefined;
  },
): Promise<App> {
  const trusted = trustedDocuments(config);
  const { api, schema, spell } = given ? asItIs(given) : createServedGraph(config);
  const audit = givenAudit ?? (await openAudit(config.IVS_GRAPHQL_AUDIT, { clock, log }));
  const emulator = await startBackend(config, clock, log).catch(async (error: unknown) => {
    await audit.close();
    throw error;
  });
  const target: Target = emulator
    ? { backend: "emulator", endpoint: emulator.url, region: emulator.region }
    : { backend: "aws" };
  const cache = { bytes: config.IVS_GRAPHQL_CACHE_BYTES, staleMs: config.IVS_GRAPHQL_STALE_MS };
  const upstream = createUpstream({ target, allowance: allowanceOf(config), cache, clock, log });
  const limits: RequestLimits = {
    upstreamCallsOf: ({ id }) =>
      config.IVS_GRAPHQL_OPERATORS.includes(id)
        ? config.IVS_GRAPHQL_OPERATOR_UPSTREAM_CALLS
        : config.IVS_GRAPHQL_MAX_UPSTREAM_CALLS,
    furtherPages: config.IVS_GRAPHQL_FURTHER_PAGES,
  };
  const hints = createHints(clock);
  const journal = createMemoryJournal<unknown>(journalBoundsOf(config), clock);
  const leases = createLocalLeases();
  const watches = createWatches({
    upstream,
    journal,
    leases,
    hints,
    clock,
    random: Math.random,
    log,
    times: {
      lingerMs: config.IVS_GRAPHQL_FEED_LINGER_MS,
      checkpointMs: config.IVS_GRAPHQL_FEED_CHECKPOINT_MS,
      recoveryCalls: config.IVS_GRAPHQL_FEED_RECOVERY_CALLS,
    },
    intervals: intervalsFrom(config.IVS_GRAPHQL_FEED_INTERVAL_MS),
  });
  const services = {
    upstream,
    watches,
    cursors: cursorsOf(config, log),
    tokenSigner: config.tokenKey && createTokenSigner({ ...config.tokenKey, clock }),
    idempotencyKeys: createIdempotencyKeys({ clock }),
    limits,
    audit,
    about: { backend: config.backend, version },
  };
  const authenticator = createAuthenticator({
    settings: config.auth,
    subgraphSecret: config.IVS_GRAPHQL_SUBGRAPH_SECRET,
    clock,
    log,
  });
  const eventBridge = eventBridgeOf(config, upstream.identity, hints);
  const closeBackend = async () => {
    authenticator.close();
    await watches.close();
    await leases.close();
    await journal.close();
    hints.close();
    await upstream.close();
    await emulator?.close();
    await audit.close();
  };

  const [server, checked] = await Promise.allSettled([
    startServer({
      api,
      schema,
      createContext: (request) => createContext(services, request),
      predict: createPredictor(schema, { listSizes: upstream.listSizes, ...limits }),
      upstreamCallsOf: limits.upstreamCallsOf,
      trusted,
      readOnly: config.IVS_GRAPHQL_READ_ONLY,
      mostInTime: (operation) => upstream.mostWithin(operation, config.IVS_GRAPHQL_REQUEST_DEADLINE_MS),
      costAlwaysShown: !config.production,
      host: config.HOST,
      port: config.PORT,
      requestDeadlineMs: config.IVS_GRAPHQL_REQUEST_DEADLINE_MS,
      limits: readLimits(config),
      authenticate: authenticate ?? authenticator.authenticate,
      allowedOrigins: createAllowedOrigins(config.IVS_GRAPHQL_ALLOWED_ORIGINS, config.backend === "emulator"),
      streams: streamLimitsOf(config),
      answers: upstream.answers,
      eventBridge,
      // The page speaks in the names that the domains declare.
      hasPage: config.IVS_GRAPHQL_PREFIX === undefined,
      examples: readExamples().map(({ name, query }) => ({ name, query: spell(query) })),
      clock,
      log,
    }),
    upstream.check(),
  ]);
  if (
    server.status === "fulfilled" &&
    checked.status === "fulfilled" &&
    !signerFault(config, upstream.identity)
  ) {
    server.value.admit();
    return {
      hints,
      eventBridge,
      watches,
      ...running(server.value, upstream, emulator, config, watches, closeBackend),
    };
  }

  const faults: string[] = [];
  if (server.status === "rejected") faults.push(listenFault("PORT", config.PORT, config.HOST, server.reason));
  else await server.value.close(0);
  if (checked.status === "rejected") faults.push(...backendFaults(checked.reason));
  const foreignKey = signerFault(config, upstream.identity);
  if (checked.status === "fulfilled" && foreignKey) faults.push(foreignKey);
  await closeBackend();
  throw new StartError(faults);
}

function trustedDocuments({ IVS_GRAPHQL_TRUSTED_DOCUMENTS: path, IVS_GRAPHQL_TRUSTED_ONLY: only }: Config) {
  if (path !== undefined) return { documents: readTrustedDocuments(path), only };
  if (only) throw new StartError(["IVS_GRAPHQL_TRUSTED_ONLY needs IVS_GRAPHQL_TRUSTED_DOCUMENTS."]);
  return undefined;
}

function createServedGraph(config: Config): Subgraph {
  try {
    return createSubgraph(declaredGraph, subgraphOptionsOf(config));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError([`IVS_GRAPHQL_PREFIX and IVS_GRAPHQL_USER_ENTITY make no graph: ${why}`]);
  }
}

function asItIs(schema: GraphQLSchema): Pick<Subgraph, "api" | "schema" | "spell"> {
  return { api: schema, schema, spell: (operation) => operation };
}

function allowanceOf({ IVS_GRAPHQL_QUOTA_SHARE: share, IVS_GRAPHQL_QUOTAS: quotas }: Config): Allowance {
  return { share, quotas };
}

function journalBoundsOf(config: Config): JournalBounds {
  const { IVS_GRAPHQL_JOURNAL_EVENTS: events, IVS_GRAPHQL_JOURNAL_MS: keepMs } = config;
  return { events, keepMs, bytes: config.IVS_GRAPHQL_JOURNAL_BYTES };
}

function cursorsOf({ IVS_GRAPHQL_CURSOR_SECRET: secrets }: Config, log: Log): Cursors {
  const cursors = createCursors(secrets);
  if (cursors.endWithProcess)
    log.info({}, "cursors of subscriptions end with this process: IVS_GRAPHQL_CURSOR_SECRET is not set");
  return cursors;
}

function eventBridgeOf(config: Config, identity: Identity, hints: Hints): EventBridgeRoute | undefined {
  const { IVS_GRAPHQL_EVENTBRIDGE_KEY: key, IVS_GRAPHQL_EVENTBRIDGE_HEADER: header } = config;
  return key && createEventBridgeRoute({ key, header, identity, hints });
}

function streamLimitsOf(config: Config): StreamLimits {
  return {
    perViewer: config.IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS,
    perProcess: config.IVS_GRAPHQL_SUBSCRIPTIONS,
    sockets: config.IVS_GRAPHQL_SOCKETS,
    operationsPerSocket: config.IVS_GRAPHQL_SOCKET_OPERATIONS,
    messagesPerSecond: config.IVS_GRAPHQL_SOCKET_MESSAGES,
    frameBytes: config.IVS_GRAPHQL_SOCKET_FRAME_BYTES,
    initWithinMs: config.IVS_GRAPHQL_SOCKET_INIT_MS,
    heartbeatMs: config.IVS_GRAPHQL_HEARTBEAT_MS,
    stallMs: config.IVS_GRAPHQL_SLOW_CONSUMER_MS,
  };
}

/** A token signed with the key of another account or Region is one that nobody can join with. */
function signerFault({ tokenKey }: Config, { region, account }: Identity): string | undefined {
  const [, , , keyRegion, keyAccount] = tokenKey?.publicKeyArn.split(":") ?? [];
  if (keyRegion === undefined || (keyRegion === region && (account === undefined || keyAccount === account)))
    return undefined;
  return `IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN names a key of ${keyRegion}, account ${keyAccount}; this gateway serves ${region}, account ${account ?? "not yet known"}.`;
}

function running(
  server: GraphServer,
  upstream: Upstream,
  emulator: Emulator | undefined,
  config: Config,
  watches: Watches,
  closeBackend: () => Promise<void>,
): Omit<App, "hints" | "eventBridge" | "watches"> {
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    try {
      // Whoever follows is told that it is over, which ends what would last for ever.
      await watches.close();
      await server.close(config.IVS_GRAPHQL_SHUTDOWN_MS);
    } finally {
      await closeBackend();
    }
  }
  return {
    url: server.url,
    identity: upstream.identity,
    emulator,
    activity: () => ({
      requests: server.inFlight,
      upstreamCalls: upstream.inFlight,
      waitingCalls: upstream.waiting,
    }),
    listeners: () => server.listeners,
    close: () => (closing ??= close()),
  };
}

async function startBackend(config: Config, clock: Clock, log: Log): Promise<Emulator | undefined> {
  return config.backend === "emulator" ? startEmulator(config, clock, log) : undefined;
}

async function startEmulator(config: Config, clock: Clock, log: Log): Promise<Emulator> {
  const port = config.IVS_GRAPHQL_EMULATOR_PORT;
  try {
    return await createEmulator({
      clock,
      port,
      scenario: config.IVS_GRAPHQL_EMULATOR_SCENARIO,
      seed: config.IVS_GRAPHQL_EMULATOR_SEED,
      log: ({ level, message, ...facts }) => log[level](facts, message),
    });
  } catch (error) {
    const taken = await portFault(config);
    throw new StartError([...taken, listenFault("IVS_GRAPHQL_EMULATOR_PORT", port, "127.0.0.1", error)]);
  }
}

/** Whether the graph's own port could be had, when it is already clear that the start fails. */
async function portFault({ PORT, HOST }: Config): Promise<string[]> {
  const probe = createServer();
  try {
    probe.listen(PORT, HOST);
    await once(probe, "listening");
    return [];
  } catch (error) {
    return [listenFault("PORT", PORT, HOST, error)];
  } finally {
    probe.close();
  }
}

function listenFault(setting: string, port: number, host: string, error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken. Set ${setting} to another one, or to 0 for any.`;
  if (code === "EACCES")
    return `Port ${port} on ${host} may not be opened by this user. Set ${setting} to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST ${host} is not an address of this machine.`;
  return `Cannot listen on ${host}:${port} (${setting}): ${error instanceof Error ? error.message : String(error)}`;
}

/** The operator may read what AWS says of the credentials; clients may not. */
function backendFaults(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(backendFaults);
  const cause = error instanceof CodedError && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? textOf(cause) : String(cause);
  const [, hint = ""] = hints.find(([pattern]) => pattern.test(text)) ?? [];
  return [`AWS cannot be used: ${text.replace(/\.?$/, ".")}${hint && ` ${hint}`}`];
}

const hints: readonly [RegExp, string][] = [
  [/region is missing/i, "Set AWS_REGION."],
  [
    /could not load credentials/i,
    "Set AWS_PROFILE to a profile that exists, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role gives credentials.",
  ],
  [/Invalid URL/, "Check AWS_ENDPOINT_URL_IVS_REALTIME and AWS_ENDPOINT_URL."],
  [
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|did not establish|in time|too long/,
    "Check the network, AWS_REGION, and AWS_ENDPOINT_URL_IVS_REALTIME where it is set.",
  ],
];

function textOf(error: Error): string {
  const exceptionMessage: unknown = Reflect.get(error, "exceptionMessage");
  const code: unknown = Reflect.get(error, "code");
  const text = typeof exceptionMessage === "string" ? exceptionMessage : error.message;
  const name = /^(?:Error|CallDeadlineError)$/.test(error.name) ? "" : `${error.name}: `;
  return `${name}${text || (typeof code === "string" ? code : "no text")}`;
}
