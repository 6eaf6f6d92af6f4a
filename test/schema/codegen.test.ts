import { readFileSync } from "node:fs";

import { generate } from "@graphql-codegen/cli";
import { expect, it } from "vitest";

import config from "../../codegen.ts";

it("the generated client code is up to date (npm run codegen writes it)", async () => {
  const outputs = (await generate({ ...config, silent: true }, false)) as {
    filename: string;
    content: string;
  }[];
  expect(outputs.length).toBeGreaterThan(3);
  for (const { filename, content } of outputs)
    expect(readFileSync(new URL(`../../${filename}`, import.meta.url), "utf8")).toBe(content);
}, 60_000);
