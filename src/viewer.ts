import type { Binding } from "./binding/binding.ts";
import { CodedError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { anyTokens, type TokenPolicy } from "./token-policy.ts";

/** What a viewer may do. Each root field and each secret of the graph asks for one of these. */
export const scopes = [
  "ivs:read",
  "ivs:events",
  "ivs:stage:write",
  "ivs:stage:delete",
  "ivs:participant:disconnect",
  "ivs:token:create",
  "ivs:ingest:write",
  "ivs:streamkey:read",
  "ivs:composition:write",
  "ivs:configuration:write",
  "ivs:tags:write",
  "introspect",
] as const;

export type Scope = (typeof scopes)[number];

/** Whether a text names a scope. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}

/** Who is asking, as far as the graph is concerned. `server/auth.ts` is the only place that makes one. */
export interface Viewer {
  /** Stable name for logs; never a credential. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The wall time (ms) from which on the credential is worth nothing; never when absent. */
  readonly expiresAt?: number | undefined;
  /** Which stages there are for the viewer. */
  readonly stages: Binding;
  readonly tokens: TokenPolicy;
  /** Whether the router of a company graph asks on the viewer's behalf, and has proved that it is the one. */
  readonly isRouted: boolean;
  /** The same for viewers to whom every query and every subscription answers the same. */
  readonly fingerprint: string;
}

/** A viewer with the fingerprint of its rights: bound to nothing and free to make any tokens, unless told otherwise. */
export function createViewer(
  facts: Pick<Viewer, "id" | "scopes"> & Partial<Omit<Viewer, "fingerprint">>,
): Viewer {
  const { stages = "all", tokens = anyTokens, isRouted = false } = facts;
  const fingerprint = fingerprintOf([[...facts.scopes].toSorted(), stages, isRouted]);
  return Object.freeze({ ...facts, stages, tokens, isRouted, fingerprint });
}

/** The same viewer, on whose behalf the router of a company graph asks. */
export function routed(viewer: Viewer): Viewer {
  return createViewer({ ...viewer, isRouted: true });
}

/** Whoever calls from this machine while no authentication is configured: everything is allowed. */
export const loopbackViewer: Viewer = createViewer({ id: "loopback", scopes: new Set(scopes) });

/**
 * Whether the viewer holds the scope. Synchronous on purpose: a check that waited would tear apart the batches
 * of the loaders behind it.
 */
export function authorize(viewer: Viewer, scope: Scope): boolean {
  return viewer.scopes.has(scope);
}

/** Throws FORBIDDEN, naming the scope, when the viewer does not hold it. */
export function requireScope(viewer: Viewer, scope: Scope): void {
  if (!authorize(viewer, scope))
    throw new CodedError("FORBIDDEN", `This needs the scope ${scope}.`, { details: { scope } });
}
