import type { Config } from "./config.ts";
import type { RequestLimits } from "./context.ts";
import { StartError } from "./errors.ts";
import { createCursors, type Cursors } from "./feed/cursor.ts";
import type { Hints } from "./feed/hints.ts";
import type { JournalBounds } from "./feed/memory-journal.ts";
import { createSubgraph, type Subgraph, type SubgraphOptions } from "./graph/federation.ts";
import { declaredGraph } from "./graph/index.ts";
import type { Log } from "./log.ts";
import { createEventBridgeRoute, type EventBridgeRoute } from "./server/eventbridge.ts";
import type { StreamLimits } from "./server/index.ts";
import { readTrustedDocuments } from "./trusted-documents.ts";
import type { Allowance } from "./upstream/budget.ts";
import type { Identity } from "./upstream/identity.ts";

/** The manifest that is set, and whether nothing else is answered. Throws StartError. */
export function trustedDocumentsOf({
  IVS_GRAPHQL_TRUSTED_DOCUMENTS: path,
  IVS_GRAPHQL_TRUSTED_ONLY: only,
}: Config) {
  if (path !== undefined) return { documents: readTrustedDocuments(path), only };
  if (only) throw new StartError(["IVS_GRAPHQL_TRUSTED_ONLY needs IVS_GRAPHQL_TRUSTED_DOCUMENTS."]);
  return undefined;
}

/** The graph under the names that are set. Throws StartError when they give two things one. */
export function servedGraphOf(options: SubgraphOptions): Subgraph {
  try {
    return createSubgraph(declaredGraph, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError([`IVS_GRAPHQL_PREFIX and IVS_GRAPHQL_USER_ENTITY make no graph: ${why}`]);
  }
}

/** What one request may cost. */
export function requestLimitsOf(config: Config): RequestLimits {
  return {
    upstreamCallsOf: ({ id }) =>
      config.IVS_GRAPHQL_OPERATORS.includes(id)
        ? config.IVS_GRAPHQL_OPERATOR_UPSTREAM_CALLS
        : config.IVS_GRAPHQL_MAX_UPSTREAM_CALLS,
    furtherPages: config.IVS_GRAPHQL_FURTHER_PAGES,
  };
}

/** What of the account's quotas this process may use. */
export function allowanceOf({
  IVS_GRAPHQL_QUOTA_SHARE: share,
  IVS_GRAPHQL_QUOTAS: quotas,
}: Config): Allowance {
  return { share, quotas };
}

/** How much of each log is kept. */
export function journalBoundsOf(config: Config): JournalBounds {
  const { IVS_GRAPHQL_JOURNAL_EVENTS: events, IVS_GRAPHQL_JOURNAL_MS: keepMs } = config;
  return { events, keepMs, bytes: config.IVS_GRAPHQL_JOURNAL_BYTES };
}

/** Signs cursors with the secrets that are set. */
export function cursorsOf({ IVS_GRAPHQL_CURSOR_SECRET: secrets }: Config, log: Log): Cursors {
  const cursors = createCursors(secrets);
  if (cursors.endWithProcess)
    log.info({}, "cursors of subscriptions end with this process: IVS_GRAPHQL_CURSOR_SECRET is not set");
  return cursors;
}

/** Where EventBridge delivers; nothing without a key. */
export function eventBridgeOf(
  config: Config,
  identity: Identity,
  hints: Hints,
): EventBridgeRoute | undefined {
  const { IVS_GRAPHQL_EVENTBRIDGE_KEY: key, IVS_GRAPHQL_EVENTBRIDGE_HEADER: header } = config;
  return key && createEventBridgeRoute({ key, header, identity, hints });
}

/** What holds for whoever stays connected. */
export function streamLimitsOf(config: Config): StreamLimits {
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
