import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createRandom } from "../../src/emulator/random.ts";
import type { Prediction } from "../../src/graph/predict.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { withoutLimits } from "../support/limits.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { sum } from "./case.ts";
import { createKnown, type Known } from "./known.ts";
import { dryRun, expectWithin } from "./predicted.ts";
import { drawQuery, type RandomQuery } from "./random-query.ts";
import { channelArn, studio, worldSettings } from "./world.ts";

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);
const queries = proveRuns || 3_000;
const queriesPerTest = 500;
const queriesPerWorld = 100;
const longestMs = 200;
/** The sockets that the SDK opens: more calls than these cannot all wait for the clock. */
const sockets = 50;

/** An account where everything is linked, with more stages than are asked for singly, and a session of more than a page. */
async function startWorld(): Promise<{ gateway: Gateway; known: Known; viewers: Record<string, string>[] }> {
  const env = { ...withoutLimits, ...tokenKeyEnv, ...routerEnv };
  const gateway = await startGateway({ env, settings: worldSettings, headers: as("operator") });
  const { stages } = gateway.emulator;
  const { show, backstage, alice, bob, dave, camera, spare, loose, ...arns } = await studio(gateway.emulator);
  for (let index = 0; index < 9; index += 1) stages.create({ name: `more-${index}` });
  for (let index = 0; index < 105; index += 1) stages.stage(backstage).join({ userId: `viewer-${index}` });
  for (let index = 0; index < 60; index += 1) {
    alice.unpublish();
    alice.publish();
  }
  const known = createKnown([
    channelArn,
    show,
    backstage,
    ...[camera, spare, loose].map(({ arn }) => arn),
    ...Object.values(arns).filter((arn) => typeof arn === "string" && arn.startsWith("arn:")),
  ] as string[]);
  known.saw({ alice, bob, dave, participantId: camera.participantId });
  const ofTenant = [show, camera.arn, ...Object.values(arns)].filter(
    (arn) => typeof arn === "string" && /:(?:stage|[a-z]+-configuration)\//.test(arn),
  );
  for (const resourceArn of ofTenant)
    await gateway.query(
      'mutation ($arn: Arn!) { tagResource(input: { resourceArn: $arn, tags: [{ key: "tenant", value: "acme" }] }) { __typename } }',
      { arn: resourceArn },
    );
  const viewers = [["*"], ["tenant=acme"], [show]].map((bound) => as(bound.join(), { stages: bound }));
  gateway.emulator.resetCalls();
  return { gateway, known, viewers };
}

/** Asks what the query could cost, then executes it, and expects it to cost no more. */
async function expectHonesty(
  gateway: Gateway,
  known: Known,
  { document, variables }: RandomQuery,
  delays: readonly number[],
  viewer: Record<string, string>,
) {
  const { emulator, clock } = gateway;
  const forecast = await gateway.query(document, variables, { ...viewer, ...dryRun });
  // What ended early, because it must not be null, leaves calls behind.
  await clock.settle();
  emulator.resetCalls();
  const takeBack = delays.map((ms) => emulator.inject({ kind: "latency", ms }));
  let isAnswered = false;
  const asked = gateway.query(document, variables, viewer).finally(() => (isAnswered = true));
  while (!isAnswered) await clock.advance(longestMs);
  const { data, errors } = await asked;
  await clock.advance(longestMs);
  for (const takeOneBack of takeBack) takeOneBack();
  known.saw(data);
  const codes = (errors ?? []).map(({ extensions }) => extensions["code"]);
  expect(codes).not.toContain("INTERNAL");
  expect(codes).not.toContain("GRAPHQL_VALIDATION_FAILED");
  const predicted = forecast.extensions?.upstream?.predicted as Prediction | undefined;
  expectWithin(emulator.calls, predicted ?? { total: 0, byOperation: {} });
  return sum(emulator.calls);
}

// What a gateway remembers is free when its test is over.
test.each(Array.from({ length: Math.ceil(queries / queriesPerTest) }, (_, index) => index + 1))(
  `no operation costs more calls than were predicted for it, of any operation or in all (%i. ${queriesPerTest} operations)`,
  async () => {
    let costly = 0;
    const property = fc.asyncProperty(fc.integer(), async (seed) => {
      const random = createRandom(seed, "queries");
      const { gateway, known, viewers } = await startWorld();
      for (let count = 0; count < queriesPerWorld; count += 1) {
        const query = drawQuery(random, known);
        // Answers that come in any order find what only one order shows.
        const delayed = random.integer(1, 3) === 1 ? sockets : 0;
        const delays = Array.from({ length: delayed }, () => random.integer(1, longestMs));
        const viewer = viewers[random.integer(0, viewers.length - 1)] ?? {};
        const calls = await expectHonesty(gateway, known, query, delays, viewer).catch((error: unknown) => {
          const who = viewer["x-ivs-viewer-stages"];
          throw new Error(`${who} ${query.document}\n${JSON.stringify(query.variables)}`, { cause: error });
        });
        if (calls > 0) costly += 1;
      }
      await gateway.close();
    });
    await fc.assert(property, { numRuns: queriesPerTest / queriesPerWorld, endOnFailure: true });
    expect(costly).toBeGreaterThan(queriesPerTest / 2);
  },
);
