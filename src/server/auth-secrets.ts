import { createHash, timingSafeEqual } from "node:crypto";

import type { ApiKey } from "../api-keys.ts";
import type { Secret } from "../secret.ts";
import { type TokenPolicy, withGrant } from "../token-policy.ts";
import { createViewer, isScope, type Viewer } from "../viewer.ts";
import { readBinding } from "../binding/binding.ts";
import { type Credentials, refused } from "./auth-credentials.ts";

/** Makes what recognises an API key by its hash, in the same time for each. */
export function createApiKeyReader(keys: readonly ApiKey[], tokens: TokenPolicy): (key: string) => Viewer {
  const known = keys.map(({ id, sha256, scopes, stages, tokens: grant }) => ({
    hash: Buffer.from(sha256, "hex"),
    viewer: createViewer({
      id: `key:${id}`,
      scopes: new Set(scopes),
      stages,
      tokens: withGrant(tokens, grant),
    }),
  }));
  return (key) => {
    const hash = digest(key);
    let viewer: Viewer | undefined;
    for (const each of known) if (timingSafeEqual(each.hash, hash)) viewer = each.viewer;
    if (viewer) return viewer;
    throw refused("key", "The API key is not one that is known here.");
  };
}

const longestId = 256;

/**
 * Makes what believes a trusted router: the one that sends its secret says in `x-ivs-viewer-id`, `-scopes`, `-stages` and `-user` who is
 * asking. Without the header of the secret there is no router, and these headers mean nothing.
 */
export function createRouterReader(
  secret: Secret,
  tokens: TokenPolicy,
): (given: Credentials) => Viewer | undefined {
  const hash = digest(secret.reveal());
  return (given) => {
    const sent = given("x-ivs-router-secret");
    if (sent === undefined) return undefined;
    if (!timingSafeEqual(digest(sent), hash)) throw refused("router", "The secret of the router is wrong.");
    const id = given("x-ivs-viewer-id") ?? "";
    if (id === "" || id.length > longestId)
      throw refused(
        "malformed",
        `The router does not say who is asking: x-ivs-viewer-id has 1 to ${longestId} characters.`,
      );
    const user = given("x-ivs-viewer-user");
    return createViewer({
      id: `router:${id}`,
      scopes: new Set(split(given("x-ivs-viewer-scopes"), /[\s,]+/).filter(isScope)),
      stages: readBinding(split(given("x-ivs-viewer-stages"), /,/)),
      tokens: user === undefined ? tokens : { ...tokens, userId: user === "" ? "unknown" : { is: user } },
    });
  };
}

/**
 * Makes what knows the router of a company graph by the secret that it shares with its subgraphs. It says nothing of who is asking, and who
 * shows another one is asking like anybody else.
 */
export function createSubgraphSecretReader(secret: Secret): (given: Credentials) => boolean {
  const hash = digest(secret.reveal());
  return (given) => timingSafeEqual(digest(given("x-ivs-subgraph-secret") ?? ""), hash);
}

function split(text: string | undefined, by: RegExp): string[] {
  return (text ?? "")
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
