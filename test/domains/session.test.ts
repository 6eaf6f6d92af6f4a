import { expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const nowhere = `${own}:stage/doesNotExist`;
const noSession = "st-ABCDEFGHIJKLM";

/** A stage with one session that ended and one that is under way. */
async function stageWithSessions(gateway: Gateway) {
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  const stage = gateway.emulator.stages.stage(arn);
  const ended = stage.startSession();
  await gateway.clock.advance(60_000);
  stage.endSession();
  await gateway.clock.advance(60_000);
  const active = stage.startSession();
  gateway.emulator.resetCalls();
  return { arn, stage, ended, active };
}

const members = "__typename stageArn sessionId startTime endTime asOf stale";

it("gives every member of a session for one GetStageSession, and null for what does not exist", async () => {
  const gateway = await startGateway();
  const { arn, ended, active } = await stageWithSessions(gateway);
  const { data, errors } = await gateway.query(
    `query ($arn: Arn!, $ended: String!, $active: String!, $none: String!, $nowhere: Arn!) {
       ended: stageSession(stageArn: $arn, sessionId: $ended) { ${members} stage { arn } }
       active: stageSession(stageArn: $arn, sessionId: $active) { ${members} }
       none: stageSession(stageArn: $arn, sessionId: $none) { sessionId }
       nowhere: stageSession(stageArn: $nowhere, sessionId: $active) { sessionId } }`,
    { arn, ended, active, none: noSession, nowhere },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    ended: {
      __typename: "StageSession",
      stageArn: arn,
      sessionId: ended,
      startTime: "2026-07-01T10:00:01.000Z",
      endTime: "2026-07-01T10:01:01.000Z",
      asOf: "2026-07-01T10:02:01.000Z",
      stale: false,
      stage: { arn },
    },
    active: expect.objectContaining({
      sessionId: active,
      startTime: "2026-07-01T10:02:01.000Z",
      endTime: null,
    }),
    none: null,
    nowhere: null,
  });
  expect(gateway.emulator.calls).toEqual({ GetStageSession: 4 });
});

it("links a stage to its active session for free, and back, until times are asked for", async () => {
  const gateway = await startGateway();
  const { arn, active } = await stageWithSessions(gateway);
  gateway.emulator.stages.create({ name: "idle" });
  const link = await gateway.query(
    "{ stages { nodes { activeSessionId activeSession { sessionId stageArn stage { arn activeSession { sessionId } } } } } }",
  );
  expect(link.errors).toBeUndefined();
  expect(link.data.stages.nodes).toEqual([
    {
      activeSessionId: active,
      activeSession: {
        sessionId: active,
        stageArn: arn,
        stage: { arn, activeSession: { sessionId: active } },
      },
    },
    { activeSessionId: null, activeSession: null },
  ]);
  expect(gateway.emulator.calls).toEqual({ ListStages: 1 });

  gateway.emulator.resetCalls();
  await gateway.clock.advance(10_000);
  const times = await gateway.query(
    "query ($arn: Arn!) { stage(arn: $arn) { activeSession { startTime endTime asOf stale } } }",
    { arn },
  );
  expect(times.data.stage.activeSession).toEqual({
    startTime: "2026-07-01T10:02:01.000Z",
    endTime: null,
    asOf: "2026-07-01T10:02:11.000Z",
    stale: false,
  });
  expect(gateway.emulator.calls).toEqual({ GetStage: 1, GetStageSession: 1 });
});

it("lists the sessions of a stage, times included, for one ListStageSessions a page", async () => {
  const gateway = await startGateway();
  const { arn, ended, active } = await stageWithSessions(gateway);
  const page = (after: string | null) =>
    gateway.query(
      `query ($arn: Arn!, $after: String) { stage(arn: $arn) { arn
         sessions(first: 1, after: $after) { asOf stale nodes { ${members} } pageInfo { hasNextPage endCursor } } } }`,
      { arn, after },
    );
  const first = (await page(null)).data.stage.sessions;
  expect(first.nodes).toEqual([
    expect.objectContaining({ sessionId: ended, endTime: "2026-07-01T10:01:01.000Z" }),
  ]);
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = (await page(first.pageInfo.endCursor)).data.stage.sessions;
  expect(second.nodes).toEqual([expect.objectContaining({ sessionId: active, endTime: null })]);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(gateway.emulator.calls).toEqual({ GetStage: 2, ListStageSessions: 2 });
});

