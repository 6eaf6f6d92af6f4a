import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

import type { Clock } from "../clock.ts";
import { createDeadline } from "../deadline.ts";
import { CodedError } from "../errors.ts";
import type { Log } from "../log.ts";

/** How long keys are used before they are asked for again. */
const freshMs = 600_000;
/** How long they are used while the issuer does not answer. */
const staleMs = 24 * 3_600_000;
/** How soon they may be asked for again, whatever tokens say: a stranger can make up key ids. */
const cooldownMs = 30_000;
const fetchWithinMs = 3_000;
const maxBytes = 256 * 1_024;
const maxKeys = 100;

interface Known {
  readonly find: JWTVerifyGetKey;
  readonly at: number;
}

/**
 * The keys of an issuer: fetched when they are needed, at most every half a minute, by one request for all who wait. A key id that is not
 * known makes them be fetched again. While the issuer is away what was known goes on being used for a day; with nothing
 * known it throws OVERLOADED, since nobody can say whether the token is good.
 */
export function createIssuerKeys(options: { url: string; clock: Clock; log: Log }): {
  find: JWTVerifyGetKey;
  close(): void;
} {
  const { url, clock, log } = options;
  const closing = new AbortController();
  let known: Known | undefined;
  let fetching: Promise<void> | undefined;
  let triedAt = -Infinity;
  let hasFailed = false;

  async function fetchKeys(): Promise<void> {
    const deadline = createDeadline(clock, fetchWithinMs, "Asking the issuer for its keys", closing.signal);
    try {
      const response = await fetch(url, {
        signal: deadline.signal,
        redirect: "error",
        headers: { accept: "application/jwk-set+json, application/json" },
      });
      if (!response.ok) throw new Error(`The issuer answered with ${response.status}.`);
      known = { find: createLocalJWKSet(parseKeys(await readText(response))), at: clock.monotonic() };
      hasFailed = false;
    } catch (error) {
      hasFailed = true;
      const why = error instanceof Error ? error.message : String(error);
      log.warn({ url, why, known: known !== undefined }, "the keys of the issuer could not be had");
    } finally {
      deadline.cancel();
      fetching = undefined;
    }
  }

  /** Undefined while it is too soon. */
  function refresh(): Promise<void> | undefined {
    if (fetching) return fetching;
    if (clock.monotonic() - triedAt < cooldownMs) return undefined;
    triedAt = clock.monotonic();
    fetching = fetchKeys();
    return fetching;
  }

  function usable(): Known | undefined {
    return known && clock.monotonic() - known.at <= staleMs ? known : undefined;
  }

  async function current(): Promise<Known> {
    const before = usable();
    if (!before || clock.monotonic() - before.at > freshMs) {
      const refreshed = refresh();
      // Who is away once may be so for long: then nobody waits who has a key.
      if (!before || !hasFailed) await refreshed;
    }
    const keys = usable();
    if (keys) return keys;
    throw new CodedError("OVERLOADED", "Tokens cannot be checked now: their issuer does not tell its keys.", {
      details: { retryAfterMs: Math.max(0, triedAt + cooldownMs - clock.monotonic()) },
    });
  }

  return {
    async find(header, token) {
      const keys = await current();
      try {
        return await keys.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        if (usable() === keys) throw error;
        return (await current()).find(header, token);
      }
    },
    close: () => closing.abort(new Error("The gateway closes.")),
  };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Error(`The issuer's answer exceeds ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseKeys(text: string): JSONWebKeySet {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > maxKeys)
    throw new Error(`The issuer's answer is no set of 1 to ${maxKeys} keys.`);
  return { keys };
}
