import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { at, type KeyedMutation, keyedMutations, send } from "./keyed-mutations.ts";

const proveRuns = Math.min(Number(process.env["PROVE_RUNS"] ?? 0), 10_000);

/** Longer than any call may take, three of which are far from ten minutes. */
const longEnoughMs = 45_000;
/** A gateway and its emulator for as many trials, within the quotas of the account. */
const trialsPerGateway = 25;

/** After these it may have happened; or not, which is why they are together. */
const ambiguous: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom("before", "during", "after").map((when): Fault => ({ kind: "reset", when })),
  fc.constantFrom<Fault>(
    { kind: "truncated" },
    { kind: "empty" },
    { kind: "garbage" },
    { kind: "html" },
    { kind: "silent" },
    { kind: "oversized", bytes: 11_000_000 },
  ),
  fc
    .record({ status: fc.constantFrom(500, 502, 503, 504), afterCommit: fc.boolean() })
    .map((how): Fault => ({ kind: "error", type: "InternalServerException", ...how })),
  fc.constantFrom(100, 2_900, 3_000, 29_000, 31_000).map((ms): Fault => ({ kind: "latency", ms })),
  fc.constantFrom(1, 10, 1_000).map((everyMs): Fault => ({ kind: "drip", everyMs })),
);
const refusing = fc.constantFrom<Fault>(
  { kind: "throttle" },
  { kind: "error", type: "ConflictException", status: 409 },
  { kind: "error", type: "ValidationException", status: 400 },
);
const spoilt = fc.option(fc.oneof({ weight: 3, arbitrary: ambiguous }, refusing), {
  nil: undefined,
  freq: 4,
});

const composing = keyedMutations.filter(({ field }) => field === "startComposition");
const oftenTrue = fc.constantFrom(true, true, true, false);

const trial = fc.record({
  /** The one that may be sent again has more ways to go wrong. */
  mutation: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...keyedMutations) },
    fc.constantFrom(...composing),
  ),
  hasKey: oftenTrue,
  oneByOne: oftenTrue,
  /** Of the calls to AWS, in their order. Undefined: this one goes well. */
  faults: fc.oneof(
    fc.array(spoilt, { maxLength: 5 }),
    fc.tuple(ambiguous, refusing).map((both): (Fault | undefined)[] => both),
  ),
});
type Trial = typeof trial extends fc.Arbitrary<infer Value> ? Value : never;

async function play(gateway: Gateway, { mutation, hasKey, oneByOne, faults }: Trial, key: string) {
  const { operation } = mutation;
  const input = { ...(await mutation.input(gateway)), ...(hasKey ? { idempotencyKey: key } : {}) };
  gateway.emulator.resetCalls();
  const before = mutation.made(gateway);
  const goesWell: Fault = { kind: "latency", ms: 0 };
  const stops = faults.map((fault) => gateway.emulator.inject({ ...(fault ?? goesWell), operation }));
  const answers: Awaited<ReturnType<typeof send>>[] = [];
  const callsSoFar: number[] = [];
  for (const clients of oneByOne ? [1, 1, 1] : [3]) {
    const madeBefore = mutation.made(gateway);
    const asking = Array.from({ length: clients }, () => send(gateway, mutation, input));
    await gateway.clock.advance(longEnoughMs);
    answers.push(...(await Promise.all(asking)));
    callsSoFar.push(gateway.emulator.calls[operation] ?? 0);
    expect(mutation.made(gateway) - madeBefore).toBeLessThanOrEqual(clients);
  }
  for (const stop of stops) stop();
  return { made: mutation.made(gateway) - before, callsSoFar, answers };
}

/** Each payload that was answered, and each secret in them. */
function payloadsOf({ secret }: KeyedMutation, answers: Awaited<ReturnType<typeof send>>[]) {
  const payloads = answers.map(({ made }) => made as unknown).filter((made) => isPayload(made));
  return { payloads, secrets: secret ? payloads.map((made) => at(made, secret.text)) : [] };
}

const isPayload = (made: unknown) => String(at(made, ["__typename"])).endsWith("Payload");

test(
  "whatever goes wrong on the way, a key makes one thing at most, and a call without one too",
  async () => {
    let trials = 0;
    let gateway: Gateway | undefined;
    await fc.assert(
      fc.asyncProperty(trial, async (each) => {
        trials += 1;
        if (trials % trialsPerGateway === 1) {
          await gateway?.close();
          gateway = await startGateway({ env: tokenKeyEnv, settings });
        }
        if (!gateway) throw new Error("There is no gateway.");
        const { made, callsSoFar, answers } = await play(gateway, each, `trial-${trials}`);
        const { payloads, secrets } = payloadsOf(each.mutation, answers);
        expect(made).toBeLessThanOrEqual(each.hasKey ? 1 : answers.length);
        if (!each.hasKey) return;
        expect(new Set(payloads.map((payload) => JSON.stringify(payload))).size).toBeLessThanOrEqual(1);
        expect(secrets.length).toBeLessThanOrEqual(1);
        const callsInTheEnd = callsSoFar.at(-1);
        const firstDone = answers.findIndex((answer) => isPayload(answer.made));
        expect(callsInTheEnd).toBe(callsSoFar[firstDone] ?? callsInTheEnd);
      }),
      { numRuns: proveRuns || 500 },
    );
  },
  proveRuns ? 3_600_000 : 120_000,
);

const settings = {
  throttle: "off",
  storageConfigurationsPerAccount: 1_000,
  encoderConfigurationsPerAccount: 1_000,
  publicKeysPerRegion: 1_000,
  compositionsPerAccount: 1_000,
} as const;
