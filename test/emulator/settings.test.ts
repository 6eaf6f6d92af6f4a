import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { raw, start } from "./start.ts";

interface Told {
  name: string;
  about: string;
  takes: string;
  default: unknown;
}

async function told(): Promise<{ settings: Record<string, unknown>; words: Told[] }> {
  const { emulator } = await start({ settings: { throttle: "TooManyRequests429" } });
  const [settings, words] = await Promise.all([
    raw(emulator, "GET", "/_emulator/settings"),
    raw(emulator, "GET", "/_emulator/settings/about"),
  ]);
  return {
    settings: JSON.parse(settings.body) as Record<string, unknown>,
    words: JSON.parse(words.body) as Told[],
  };
}

test("every setting is told in words, with its default and what it takes", async () => {
  const { settings, words } = await told();
  const plain = words.filter(({ name }) => !name.includes("."));
  expect(Object.fromEntries(plain.map((each) => [each.name, each.default]))).toEqual(settings);
  for (const { about, takes } of words) {
    expect(about).toMatch(/^[A-Z].*\.$/);
    expect(takes).not.toBe("");
  }
});

test("the README tells the same", async () => {
  const { words } = await told();
  const rows = words.map(
    ({ name, about, takes, default: initially }) =>
      `| \`${name}\` | ${initially === null ? "" : `\`${JSON.stringify(initially)}\``} | ${takes} | ${about} |`,
  );
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const table = readme.split(
    "| Setting | Default | Takes | What it is, and why its default is that |\n| --- | --- | --- | --- |\n",
  )[1];
  expect(table?.split("\n\n")[0]?.split("\n")).toEqual(rows);
});
