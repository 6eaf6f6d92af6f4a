import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { onTestFinished } from "vitest";

export const issuerName = "https://issuer.example";
export const audienceName = "ivs-graph";

/** A pair of keys of an issuer, of the kind that an algorithm needs. */
export async function createSigningKey(kid: string, alg = "ES256") {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  return { kid, alg, privateKey, publicKey, jwk };
}
export type SigningKey = Awaited<ReturnType<typeof createSigningKey>>;

/** What an issuer publishes, on a port of its own. */
export interface Issuer {
  readonly url: string;
  /** How often it was asked for its keys. */
  readonly asked: number;
  /** What it answers from now on: keys, any text, a status, or nothing at all. */
  tell(answer: { keys: readonly object[] } | { text: string } | { status: number } | "silence"): void;
}

/** Starts what publishes keys; it ends with the test. */
export async function startIssuer(...keys: readonly { jwk: object }[]): Promise<Issuer> {
  let answer: Parameters<Issuer["tell"]>[0] = { keys: keys.map(({ jwk }) => jwk) };
  let asked = 0;
  const server = createServer((_req, res) => {
    asked += 1;
    if (answer === "silence") return;
    if ("status" in answer) res.writeHead(answer.status, { location: "/elsewhere" });
    res.end("text" in answer ? answer.text : "keys" in answer ? JSON.stringify({ keys: answer.keys }) : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    get asked() {
      return asked;
    },
    tell(next) {
      answer = next;
    },
  };
}

/** The wall time, in seconds, at which virtual clocks start. */
export const startsAt = Date.parse("2026-07-01T10:00:00Z") / 1_000;

/** A good token of this key for an hour, unless told otherwise; a claim that is undefined is left out. */
export function signToken(
  { kid, alg, privateKey }: Pick<SigningKey, "kid" | "alg" | "privateKey">,
  claims: JWTPayload = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const good = {
    iss: issuerName,
    aud: audienceName,
    sub: "alice",
    exp: startsAt + 3_600,
    scope: "ivs:read",
  };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

/** The settings of a gateway that takes the tokens of this issuer. */
export function jwtEnv(issuer: Issuer): Record<string, string> {
  return {
    IVS_GRAPHQL_JWT_JWKS_URL: issuer.url,
    IVS_GRAPHQL_JWT_ISSUER: issuerName,
    IVS_GRAPHQL_JWT_AUDIENCE: audienceName,
  };
}
