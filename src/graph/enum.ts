import { builder } from "./builder.ts";

/**
 * A GraphQL enum with AWS's values, each with its description. AWS may add a value tomorrow and the SDK hands it through,
 * so answers pass `known`: what this graph does not know, or AWS left empty, is null there and readable in the raw twin.
 */
export function awsEnum<Value extends string>(
  name: string,
  description: string,
  descriptions: Readonly<Record<Value, string>>,
) {
  const values = Object.fromEntries(
    Object.entries<string>(descriptions).map(([value, text]) => [value, { description: text }]),
  );
  const ref = builder.enumType(name, {
    description,
    values: values as Record<Value, { description: string }>,
  });
  const known = (raw: string | undefined): Value | null =>
    raw !== undefined && Object.hasOwn(descriptions, raw) ? (raw as Value) : null;
  return {
    ref,
    known,
    knownOf: (raw: readonly string[] | undefined) => raw?.map(known).filter((value) => value !== null),
  };
}
