import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { createLog } from "../src/log.ts";
import { Secret } from "../src/secret.ts";

const canary = "canary-3b1f";
const secret = new Secret(canary);

describe("a secret", () => {
  it.each<[string, () => string]>([
    ["text", () => String(secret)],
    ["a joined text", () => ["token", secret].join(" ")],
    ["JSON", () => JSON.stringify({ token: secret })],
    ["the debugger", () => inspect({ token: secret }, { showHidden: true, depth: 9 })],
    ["its own members", () => JSON.stringify(Object.entries(secret))],
    ["an error", () => inspect(new Error(`Failed with ${String(secret)}`, { cause: { secret } }))],
    [
      "the log",
      () => {
        const lines: string[] = [];
        createLog({ level: "info", write: (line) => lines.push(line) }).info(
          { secret, deep: { secret } },
          "made",
        );
        return lines.join("");
      },
    ],
  ])("is masked in %s", (_place, show) => {
    expect(show()).not.toContain(canary);
  });

  it("is seen by whoever asks for it", () => {
    expect(secret.reveal()).toBe(canary);
  });
});
