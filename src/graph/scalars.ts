import { GraphQLError } from "graphql";

import { builder } from "./builder.ts";

const arnPattern = /^arn:aws:ivs:[a-z0-9-]+:[0-9]{12}:[a-z-]+\/[a-zA-Z0-9-]+$/;
const maxArnLength = 128;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function parseArn(value: unknown): string {
  if (typeof value === "string" && value.length <= maxArnLength && arnPattern.test(value)) return value;
  throw new GraphQLError(
    `${shown(value)} is not the ARN of an IVS resource; they read arn:aws:ivs:<region>:<account>:<type>/<id>.`,
    { extensions: { code: "BAD_USER_INPUT" } },
  );
}

function parseDateTime(value: unknown): string {
  if (typeof value === "string" && dateTimePattern.test(value) && !Number.isNaN(Date.parse(value)))
    return value;
  throw new GraphQLError(`${shown(value)} is not an instant such as 2026-07-01T10:00:04Z (ISO 8601).`, {
    extensions: { code: "BAD_USER_INPUT" },
  });
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
  description: "An instant in ISO 8601 with a time zone, as AWS wrote it: `2026-07-01T10:00:04.123Z`.",
  serialize: parseDateTime,
  parseValue: parseDateTime,
});
