import type { KeyObject } from "node:crypto";

import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, type JWTVerifyOptions } from "jose";

import { readBinding } from "../binding/binding.ts";
import type { Clock } from "../clock.ts";
import { CodedError } from "../errors.ts";
import type { JwtSettings } from "../jwt-settings.ts";
import type { Log } from "../log.ts";
import { tokenGrant, type TokenPolicy, withGrant } from "../token-policy.ts";
import { createViewer, isScope, type Viewer } from "../viewer.ts";
import { refused } from "./auth-credentials.ts";
import { createIssuerKeys } from "./auth-keys.ts";

const longestToken = 8_192;
const longestId = 256;

/** Makes what checks JSON Web Tokens and reads their bearers' rights. Close it to break off what it asks the issuer. */
export function createTokenReader(options: {
  settings: JwtSettings;
  tokens: TokenPolicy;
  clock: Clock;
  log: Log;
}): { read(token: string): Promise<Viewer>; close(): void } {
  const { settings, tokens, clock, log } = options;
  const { keys, issuer, audience, clockSkewSeconds } = settings;
  const issuerKeys = "jwksUrl" in keys ? createIssuerKeys({ url: keys.jwksUrl, clock, log }) : undefined;
  const fixed = "publicKey" in keys ? keys.publicKey : undefined;
  const algorithms = settings.algorithms.filter((algorithm) => !fixed || fits(fixed, algorithm));
  const find: JWTVerifyGetKey = (header, token) => {
    if (issuerKeys) return issuerKeys.find(header, token);
    if (fixed) return fixed;
    throw new TypeError("There is no key to check tokens with.");
  };

  async function verify(token: string): Promise<JWTPayload> {
    const demands: JWTVerifyOptions = {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ["exp", "sub"],
    };
    try {
      return (await jwtVerify(token, find, demands)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return await verifyWithAny(token, error, demands);
    }
  }

  return {
    async read(token) {
      if (token.length > longestToken)
        throw refused("malformed", `The token has more than ${longestToken} characters.`);
      let payload: JWTPayload;
      try {
        payload = await verify(token);
      } catch (error) {
        throw error instanceof CodedError ? error : refusalOf(error);
      }
      return viewerOf(payload, settings, tokens);
    },
    close: () => issuerKeys?.close(),
  };
}

/** For a token that does not say which of several keys it was signed with. */
async function verifyWithAny(
  token: string,
  candidates: errors.JWKSMultipleMatchingKeys,
  demands: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of candidates)
    try {
      return (await jwtVerify(token, key, demands)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  throw new errors.JWSSignatureVerificationFailed();
}

/** Whether a key of this kind checks signatures of this algorithm. */
function fits(
  { asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject,
  algorithm: string,
): boolean {
  if (type === "rsa") return /^[RP]S/.test(algorithm);
  if (type === "ed25519") return algorithm.startsWith("Ed");
  const curves: Readonly<Record<string, string>> = {
    ES256: "prime256v1",
    ES384: "secp384r1",
    ES512: "secp521r1",
  };
  return type === "ec" && curves[algorithm] === details?.namedCurve;
}

/** What is said of a token that was not accepted: which check it failed, and nothing of what it says. */
function refusalOf(error: unknown): CodedError {
  if (error instanceof errors.JWTExpired)
    return new CodedError("TOKEN_EXPIRED", "The token has expired.", { details: { reason: "exp" } });
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(error.claim, `The claim ${error.claim} of the token is missing or not as it must be.`);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return refused("algorithm", "The token is signed with an algorithm that is not accepted.");
  if (error instanceof errors.JWKSNoMatchingKey)
    return refused("key", "The token is signed with a key that its issuer does not tell.");
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return refused("signature", "The signature of the token is not right.");
  return refused("malformed", "This is no token that can be read here.");
}

function viewerOf(payload: JWTPayload, settings: JwtSettings, tokens: TokenPolicy): Viewer {
  const { scopeClaim, stagesClaim, clockSkewSeconds } = settings;
  const { sub = "", exp = NaN } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > longestId)
    throw refused("sub", `The claim sub of the token must have 1 to ${longestId} characters.`);
  if (!Number.isFinite(exp)) throw refused("exp", "The claim exp of the token is no time.");
  return createViewer({
    id: `jwt:${sub}`,
    scopes: new Set(textsIn(claimOf(payload, scopeClaim), /\s+/).filter(isScope)),
    expiresAt: (exp + clockSkewSeconds) * 1_000,
    stages:
      stagesClaim === undefined ? "all" : readBinding(textsIn(claimOf(payload, stagesClaim), /\s*,\s*/)),
    tokens: policyOf(payload, settings, tokens),
  });
}

function policyOf(
  payload: JWTPayload,
  { userIdClaim, tokensClaim }: JwtSettings,
  tokens: TokenPolicy,
): TokenPolicy {
  const said = tokensClaim === undefined ? undefined : claimOf(payload, tokensClaim);
  const grant = tokenGrant.optional().safeParse(said);
  if (!grant.success) throw refused("tokens", `The claim ${tokensClaim} of the token is not as it must be.`);
  const policy = withGrant(tokens, grant.data);
  if (userIdClaim === undefined) return policy;
  const user = claimOf(payload, userIdClaim);
  return { ...policy, userId: typeof user === "string" && user !== "" ? { is: user } : "unknown" };
}

function claimOf(payload: JWTPayload, name: string): unknown {
  return Object.hasOwn(payload, name) ? payload[name] : undefined;
}

function textsIn(claim: unknown, separator: RegExp): string[] {
  const parts: unknown[] =
    typeof claim === "string" ? claim.split(separator) : Array.isArray(claim) ? claim : [];
  return parts.filter((part) => typeof part === "string").filter((part) => part !== "");
}
