import { createHash } from "node:crypto";

import { builder } from "./builder.ts";

/** Keeps the texts that hold all of what is given. */
export const StringFilter = builder.inputType("IvsStringFilter", {
  description: "Which texts to keep: those that hold everything given here. Upper and lower case differ.",
  fields: (t) => ({
    equals: t.string({ description: "The whole text." }),
    startsWith: t.string({ description: "What the text begins with." }),
    contains: t.string({ description: "What stands somewhere in the text." }),
  }),
});

/** Whether the text holds what the filter demands; no text holds only an empty filter. */
export function matchesText(
  text: string | undefined,
  filter: typeof StringFilter.$inferInput | null | undefined,
): boolean {
  const { equals, startsWith, contains } = filter ?? {};
  return (
    (equals == null || text === equals) &&
    (startsWith == null || text?.startsWith(startsWith) === true) &&
    (contains == null || text?.includes(contains) === true)
  );
}

/** What binds a cursor to a connection, its parent and its filters: equal for equal filters, and short. */
export function bindingOf(connection: string, ...given: readonly unknown[]): string {
  const stated = given.filter((one) => one !== undefined && one !== null);
  if (stated.length === 0) return connection;
  return `${connection} ${createHash("sha256").update(JSON.stringify(stated, sortMembers)).digest("base64url").slice(0, 16)}`;
}

/** Filters that differ in the order of their members, or in members that are null, are the same filter. */
function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
