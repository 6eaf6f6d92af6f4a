import type { StringRule } from "../rule.ts";

/** What the model demands of the name of any resource, and of an attribute that a layout goes by. Names may repeat. */
export const name = {
  type: "string",
  min: 0,
  max: 128,
  pattern: /^[a-zA-Z0-9-_]*$/,
} as const satisfies StringRule;
