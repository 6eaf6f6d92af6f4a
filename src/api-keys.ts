import { createHash } from "node:crypto";

import { z } from "zod";

import { type Binding, isBindingEntry, readBinding } from "./binding/binding.ts";
import { readInline } from "./inline.ts";
import { type TokenGrant, tokenGrant } from "./token-policy.ts";
import { type Scope, scopes as allScopes } from "./viewer.ts";

/** A key that a client sends, known by its hash only. */
export interface ApiKey {
  readonly id: string;
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  readonly stages: Binding;
  readonly tokens: TokenGrant | undefined;
}

const apiKeyEntries = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[\w.@-]{1,100}$/, "must be 1 to 100 letters, digits, _, -, . and @"),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits in lower case"),
      scopes: z.array(z.enum(allScopes)),
      stages: z
        .array(z.string().refine(isBindingEntry, "must be an ARN, a tag as key=value, or *"))
        .optional(),
      tokens: tokenGrant.optional(),
    }),
  )
  .min(1, "there must be a key: without any, whoever is on this machine is let in");
const hashOfNothing = createHash("sha256").digest("hex");

/** Reads the keys from JSON, or from a file with it. What is wrong is added to `faults`. */
export function readApiKeys(text: string | undefined, faults: string[]): readonly ApiKey[] {
  const name = "IVS_GRAPHQL_API_KEYS";
  if (text === undefined) return [];
  const json = readInline(text, (inline) => inline.trimStart().startsWith("["), name, faults);
  if (json === undefined) return [];
  let entries: z.infer<typeof apiKeyEntries>;
  try {
    entries = apiKeyEntries.parse(JSON.parse(json));
  } catch (error) {
    const issues =
      error instanceof z.ZodError
        ? error.issues.map(
            ({ path, message }) => ` At ${path.map(String).join(".") || "the top"}: ${message}.`,
          )
        : [];
    faults.push(
      `${name} must be JSON: [{ "id", "sha256", "scopes": [], "stages"?: [], "tokens"?: {} }].${issues.join("")}`,
    );
    return [];
  }
  for (const member of ["id", "sha256"] as const)
    if (new Set(entries.map((entry) => entry[member])).size < entries.length)
      faults.push(`${name} has two keys with the same ${member}.`);
  if (entries.some(({ sha256 }) => sha256 === hashOfNothing))
    faults.push(`${name} has the hash of an empty key.`);
  return entries.map(({ stages, tokens, ...entry }) => ({
    ...entry,
    stages: readBinding(stages ?? ["*"]),
    tokens,
  }));
}
