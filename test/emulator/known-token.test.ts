import { expect, test } from "vitest";

import { rememberToken } from "../../src/emulator/known-token.ts";
import type { StageRecord } from "../../src/emulator/state.ts";
import { startAt } from "./start.ts";

type Tokens = StageRecord["tokens"];

function remember(tokens: Tokens, participantId: string, expiresAt: number | undefined, now = startAt): void {
  const grant = {
    capabilities: [],
    attributes: {},
    userId: "",
    ...(expiresAt !== undefined && { expirationTime: new Date(expiresAt) }),
  };
  rememberToken({ tokens }, { participantId, digest: "", grant, dead: expiresAt === undefined }, now);
}

test("a stage with a thousand tokens forgets those that have expired, and only those", () => {
  const tokens: Tokens = new Map();
  for (let count = 0; count < 998; count += 1) remember(tokens, `short-${count}`, startAt + 1_000);
  remember(tokens, "long", startAt + 1_001);
  remember(tokens, "dead", undefined);
  expect(tokens.size).toBe(1_000);
  remember(tokens, "new", startAt + 5_000, startAt + 1_000);
  expect([...tokens.keys()]).toEqual(["long", "dead", "new"]);
});

test("of ten thousand who were disconnected without a token the first is forgotten", () => {
  const tokens: Tokens = new Map();
  remember(tokens, "valid", startAt + 1_000);
  for (let count = 0; count < 10_000; count += 1) remember(tokens, `dead-${count}`, undefined);
  expect(tokens.size).toBe(10_000);
  expect(tokens.has("valid")).toBe(true);
  expect(tokens.has("dead-0")).toBe(false);
  expect(tokens.has("dead-1")).toBe(true);
});
