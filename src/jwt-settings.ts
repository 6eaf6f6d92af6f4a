import { createPublicKey, type KeyObject } from "node:crypto";

import { readInline } from "./inline.ts";

/** How JSON Web Tokens are told to be genuine, and where they say what their bearer may do. */
export interface JwtSettings {
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: KeyObject };
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  readonly scopeClaim: string;
  readonly stagesClaim: string | undefined;
  readonly userIdClaim: string | undefined;
  readonly tokensClaim: string | undefined;
}

/** Every algorithm that checks with a public key. The others would let whoever can check a token also make one. */
export const asymmetricAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** Whether this names one of them. */
export function isAsymmetric(name: string): boolean {
  return (asymmetricAlgorithms as readonly string[]).includes(name);
}

/** The settings as they were given. */
export type GivenJwt = Omit<JwtSettings, "keys" | "issuer"> & {
  readonly jwksUrl: string | undefined;
  /** PEM, or the path of a file with it. */
  readonly publicKey: string | undefined;
  readonly issuer: string | undefined;
};

/** Puts the settings together; undefined where no tokens are taken. What is wrong is added to `faults`. */
export function readJwt(given: GivenJwt, faults: string[]): JwtSettings | undefined {
  const { jwksUrl, publicKey: pem, issuer, ...rest } = given;
  const { audience, stagesClaim, userIdClaim, tokensClaim } = rest;
  if (jwksUrl === undefined && pem === undefined) {
    if ([issuer, ...audience, stagesClaim, userIdClaim, tokensClaim].some((setting) => setting !== undefined))
      faults.push(
        "The settings IVS_GRAPHQL_JWT_… do nothing without IVS_GRAPHQL_JWT_JWKS_URL or IVS_GRAPHQL_JWT_PUBLIC_KEY.",
      );
    return undefined;
  }
  if (jwksUrl !== undefined && pem !== undefined)
    faults.push("IVS_GRAPHQL_JWT_JWKS_URL and IVS_GRAPHQL_JWT_PUBLIC_KEY are two ways of the same; set one.");
  if (issuer === undefined || audience.length === 0)
    faults.push(
      "Tokens need IVS_GRAPHQL_JWT_ISSUER and IVS_GRAPHQL_JWT_AUDIENCE: without, those of other programs would do.",
    );
  const publicKey = pem === undefined ? undefined : readPublicKey(pem, faults);
  const keys = publicKey ? { publicKey } : jwksUrl === undefined ? undefined : { jwksUrl };
  return keys && issuer !== undefined ? { ...rest, keys, issuer } : undefined;
}

const leastRsaBits = 2_048;

function readPublicKey(text: string, faults: string[]): KeyObject | undefined {
  const name = "IVS_GRAPHQL_JWT_PUBLIC_KEY";
  const pem = readInline(text, (inline) => inline.includes("-----BEGIN"), name, faults)?.replaceAll(
    "\\n",
    "\n",
  );
  if (pem === undefined) return undefined;
  if (pem.includes("PRIVATE KEY")) {
    faults.push(`${name} is a private key. It belongs to the issuer only: give its public half.`);
    return undefined;
  }
  try {
    const key = createPublicKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? leastRsaBits;
    if (bits < leastRsaBits) faults.push(`${name} must have at least ${leastRsaBits} bits.`);
    return key;
  } catch {
    faults.push(`${name} must be a public key in PEM, each of its lines on its own.`);
    return undefined;
  }
}
