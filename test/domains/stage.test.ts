import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

const region = "us-west-2";
const account = "123456789012";
const missingArn = `arn:aws:ivs:${region}:${account}:stage/doesNotExist`;

/** The global id of a stage, as a client would have received it. */
async function idOf(gateway: Awaited<ReturnType<typeof startGateway>>, arn: string): Promise<string> {
  const { data } = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { id } }", { arn });
  gateway.emulator.resetCalls();
  return data.stage.id;
}

describe("stages", () => {
  it("gives a page for one ListStages, and endpoints for one GetStage each", async () => {
    const gateway = await startGateway();
    for (const name of ["one", "two", "three", "four"]) gateway.emulator.stages.create({ name });

    const { status, data, errors } = await gateway.query(
      "{ stages(first: 3) { nodes { arn name endpoints { whip rtmps rtmp events } } } }",
    );

    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data.stages.nodes.map(({ name }: { name: string }) => name)).toEqual(["one", "two", "three"]);
    for (const { arn, endpoints } of data.stages.nodes) {
      expect(arn).toMatch(/^arn:aws:ivs:us-west-2:123456789012:stage\/[A-Za-z0-9]{12}$/);
      expect(endpoints.whip).toMatch(/^https:/);
      expect(endpoints.rtmp).toMatch(/^rtmp:/);
      expect(endpoints.rtmps).toMatch(/^rtmps:/);
      expect(endpoints.events).toMatch(/^wss:/);
    }
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 3 });
  });

  it("costs one ListStages without endpoints, every member of a summary included", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({ name: "lobby", tags: { team: "sport", env: "prod" } });
    const session = gateway.emulator.stages.stage(stage.arn).startSession();
    gateway.emulator.stages.create({});

    const { data, errors } = await gateway.query(
      `{ stages { asOf stale nodes { __typename id arn name activeSessionId asOf stale
           tags { key value } team: tag(key: "team") none: tag(key: "none") proto: tag(key: "__proto__") } } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.stages.nodes[0]).toEqual({
      __typename: "Stage",
      id: expect.any(String),
      arn: stage.arn,
      name: "lobby",
      activeSessionId: session,
      asOf: "2026-07-01T10:00:01.000Z",
      stale: false,
      tags: [
        { key: "env", value: "prod" },
        { key: "team", value: "sport" },
      ],
      team: "sport",
      none: null,
      proto: null,
    });
    expect(data.stages.nodes[1]).toMatchObject({ name: null, activeSessionId: null, tags: [] });
    expect(data.stages).toMatchObject({ asOf: "2026-07-01T10:00:01.000Z", stale: false });
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });

  it("pages forward with one call a page and shows each stage once", async () => {
    const gateway = await startGateway();
    for (let index = 0; index < 45; index += 1) gateway.emulator.stages.create({ name: `stage-${index}` });

    const names: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const { data, errors } = await gateway.query(
        `query ($after: String) { stages(after: $after) {
           edges { cursor node { name } } nodes { name }
           pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        { after },
      );
      expect(errors).toBeUndefined();
      const { edges, nodes, pageInfo } = data.stages;
      expect(nodes).toEqual(edges.map(({ node }: { node: object }) => node));
      expect(pageInfo).toMatchObject({
        hasPreviousPage: pages > 0,
        startCursor: edges[0].cursor,
        endCursor: edges.at(-1).cursor,
      });
      names.push(...nodes.map(({ name }: { name: string }) => name));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      pages += 1;
    } while (after !== null);

    expect(pages).toBe(3);
    expect(names).toEqual(Array.from({ length: 45 }, (_, index) => `stage-${index}`));
    expect(gateway.emulator.calls).toEqual({ ListStages: 3 });
  });

  it("goes on after any edge, not only after the last", async () => {
    const gateway = await startGateway();
    for (let index = 0; index < 5; index += 1) gateway.emulator.stages.create({ name: `stage-${index}` });
    const page = async (first: number, after?: string) =>
      (
        await gateway.query(
          "query ($first: Int, $after: String) { stages(first: $first, after: $after) { edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }",
          { first, after },
        )
      ).data.stages;

    const { edges } = await page(3);
    const rest = await page(3, edges[0].cursor);
    expect(rest.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual([
      "stage-1",
      "stage-2",
    ]);
    expect(rest.pageInfo.hasNextPage).toBe(true);
    const one = await page(1, edges[0].cursor);
    expect(one.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(["stage-1"]);
    const last = await page(3, rest.pageInfo.endCursor);
    expect(last.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual([
      "stage-3",
      "stage-4",
    ]);
    expect(last.pageInfo.hasNextPage).toBe(false);
    const beyond = await page(3, last.pageInfo.endCursor);
    expect(beyond).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it.each([
    [0, "range"],
    [101, "range"],
    [-1, "range"],
  ])("refuses first: %i before any call", async (first, rule) => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query(
      "query ($first: Int) { stages(first: $first) { nodes { arn } } }",
      { first },
    );
    expect(data).toEqual({ stages: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["stages"],
        extensions: { code: "BAD_USER_INPUT", faults: [expect.objectContaining({ path: ["first"], rule })] },
      }),
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it.each([1, 100])("accepts first: %i", async (first) => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(
      "query ($first: Int) { stages(first: $first) { nodes { arn } } }",
      { first },
    );
    expect(errors).toBeUndefined();
  });

  it.each(["", "x", "eyJhIjoxfQ", "bnVsbA", "WzEsInN0YWdlcyIsbnVsbCwyMCwtMV0", "\0", "é".repeat(2_000)])(
    "refuses the forged cursor %j before any call",
    async (after) => {
      const gateway = await startGateway();
      const { errors } = await gateway.query(
        "query ($after: String) { stages(after: $after) { nodes { arn } } }",
        { after },
      );
      expect(errors?.[0]?.extensions).toMatchObject({
        code: "BAD_USER_INPUT",
        faults: [{ path: ["after"] }],
      });
      expect(gateway.emulator.calls).toEqual({});
    },
  );

  it("tells of a page token that AWS refuses as a fault of the cursor", async () => {
    const gateway = await startGateway();
    const after = Buffer.from(JSON.stringify([1, "stages", "bm90LWEtdG9rZW4", 20, 0])).toString("base64url");
    const { errors } = await gateway.query(
      "query ($after: String) { stages(after: $after) { nodes { arn } } }",
      { after },
    );
    expect(errors?.[0]).toMatchObject({
      path: ["stages"],
      extensions: { code: "BAD_USER_INPUT", faults: [{ path: ["after"], rule: "cursorExpired" }] },
    });
  });
});

describe("stage", () => {
  it("gives every member of a stage for one GetStage", async () => {
    const gateway = await startGateway();
    const { arn: storageConfigurationArn } = gateway.emulator.storageConfigurations.create({});
    const { arn } = gateway.emulator.stages.create({
      name: "recorded",
      autoParticipantRecordingConfiguration: { storageConfigurationArn, mediaTypes: ["AUDIO_ONLY"] },
    });

    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { stage(arn: $arn) { name endpoints { whip } autoParticipantRecordingConfiguration {
         storageConfigurationArn mediaTypes mediaTypesRaw recordingReconnectWindowSeconds recordParticipantReplicas
         hlsConfiguration { targetSegmentDurationSeconds }
         thumbnailConfiguration { targetIntervalSeconds storage storageRaw recordingMode recordingModeRaw } } } }`,
      { arn },
    );

    expect(errors).toBeUndefined();
    expect(data.stage.autoParticipantRecordingConfiguration).toEqual({
      storageConfigurationArn,
      mediaTypes: ["AUDIO_ONLY"],
      mediaTypesRaw: ["AUDIO_ONLY"],
      recordingReconnectWindowSeconds: 0,
      recordParticipantReplicas: true,
      hlsConfiguration: { targetSegmentDurationSeconds: 6 },
      thumbnailConfiguration: {
        targetIntervalSeconds: 60,
        storage: ["SEQUENTIAL"],
        storageRaw: ["SEQUENTIAL"],
        recordingMode: "DISABLED",
        recordingModeRaw: "DISABLED",
      },
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("asks once for ten aliases of one stage", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "popular" });
    const aliases = Array.from(
      { length: 10 },
      (_, index) => `s${index}: stage(arn: $arn) { name endpoints { whip } }`,
    );
    const { data } = await gateway.query(`query ($arn: Arn!) { ${aliases.join(" ")} }`, { arn });
    expect(Object.values(data).map((stage) => (stage as { name: string }).name)).toEqual(
      Array(10).fill("popular"),
    );
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("is null, without an error, when it does not exist", async () => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", {
      arn: missingArn,
    });
    expect({ data, errors }).toEqual({ data: { stage: null }, errors: undefined });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it.each([
    ["arnType", `arn:aws:ivs:${region}:${account}:composition/abc`],
    ["arnRegion", `arn:aws:ivs:eu-west-1:${account}:stage/abc`],
  ])("refuses an ARN that breaks %s before any call", async (rule, arn) => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect(data).toEqual({ stage: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["stage"],
        extensions: { code: "BAD_USER_INPUT", faults: [expect.objectContaining({ path: ["arn"], rule })] },
      }),
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("refuses an ARN of another account once the account is known", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_EMULATOR_SCENARIO: "show" } });
    const { errors } = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", {
      arn: `arn:aws:ivs:${region}:210987654321:stage/abc`,
    });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["arn"], rule: "arnAccount" }] });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("learns the account from the first ARN that AWS gives", async () => {
    const gateway = await startGateway();
    const foreign = { arn: `arn:aws:ivs:${region}:210987654321:stage/abc` };
    const document = "query ($arn: Arn!) { stage(arn: $arn) { name } }";
    expect((await gateway.query(document, foreign)).errors?.[0]?.extensions["code"]).toBe("UPSTREAM_AUTH");
    const { arn } = gateway.emulator.stages.create({});
    await gateway.query(document, { arn });
    gateway.emulator.resetCalls();
    expect((await gateway.query(document, foreign)).errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
    expect(gateway.emulator.calls).toEqual({});
  });

  it.each([
    "",
    "stage/abc",
    "arn:aws:ivs:us-west-2:123456789012:stage/a\r\nb",
    "arn:aws:ivs:us-west-2:123456789012:stage/../x",
    "arn:aws:ivs:us-west-2:123456789012:stage/",
    "foo:bar:baz:us-west-2:123456789012:stage/x",
    "arn:aws-cn:ivs:us-west-2:123456789012:stage/abc",
    "arn:aws:s3:us-west-2:123456789012:stage/abc",
    `arn:aws:ivs:us-west-2:123456789012:stage/${"a".repeat(128)}`,
  ])("refuses %j as an ARN before any call, as a variable, a literal and inside an id", async (arn) => {
    const gateway = await startGateway();
    const fault = (path: string) =>
      expect.objectContaining({
        extensions: {
          code: "BAD_USER_INPUT",
          faults: [expect.objectContaining({ path: [path], rule: "arn" })],
        },
      });
    const variable = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect([variable.data, variable.errors]).toEqual([{ stage: null }, [fault("arn")]]);
    const literal = await gateway.query(`{ stage(arn: ${JSON.stringify(arn)}) { name } }`);
    expect([literal.data, literal.errors]).toEqual([{ stage: null }, [fault("arn")]]);
    const id = Buffer.from(`Stage:${arn}`).toString("base64url");
    const node = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(node.errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
    expect(gateway.emulator.calls).toEqual({});
  });

  it.each([7, true, {}])("refuses %j as an ARN, with status 400 and its place", async (arn) => {
    const gateway = await startGateway();
    const { status, data, errors } = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", {
      arn,
    });
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("$arn"),
        locations: [expect.anything()],
        extensions: { code: "BAD_USER_INPUT" },
      }),
    ]);
  });
});

describe("node and nodes", () => {
  it("find a stage by the id that it gave", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "again" });
    const id = await idOf(gateway, arn);
    const { data, errors } = await gateway.query(
      "query ($id: ID!) { node(id: $id) { __typename id ... on Taggable { arn } ... on Stage { name } } }",
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data.node).toEqual({ __typename: "Stage", id, arn, name: "again" });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("find many for the pages of ListStages when those are fewer", async () => {
    const gateway = await startGateway();
    const arns = Array.from(
      { length: 20 },
      (_, index) => gateway.emulator.stages.create({ name: `s${index}` }).arn,
    );
    const ids = (await gateway.query("{ stages(first: 20) { nodes { id } } }")).data.stages.nodes.map(
      ({ id }: { id: string }) => id,
    );
    const missing = Buffer.from(`Stage:${missingArn}`).toString("base64url");
    gateway.emulator.resetCalls();

    const { data, errors } = await gateway.query(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { arn name } } }",
      {
        ids: [...ids, missing, ids[0]],
      },
    );
    expect(errors).toBeUndefined();
    expect(data.nodes.map((node: { arn: string } | null) => node?.arn ?? null)).toEqual([
      ...arns,
      null,
      arns[0],
    ]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1 });
  });

  it("are null for an object that does not exist", async () => {
    const gateway = await startGateway();
    const id = Buffer.from(`Stage:${missingArn}`).toString("base64url");
    const { data, errors } = await gateway.query(
      "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }",
      { id },
    );
    expect({ data, errors }).toEqual({ data: { node: null, nodes: [null] }, errors: undefined });
  });

  it.each([
    "",
    "x",
    "Stage",
    Buffer.from("Stage:").toString("base64url"),
    Buffer.from("Nothing:abc").toString("base64url"),
    Buffer.from("StageConnection:abc").toString("base64url"),
    Buffer.from("Query:abc").toString("base64url"),
    Buffer.from("__proto__:abc").toString("base64url"),
    Buffer.from("Stage:not an arn").toString("base64url"),
    Buffer.from(`Stage:arn:aws:ivs:${region}:${account}:composition/abc`).toString("base64url"),
  ])("refuse the id %j", async (id) => {
    const gateway = await startGateway();
    const one = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(one.data).toEqual({ node: null });
    expect(one.errors?.[0]).toMatchObject({
      path: ["node"],
      extensions: {
        code: "BAD_USER_INPUT",
        faults: expect.arrayContaining([expect.objectContaining({ path: ["id"] })]),
      },
    });
    const many = await gateway.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: [id] });
    expect(many.errors?.[0]).toMatchObject({
      extensions: {
        code: "BAD_USER_INPUT",
        faults: expect.arrayContaining([expect.objectContaining({ path: ["ids", 0] })]),
      },
    });
    expect(gateway.emulator.calls).toEqual({});
  });
});
