import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

/** What may stand in the product's tree, by the identifiers of SPDX. Others, Elastic-2.0 among them, forbid what we allow. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "Python-2.0",
]);

interface Package {
  readonly license?: string;
  readonly link?: boolean;
}

/** Whether a licence expression leaves a way to use the package: one of those joined by OR, all of those joined by AND, which binds closer. */
function isAllowed(expression: string): boolean {
  const plain = expression.trim();
  // What is innermost in parentheses is decided first, and stands for an allowed licence or for none.
  const decided = plain.replace(/\(([^()]*)\)/, (_all, inner: string) => (isAllowed(inner) ? "MIT" : "NONE"));
  if (decided !== plain) return isAllowed(decided);
  return plain.split(" OR ").some((either) => either.split(" AND ").every((id) => allowed.has(id.trim())));
}

/** The packages of a lockfile whose licence is not allowed, or not told, each with that. */
function refused(lockfile: string): string[] {
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, Package> };
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== "" && !link)
    .filter(([, { license }]) => license === undefined || !isAllowed(license))
    .map(([path, { license = "none" }]) => `${path.replace(/^.*node_modules\//, "")}: ${license}`);
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the licences of the product's tree", () => {
  it("are all known and allow what ours does", () => {
    const lockfile = read("../package-lock.json");
    expect(Object.keys((JSON.parse(lockfile) as { packages: object }).packages).length).toBeGreaterThan(100);
    expect(refused(lockfile)).toEqual([]);
  });

  it("would be found wanting with those of the company graph that it is tested in", () => {
    expect(refused(read("e2e/package-lock.json"))).toEqual(
      expect.arrayContaining(["@apollo/gateway: Elastic-2.0", "@apollo/composition: Elastic-2.0"]),
    );
  });

  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["(MIT AND BSD-3-Clause)", true],
    ["(MIT AND GPL-3.0-only)", false],
    ["MIT AND ISC OR Elastic-2.0", true],
    ["(MIT OR ISC) AND Elastic-2.0", false],
    ["(Elastic-2.0 AND (GPL-3.0-only OR MIT))", false],
    ["((MIT) OR Elastic-2.0) AND (ISC)", true],
    ["(MIT", false],
    ["", false],
    ["Elastic-2.0", false],
    ["SEE LICENSE IN LICENSE.md", false],
    ["UNLICENSED", false],
  ])("%s is taken for allowed: %s", (expression, expected) => {
    expect(isAllowed(expression)).toBe(expected);
  });
});
