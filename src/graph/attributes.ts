import { builder } from "./builder.ts";
import { type Constraint, constrained, uniqueKeys, wellFormed } from "./constraint.ts";

/** A key and its value, set by the application for its own purposes. */
export interface Attribute {
  readonly key: string;
  readonly value: string;
}

const maxTotalBytes = 1024;

export const AttributeRef = builder.objectRef<Attribute>("IvsAttribute").implement({
  description: "Something that the application attached to a participant.",
  fields: (t) => ({
    key: t.exposeString("key", { nullable: false, description: "The key, unique on its participant." }),
    value: t.exposeString("value", { nullable: false, description: "The value; may be empty." }),
  }),
});

export const AttributeInput = builder.inputType("IvsAttributeInput", {
  description: "Something that the application attaches to a participant. Other participants can see it.",
  fields: (t) => ({
    key: t.string({ required: true, description: "The key.", extensions: constrained(wellFormed) }),
    value: t.string({
      required: true,
      description: "The value; may be empty.",
      extensions: constrained(wellFormed),
    }),
  }),
});

const maxAttributeBytes: Constraint<readonly Attribute[]> = {
  rule: "maxBytes",
  demand: `take at most ${maxTotalBytes} bytes in UTF-8, keys and values together`,
  holds: (attributes) =>
    attributes.reduce(
      (total, { key, value }) => total + Buffer.byteLength(key) + Buffer.byteLength(value),
      0,
    ) <= maxTotalBytes,
};

/** What AWS demands of all attributes of a participant. */
export const attributeConstraints = [uniqueKeys, maxAttributeBytes] as const;

/** AWS's map as a list, in the order of the keys. */
export function toAttributes(map: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(map)
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** A list of attributes as AWS's map. */
export function fromAttributes(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}
