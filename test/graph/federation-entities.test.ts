import { describe, expect, it } from "vitest";

import { entityKeys } from "../../src/graph/entity.ts";
import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { startGateway } from "../support/gateway.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { dryRun } from "../queries/predicted.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const session = "st-abcdefghijklm";
const document =
  "query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Stage { name } } }";

describe("the entities", () => {
  it("are the types that other subgraphs refer to, each with its plain key and its id", () => {
    expect(Object.fromEntries(entityKeys())).toEqual({
      Stage: [["arn"], ["id"]],
      StageSession: [["stageArn", "sessionId"], ["id"]],
      Participant: [["stageArn", "sessionId", "participantId"], ["id"]],
      Composition: [["arn"], ["id"]],
      EncoderConfiguration: [["arn"], ["id"]],
      StorageConfiguration: [["arn"], ["id"]],
      IngestConfiguration: [["arn"], ["id"]],
      PublicKey: [["arn"], ["id"]],
    });
  });
});

describe("a malformed representation", () => {
  it.each([
    ["no object", "Stage", ["__typename"], "typename"],
    ["no type", { arn: `${own}:stage/abc` }, ["__typename"], "typename"],
    ["a type that is no name", { __typename: 1, arn: `${own}:stage/abc` }, ["__typename"], "typename"],
    ["a type that there is not", { __typename: "Room", arn: "a" }, ["__typename"], "typename"],
    ["a type that is no entity", { __typename: "StageEndpoints" }, ["__typename"], "entity"],
    ["a type of a name that objects have", { __typename: "constructor" }, ["__typename"], "typename"],
    ["no key", { __typename: "Stage", name: "show" }, [], "key"],
    ["half of a key", { __typename: "StageSession", stageArn: `${own}:stage/abc` }, [], "key"],
    ["a key of null", { __typename: "Stage", arn: null }, [], "key"],
    ["a key that is no text", { __typename: "Stage", arn: 7 }, ["arn"], "text"],
    ["a text that is no ARN", { __typename: "Stage", arn: "show" }, ["arn"], "arn"],
    ["the ARN of another type", { __typename: "Stage", arn: `${own}:channel/abc` }, ["arn"], "arnType"],
    [
      "an ARN of elsewhere",
      { __typename: "Stage", arn: "arn:aws:ivs:eu-west-1:123456789012:stage/a" },
      ["arn"],
      "arnRegion",
    ],
    ["an id that is none", { __typename: "Stage", id: "abc" }, ["id"], "globalId"],
    [
      "the id of another type",
      { __typename: "Stage", id: encodeGlobalId("PublicKey", `${own}:public-key/a`) },
      ["id"],
      "globalId",
    ],
    [
      "the id of something impossible",
      { __typename: "Stage", id: encodeGlobalId("Stage", "show") },
      ["id"],
      "arn",
    ],
    [
      "a session id that is none",
      { __typename: "StageSession", stageArn: `${own}:stage/abc`, sessionId: "now" },
      ["sessionId"],
      "pattern",
    ],
    [
      "a participant id that reaches into its neighbour",
      { __typename: "Participant", stageArn: `${own}:stage/abc`, sessionId: session, participantId: "a|b" },
      ["participantId"],
      "pattern",
    ],
    [
      "an id with too many parts",
      { __typename: "StageSession", id: encodeGlobalId("StageSession", `${own}:stage/abc|${session}|more`) },
      ["id"],
      "globalId",
    ],
  ])("with %s is refused where it stands, and nothing else is lost", async (_what, malformed, path, rule) => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "show" });
    const good = { __typename: "Stage", arn };
    const { status, data, errors } = await gateway.query(document, {
      representations: [good, malformed, good],
    });
    expect([status, data]).toEqual([
      200,
      { _entities: [{ __typename: "Stage", name: "show" }, null, { __typename: "Stage", name: "show" }] },
    ]);
    expect(errors).toEqual([
      {
        message: expect.any(String),
        path: ["_entities", 1],
        locations: expect.any(Array),
        extensions: {
          code: "BAD_USER_INPUT",
          faults: [{ path: ["representations", 1, ...path], rule, message: expect.any(String) }],
        },
      },
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("costs nothing in the prediction either", async () => {
    const gateway = await startGateway();
    const representations = [{ __typename: "Room" }, { __typename: "Stage" }, 3];
    const { extensions } = await gateway.query(document, { representations }, dryRun);
    expect(extensions.upstream.predicted).toMatchObject({ total: 0, byOperation: {} });
  });
});

describe("many references", () => {
  const sessions = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      __typename: "StageSession",
      stageArn: `${own}:stage/abc`,
      sessionId: `st-${String(index).padStart(13, "0")}`,
    }));
  const askSessions =
    "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on StageSession { endTime } } }";

  it("are refused before any call when they could cost more than a request may", async () => {
    const gateway = await startGateway();
    const { status, errors } = await gateway.query(askSessions, { representations: sessions(41) });
    expect([status, errors?.[0]?.extensions]).toMatchObject([
      400,
      { code: "QUERY_TOO_EXPENSIVE", cost: 41, limit: 40, fields: [{ path: "_entities", calls: 41 }] },
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("to participants are as many as the README says", async () => {
    const gateway = await startGateway();
    const participants = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        __typename: "Participant",
        stageArn: `${own}:stage/abc`,
        sessionId: session,
        participantId: `p${index}`,
      }));
    const totalOf = async (count: number) =>
      (await gateway.query(document, { representations: participants(count) }, dryRun)).extensions.upstream
        .predicted.total;
    expect([await totalOf(27), await totalOf(28)]).toEqual([40, 42]);
  });

  it("are counted once where they are the same", async () => {
    const gateway = await startGateway();
    const [one = {}] = sessions(1);
    const representations = Array.from({ length: 500 }, () => one);
    const { extensions } = await gateway.query(askSessions, { representations }, dryRun);
    expect(extensions.upstream.predicted.total).toBe(1);
  });

  it("are predicted with what is asked of them, under every alias", async () => {
    const gateway = await startGateway();
    const representations = Array.from({ length: 5 }, (_, index) => ({
      __typename: "Stage",
      arn: `${own}:stage/s${index}`,
    }));
    const { extensions } = await gateway.query(
      "query ($representations: [_Any!]!) { a: _entities(representations: $representations) { ...Full } b: _entities(representations: $representations) { ...Full } } fragment Full on Stage { endpoints { whip } sessions(first: 10) { nodes { participants { nodes { userId } } } } }",
      { representations },
      dryRun,
    );
    const { byOperation } = extensions.upstream.predicted;
    expect(byOperation.ListStageSessions).toBe(5);
    expect(byOperation.ListParticipants).toBe(50);
  });

  it("of one request are at most a thousand", async () => {
    const gateway = await startGateway();
    const representations = Array.from({ length: 1_001 }, () => ({}));
    const { data, errors } = await gateway.query(document, { representations });
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      faults: [{ path: ["representations"], rule: "maxItems" }],
    });
  });

  it("of one request are at most a thousand under all their aliases", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "show" });
    const ask = (count: number) =>
      gateway.query(
        "query ($of: [_Any!]!) { a: _entities(representations: $of) { __typename } ...More } fragment More on Query { b: _entities(representations: $of) { __typename } }",
        { of: Array.from({ length: count }, () => ({ __typename: "Stage", arn })) },
      );
    expect((await ask(500)).errors).toBeUndefined();
    const { data, errors } = await ask(501);
    expect(data).toBeNull();
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [["b"], expect.objectContaining({ code: "BAD_USER_INPUT" })],
    ]);
    expect((await ask(500)).errors).toBeUndefined();
  });

  it("fail one by one where AWS fails for one", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_STALE_MS: "0" } });
    const arns = ["a", "b"].map((name) => gateway.emulator.stages.create({ name }).arn);
    gateway.emulator.inject({
      kind: "error",
      operation: "GetStage",
      type: "AccessDeniedException",
      status: 403,
    });
    const { data, errors } = await gateway.query(document, {
      representations: arns.map((arn) => ({ __typename: "Stage", arn })),
    });
    expect(data._entities.filter((entity: object | null) => entity === null)).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });
});

