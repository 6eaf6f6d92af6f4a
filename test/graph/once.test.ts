import { graphql } from "graphql";
import { describe, expect, it } from "vitest";

import { readConfig } from "../../src/config.ts";
import { createTokenSigner } from "../../src/domains/token/sign.ts";
import { CodedError } from "../../src/errors.ts";
import { schema } from "../../src/graph/index.ts";
import { runOnce } from "../../src/graph/once.ts";
import { createIdempotencyKeys, type Ending, type IdempotencyKeys } from "../../src/idempotency.ts";
import { Secret } from "../../src/secret.ts";
import { scopes } from "../../src/viewer.ts";
import { documentOf, type KeyedMutation, keyedMutations } from "../domains/keyed-mutations.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { contextsOn } from "../support/viewer-context.ts";

/** Asks as any viewer, with any memory of keys. */
async function open(createKeys: (gateway: Gateway) => IdempotencyKeys) {
  const gateway = await startGateway({ settings: { throttle: "off" } });
  const { clock } = gateway;
  const { tokenKey } = readConfig(tokenKeyEnv);
  const contexts = await contextsOn(gateway, {
    tokenSigner: tokenKey && createTokenSigner({ ...tokenKey, clock }),
    idempotencyKeys: createKeys(gateway),
  });
  const contextOf = (id: string) => contexts({ id, scopes: new Set(scopes) });
  return {
    gateway,
    contextOf,
    ask(viewerId: string, mutation: Pick<KeyedMutation, "field" | "selection">, input: object) {
      const source = documentOf(mutation);
      return graphql({ schema, source, variableValues: { input }, contextValue: contextOf(viewerId) });
    },
  };
}

const createStage = { field: "createStage", selection: "stage { arn }" };

it("keeps the keys of viewers apart", async () => {
  const { gateway, ask } = await open(({ clock }) => createIdempotencyKeys({ clock }));
  gateway.emulator.resetCalls();
  const alices = await ask("alice", createStage, { name: "a", idempotencyKey: "k" });
  const bobs = await ask("bob", createStage, { name: "b", idempotencyKey: "k" });
  expect(JSON.stringify(bobs)).toContain("CreateStagePayload");
  expect(bobs).not.toEqual(alices);
  expect(await ask("alice", createStage, { name: "a", idempotencyKey: "k" })).toEqual(alices);
  expect(gateway.emulator.calls).toEqual({ CreateStage: 2 });
});

it("refuses a key that it cannot remember before anything is called, and takes calls without one", async () => {
  const { gateway, ask } = await open(({ clock }) => createIdempotencyKeys({ clock, capacity: 1 }));
  gateway.emulator.resetCalls();
  await ask("alice", createStage, { idempotencyKey: "k" });
  const { data, errors } = await ask("bob", createStage, { idempotencyKey: "k" });
  expect(data).toEqual({ made: null });
  expect(errors?.[0]?.originalError).toMatchObject({
    code: "OVERLOADED",
    details: { retryAfterMs: 600_000 },
  });
  expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
  expect(JSON.stringify(await ask("bob", createStage, {}))).toContain("CreateStagePayload");
});

it("never does again what was written, however its mutation fails afterwards", async () => {
  const { gateway, contextOf } = await open(({ clock }) => createIdempotencyKeys({ clock }));
  gateway.emulator.resetCalls();
  const failure = { code: "NOT_FOUND", message: "Read too early." } as const;
  for (const _ of [1, 2]) {
    const call = { key: "k", mutation: "createStage", input: {}, context: contextOf("alice") };
    const doing = runOnce(call, {}, async (_input, { write }) => {
      await write("CreateStage", {});
      throw new CodedError(failure.code, failure.message);
    });
    await expect(doing).rejects.toMatchObject(failure);
  }
  expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
});

/** Everything that can be reached from a value, causes of errors and hidden members too. */
function reachableFrom(value: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (seen.has(value)) return seen;
  seen.add(value);
  if (typeof value !== "object" || value === null) return seen;
  for (const name of Reflect.ownKeys(value)) reachableFrom(Reflect.get(value, name), seen);
  return seen;
}

const withSecrets = keyedMutations.filter(({ secret }) => secret);
const secretText = /\bey[\w-]{8,}\.|\b[rs][tk]_\d{12}_/;

describe.each(withSecrets)("$title", (mutation) => {
  /** What is remembered of it, told by a memory that writes down what it is given. */
  async function remembered(spoil?: "truncated") {
    const endings: Ending[] = [];
    const { gateway, ask } = await open(({ clock }) => {
      const keys = createIdempotencyKeys({ clock });
      return {
        async claim(call) {
          const turn = await keys.claim(call);
          if (!("settle" in turn)) return turn;
          return { ...turn, settle: (ending) => turn.settle((endings.push(ending), ending)) };
        },
      };
    });
    const input = { ...(await mutation.input(gateway)), idempotencyKey: "k" };
    if (spoil) gateway.emulator.inject({ kind: spoil, operation: mutation.operation, times: 2 });
    let isPending = true;
    const asking = ask("alice", mutation, input).finally(() => (isPending = false));
    while (isPending) await gateway.clock.advance(100);
    return { answer: await asking, endings };
  }

  it("leaves no secret in what is remembered of it", async () => {
    const { answer, endings } = await remembered();
    expect(JSON.stringify(answer)).toMatch(secretText);
    expect(endings).toHaveLength(1);
    const found = [...reachableFrom(endings)];
    expect(found.filter((each) => each instanceof Secret)).toEqual([]);
    expect(found.filter((each) => typeof each === "string" && secretText.test(each))).toEqual([]);
  });

  it("leaves nothing of an answer that was cut off", async () => {
    const { endings } = await remembered("truncated");
    const kept = endings.filter(({ keeps }) => keeps !== "nothing");
    // Signing makes nothing, so its failure is not kept.
    expect(kept).toHaveLength(mutation.operation === "GetStage" ? 0 : 1);
    const found = [...reachableFrom(kept)];
    expect(found.filter((each) => each instanceof Error)).toHaveLength(kept.length);
    expect(found.filter((each) => typeof each === "string" && secretText.test(each))).toEqual([]);
  });
});
