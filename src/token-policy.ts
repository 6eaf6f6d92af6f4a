import { z } from "zod";

/** What a viewer may put into the tokens, and the participants, that it makes. */
export interface TokenPolicy {
  readonly maxDurationMinutes: number;
  readonly capabilities: readonly string[];
  /** Keys that a client may not set; one that ends in `*` stands for all that begin with what is before. */
  readonly reservedAttributes: readonly string[];
  /** Whom tokens are for: anybody, this user, or nobody, for a viewer that does not say which user it is. */
  readonly userId: "any" | "unknown" | { readonly is: string };
}

const capabilities = ["PUBLISH", "SUBSCRIBE"] as const;

/** As far as AWS goes. */
export const anyTokens: TokenPolicy = Object.freeze({
  maxDurationMinutes: 20_160,
  capabilities,
  reservedAttributes: [],
  userId: "any",
});

/** How a credential says what may be in its tokens; what is absent is as the settings have it. */
export const tokenGrant = z.strictObject({
  maxDurationMinutes: z.int().min(1).max(anyTokens.maxDurationMinutes).optional(),
  capabilities: z.array(z.enum(capabilities)).min(1).optional(),
  reservedAttributes: z.array(z.string().min(1)).optional(),
});

export type TokenGrant = z.infer<typeof tokenGrant>;

/** The policy of the settings with what a credential says instead. */
export function withGrant(policy: TokenPolicy, grant: TokenGrant | undefined): TokenPolicy {
  const { maxDurationMinutes, capabilities: granted, reservedAttributes } = grant ?? {};
  return {
    ...policy,
    maxDurationMinutes: maxDurationMinutes ?? policy.maxDurationMinutes,
    capabilities: granted ?? policy.capabilities,
    reservedAttributes: reservedAttributes ?? policy.reservedAttributes,
  };
}
