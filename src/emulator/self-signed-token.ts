import { createPublicKey, verify } from "node:crypto";

import { idOf } from "./arn.ts";
import type { TokenGrant } from "./participant-record.ts";
import { JoinRefusal } from "./join-refusal.ts";
import type { StageRecord } from "./state.ts";
import type { World } from "./world.ts";

const twoWeeksInSeconds = 14 * 86_400;
/** The last second that a date can hold. */
const lastSecond = 8.64e12;

/**
 * Verifies a token that the account's own software signed with ES384: the key by `kid`, the signature, and every
 * claim but whether it has expired, which is left to the caller. Throws JoinRefusal.
 */
export function readSelfSigned(
  { clock, settings, state: { publicKeys } }: Pick<World, "clock" | "settings" | "state">,
  stage: StageRecord,
  token: string,
): { participantId: string; grant: TokenGrant } {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const header = parsed(head);
  const claims = parsed(body);
  if (!header || !claims || signature === "" || more.length > 0)
    throw new JoinRefusal("TOKEN_MALFORMED", "the token is no JWT");
  if (header["alg"] !== "ES384" || header["typ"] !== "JWT")
    throw new JoinRefusal(
      "TOKEN_NOT_ALLOWED",
      "the token was not issued for this stage and is not signed with ES384",
    );
  const key = typeof header["kid"] === "string" ? publicKeys.get(header["kid"]) : undefined;
  if (!key) throw new JoinRefusal("TOKEN_NOT_ALLOWED", "kid is the ARN of no public key of the account");
  const publicKey = createPublicKey(key.publicKeyMaterial);
  if (publicKey.asymmetricKeyDetails?.namedCurve !== "secp384r1")
    throw new JoinRefusal("TOKEN_NOT_ALLOWED", "the public key is not on P-384, as ES384 wants it");
  const genuine = verify(
    "sha384",
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!genuine) throw new JoinRefusal("TOKEN_NOT_ALLOWED", "the signature does not fit the public key");
  const faults = claimFaults(claims);
  if (Number(claims["iat"]) * 1000 > clock.now() + settings.tokenLeadMs)
    faults.push("iat must not be ahead of the service's time");
  if (faults.length > 0) throw new JoinRefusal("TOKEN_MALFORMED", faults.join("; "));
  const foreign = foreignClaims(claims, stage);
  if (foreign.length > 0)
    throw new JoinRefusal("TOKEN_NOT_ALLOWED", `${foreign.join(", ")} differ from the stage's`);
  return { participantId: String(claims["jti"]), grant: grantOf(claims) };
}

type Claims = Record<string, unknown>;

const wants: Record<string, { text: string; holds(value: unknown, claims: Claims): boolean }> = {
  exp: {
    text: "whole seconds since 1970, at most 14 days after iat",
    holds: (value, { iat }) => isSecond(value) && isSecond(iat) && value <= iat + twoWeeksInSeconds,
  },
  iat: { text: "whole seconds since 1970", holds: isSecond },
  jti: {
    text: "1 to 64 letters, digits, hyphens and underscores",
    holds: (value) => typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  },
  resource: { text: "the stage's ARN", holds: isText },
  topic: { text: "the stage's ID", holds: isText },
  events_url: { text: "the stage's events endpoint", holds: isText },
  whip_url: { text: "the stage's WHIP endpoint", holds: isText },
  capabilities: {
    text: "an object of allow_publish and allow_subscribe",
    holds: (value) =>
      isRecord(value) &&
      typeof value["allow_publish"] === "boolean" &&
      typeof value["allow_subscribe"] === "boolean",
  },
  version: { text: '"1.0"', holds: (value) => value === "1.0" },
  user_id: {
    text: "at most 128 characters",
    holds: (value) => value === undefined || (isText(value) && Array.from(value).length <= 128),
  },
  attributes: {
    text: "an object of strings, at most 1024 bytes together",
    holds: (value) =>
      value === undefined ||
      (isRecord(value) &&
        Object.values(value).every(isText) &&
        Buffer.byteLength(Object.entries(value).flat().join("")) <= 1024),
  },
};

function claimFaults(claims: Claims): string[] {
  return Object.entries(wants).flatMap(([name, { text, holds }]) =>
    holds(claims[name], claims) ? [] : [`${name} must be ${text}`],
  );
}

function foreignClaims(claims: Claims, { arn, endpoints }: StageRecord): string[] {
  const own: Claims = {
    resource: arn,
    topic: idOf(arn),
    events_url: endpoints.events,
    whip_url: endpoints.whip,
  };
  return Object.keys(own).filter((name) => claims[name] !== own[name]);
}

function grantOf(claims: Claims): TokenGrant {
  const { allow_publish: mayPublish, allow_subscribe: maySubscribe } = claims["capabilities"] as Claims;
  return {
    capabilities: [
      ...(mayPublish ? (["PUBLISH"] as const) : []),
      ...(maySubscribe ? (["SUBSCRIBE"] as const) : []),
    ],
    attributes: { ...(claims["attributes"] as Record<string, string> | undefined) },
    userId: (claims["user_id"] as string | undefined) ?? "",
    expirationTime: new Date(Number(claims["exp"]) * 1000),
  };
}

function parsed(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSecond(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= lastSecond;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
