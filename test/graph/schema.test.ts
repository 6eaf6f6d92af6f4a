import { readFileSync } from "node:fs";

import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isIntrospectionType,
} from "graphql";
import { describe, expect, it } from "vitest";

import { printGraph, schema } from "../../src/graph/index.ts";

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type),
);

/** Every named thing of the schema with its description. */
function* described(): Generator<[string, string | null | undefined]> {
  for (const type of types) {
    yield [type.name, type.description];
    if (isEnumType(type))
      for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        yield [`${type.name}.${field.name}`, field.description];
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name}:)`, arg.description];
      }
  }
}

describe("the published schema", () => {
  it("is the one in schema/schema.graphql (npm run schema writes it)", () => {
    expect(readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8")).toBe(printGraph());
  });

  it("prints the same text every time", () => {
    expect(printGraph()).toBe(printGraph());
  });

  it("describes every type, field, argument, input field and enum value", () => {
    const all = [...described()];
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter(([, description]) => !description?.trim()).map(([name]) => name)).toEqual([]);
  });

  it("names the AWS operation and its quota on every root field that costs a call", () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
    expect(
      fields
        .filter(({ description }) => !/\d+ calls a second|Costs no call\.$/.test(description ?? ""))
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it("uses ID for global ids only", () => {
    const ids = types.flatMap((type) =>
      isObjectType(type) || isInterfaceType(type)
        ? Object.values(type.getFields())
            .filter((field) => getNamedType(field.type).name === "ID")
            .map((field) => `${type.name}.${field.name}`)
        : [],
    );
    expect(ids.filter((field) => !/\.(?:id|deletedId)$/.test(field))).toEqual([]);
  });

  it("gives every enum of an AWS answer a raw twin", () => {
    const twinless = types.flatMap((type) => {
      if (!isObjectType(type)) return [];
      const fields = type.getFields();
      return Object.values(fields)
        .filter(
          (field) =>
            isEnumType(getNamedType(field.type)) &&
            !getNamedType(field.type).name.startsWith("Ivs") &&
            !fields[`${field.name}Raw`],
        )
        .map((field) => `${type.name}.${field.name}`);
    });
    expect(twinless).toEqual([]);
  });
});
