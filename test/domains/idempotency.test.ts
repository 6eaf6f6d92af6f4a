import { isInputObjectType } from "graphql";
import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import { schema } from "../../src/graph/index.ts";
import { operations } from "../../src/upstream/operations.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { at, documentOf, type KeyedMutation, keyedMutations, send } from "./keyed-mutations.ts";

const idempotencyKey = "5f0c1e2a-7d3b-4c69-9a54-1b2f3c4d5e6f";
const start = () => startGateway({ env: tokenKeyEnv, settings: { throttle: "off" } });

const usedOtherwise = expect.objectContaining({
  __typename: "IvsValidationError",
  code: "BAD_USER_INPUT",
  retryable: false,
  faults: [
    {
      path: ["input", "idempotencyKey"],
      rule: "sameInput",
      message: expect.stringContaining("something else"),
    },
  ],
});

/** What a repetition gets after this answer: the same, or word of what was made. */
function repetitionOf({ secret }: KeyedMutation, first: unknown): unknown {
  if (!secret) return first;
  return {
    __typename: "IvsConflictError",
    code: "CONFLICT",
    retryable: false,
    retryAfterMs: null,
    requestId: null,
    message: expect.stringMatching(
      new RegExp(`was used before\\..* ${String(at(first, secret.named))}\\b.*shown once`),
    ),
  };
}

/** The secret of an answer; for mutations without one anything that looks like it. */
const secretIn = ({ secret }: KeyedMutation, made: unknown) =>
  secret ? at(made, secret.text) : "there-is-none-in-this";

const isPayload = (made: unknown) => expect(at(made, ["__typename"])).toMatch(/Payload$/);

it("is taken by the inputs of what makes something new, and by no others", () => {
  const taking = Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ args: [input] }) => isInputObjectType(input && Reflect.get(input.type, "ofType")))
    .filter(({ args: [input] }) => {
      const type: unknown = input && Reflect.get(input.type, "ofType");
      return isInputObjectType(type) && "idempotencyKey" in type.getFields();
    })
    .map(({ name }) => name);
  expect(taking.toSorted()).toEqual([
    "createEncoderConfiguration",
    "createIngestConfiguration",
    "createParticipantToken",
    "createStage",
    "createStorageConfiguration",
    "importPublicKey",
    "signParticipantToken",
    "startComposition",
    "startParticipantReplication",
    "stopParticipantReplication",
  ]);
  expect(new Set(keyedMutations.map(({ field }) => field))).toEqual(new Set(taking));
});

/** Failures after which nothing was made. */
const refusals: Fault[] = [
  { kind: "error", type: "ValidationException", status: 400 },
  { kind: "error", type: "ServiceQuotaExceededException", status: 402 },
  { kind: "error", type: "AccessDeniedException", status: 403 },
  { kind: "error", type: "PendingVerification", status: 403 },
  { kind: "error", type: "ConflictException", status: 409 },
];

/** Failures after which nobody knows. */
const ambiguous: [name: string, fault: Fault][] = [
  ["a reset before it was read", { kind: "reset", when: "before" }],
  ["a reset after it took effect", { kind: "reset", when: "after" }],
  ["half an answer", { kind: "truncated" }],
  ["a 500 after it took effect", { kind: "error", type: "InternalFailure", status: 500, afterCommit: true }],
  ["silence", { kind: "silent" }],
];

