import { getNamedType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";

import { costOf } from "../../src/graph/cost.ts";
import { schema } from "../../src/graph/index.ts";

const fields = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));

/** The resolver as its domain wrote it. */
function resolverOf({ extensions }: (typeof fields)[number]["field"]): string {
  const { resolve } = (extensions["pothosOptions"] ?? {}) as { resolve?: (...args: never[]) => unknown };
  return resolve ? String(resolve) : "";
}

describe("every field", () => {
  it("says what it costs where its resolver can ask a loader", () => {
    const asking = fields.filter(
      ({ field }) => field.name !== "id" && /\b(?:loaders|context)\b/.test(resolverOf(field)),
    );
    expect(asking.length).toBeGreaterThan(150);
    const silent = asking.filter(({ field }) => !costOf(field));
    expect(silent.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });

  it("says where it leads to, when that is something with an id", () => {
    const isNode = (type: unknown) =>
      isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node");
    const links = fields.filter(
      ({ type, field }) => isNode(getNamedType(field.type)) && !/(?:Connection|Edge)$/.test(type.name),
    );
    expect(links.length).toBeGreaterThan(40);
    const silent = links.filter(({ field }) => !costOf(field));
    expect(silent.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });
});
