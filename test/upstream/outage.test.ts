import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import { type Answer, type Gateway, startGateway } from "../support/gateway.ts";
import { awsQuotas } from "../support/quotas.ts";

const env = { ...awsQuotas, IVS_GRAPHQL_CACHE_BYTES: "64000000" };
const nameOf = "query ($arn: Arn!) { stage(arn: $arn) { name asOf stale } }";
const patience = { timeout: 60_000 };

const ask = (gateway: Gateway, arns: readonly string[]) => arns.map((arn) => gateway.query(nameOf, { arn }));

/** What can be wrong with AWS for a minute. */
const outages: [name: string, fault: Fault, code: string][] = [
  ["is down", { kind: "reset", when: "before" }, "UPSTREAM_UNAVAILABLE"],
  ["fails", { kind: "error", type: "InternalServerException", status: 500 }, "UPSTREAM_UNAVAILABLE"],
  ["is silent", { kind: "silent" }, "DEADLINE_EXCEEDED"],
];

const always = { times: 1_000_000 };

describe("while AWS", () => {
  it.each(outages)(
    "%s, what is known is served and marked, the rest fails at once",
    patience,
    async (_, fault, code) => {
      const gateway = await startGateway({ env, time: "still" });
      const create = (name: string) => gateway.emulator.stages.create({ name }).arn;
      const known = create("known");
      const others = Array.from({ length: 20 }, (_each, index) => create(`s${index}`));
      const [before] = await Promise.all(ask(gateway, [known]));
      await gateway.clock.advance(2_000);
      const takeBack = gateway.emulator.inject({ ...fault, ...always });
      // It takes a few failures to find out.
      const first = ask(gateway, others.slice(0, 6));
      await gateway.clock.advance(14_000);
      await Promise.all(first);

      gateway.emulator.resetCalls();
      for (let second = 17; second < 60; second += 1) {
        const answers: Answer[] = [];
        const clients = [...Array.from({ length: 10 }, () => known), ...others];
        const asked = ask(gateway, clients).map((each) => each.then((answer) => answers.push(answer)));
        await gateway.clock.settle();
        // Whoever is not here yet tries whether AWS is back.
        expect(answers.length).toBeGreaterThanOrEqual(clients.length - 1);
        const served = answers.flatMap(({ data }) => data.stage ?? []);
        expect(served.length).toBeGreaterThanOrEqual(9);
        expect(served).toEqual(served.map(() => ({ ...before?.data.stage, stale: true })));
        const refused = answers.flatMap(({ errors }) => errors ?? []);
        expect(refused).toMatchObject(refused.map(() => ({ extensions: { code, retryable: true } })));
        expect(served.length + refused.length).toBe(answers.length);
        await gateway.clock.advance(1_000);
        if (fault.kind !== "silent") await Promise.all(asked);
      }
      expect(gateway.emulator.calls["GetStage"]).toBeLessThanOrEqual(2 * 43);

      takeBack();
      await gateway.clock.advance(8_000);
      await Promise.all([...ask(gateway, [known]), gateway.clock.advance(1_000)]);
      gateway.emulator.resetCalls();
      const back = ask(gateway, [known, ...others]);
      await gateway.clock.advance(999);
      expect(gateway.emulator.calls["GetStage"]).toBeLessThanOrEqual(5);
      await gateway.clock.advance(15_000);
      for (const { data } of await Promise.all(back)) expect(data.stage).toMatchObject({ stale: false });
    },
  );

  it(
    "throttles, what is known is served and marked without waiting for it to be over",
    patience,
    async () => {
      const gateway = await startGateway({ env, time: "still" });
      const { arn } = gateway.emulator.stages.create({ name: "known" });
      const [before] = await Promise.all(ask(gateway, [arn]));
      const takeBack = gateway.emulator.inject({ operation: "GetStage", kind: "throttle", ...always });
      await gateway.clock.advance(2_000);
      for (let second = 2; second < 59; second += 1) {
        const asked = ask(gateway, [arn, arn, arn]);
        await gateway.clock.advance(1_000);
        for (const { data } of await Promise.all(asked))
          expect(data.stage).toEqual({ ...before?.data.stage, stale: true });
      }
      takeBack();
      await gateway.clock.advance(2_000);
      const [after] = await Promise.all([...ask(gateway, [arn]), gateway.clock.advance(2_000)]);
      expect(after).toMatchObject({ data: { stage: { stale: false } } });
    },
  );

  it("fails, nothing is served that is older than the bound", async () => {
    const gateway = await startGateway({ env: { ...env, IVS_GRAPHQL_STALE_MS: "5000" } });
    const { arn } = gateway.emulator.stages.create({ name: "known" });
    await gateway.query(nameOf, { arn });
    gateway.emulator.inject({ kind: "reset", when: "before", ...always });
    await gateway.clock.advance(4_000);
    expect((await gateway.query(nameOf, { arn })).data.stage.stale).toBe(true);
    await gateway.clock.advance(1_000);
    const { errors } = await gateway.query(nameOf, { arn });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
  });

  it("fails, who wants nothing that was stored is told so", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({ name: "known" });
    await gateway.query(nameOf, { arn });
    gateway.emulator.inject({ kind: "reset", when: "before", ...always });
    const { errors } = await gateway.query(nameOf, { arn }, { "cache-control": "no-cache" });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE" } }]);
  });
});