describe.each(keyedMutations)("$title with a key", (mutation) => {
  const { operation, other, secret } = mutation;

  it("is done with one call, and a repetition gets the first result", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const before = mutation.made(gateway);
    const first = await send(gateway, mutation, input);
    expect(first.errors).toBeUndefined();
    isPayload(first.made);
    expect(secretIn(mutation, first.made)).toMatch(/^[\w.-]{20,}$/);
    await gateway.clock.advance(5_000);
    for (const again of [input, Object.fromEntries(Object.entries(input).toReversed())])
      expect(await send(gateway, mutation, again)).toEqual({
        status: 200,
        made: repetitionOf(mutation, first.made),
        errors: undefined,
      });
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
    expect(mutation.made(gateway) - before).toBe(mutation.field === "signParticipantToken" ? 0 : 1);
  });

  it("is refused for another input, and then still answers the first", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const first = await send(gateway, mutation, input);
    const { made, errors } = await send(gateway, mutation, { ...input, ...other });
    expect({ made, errors }).toEqual({ made: usedOtherwise, errors: undefined });
    const again = await send(gateway, mutation, input);
    expect(again.made).toEqual(repetitionOf(mutation, first.made));
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
  });

  it("is remembered for ten minutes", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const first = await send(gateway, mutation, input);
    gateway.emulator.resetCalls();
    await gateway.clock.advance(599_000);
    const late = await send(gateway, mutation, input);
    expect(late.made).toEqual(repetitionOf(mutation, first.made));
    expect(gateway.emulator.calls).toEqual({});
    await gateway.clock.advance(2_000);
    const tooLate = await send(gateway, mutation, { ...input, ...other });
    expect(tooLate.made).not.toEqual(usedOtherwise);
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
  });

  it("is tried again after each refusal, with another input too", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    for (const fault of refusals) {
      const stop = gateway.emulator.inject({ ...fault, operation, times: 3 });
      const refused = await send(gateway, mutation, { ...input, ...other });
      expect(refused.made).toMatchObject({ __typename: expect.stringMatching(/^Ivs\w+Error$/) });
      for (const asked of [input, input]) {
        const { made } = await send(gateway, mutation, asked);
        expect({ ...made, requestId: "" }).toEqual({ ...refused.made, requestId: "" });
      }
      stop();
    }
    isPayload((await send(gateway, mutation, input)).made);
    expect(gateway.emulator.calls).toEqual({ [operation]: 3 * refusals.length + 1 });
  });

  it("is tried again after it was throttled", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const stop = gateway.emulator.inject({ kind: "throttle", operation, times: Infinity });
    const throttled = await sendPatiently(gateway, mutation, input);
    expect(throttled.made).toMatchObject({ code: "UPSTREAM_THROTTLED", retryable: true });
    stop();
    isPayload((await sendPatiently(gateway, mutation, input)).made);
  });

  it("is tried again when it was never sent", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const tried = () => gateway.logged.filter((line) => line["operation"] === operation).length;
    await gateway.emulator.close();
    await gateway.clock.settle();
    for (const times of [1, 2]) {
      const { errors } = await sendPatiently(gateway, mutation, input);
      expect(errors?.[0]?.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
      expect(tried()).toBeGreaterThanOrEqual(times);
    }
  });

  it("is done once for clients that ask together", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    gateway.emulator.inject({ kind: "latency", ms: 1_000, operation });
    const asking = [1, 2, 3].map(() => send(gateway, mutation, input));
    await gateway.clock.advance(1_000);
    const answers = (await Promise.all(asking)).map(({ made }) => made);
    const firsts = answers.filter(({ __typename }) => __typename.endsWith("Payload"));
    expect(firsts).toHaveLength(secret ? 1 : 3);
    expect(answers.filter((made) => !firsts.includes(made))).toEqual(
      secret ? [repetitionOf(mutation, firsts[0]), repetitionOf(mutation, firsts[0])] : [],
    );
    expect(new Set(firsts.map((made) => JSON.stringify(made))).size).toBe(1);
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
  });

  it("is refused together when AWS refuses it, and done by the next", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    gateway.emulator.inject({ kind: "error", type: "ConflictException", status: 409, operation });
    const settings = JSON.stringify({ operationLatencyMs: { [operation]: 1_000 } });
    await fetch(`${gateway.emulator.url}/_emulator/settings`, { method: "PATCH", body: settings });
    const asking = [1, 2].map(() => send(gateway, mutation, input));
    await gateway.clock.advance(1_000);
    for (const { made } of await Promise.all(asking))
      expect(made).toMatchObject({ __typename: "IvsConflictError", requestId: expect.any(String) });
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
    const next = send(gateway, mutation, input);
    await gateway.clock.advance(1_000);
    isPayload((await next).made);
    expect(gateway.emulator.calls).toEqual({ [operation]: 2 });
  });

  it("is seen through when the client goes away, for when it comes back", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    gateway.emulator.inject({ kind: "latency", ms: 1_000, operation });
    await abandon(gateway, mutation, input);
    await gateway.clock.advance(1_000);
    const { made, errors } = await send(gateway, mutation, input);
    expect(errors).toBeUndefined();
    // Signing only reads, which ends with the client: nothing was made.
    const wasDone = mutation.field !== "signParticipantToken";
    expect(at(made, ["__typename"])).toMatch(wasDone && secret ? /^IvsConflictError$/ : /Payload$/);
    expect(gateway.emulator.calls).toEqual({ [operation]: wasDone ? 1 : 2 });
  });
});

/** Sends it, and lets as much time pass as an answer can take. */
async function sendPatiently(gateway: Gateway, mutation: KeyedMutation, input: object) {
  const asking = send(gateway, mutation, input);
  await gateway.clock.advance(45_000);
  return asking;
}

