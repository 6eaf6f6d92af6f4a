import { describe, expect, it } from "vitest";

import { createRandom } from "../../src/emulator/random.ts";
import { type Answer, type Gateway, startGateway } from "../support/gateway.ts";
import { type Calls, type QueryCase, sum } from "./case.ts";
import { cases } from "./cases.ts";
import { dryRun, expectWithin } from "./predicted.ts";
import { worldSettings } from "./world.ts";

const longestMs = 200;
/** The sockets that the SDK opens: more calls than these cannot all wait for the clock. */
const sockets = 50;

/** Makes the calls to come take their own time each, or one in four of them when they are many. */
function delayCalls({ emulator }: Gateway, count: number, seed: number): void {
  const random = createRandom(seed, "latency");
  const isDelayed = () => count <= sockets || random.next() < 1 / 4;
  for (let call = 0; call < count * 2; call += 1)
    emulator.inject({ kind: "latency", ms: isDelayed() ? random.integer(1, longestMs) : 0 });
}

/** Lets time pass until the answer is there. */
async function waitFor({ clock }: Gateway, asked: Promise<Answer>): Promise<Answer> {
  let isAnswered = false;
  const answer = asked.finally(() => (isAnswered = true));
  while (!isAnswered) await clock.advance(longestMs);
  return answer;
}

/** Asks and expects the data; says what it cost. With a seed, answers come in the order that follows from it. */
async function costOf({ query, calls, prepare }: QueryCase, seed?: number): Promise<Calls> {
  const gateway = await startGateway({
    settings: worldSettings,
    env: { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "10000" },
  });
  const { variables, data } = await prepare(gateway.emulator);
  const { predicted } = (await gateway.query(query, variables, dryRun)).extensions.upstream;
  if (seed !== undefined) delayCalls(gateway, sum(calls), seed);
  const answer = await waitFor(gateway, gateway.query(query, variables));
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual(data);
  expectWithin(gateway.emulator.calls, predicted);
  return gateway.emulator.calls;
}

const exact = cases.filter(({ atMost }) => !atMost).map((each) => [each.name, each] as const);
const bounded = cases.flatMap((each) => (each.atMost ? [[each.name, each, sum(each.atMost)] as const] : []));

describe.each([
  ["", undefined],
  [" when answers come in random order (seed 1)", 1],
  [" when answers come in random order (seed 2)", 2],
])("a nested query costs what is due%s:", (_order, seed) => {
  it.each(exact)("%s", async (_name, each) => {
    expect(await costOf(each, seed)).toEqual(each.calls);
  });

  it.each(bounded)("%s, where answers meet", async (_name, each, most) => {
    const cost = sum(await costOf(each, seed));
    expect(cost).toBeGreaterThanOrEqual(sum(each.calls));
    expect(cost).toBeLessThanOrEqual(most);
  });
});
