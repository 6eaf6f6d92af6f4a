import { readFileSync } from "node:fs";

import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
} from "graphql";
import { describe, expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const released = read("schema/released.graphql");

/** The lines of the changelog's section about what is to be released. */
function unreleased(changelog: string): string {
  const [, section = ""] = /^## Unreleased\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog) ?? [];
  return section;
}

/** Changes that break clients of the released contract and that the changelog does not tell them of. */
function untoldBreaks(before: string, after: GraphQLSchema, changelog: string): string[] {
  const told = unreleased(changelog);
  return findBreakingChanges(buildSchema(before), after)
    .map(({ description }) => description)
    .filter((description) => !told.includes(description));
}

const sayIt = "Keep the contract, or list these sentences in CHANGELOG.md, under Unreleased";

describe("the contract", () => {
  it("breaks nothing of the last release that the changelog does not tell", () => {
    expect(untoldBreaks(released, schema, read("CHANGELOG.md")), sayIt).toEqual([]);
  });

  it("would be found broken by a field, a type or an argument that goes", () => {
    const before = released
      .replace(
        "type Stage implements Node & Taggable {",
        "type Stage implements Node & Taggable {\n  gone: String\n",
      )
      .replace("scalar DateTime", "scalar DateTime\n\nscalar Gone");
    expect(
      untoldBreaks(before, buildSchema(released), "## Unreleased\n\n## 0.1.0\n- Stage.gone was removed."),
    ).toEqual(["Gone was removed.", "Stage.gone was removed."]);
  });

  it("may break what the changelog tells", () => {
    const before = released.replace("scalar DateTime", "scalar DateTime\n\nscalar Gone");
    expect(
      untoldBreaks(
        before,
        buildSchema(released),
        "## Unreleased\n\n### Breaking\n\n- Gone was removed.\n\n## 0.1.0\n",
      ),
    ).toEqual([]);
  });

  it("changes no default of the last release that the changelog does not tell", () => {
    const told = unreleased(read("CHANGELOG.md"));
    const changed = findDangerousChanges(buildSchema(released), schema)
      .filter(({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE)
      .map(({ description }) => description);
    expect(
      changed.filter((description) => !told.includes(description)),
      sayIt,
    ).toEqual([]);
  });
});
