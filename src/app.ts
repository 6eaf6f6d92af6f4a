import type { GraphQLSchema } from "graphql";

import { type Audit, openAudit } from "./audit.ts";
import type { Clock } from "./clock.ts";
import { type Config, subgraphOptionsOf } from "./config.ts";
import {
  allowanceOf,
  cursorsOf,
  eventBridgeOf,
  journalBoundsOf,
  requestLimitsOf,
  servedGraphOf,
  streamLimitsOf,
  trustedDocumentsOf,
} from "./configured.ts";
import { createContext } from "./context.ts";
import { intervalsFrom } from "./domains/participant/watch-intervals.ts";
import { createTokenSigner } from "./domains/token/sign.ts";
import { startEmbedded } from "./embedded.ts";
import type { Emulator } from "./emulator/server.ts";
import { StartError } from "./errors.ts";
import { createHints, type Hints } from "./feed/hints.ts";
import { createLocalLeases } from "./feed/local-leases.ts";
import { createMemoryJournal } from "./feed/memory-journal.ts";
import type { Subgraph } from "./graph/federation.ts";
import { createIdempotencyKeys } from "./idempotency.ts";
import { createPredictor } from "./graph/predict.ts";
import { readLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { type Authenticate, createAuthenticator } from "./server/auth.ts";
import { createAllowedOrigins } from "./server/cross-site.ts";
import type { EventBridgeRoute } from "./server/eventbridge.ts";
import { readExamples } from "./server/examples.ts";
import { type GraphServer, startServer } from "./server/index.ts";
import { backendFaults, listenFault, signerFault } from "./start-faults.ts";
import type { Target } from "./upstream/client.ts";
import type { Identity } from "./upstream/identity.ts";
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
  const trusted = trustedDocumentsOf(config);
  const { api, schema, spell } = given ? asItIs(given) : servedGraphOf(subgraphOptionsOf(config));
  const audit = givenAudit ?? (await openAudit(config.IVS_GRAPHQL_AUDIT, { clock, log }));
  const emulator = await startEmbedded(config, clock, log).catch(async (error: unknown) => {
    await audit.close();
    throw error;
  });
  const target: Target = emulator
    ? { backend: "emulator", endpoint: emulator.url, region: emulator.region }
    : { backend: "aws" };
  const cache = { bytes: config.IVS_GRAPHQL_CACHE_BYTES, staleMs: config.IVS_GRAPHQL_STALE_MS };
  const upstream = createUpstream({ target, allowance: allowanceOf(config), cache, clock, log });
  const limits = requestLimitsOf(config);
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

function asItIs(schema: GraphQLSchema): Pick<Subgraph, "api" | "schema" | "spell"> {
  return { api: schema, schema, spell: (operation) => operation };
}
