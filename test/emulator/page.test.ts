import { CreateStageCommand, ListStagesCommand, paginateListStages } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createPageTokens, paginate } from "../../src/emulator/page.ts";
import { defaultSettings } from "../../src/emulator/settings.ts";
import { failureOf, start, startAt, type Started } from "./start.ts";

const orders = ["created", "newest", "shuffled"] as const;

function fill({ emulator }: Pick<Started, "emulator">, count: number): string[] {
  return Array.from({ length: count }, (_, index) => emulator.stages.create({ name: `s${index}` }).arn);
}

async function visit(
  { client }: Pick<Started, "client">,
  pageSize: number,
  betweenPages: () => void = () => {},
): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  for await (const page of paginateListStages({ client, pageSize }, {})) {
    seen.push(...(page.stages ?? []).map((stage) => stage.arn));
    betweenPages();
  }
  return seen;
}

test("a page has fifty stages by default and a hundred at most", async () => {
  const { client, emulator } = await start();
  fill({ emulator }, 101);
  const first = await client.send(new ListStagesCommand({}));
  expect(first.stages).toHaveLength(50);
  const large = await client.send(new ListStagesCommand({ maxResults: 100 }));
  expect(large.stages).toHaveLength(100);
  const rest = await client.send(new ListStagesCommand({ maxResults: 100, nextToken: large.nextToken }));
  expect(rest.stages).toHaveLength(1);
  expect(rest.nextToken).toBeUndefined();
});

test("a list that ends with a page has no token after it", async () => {
  const { client, emulator } = await start();
  fill({ emulator }, 4);
  const first = await client.send(new ListStagesCommand({ maxResults: 2 }));
  const second = await client.send(new ListStagesCommand({ maxResults: 2, nextToken: first.nextToken }));
  expect(first.nextToken).toMatch(/^[a-zA-Z0-9+/=_-]{1,1024}$/);
  expect(second.nextToken).toBeUndefined();
});

test("each order is the one that its setting names", async () => {
  const arns: Record<string, (string | undefined)[]> = {};
  for (const listOrder of orders) {
    const started = await start({ settings: { listOrder } });
    const created = fill(started, 8);
    arns[listOrder] = (await visit(started, 3)).map((arn) => `${created.indexOf(arn ?? "")}`);
  }
  expect(arns["created"]).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
  expect(arns["newest"]).toEqual(arns["created"]?.toReversed());
  expect(arns["shuffled"]?.toSorted()).toEqual(arns["created"]);
  expect(arns["shuffled"]).not.toEqual(arns["created"]);
});

for (const listOrder of orders) {
  test(`what exists throughout a visit in ${listOrder} order comes exactly once, whatever else happens`, async () => {
    const started = await start({ settings: { listOrder } });
    const arns = fill(started, 30);
    const doomed = arns.filter((_, index) => index % 3 === 0);
    const staying = arns.filter((_, index) => index % 3 !== 0);

    const seen = await visit(started, 4, () => {
      fill(started, 1);
      const next = doomed.pop();
      if (next) started.emulator.stages.stage(next).delete();
    });

    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((arn) => staying.includes(arn ?? "")).toSorted()).toEqual(staying.toSorted());
  });
}

test("a visit goes on when the stage that it stopped at is deleted", async () => {
  const { client, emulator } = await start();
  const arns = fill({ emulator }, 3);
  const { nextToken } = await client.send(new ListStagesCommand({ maxResults: 2 }));
  emulator.stages.stage(arns[1] ?? "").delete();
  await expect(client.send(new ListStagesCommand({ nextToken }))).resolves.toMatchObject({
    stages: [{ arn: arns[2] }],
  });
});

test("a token works more than once and with another page size", async () => {
  const { client, emulator } = await start();
  const arns = fill({ emulator }, 6);
  const { nextToken } = await client.send(new ListStagesCommand({ maxResults: 2 }));
  const second = await client.send(new ListStagesCommand({ maxResults: 1, nextToken }));
  const again = await client.send(new ListStagesCommand({ maxResults: 4, nextToken }));
  expect(second.stages?.map((stage) => stage.arn)).toEqual([arns[2]]);
  expect(again.stages?.map((stage) => stage.arn)).toEqual(arns.slice(2));
});

test("an empty token means the beginning", async () => {
  const { client, emulator } = await start();
  fill({ emulator }, 1);
  await expect(client.send(new ListStagesCommand({ nextToken: "" }))).resolves.toMatchObject({
    stages: [{ name: "s0" }],
  });
});

test("a token that the operation did not give out is a faulty value", async () => {
  const { client, emulator } = await start();
  const stranger = await start({ seed: 2 });
  fill({ emulator }, 3);
  fill(stranger, 3);
  const own = await client.send(new ListStagesCommand({ maxResults: 1 }));
  const foreign = await stranger.client.send(new ListStagesCommand({ maxResults: 1 }));
  const token = own.nextToken ?? "";

  for (const nextToken of [
    "abc",
    "=",
    "A".repeat(1024),
    `${token}=`,
    `${token}A`,
    token.slice(1),
    foreign.nextToken,
  ])
    await expect(failureOf(client.send(new ListStagesCommand({ nextToken })))).resolves.toMatchObject({
      name: "ValidationException",
      status: 400,
    });
});

test("a token is honoured for its lifetime and no longer", async () => {
  const { client, emulator, clock } = await start({ settings: { pageTokenLifetimeMs: 1000 } });
  fill({ emulator }, 3);
  const { nextToken } = await client.send(new ListStagesCommand({ maxResults: 1 }));
  clock.moveTo(1000);
  await expect(failureOf(client.send(new ListStagesCommand({ nextToken })))).resolves.toBeUndefined();
  clock.moveTo(1001);
  await expect(failureOf(client.send(new ListStagesCommand({ nextToken })))).resolves.toMatchObject({
    name: "ValidationException",
  });
});

test("a token opens only the list and filter that it was given out for", () => {
  const clock = createManualClock(startAt);
  const tokens = createPageTokens({
    clock,
    key: "k",
    settings: { ...defaultSettings(), pageTokenLifetimeMs: 1 },
  });
  const items = [{ sequence: 1 }, { sequence: 2 }];
  const page = (binding: string, nextToken?: string) =>
    paginate(items, { binding, size: 1, order: "created", nextToken }, tokens);

  const { nextToken } = page("ListStageSessions a");

  expect(page("ListStageSessions a", nextToken)).toEqual({ items: [{ sequence: 2 }] });
  expect(() => page("ListStageSessions b", nextToken)).toThrow("Member must be a token that this operation");
  expect(() => page("ListStages", nextToken)).toThrow("Member must be a token that this operation");
});

test("stages created through the API are listed like others", async () => {
  const started = await start();
  for (let count = 0; count < 3; count += 1) await started.client.send(new CreateStageCommand({}));
  await expect(visit(started, 1)).resolves.toHaveLength(3);
});
