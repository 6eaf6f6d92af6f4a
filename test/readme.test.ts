import { expect, it } from "vitest";

import { readReadme } from "./support/readme.ts";

it("the generated parts of the README are up to date (npm run readme writes them)", () => {
  const { actual, expected } = readReadme();
  expect(actual).toBe(expected);
});
