import { z } from "zod";

import { type ApiKey, readApiKeys } from "./api-keys.ts";
import { type Binding, isBindingEntry, readBinding } from "./binding/binding.ts";
import { asymmetricAlgorithms, isAsymmetric, type JwtSettings, readJwt } from "./jwt-settings.ts";
import { Secret } from "./secret.ts";
import { anyTokens, type TokenPolicy } from "./token-policy.ts";
import { isScope, type Scope, scopes as allScopes } from "./viewer.ts";

/** Who is let in, and to what. With none of the first four it is whoever is on this machine. */
export interface AuthSettings {
  readonly jwt: JwtSettings | undefined;
  readonly apiKeys: readonly ApiKey[];
  readonly routerSecret: Secret | undefined;
  /** What those may do who bring no credential. */
  readonly anonymous: { readonly scopes: readonly Scope[]; readonly stages: Binding } | undefined;
  /** What may be in the tokens of those whose credential does not say. */
  readonly tokens: TokenPolicy;
}

/** Whether anybody else than callers on this machine is let in. */
export function isConfigured({ jwt, apiKeys, routerSecret, anonymous }: AuthSettings): boolean {
  return jwt !== undefined || apiKeys.length > 0 || routerSecret !== undefined || anonymous !== undefined;
}

const list = z.string().transform((text) =>
  text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const scopeList = list.refine((names) => names.every(isScope), {
  error: `must name scopes: ${allScopes.join(", ")}`,
});
const claim = z.string().max(200);

/** The settings of authentication; see `config.ts`. */
export const authSettings = {
  IVS_GRAPHQL_JWT_JWKS_URL: z
    .string()
    .refine(isFetchable, "must be an https URL without credentials; http only on this machine")
    .optional()
    .describe("Where the keys are published that tokens (JWT) are signed with. Https, but on this machine."),
  IVS_GRAPHQL_JWT_PUBLIC_KEY: z
    .string()
    .optional()
    .describe(
      "The one key that tokens are signed with, instead: its public half in PEM, or the path of a file that holds it.",
    ),
  IVS_GRAPHQL_JWT_ISSUER: z
    .string()
    .optional()
    .describe("Who must have issued a token: its `iss`. Required with either."),
  IVS_GRAPHQL_JWT_AUDIENCE: list
    .optional()
    .describe(
      "For whom a token must be: one of these, separated by commas, is in its `aud`. Required with either.",
    ),
  IVS_GRAPHQL_JWT_ALGORITHMS: list
    .refine((names) => names.length > 0 && names.every(isAsymmetric), {
      error: `must be some of ${asymmetricAlgorithms.join(", ")}`,
    })
    .default([...asymmetricAlgorithms])
    .describe(
      "The algorithms that a token may be signed with; all that there are for public keys when absent.",
    ),
  IVS_GRAPHQL_JWT_CLOCK_SKEW_SECONDS: z
    .string()
    .regex(/^\d{1,3}$/, "must be a whole number from 0 to 300")
    .transform(Number)
    .refine((seconds) => seconds <= 300, "must be a whole number from 0 to 300")
    .default(30)
    .describe("By how many seconds the clock of the issuer may differ from this one."),
  IVS_GRAPHQL_JWT_SCOPE_CLAIM: claim
    .default("scope")
    .describe("The claim with the scopes of a viewer: a list, or a text with spaces between."),
  IVS_GRAPHQL_JWT_STAGES_CLAIM: claim
    .optional()
    .describe(
      "The claim that binds a viewer to stages: a list of ARNs and of tags as `key=value`, or `*` for all. A token without it sees none.",
    ),
  IVS_GRAPHQL_JWT_USER_ID_CLAIM: claim
    .optional()
    .describe(
      "The claim, such as `sub`, whose value is the `userId` of every participant that the viewer makes a token for.",
    ),
  IVS_GRAPHQL_JWT_TOKENS_CLAIM: claim
    .optional()
    .describe(
      "The claim that says what may be in participant tokens: an object with `maxDurationMinutes`, `capabilities` and `reservedAttributes`, each in place of the setting.",
    ),
  IVS_GRAPHQL_API_KEYS: z
    .string()
    .optional()
    .describe(
      "API keys, of which only hashes are known: JSON, or the path of a file that holds it. See Secure it.",
    ),
  IVS_GRAPHQL_ROUTER_SECRET: z
    .string()
    .min(32, "must have at least 32 characters")
    .optional()
    .describe("What a trusted router sends as `x-ivs-router-secret`, so that it is believed who is asking."),
  IVS_GRAPHQL_ANONYMOUS_SCOPES: scopeList
    .optional()
    .describe(
      "The scopes of those who bring no credential, separated by commas; they are refused when absent.",
    ),
  IVS_GRAPHQL_ANONYMOUS_STAGES: z
    .string()
    .optional()
    .describe(
      "The stages that those are bound to, as ARNs and tags (`public=true`) separated by commas; all when absent.",
    ),
  IVS_GRAPHQL_TOKEN_MAX_MINUTES: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, `must be a whole number from 1 to ${anyTokens.maxDurationMinutes}`)
    .transform(Number)
    .refine(
      (minutes) => minutes <= anyTokens.maxDurationMinutes,
      `must be at most ${anyTokens.maxDurationMinutes}`,
    )
    .default(60)
    .describe(
      "For how many minutes a participant token may be made at most, by viewers whose credential does not say.",
    ),
  IVS_GRAPHQL_TOKEN_CAPABILITIES: list
    .refine((names) => names.length > 0 && names.every((name) => anyTokens.capabilities.includes(name)), {
      error: "must be PUBLISH, SUBSCRIBE or both",
    })
    .default([...anyTokens.capabilities])
    .describe(
      "What a participant token may let its bearer do at most, likewise: `PUBLISH`, `SUBSCRIBE` or both.",
    ),
  IVS_GRAPHQL_TOKEN_RESERVED_ATTRIBUTES: list
    .default([])
    .describe(
      "Attributes of participants that clients may not set, likewise, separated by commas; `acme-*` stands for all that begin with `acme-`.",
    ),
} satisfies Record<string, z.ZodType>;