/** Sends it and goes away once it has reached AWS, and `meanwhile` is done. */
async function abandon(
  gateway: Gateway,
  mutation: KeyedMutation,
  input: object,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const aborter = new AbortController();
  const gone = gateway
    .fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: documentOf(mutation), variables: { input } }),
      signal: aborter.signal,
    })
    .catch((error: unknown) => error);
  await gateway.clock.settle();
  await meanwhile?.();
  aborter.abort();
  await gone;
}

it("is passed on when its first client goes away before anything was made", async () => {
  const mutation = keyedMutations.find(({ field }) => field === "signParticipantToken") as KeyedMutation;
  const gateway = await startGateway({ env: tokenKeyEnv, time: "still" });
  const input = { ...(await mutation.input(gateway)), idempotencyKey };
  gateway.emulator.inject({ kind: "latency", ms: 1_000, operation: "GetStage", times: 2 });
  const waiting: ReturnType<typeof send>[] = [];
  await abandon(gateway, mutation, input, async () => {
    waiting.push(send(gateway, mutation, input), send(gateway, mutation, input));
    await gateway.clock.settle();
  });
  await gateway.clock.advance(1_000);
  const answers = await Promise.all(waiting);
  expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
  const kinds = answers.map(({ made }) => made.__typename as string).toSorted();
  expect(kinds).toEqual(["IvsConflictError", "SignParticipantTokenPayload"]);
  expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
});

const neverRepeated = keyedMutations.filter(({ operation }) => operations[operation].repeat === "never");

describe.each(neverRepeated)("$title with a key", (mutation) => {
  it.each(ambiguous)("is not sent again after %s, and stays unknown", async (_name, fault) => {
    const { operation } = mutation;
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const before = mutation.made(gateway);
    gateway.emulator.inject({ ...fault, operation });
    const asking = send(gateway, mutation, input);
    if (fault.kind === "silent") await gateway.clock.advance(operations[operation].deadlineMs);
    const first = await asking;
    expect(first.made).toMatchObject({
      __typename: "IvsWriteOutcomeUnknownError",
      checkWith: expect.stringMatching(/\.$/),
    });
    expect(await send(gateway, mutation, input)).toEqual(first);
    const elsewhere = await send(gateway, mutation, { ...input, ...mutation.other });
    expect(elsewhere.made).toEqual(usedOtherwise);
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
    expect(mutation.made(gateway) - before).toBeLessThanOrEqual(1);
  });
});

describe("startComposition with a key", () => {
  const mutation = keyedMutations.find(({ field }) => field === "startComposition") as KeyedMutation;

  it.each(ambiguous)("is sent again after %s, and starts one composition", async (_name, fault) => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const { operation } = mutation;
    for (const trouble of [fault, { kind: "throttle" } as const]) {
      const stop = gateway.emulator.inject({ ...trouble, operation, times: Infinity });
      const { made, errors } = await sendPatiently(gateway, mutation, input);
      expect(made ?? errors?.[0]?.extensions).toMatchObject({ retryable: true });
      expect((await send(gateway, mutation, { ...input, ...mutation.other })).made).toEqual(usedOtherwise);
      stop();
    }
    const { made } = await sendPatiently(gateway, mutation, input);
    isPayload(made);
    gateway.emulator.resetCalls();
    expect((await send(gateway, mutation, input)).made).toEqual(made);
    expect(gateway.emulator.calls).toEqual({});
    expect(mutation.made(gateway)).toBe(1);
  });

  it("takes AWS's token beside it, which outlives the key", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey, idempotencyToken: "show-42" };
    const { made } = await send(gateway, mutation, input);
    const otherToken = await send(gateway, mutation, { ...input, idempotencyToken: "show-43" });
    expect(otherToken.made).toEqual(usedOtherwise);
    const otherKey = await send(gateway, mutation, { ...input, idempotencyKey: "another" });
    expect(otherKey.made).toMatchObject({ composition: { arn: made.composition.arn } });
    expect(gateway.emulator.calls).toEqual({ StartComposition: 2 });
  });

  it("reads the links of a repetition anew", async () => {
    const gateway = await start();
    const input = { ...(await mutation.input(gateway)), idempotencyKey };
    const { made } = await send(gateway, mutation, input);
    const { data, errors } = await gateway.query(
      `mutation ($input: StartCompositionInput!, $arn: Arn!) {
         tag: tagResource(input: { resourceArn: $arn, tags: [] }) {
           ... on TagResourcePayload { resource { ... on Stage { name } } } }
         again: startComposition(input: $input) {
           ... on StartCompositionPayload { composition { arn asOf stage { name } } } } }`,
      { input, arn: made.composition.stageArn },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      tag: { resource: { name: "before" } },
      again: {
        composition: { arn: made.composition.arn, asOf: made.composition.asOf, stage: { name: "before" } },
      },
    });
    expect(gateway.emulator.calls).toEqual({
      StartComposition: 1,
      TagResource: 1,
      // Before the repetition, and after it.
      GetStage: 2,
    });
  });
});

