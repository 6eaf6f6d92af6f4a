import type { IncomingMessage, ServerResponse } from "node:http";

import { type AuthSettings, isConfigured } from "../auth-settings.ts";
import type { Clock } from "../clock.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secret.ts";
import { createViewer, routed, type Viewer } from "../viewer.ts";
import { type Asked, credentialsOf, refused } from "./auth-credentials.ts";
import { createTokenReader } from "./auth-jwt.ts";
import { admitLoopback } from "./auth-loopback.ts";
import { createApiKeyReader, createRouterReader, createSubgraphSecretReader } from "./auth-secrets.ts";

export { isLoopbackOrigin } from "./auth-loopback.ts";

/**
 * Who is asking, on whatever transport: on HTTP by the headers of the request, on a WebSocket by the payload of `connection_init`, which is
 * to be given there, empty when there was none. Rejects with UNAUTHENTICATED or TOKEN_EXPIRED, and with OVERLOADED when that cannot be told now.
 */
export type Authenticate = (asked: Asked) => Promise<Viewer>;

/** Somebody who may do nothing: a browser asks what a page may send before it sends any credential. */
const nobody: Viewer = createViewer({ id: "nobody", scopes: new Set() });

/** Makes the one function that says who is asking. Close it when nobody is answered any more. */
export function createAuthenticator(options: {
  settings: AuthSettings;
  /** What the router of a company graph proves itself with. */
  subgraphSecret?: Secret | undefined;
  clock: Clock;
  log: Log;
}): {
  authenticate: Authenticate;
  close(): void;
} {
  const { settings, subgraphSecret, clock, log } = options;
  const { jwt, apiKeys, routerSecret, anonymous, tokens } = settings;
  const readRouter = routerSecret && createRouterReader(routerSecret, tokens);
  const isRouted = subgraphSecret && createSubgraphSecretReader(subgraphSecret);
  const readApiKey = apiKeys.length > 0 ? createApiKeyReader(apiKeys, tokens) : undefined;
  const tokenReader = jwt && createTokenReader({ settings: jwt, tokens, clock, log });
  const anybody =
    anonymous &&
    createViewer({
      id: "anonymous",
      scopes: new Set(anonymous.scopes),
      stages: anonymous.stages,
      tokens,
    });

  async function authenticate(asked: Asked): Promise<Viewer> {
    const viewer = await identify(asked);
    return isRouted?.(credentialsOf(asked)) ? routed(viewer) : viewer;
  }

  async function identify(asked: Asked): Promise<Viewer> {
    if (!isConfigured(settings)) return admitLoopback(asked.request);
    if (asked.request.method === "OPTIONS") return nobody;
    const given = credentialsOf(asked);
    const named = readRouter?.(given);
    if (named) return named;
    const [key, authorization] = [given("x-api-key"), given("authorization")];
    if (key !== undefined && authorization !== undefined)
      throw refused("repeated", "Send a token or an API key, not both.");
    if (key !== undefined) {
      if (readApiKey) return readApiKey(key);
      throw refused("key", "API keys are not accepted here.");
    }
    if (authorization !== undefined) {
      const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
      if (token === undefined) throw refused("malformed", "The credential must read: Bearer, and a token.");
      if (tokenReader) return await tokenReader.read(token);
      throw refused("key", "Tokens are not accepted here.");
    }
    if (anybody) return anybody;
    throw new CodedError("UNAUTHENTICATED", "Say who you are: send a credential.");
  }

  return { authenticate, close: () => tokenReader?.close() };
}

/** Answers who is asking over HTTP. When nobody is let in the response says, by its header, with what one could be. */
export async function admit(
  authenticate: Authenticate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Viewer> {
  try {
    return await authenticate({ request });
  } catch (error) {
    if (error instanceof CodedError && (error.code === "UNAUTHENTICATED" || error.code === "TOKEN_EXPIRED")) {
      const wasSent = error.details["reason"] !== undefined;
      response.setHeader(
        "www-authenticate",
        `Bearer realm="ivs-realtime-graphql"${wasSent ? ', error="invalid_token"' : ""}`,
      );
    }
    throw error;
  }
}
