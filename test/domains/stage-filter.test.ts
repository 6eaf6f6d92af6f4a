import { expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const unthrottled = { settings: { throttle: "off" } } as const;

async function names(gateway: Gateway, filter: object | null, first = 100) {
  const { data, errors } = await gateway.query(
    "query ($filter: StageFilter, $first: Int) { stages(filter: $filter, first: $first) { nodes { name } pageInfo { hasNextPage endCursor } } }",
    { filter, first },
  );
  expect(errors).toBeUndefined();
  return {
    names: data.stages.nodes.map(({ name }: { name: string | null }) => name),
    pageInfo: data.stages.pageInfo as { hasNextPage: boolean; endCursor: string | null },
  };
}

it("keeps stages by liveness, name and tags, all of them together", async () => {
  const gateway = await startGateway(unthrottled);
  const { create, stage } = gateway.emulator.stages;
  stage(create({ name: "studio-a", tags: { team: "sport", env: "prod" } }).arn).startSession();
  create({ name: "studio-b", tags: { team: "sport", env: "test" } });
  stage(create({ name: "lobby", tags: { team: "news" } }).arn).startSession();
  create({});

  const cases: [object | null, (string | null)[]][] = [
    [null, ["studio-a", "studio-b", "lobby", null]],
    [{}, ["studio-a", "studio-b", "lobby", null]],
    [{ live: true }, ["studio-a", "lobby"]],
    [{ live: false }, ["studio-b", null]],
    [{ name: { equals: "lobby" } }, ["lobby"]],
    [{ name: { startsWith: "studio-", contains: "b" } }, ["studio-b"]],
    [{ name: { equals: "Lobby" } }, []],
    [{ tags: [{ key: "team" }] }, ["studio-a", "studio-b", "lobby"]],
    [{ tags: [{ key: "team", values: ["sport", "arts"] }] }, ["studio-a", "studio-b"]],
    [
      {
        tags: [
          { key: "team", values: ["sport"] },
          { key: "env", values: ["prod"] },
        ],
      },
      ["studio-a"],
    ],
    [{ tags: [{ key: "constructor" }] }, []],
    [{ live: true, tags: [{ key: "team", values: ["sport"] }] }, ["studio-a"]],
  ];
  for (const [filter, expected] of cases)
    expect([filter, (await names(gateway, filter)).names]).toEqual([filter, expected]);
});

it("reads on until the page is full, and each match is seen once", async () => {
  const gateway = await startGateway(unthrottled);
  for (let index = 0; index < 350; index += 1)
    gateway.emulator.stages.create({ name: `s${index}`, tags: index % 50 === 0 ? { rare: "yes" } : {} });
  const filter = { tags: [{ key: "rare" }] };
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await gateway.query(
      "query ($filter: StageFilter, $after: String) { stages(filter: $filter, first: 3, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }",
      { filter, after },
    );
    seen.push(...data.stages.nodes.map(({ name }: { name: string }) => name));
    after = data.stages.pageInfo.hasNextPage ? data.stages.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(["s0", "s50", "s100", "s150", "s200", "s250", "s300"]);
});

it("reads five pages at most, and does not claim that a short page is all", async () => {
  const gateway = await startGateway(unthrottled);
  for (let index = 0; index < 620; index += 1)
    gateway.emulator.stages.create({ name: index === 600 ? "needle" : "hay" });
  const filter = { name: { equals: "needle" } };
  const first = await names(gateway, filter);
  expect(first).toEqual({ names: [], pageInfo: { hasNextPage: true, endCursor: expect.any(String) } });
  expect(gateway.emulator.calls).toEqual({ ListStages: 5 });
  const { data } = await gateway.query(
    "query ($filter: StageFilter, $after: String) { stages(filter: $filter, after: $after) { nodes { name } pageInfo { hasNextPage } } }",
    { filter, after: first.pageInfo.endCursor },
  );
  expect(data.stages).toEqual({ nodes: [{ name: "needle" }], pageInfo: { hasNextPage: false } });
  expect(gateway.emulator.calls).toEqual({ ListStages: 7 });
});

it("takes a cursor only under the filter that it came from, however that is spelled", async () => {
  const gateway = await startGateway(unthrottled);
  for (let index = 0; index < 4; index += 1) gateway.emulator.stages.create({ name: "x" });
  const { pageInfo } = await names(gateway, { live: false, name: { equals: "x" } }, 2);
  const go = (filter: object | null) =>
    gateway.query(
      "query ($filter: StageFilter, $after: String) { stages(filter: $filter, after: $after) { nodes { name } } }",
      { filter, after: pageInfo.endCursor },
    );
  expect(
    (await go({ name: { contains: null, equals: "x" }, tags: null, live: false })).data.stages.nodes,
  ).toHaveLength(2);
  for (const other of [null, { live: true, name: { equals: "x" } }, { live: false }])
    expect((await go(other)).errors?.[0]?.extensions).toMatchObject({
      faults: [{ path: ["after"], rule: "cursorBinding" }],
    });
});