describe("a key", () => {
  const createStage = { field: "createStage", selection: "stage { arn }" };

  it("is of the whole graph, not of one mutation", async () => {
    const gateway = await start();
    await send(gateway, createStage, { idempotencyKey });
    const encoder = { field: "createEncoderConfiguration", selection: "encoderConfiguration { arn }" };
    expect((await send(gateway, encoder, { idempotencyKey })).made).toEqual(usedOtherwise);
    expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
  });

  it("holds within one request too", async () => {
    const gateway = await start();
    const { data } = await gateway.query(
      `mutation ($input: CreateStageInput!) {
         a: createStage(input: $input) { ... on CreateStagePayload { stage { arn } } }
         b: createStage(input: $input) { ... on CreateStagePayload { stage { arn } } }
         c: createStage(input: { name: "b", idempotencyKey: "${idempotencyKey}" }) { ... on IvsError { code } } }`,
      { input: { name: "a", idempotencyKey } },
    );
    expect(data.b).toEqual(data.a);
    expect(data.c).toEqual({ code: "BAD_USER_INPUT" });
    expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
  });

  it("is not used again where an answer could not be read, which is a fault here", async () => {
    const gateway = await start();
    const body =
      '{ "stage": { "arn": "arn:aws:ivs:us-west-2:123456789012:stage/abc" }, "participantTokens": 5 }';
    gateway.emulator.inject({ kind: "html", status: 200, body });
    const first = await send(gateway, createStage, { idempotencyKey });
    expect(first.errors?.[0]?.extensions).toMatchObject({ code: "INTERNAL" });
    const again = await send(gateway, createStage, { idempotencyKey });
    expect(again.made).toMatchObject({ __typename: "IvsWriteOutcomeUnknownError", retryable: false });
    expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
  });

  it("that is null or absent is none", async () => {
    const gateway = await start();
    const arns = [];
    for (const input of [{ idempotencyKey: null }, { idempotencyKey: null }, {}, {}])
      arns.push(at((await send(gateway, createStage, input)).made, ["stage", "arn"]));
    expect(new Set(arns).size).toBe(4);
  });

  it("makes no difference between null and absent, but between lists", async () => {
    const gateway = await start();
    const tags = [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ];
    const { made } = await send(gateway, createStage, { idempotencyKey, tags });
    const same = { idempotencyKey, name: null, tags: tags.map(({ key, value }) => ({ value, key })) };
    expect((await send(gateway, createStage, same)).made).toEqual(made);
    const turned = { idempotencyKey, tags: tags.toReversed() };
    expect((await send(gateway, createStage, turned)).made).toEqual(usedOtherwise);
  });

  it.each(["!", "~", "x".repeat(64), "__proto__", "constructor", '"},{"', "\\u0000"])(
    "may read %j",
    async (key) => {
      const gateway = await start();
      const { made } = await send(gateway, createStage, { idempotencyKey: key });
      isPayload(made);
      expect((await send(gateway, createStage, { idempotencyKey: key })).made).toEqual(made);
      expect(gateway.emulator.calls).toEqual({ CreateStage: 1 });
    },
  );

  it.each([
    ["", "minLength"],
    ["x".repeat(65), "maxLength"],
    ["x".repeat(50_000), "maxLength"],
    ["a b", "pattern"],
    ["a\n", "pattern"],
    ["\u0000", "pattern"],
    ["\u007f", "pattern"],
    ["é", "pattern"],
    ["😀", "pattern"],
    ["\ud83d", "pattern"],
  ])("may not read %j, by the rule %s, in any mutation", async (key, rule) => {
    const gateway = await start();
    for (const mutation of keyedMutations) {
      const input = { ...(await mutation.input(gateway)), idempotencyKey: key };
      gateway.emulator.resetCalls();
      const { made, errors } = await send(gateway, mutation, input);
      expect(errors).toBeUndefined();
      expect(made.faults).toEqual([{ path: ["input", "idempotencyKey"], rule, message: expect.any(String) }]);
      expect(gateway.emulator.calls).toEqual({});
    }
  });
});
