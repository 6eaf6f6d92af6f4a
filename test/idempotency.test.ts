import { describe, expect, it } from "vitest";

import { createManualClock } from "../src/clock.ts";
import { CodedError, InputError } from "../src/errors.ts";
import {
  createIdempotencyKeys,
  type Ending,
  type IdempotencyKeys,
  type KeyedCall,
  type Turn,
} from "../src/idempotency.ts";

const minute = 60_000;

function open(capacity?: number) {
  const clock = createManualClock(0);
  const keys = createIdempotencyKeys(capacity === undefined ? { clock } : { clock, capacity });
  return { clock, keys };
}

const call = (different: Partial<KeyedCall> = {}): KeyedCall => ({
  viewerId: "alice",
  key: "k1",
  mutation: "createStage",
  input: { name: "a" },
  ...different,
});

async function take(keys: IdempotencyKeys, different?: Partial<KeyedCall>): Promise<Turn> {
  const turn = await keys.claim(call(different));
  if (!("settle" in turn)) throw new Error(`There is an answer already: ${JSON.stringify(turn)}`);
  return turn;
}

const answered = (answer: object): Ending => ({ keeps: "answer", answer: { payload: answer } });
const nothing: Ending = { keeps: "nothing", answer: undefined };

async function done(keys: IdempotencyKeys, different?: Partial<KeyedCall>): Promise<object> {
  const payload = {};
  (await take(keys, different)).settle(answered(payload));
  return payload;
}

describe("an idempotency key", () => {
  it("answers with the very first payload for ten minutes from it, and is free then", async () => {
    const { clock, keys } = open();
    const turn = await take(keys);
    clock.moveTo(30 * minute);
    const payload = {};
    turn.settle(answered(payload));
    clock.moveTo(40 * minute - 1);
    expect(await keys.claim(call())).toEqual({ payload });
    clock.moveTo(40 * minute);
    await take(keys);
  });

  it("belongs to one viewer", async () => {
    const { keys } = open();
    const payload = await done(keys);
    await done(keys, { viewerId: "bob", input: { name: "b" } });
    await done(keys, { viewerId: 'alice","k1', key: "" });
    expect(await keys.claim(call())).toEqual({ payload });
  });

  it("is for one input of one mutation, under way or done", async () => {
    const { keys } = open();
    const turn = await take(keys);
    const others = [{ mutation: "deleteStage" }, { input: { name: "b" } }, { input: {} }];
    const refused = expect.objectContaining({
      faults: [expect.objectContaining({ path: ["input", "idempotencyKey"], rule: "sameInput" })],
    });
    for (const other of others) await expect(keys.claim(call(other))).rejects.toEqual(refused);
    turn.settle(answered({}));
    for (const other of others) await expect(keys.claim(call(other))).rejects.toBeInstanceOf(InputError);
    await take(keys, { key: "k2" });
  });

  it.each([
    [
      { a: 1, b: { c: 2, d: [3] } },
      { b: { d: [3], c: 2 }, a: 1 },
    ],
    [{ a: 1 }, { a: 1, b: null, c: undefined }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ])("takes %j and %j for the same input", async (one, other) => {
    const { keys } = open();
    const payload = await done(keys, { input: one });
    expect(await keys.claim(call({ input: other }))).toEqual({ payload });
  });

  it.each<[object, object]>([
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: "1" }, { a: 1 }],
    [{ a: "" }, {}],
    [{ a: false }, {}],
    [{ a: [] }, {}],
    [{ a: "\ud800" }, { a: "\udc00" }],
    [{ a: "\ud800" }, { a: "\ufffd" }],
    [JSON.parse('{ "__proto__": 1 }') as object, {}],
  ])("takes %j and %j for two inputs", async (one, other) => {
    const { keys } = open();
    await done(keys, { input: one });
    await expect(keys.claim(call({ input: other }))).rejects.toBeInstanceOf(InputError);
  });

  it.each(["__proto__", "constructor", "toString", "\ud800", "\u0000", "x".repeat(100_000)])(
    "may read %j",
    async (key) => {
      const { keys } = open();
      const payload = await done(keys, { key, viewerId: key });
      expect(await keys.claim(call({ key, viewerId: key }))).toEqual({ payload });
      await take(keys, { key: "toString", viewerId: "constructor" });
    },
  );

  it("gives those who wait what the first one gives", async () => {
    const { keys } = open();
    const turn = await take(keys);
    const waiting = [keys.claim(call()), keys.claim(call())];
    const payload = {};
    turn.settle(answered(payload));
    expect(await Promise.all(waiting)).toEqual([{ payload }, { payload }]);
  });

  it("is free again after a refusal, of which those are told who waited", async () => {
    const { keys } = open();
    const turn = await take(keys);
    const waiting = keys.claim(call());
    const error = new CodedError("CONFLICT", "Busy.");
    turn.settle({ keeps: "nothing", answer: { error } });
    expect(await waiting).toEqual({ error });
    await take(keys, { input: { name: "b" } });
  });

  it("passes the turn on to one of those who wait when the first one was called off", async () => {
    const { keys } = open();
    const turn = await take(keys);
    const waiting = [keys.claim(call()), keys.claim(call()), keys.claim(call())];
    turn.settle(nothing);
    const next = await waiting[0];
    if (!next || !("settle" in next)) throw new Error("Nobody has the turn.");
    const payload = {};
    next.settle(answered(payload));
    expect(await Promise.all(waiting.slice(1))).toEqual([{ payload }, { payload }]);
  });

  it("keeps token and input of what may have happened, whatever an attempt after it says, for ten minutes", async () => {
    const { clock, keys } = open();
    const first = await take(keys);
    const error = new CodedError("UPSTREAM_UNAVAILABLE", "Reset.");
    first.settle({ keeps: "key", answer: { error } });
    await expect(keys.claim(call({ input: {} }))).rejects.toBeInstanceOf(InputError);
    clock.moveTo(minute);
    const second = await take(keys);
    second.settle({ keeps: "nothing", answer: { error: new CodedError("NOT_FOUND", "Gone.") } });
    await expect(keys.claim(call({ input: {} }))).rejects.toBeInstanceOf(InputError);
    clock.moveTo(11 * minute - 1);
    const third = await take(keys);
    expect([second.token, third.token]).toEqual([first.token, first.token]);
    const payload = {};
    third.settle(answered(payload));
    expect(await keys.claim(call())).toEqual({ payload });
    clock.moveTo(30 * minute);
    expect((await take(keys)).token).not.toBe(first.token);
  });
});

