import { assert, asyncProperty, integer } from "fast-check";
import { expect, it } from "vitest";

import { createRandom } from "../../src/emulator/random.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { drawRequest } from "./random-request.ts";

/** Requests: 20,000 where the other properties have 2,000. */
const requests = Math.max(1_000, Number(process.env["PROVE_RUNS"] ?? 0) * 10);
const perGateway = 500;

const faults: readonly Parameters<Gateway["emulator"]["inject"]>[0][] = [
  { kind: "empty" },
  { kind: "truncated" },
  { kind: "garbage" },
  { kind: "html", status: 200, body: "<html>" },
  { kind: "html", status: 503, body: "<html>" },
  { kind: "html", status: 200, body: "[]" },
  { kind: "html", status: 200, body: "null" },
  { kind: "html", status: 200, body: "{}" },
  { kind: "error", type: "Nothing", status: 418 },
  { kind: "error", type: "ValidationException", status: 400 },
  { kind: "reset", when: "during" },
  { kind: "reset", when: "before" },
  { kind: "throttle" },
];

/** Codes of faults that are ours. */
const ours = /"code":"INTERNAL"|at .*\.(?:ts|js):\d+/;

/** Sends requests to one gateway; what of it went wrong here. */
async function faultsOf(seed: number): Promise<string[]> {
  const found: string[] = [];
  const random = createRandom(seed, "requests");
  const gateway = await startGateway({
    env: { IVS_GRAPHQL_CACHE_BYTES: seed % 2 === 0 ? "64000000" : "0" },
    settings: { throttle: "off" },
  });
  const known = Array.from(
    { length: 3 },
    (_, index) => gateway.emulator.stages.create({ name: `s${index}` }).arn,
  );
  for (let sent = 0; sent < perGateway; sent += 1) {
    const { query, variables } = drawRequest(random, known);
    const stop = random.integer(1, 2) === 1 ? gateway.emulator.inject(random.pick(faults)) : undefined;
    const { status, data, errors } = await gateway.query(query, variables);
    stop?.();
    const told = `${JSON.stringify({ query, variables })} ${JSON.stringify(errors)}`;
    const isOurs = status === 500 || (status === 200 && data === undefined);
    if (isOurs || ours.test(JSON.stringify(errors ?? ""))) found.push(`${status} ${told}`);
    gateway.logged.length = 0;
    gateway.audited.length = 0;
  }
  await gateway.close();
  return found;
}

it("no request, whatever it asks with whatever values, and whatever AWS answers, finds a fault of ours", async () => {
  const numRuns = Math.ceil(requests / perGateway);
  const seeds = integer({ min: 0, max: 2 ** 31 - 1 });
  const property = asyncProperty(seeds, async (seed) => {
    expect(await faultsOf(seed)).toEqual([]);
  });
  await assert(property, { numRuns });
}, 3_600_000);
