import { builder } from "../../graph/builder.ts";

/** A key and its value. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

export const TagRef = builder.objectRef<Tag>("IvsTag");

/** Every resource that AWS lets carry tags. */
export const TaggableRef = builder.interfaceRef<{ readonly arn: string }>("Taggable");

/** AWS's map as a list, in the order of the keys. */
export function toTags(map: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(map)
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** The value of one key; null when the resource does not carry it. */
export function tagValue(map: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null;
}
