import { createHash } from "node:crypto";

/**
 * The same for inputs that mean the same, of fixed length, and nothing of them can be read from it. Members may come in any
 * order, items of lists may not; null counts as absent, as it does for whatever makes something new.
 */
export function fingerprintOf(input: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(input)))
    .digest("base64url");
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member != null)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)]),
  );
}
