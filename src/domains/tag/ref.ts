import type { Context } from "../../context.ts";
import { InputError } from "../../errors.ts";
import { checkArn, resourceTypeOf } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import type { Place } from "../../graph/cost.ts";
import type { Kind } from "../../graph/kind.ts";
import {
  type Constraint,
  constrained,
  maxBytes,
  maxItems,
  notEmpty,
  uniqueKeys,
  wellFormed,
} from "../../graph/constraint.ts";

/** A key and its value. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A resource that carries tags; what it is, is for its own domain to know. */
export interface Taggable {
  readonly arn: string;
}

export const TagRef = builder.objectRef<Tag>("IvsTag");

/** Every resource that AWS lets carry tags. */
export const TaggableRef = builder.interfaceRef<Taggable>("Taggable");

const reservedPrefix: Constraint<string> = {
  rule: "reservedPrefix",
  demand: "not begin with aws:, which AWS keeps for itself",
  holds: (key) => !key.toLowerCase().startsWith("aws:"),
};

/** What AWS demands of the key of a tag to be set. */
const tagKeyConstraints = [notEmpty, maxBytes(128), wellFormed, reservedPrefix] as const;

/** What AWS demands of all tags of a resource. */
export const tagListConstraints = [maxItems(50), uniqueKeys] as const;

export const TagInput = builder.inputType("IvsTagInput", {
  description: "A tag to set.",
  fields: (t) => ({
    key: t.string({
      required: true,
      description: "The key: 1 to 128 bytes of UTF-8, not beginning with `aws:`.",
      extensions: constrained(...tagKeyConstraints),
    }),
    value: t.string({
      required: true,
      description: "The value: at most 256 bytes of UTF-8; may be empty.",
      extensions: constrained(maxBytes(256), wellFormed),
    }),
  }),
});

export const TagFilter = builder.inputType("IvsTagFilter", {
  description: "Which resources to keep: those that carry this tag.",
  fields: (t) => ({
    key: t.string({ required: true, description: "The key." }),
    values: t.stringList({ description: "The values of which the tag has one; any value when absent." }),
  }),
});

/** Whether the tags hold what every one of the filters demands. */
export function matchesTags(
  map: Readonly<Record<string, string>>,
  filters: readonly (typeof TagFilter.$inferInput)[] | null | undefined,
): boolean {
  return (filters ?? []).every(({ key, values }) => {
    const value = tagValue(map, key);
    return value !== null && (values == null || values.includes(value));
  });
}

/** AWS's map as a list, in the order of the keys. */
export function toTags(map: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(map)
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** A list of tags as AWS's map. */
export function fromTags(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** The value of one key; null when the resource does not carry it. */
export function tagValue(map: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null;
}

interface TaggableFinder {
  readonly kind: Kind;
  find(arn: string, context: Context): Taggable | null | Promise<Taggable | null>;
}

const finders = new Map<string, TaggableFinder>();

/** Makes resources of a type (as their ARNs spell it) reachable by ARN alone. */
export function findTaggablesWith(resourceType: string, finder: TaggableFinder): void {
  finders.set(resourceType, finder);
}

/** What finding the resource with this ARN costs: nothing where its type carries no tags. */
export function findTaggableCost(at: Place, arn: string): readonly Place[] {
  const finder = finders.get(resourceTypeOf(arn));
  return finder ? [at.find(finder.kind, [arn])] : [];
}

/** The resource with this ARN, of whatever type; null when it does not exist. Throws `InputError` for a type without tags. */
export function findTaggable(
  arn: string,
  context: Context,
  path: readonly (string | number)[],
): ReturnType<TaggableFinder["find"]> {
  checkArn(arn, undefined, context.identity, path);
  const type = resourceTypeOf(arn);
  const finder = finders.get(type);
  if (!finder)
    throw new InputError([
      {
        path,
        rule: "arnType",
        message: `${arn} names a ${type}; here are ${[...finders.keys()].join(", ")}.`,
      },
    ]);
  return finder.find(arn, context);
}
