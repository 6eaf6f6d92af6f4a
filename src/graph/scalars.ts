import { CodedError } from "../errors.ts";
import { unreadableTime } from "../upstream/tidy.ts";
import { builder } from "./builder.ts";

const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Any text: what is wrong with it is told by `arnConstraints`, together with everything else that is wrong. */
function parseArn(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${shown(value)} is not a text.`);
}

function parseDateTime(value: unknown): string {
  if (typeof value === "string" && dateTimePattern.test(value) && !Number.isNaN(Date.parse(value)))
    return value;
  throw new TypeError(`${shown(value)} is not an instant such as 2026-07-01T10:00:04Z (ISO 8601).`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 150);
}

builder.scalarType("Arn", {
  description: "The Amazon Resource Name of an IVS resource: `arn:aws:ivs:<region>:<account>:<type>/<id>`.",
  serialize: (value) => value,
  parseValue: parseArn,
});

builder.scalarType("DateTime", {
  description: "An instant in ISO 8601: `2026-07-01T10:00:04.123Z`.",
  serialize(value) {
    if (value !== unreadableTime) return parseDateTime(value);
    throw new CodedError("UPSTREAM_BAD_RESPONSE", "AWS wrote a time here that is none.");
  },
  parseValue: parseDateTime,
});