it("knows a session from its page when it is asked for again", async () => {
  const gateway = await startGateway();
  const { arn, ended } = await stageWithSessions(gateway);
  const { data } = await gateway.query(
    'query ($arn: Arn!) { stage(arn: $arn) { sessions { nodes { sessionId stage { session(sessionId: "SESSION") { endTime } } } } } }'.replace(
      "SESSION",
      ended,
    ),
    { arn },
  );
  expect(data.stage.sessions.nodes[0].stage.session).toEqual({ endTime: "2026-07-01T10:01:01.000Z" });
  expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListStageSessions: 1 });
});

it("finds a session again by its global id", async () => {
  const gateway = await startGateway();
  const { arn, ended, active } = await stageWithSessions(gateway);
  const { data } = await gateway.query(
    "query ($arn: Arn!) { stage(arn: $arn) { sessions { nodes { id } } } }",
    { arn },
  );
  const ids: string[] = data.stage.sessions.nodes.map(({ id }: { id: string }) => id);
  gateway.emulator.resetCalls();
  const none = Buffer.from(`StageSession:${arn}|${noSession}`).toString("base64url");
  const found = await gateway.query(
    "query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { __typename id ... on StageSession { sessionId } } node(id: $id) { ... on StageSession { endTime } } }",
    { ids: [...ids, none], id: ids[0] },
  );
  expect(found.errors).toBeUndefined();
  expect(found.data.nodes).toEqual([
    { __typename: "StageSession", id: ids[0], sessionId: ended },
    { __typename: "StageSession", id: ids[1], sessionId: active },
    null,
  ]);
  expect(found.data.node).toEqual({ endTime: "2026-07-01T10:01:01.000Z" });
  expect(gateway.emulator.calls).toEqual({ GetStageSession: 3 });
});

it.each([
  [`${own}:stage/abc`, "globalId"],
  [`${own}:stage/abc|${noSession}|more`, "globalId"],
  [`${own}:stage/abc|`, "pattern"],
  [`${own}:stage/abc|st-short`, "pattern"],
  [`${own}:channel/abc|${noSession}`, "arnType"],
  [`arn:aws:ivs:eu-west-1:123456789012:stage/abc|${noSession}`, "arnRegion"],
])("refuses the global id of the key %s before any call", async (key, rule) => {
  const gateway = await startGateway();
  const id = Buffer.from(`StageSession:${key}`).toString("base64url");
  const { errors } = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", { id });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: "BAD_USER_INPUT",
    faults: [{ path: ["id"], rule }],
  });
  expect(gateway.emulator.calls).toEqual({});
});

it("refuses an argument that cannot be a session before any call", async () => {
  const gateway = await startGateway();
  for (const [stageArn, sessionId, path] of [
    [nowhere, "", "sessionId"],
    [nowhere, "st-ABCDEFGHIJKL", "sessionId"],
    [nowhere, `${noSession}N`, "sessionId"],
    [`${own}:channel/x`, noSession, "stageArn"],
  ]) {
    const { errors } = await gateway.query(
      "query ($stageArn: Arn!, $sessionId: String!) { stageSession(stageArn: $stageArn, sessionId: $sessionId) { id } }",
      { stageArn, sessionId },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: [path] }] });
  }
  expect(gateway.emulator.calls).toEqual({});
});

it("gives an empty page or null for a stage that does not exist, as AWS answers", async () => {
  for (const [unknownParent, sessions] of [
    ["empty", { nodes: [], pageInfo: { hasNextPage: false } }],
    ["notFound", null],
  ] as const) {
    const gateway = await startGateway({ settings: { unknownParent } });
    const { arn, active } = await stageWithSessions(gateway);
    gateway.emulator.stages.stage(arn).delete();
    const id = Buffer.from(`StageSession:${arn}|${active}`).toString("base64url");
    gateway.emulator.inject({
      kind: "html",
      status: 200,
      operation: "GetStageSession",
      body: JSON.stringify({ stageSession: { sessionId: active, endTime: "" } }),
    });
    const { data, errors } = await gateway.query(
      "query ($id: ID!) { node(id: $id) { ... on StageSession { startTime endTime stage { arn name sessions { nodes { id } pageInfo { hasNextPage } } } } } }",
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data.node).toEqual({ startTime: null, endTime: null, stage: { arn, name: null, sessions } });
  }
});