export type AuthSettingName = keyof typeof authSettings;
type Given = { [Name in AuthSettingName]?: z.infer<(typeof authSettings)[Name]> | undefined };

/** Puts the settings together. What is wrong is added to `faults`, in sentences that repeat no key. */
export function readAuth(given: Given, faults: string[]): AuthSettings {
  const { IVS_GRAPHQL_ANONYMOUS_SCOPES: anonymousScopes = [], IVS_GRAPHQL_ROUTER_SECRET: secret } = given;
  const stages = given.IVS_GRAPHQL_ANONYMOUS_STAGES?.split(",").map((entry) => entry.trim()) ?? ["*"];
  if (!stages.every(isBindingEntry))
    faults.push("IVS_GRAPHQL_ANONYMOUS_STAGES must be ARNs and tags as key=value, separated by commas.");
  if (given.IVS_GRAPHQL_ANONYMOUS_STAGES !== undefined && anonymousScopes.length === 0)
    faults.push("IVS_GRAPHQL_ANONYMOUS_STAGES does nothing without IVS_GRAPHQL_ANONYMOUS_SCOPES.");
  return {
    jwt: readJwt(
      {
        jwksUrl: given.IVS_GRAPHQL_JWT_JWKS_URL,
        publicKey: given.IVS_GRAPHQL_JWT_PUBLIC_KEY,
        issuer: given.IVS_GRAPHQL_JWT_ISSUER,
        audience: given.IVS_GRAPHQL_JWT_AUDIENCE ?? [],
        algorithms: given.IVS_GRAPHQL_JWT_ALGORITHMS ?? asymmetricAlgorithms,
        clockSkewSeconds: given.IVS_GRAPHQL_JWT_CLOCK_SKEW_SECONDS ?? 0,
        scopeClaim: given.IVS_GRAPHQL_JWT_SCOPE_CLAIM ?? "scope",
        stagesClaim: given.IVS_GRAPHQL_JWT_STAGES_CLAIM,
        userIdClaim: given.IVS_GRAPHQL_JWT_USER_ID_CLAIM,
        tokensClaim: given.IVS_GRAPHQL_JWT_TOKENS_CLAIM,
      },
      faults,
    ),
    apiKeys: readApiKeys(given.IVS_GRAPHQL_API_KEYS, faults),
    routerSecret: secret === undefined ? undefined : new Secret(secret),
    anonymous:
      anonymousScopes.length === 0
        ? undefined
        : { scopes: anonymousScopes.filter(isScope), stages: readBinding(stages) },
    tokens: {
      ...anyTokens,
      maxDurationMinutes: given.IVS_GRAPHQL_TOKEN_MAX_MINUTES ?? 60,
      capabilities: given.IVS_GRAPHQL_TOKEN_CAPABILITIES ?? anyTokens.capabilities,
      reservedAttributes: given.IVS_GRAPHQL_TOKEN_RESERVED_ATTRIBUTES ?? [],
    },
  };
}

function isFetchable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isLocal);
}