describe("as many keys of a mutation as can be remembered", () => {
  const overloaded = (retryAfterMs: number) =>
    expect.objectContaining({ code: "OVERLOADED", retryable: true, details: { retryAfterMs } });

  it("are kept, and one more is refused until the first of them lapses", async () => {
    const { clock, keys } = open(3);
    const payloads = [await done(keys, { key: "a" })];
    clock.moveTo(minute);
    payloads.push(await done(keys, { key: "b" }), await done(keys, { key: "c", viewerId: "bob" }));
    await expect(keys.claim(call({ key: "d" }))).rejects.toEqual(overloaded(9 * minute));
    expect(await keys.claim(call({ key: "a" }))).toEqual({ payload: payloads[0] });
    clock.moveTo(10 * minute);
    await done(keys, { key: "d" });
    await expect(keys.claim(call({ key: "e" }))).rejects.toEqual(overloaded(minute));
    expect(await keys.claim(call({ key: "b" }))).toEqual({ payload: payloads[1] });
  });

  it("count while they are under way, until they turn out to need no memory", async () => {
    const { keys } = open(1);
    const turn = await take(keys);
    await expect(keys.claim(call({ key: "k2" }))).rejects.toEqual(overloaded(1_000));
    turn.settle(nothing);
    const next = await take(keys, { key: "k2" });
    next.settle({ keeps: "key", answer: undefined });
    const again = await take(keys, { key: "k2" });
    again.settle(answered({}));
    await expect(keys.claim(call())).rejects.toEqual(overloaded(10 * minute));
  });

  it("leave room for those of other mutations", async () => {
    const { keys } = open(1);
    await done(keys, { mutation: "signParticipantToken" });
    await done(keys, { key: "k2" });
    await expect(keys.claim(call({ key: "k3" }))).rejects.toEqual(overloaded(10 * minute));
  });
});