describe("references to what is not the viewer's", () => {
  it("are answered to the letter like those to what does not exist, for a whole batch and for one", async () => {
    const gateway = await startGateway({ env: { ...routerEnv, IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "100" } });
    const { stages } = gateway.emulator;
    const made = (tenant: string) => stages.create({ name: tenant, tags: { tenant } }).arn;
    const [mine, ...foreign] = [made("mine"), ...Array.from({ length: 30 }, () => made("theirs"))];
    const headers = as("tenant", { stages: ["tenant=mine"] });
    const ask = async (arns: readonly string[]) => {
      const representations = arns.map((arn) => ({ __typename: "Stage", arn }));
      const { data, errors } = await gateway.query(document, { representations }, headers);
      return { data, errors };
    };
    const missing = foreign.map((_, index) => `${own}:stage/missing${index}`);
    for (const count of [1, 30]) {
      const answer = await ask([...foreign.slice(0, count), mine]);
      expect(answer).toEqual({
        data: {
          _entities: [...Array.from({ length: count }, () => null), { __typename: "Stage", name: "mine" }],
        },
      });
      expect(answer).toEqual(await ask([...missing.slice(0, count), mine]));
    }
  });

  it("are refused as a whole to who may not read", async () => {
    const gateway = await startGateway({ env: routerEnv });
    const { arn } = gateway.emulator.stages.create({});
    const headers = as("tagger", { scopes: ["ivs:tags:write"] });
    const { data, errors } = await gateway.query(
      document,
      { representations: [{ __typename: "Stage", arn }] },
      headers,
    );
    expect([data, errors?.[0]?.extensions]).toEqual([null, { code: "FORBIDDEN", scope: "ivs:read" }]);
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a write between two reads of a reference", () => {
  it("is seen by the second", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_CACHE_BYTES: "1000000" } });
    const { arn } = gateway.emulator.stages.create({ name: "before" });
    const ask = async () =>
      (await gateway.query(document, { representations: [{ __typename: "Stage", arn }] })).data._entities[0]
        .name;
    expect(await ask()).toBe("before");
    await gateway.query(
      'mutation ($arn: Arn!) { updateStage(input: { arn: $arn, name: "after" }) { __typename } }',
      { arn },
    );
    expect(await ask()).toBe("after");
  });
});
