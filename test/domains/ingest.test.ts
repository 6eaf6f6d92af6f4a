import { graphql } from "graphql";
import { describe, expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createIngestConfiguration } from "../support/ingest.ts";
import { contextsOn } from "../support/viewer-context.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const missingArn = `${own}:ingest-configuration/doesNotExist`;
const asOf = "2026-07-01T10:00:01.000Z";
const unthrottled = { settings: { throttle: "off" } } as const;

/** A stage with an encoder that publishes to it. */
async function broadcast(gateway: Gateway, input: object = {}) {
  const stage = gateway.emulator.stages.create({ name: "studio" });
  const configuration = await createIngestConfiguration(gateway, { stageArn: stage.arn, ...input });
  const { sessionId } = gateway.emulator.ingest.start(configuration.streamKey);
  return { stage, configuration, sessionId };
}

const summaryFields = `__typename id arn name ingestProtocol ingestProtocolRaw stageArn participantId
  state stateRaw userId redundantIngest asOf stale`;
const detailFields = `streamKey redundantIngestCredentials { participantId streamKey } attributes { key value }
  host: attribute(key: "role") none: attribute(key: "constructor") tags { key value } team: tag(key: "team") untagged: tag(key: "constructor")`;

const full = {
  name: "camera-1",
  userId: "alice",
  attributes: [
    { key: "role", value: "host" },
    { key: "empty", value: "" },
  ],
  redundantIngest: true,
  tags: [
    { key: "team", value: "sport" },
    { key: "env", value: "prod" },
  ],
};

describe("ingestConfiguration", () => {
  it("shows every member for one GetIngestConfiguration", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({});
    const created = await createIngestConfiguration(gateway, { ...full, stageArn: stage.arn });
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { ${summaryFields} ${detailFields} } }`,
      { arn: created.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.ingestConfiguration).toEqual({
      __typename: "IngestConfiguration",
      id: Buffer.from(`IngestConfiguration:${created.arn}`).toString("base64url"),
      arn: created.arn,
      name: "camera-1",
      ingestProtocol: "RTMPS",
      ingestProtocolRaw: "RTMPS",
      stageArn: stage.arn,
      participantId: created.participantId,
      state: "INACTIVE",
      stateRaw: "INACTIVE",
      userId: "alice",
      redundantIngest: true,
      asOf,
      stale: false,
      streamKey: expect.stringMatching(/^rt_123456789012_us-west-2_/),
      redundantIngestCredentials: created.redundantIngestCredentials,
      attributes: [
        { key: "empty", value: "" },
        { key: "role", value: "host" },
      ],
      host: "host",
      none: null,
      tags: [
        { key: "env", value: "prod" },
        { key: "team", value: "sport" },
      ],
      team: "sport",
      untagged: null,
    });
    expect(created.redundantIngestCredentials).toHaveLength(2);
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1 });
  });

  it("is null where AWS has nothing, in the summary and in the detail", async () => {
    const gateway = await startGateway();
    const { arn } = await createIngestConfiguration(gateway);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { name stage { arn } stageArn participant { participantId } userId redundantIngest
         redundantIngestCredentials { streamKey } attributes { key } tags { key } } }`,
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.ingestConfiguration).toEqual({
      name: null,
      stage: null,
      stageArn: null,
      participant: null,
      userId: null,
      redundantIngest: false,
      redundantIngestCredentials: [],
      attributes: [],
      tags: [],
    });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1 });
  });

  it("keeps what this graph does not know in the raw twins, and takes empty texts for absent ones", async () => {
    const gateway = await startGateway();
    const { arn } = await createIngestConfiguration(gateway);
    const answer = (members: object) =>
      gateway.emulator.inject({
        kind: "html",
        status: 200,
        body: JSON.stringify({ ingestConfiguration: { arn, ...members } }),
      });
    const read = async () =>
      (
        await gateway.query(
          `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { ${summaryFields} ${detailFields} stage { arn } } }`,
          { arn },
        )
      ).data.ingestConfiguration;

    answer({ ingestProtocol: "SRT", state: "SLEEPING" });
    expect(await read()).toMatchObject({
      ingestProtocol: null,
      ingestProtocolRaw: "SRT",
      state: null,
      stateRaw: "SLEEPING",
      redundantIngest: null,
    });

    const blank = { name: "", ingestProtocol: "", streamKey: "", stageArn: "", participantId: "" };
    answer({
      ...blank,
      state: "",
      userId: "",
      redundantIngestCredentials: [{ participantId: "", streamKey: "" }],
    });
    expect(await read()).toMatchObject({
      name: null,
      ingestProtocol: null,
      ingestProtocolRaw: null,
      streamKey: null,
      stage: null,
      stageArn: null,
      participantId: null,
      state: null,
      stateRaw: null,
      userId: null,
      redundantIngestCredentials: [{ participantId: null, streamKey: null }],
      attributes: [],
      tags: [],
    });
  });

  it("is null when there is none with this ARN, and refuses other ARNs before any call", async () => {
    const gateway = await startGateway();
    const document = "query ($arn: Arn!) { ingestConfiguration(arn: $arn) { arn } }";
    expect(await gateway.query(document, { arn: missingArn })).toMatchObject({
      data: { ingestConfiguration: null },
      errors: undefined,
    });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1 });

    gateway.emulator.resetCalls();
    for (const [arn, rule] of [
      [`${own}:stage/abcdABCDefgh`, "arnType"],
      [missingArn.replace("us-west-2", "eu-west-1"), "arnRegion"],
    ]) {
      const { errors } = await gateway.query(document, { arn });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: "BAD_USER_INPUT",
        faults: [{ path: ["arn"], rule }],
      });
    }
    expect(gateway.emulator.calls).toEqual({});
  });

  it("leads to its stage, and to its participant in the session that is under way", async () => {
    const gateway = await startGateway();
    const { stage, configuration, sessionId } = await broadcast(gateway);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { state stage { name } participant {
         participantId sessionId stageArn state ingestConfigurationArn ingestConfiguration { arn state } } } }`,
      { arn: configuration.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.ingestConfiguration).toEqual({
      state: "ACTIVE",
      stage: { name: "studio" },
      participant: {
        participantId: configuration.participantId,
        sessionId,
        stageArn: stage.arn,
        state: "CONNECTED",
        ingestConfigurationArn: configuration.arn,
        ingestConfiguration: { arn: configuration.arn, state: "ACTIVE" },
      },
    });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1, GetStage: 1, GetParticipant: 1 });
  });

  it("has no participant while the stage is idle, or the encoder has not come", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({});
    const { arn } = await createIngestConfiguration(gateway, { stageArn: stage.arn });
    const participant = () =>
      gateway.query(
        "query ($arn: Arn!) { ingestConfiguration(arn: $arn) { participant { participantId } } }",
        { arn },
      );
    expect((await participant()).data).toEqual({ ingestConfiguration: { participant: null } });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1, GetStage: 1 });

    gateway.emulator.resetCalls();
    gateway.emulator.stages.stage(stage.arn).join();
    expect((await participant()).data).toEqual({ ingestConfiguration: { participant: null } });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1, GetStage: 1, GetParticipant: 1 });
  });

  it("is found by its global id and, as a resource, by its ARN", async () => {
    const gateway = await startGateway();
    const { id, arn } = await createIngestConfiguration(gateway, {
      name: "a",
      tags: [{ key: "k", value: "v" }],
    });
    const missing = Buffer.from(`IngestConfiguration:${missingArn}`).toString("base64url");
    const foreign = Buffer.from(`IngestConfiguration:${own}:stage/x`).toString("base64url");
    const one = await gateway.query(
      `query ($id: ID!, $arn: Arn!) {
         node(id: $id) { __typename id ... on IngestConfiguration { name } }
         resource(arn: $arn) { __typename arn tags { key value } } }`,
      { id, arn },
    );
    expect(one.errors).toBeUndefined();
    expect(one.data).toEqual({
      node: { __typename: "IngestConfiguration", id, name: "a" },
      resource: { __typename: "IngestConfiguration", arn, tags: [{ key: "k", value: "v" }] },
    });
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1 });

    gateway.emulator.resetCalls();
    const many = await gateway.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: [id, missing, id],
    });
    expect(many.data.nodes).toEqual([{ id }, null, { id }]);
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 1 });

    gateway.emulator.resetCalls();
    const refused = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", { id: foreign });
    expect(refused.errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["id"], rule: "arnType" }] });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a stream key", () => {
  it("needs its own scope, in every place where it stands", async () => {
    const gateway = await startGateway();
    const { arn, streamKey } = await createIngestConfiguration(gateway, { redundantIngest: true });
    const contextOf = await contextsOn(gateway);
    const read = (scopes: readonly ("ivs:read" | "ivs:streamkey:read")[], selection: string) => {
      const contextValue = contextOf({ id: "somebody", scopes: new Set(scopes) });
      const source = `{ ingestConfiguration(arn: "${arn}") { ${selection} } }`;
      return graphql({ schema, source, contextValue });
    };
    const forbidden = (...path: (string | number)[]) =>
      expect.objectContaining({
        path: ["ingestConfiguration", ...path],
        message: "This needs the scope ivs:streamkey:read.",
      });

    const keyOnly = await read(["ivs:read"], "streamKey");
    expect(keyOnly.errors).toEqual([forbidden("streamKey")]);
    expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: 1 });

    const keys = "arn streamKey redundantIngestCredentials { participantId streamKey }";
    const without = await read(["ivs:read"], keys);
    const credential = { participantId: expect.any(String), streamKey: null };
    expect(without.data).toEqual({
      ingestConfiguration: { arn, streamKey: null, redundantIngestCredentials: [credential, credential] },
    });
    expect(without.errors).toEqual([
      forbidden("streamKey"),
      forbidden("redundantIngestCredentials", 0, "streamKey"),
      forbidden("redundantIngestCredentials", 1, "streamKey"),
    ]);

    const both = await read(["ivs:read", "ivs:streamkey:read"], keys);
    expect(both.errors).toBeUndefined();
    expect(both.data).toMatchObject({ ingestConfiguration: { streamKey } });
  });
});

describe("ingestConfigurations", () => {
  const names = `{ nodes { name } pageInfo { hasNextPage endCursor } }`;
  const list = async (gateway: Gateway, variables: object = {}) => {
    const { data, errors } = await gateway.query(
      `query ($first: Int, $after: String, $filter: IngestConfigurationFilter) {
         ingestConfigurations(first: $first, after: $after, filter: $filter) ${names} }`,
      { ...variables },
    );
    const { nodes, pageInfo } = data.ingestConfigurations ?? {};
    return {
      names: nodes?.map(({ name }: { name: string }) => name) as string[] | undefined,
      pageInfo,
      faults: errors?.[0]?.extensions["faults"],
    };
  };

  it("shows every member of a summary for one ListIngestConfigurations, and details for a Get each", async () => {
    const gateway = await startGateway();
    const { stage, configuration } = await broadcast(gateway, { name: "one", userId: "alice" });
    await createIngestConfiguration(gateway, { name: "two" });
    const summaries = await gateway.query(
      `{ ingestConfigurations { asOf stale nodes { ${summaryFields} } } }`,
    );
    expect(summaries.errors).toBeUndefined();
    expect(summaries.data.ingestConfigurations).toEqual({
      asOf,
      stale: false,
      nodes: [
        {
          __typename: "IngestConfiguration",
          id: configuration.id,
          arn: configuration.arn,
          name: "one",
          ingestProtocol: "RTMPS",
          ingestProtocolRaw: "RTMPS",
          stageArn: stage.arn,
          participantId: configuration.participantId,
          state: "ACTIVE",
          stateRaw: "ACTIVE",
          userId: "alice",
          redundantIngest: false,
          asOf,
          stale: false,
        },
        expect.objectContaining({ name: "two", stageArn: null, state: "INACTIVE", userId: null }),
      ],
    });
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 1 });

    gateway.emulator.resetCalls();
    const details = await gateway.query(`{ ingestConfigurations { nodes { ${detailFields} } } }`);
    expect(details.errors).toBeUndefined();
    expect(details.data.ingestConfigurations.nodes[0].streamKey).toBe(configuration.streamKey);
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 1, GetIngestConfiguration: 2 });
  });

  it("reads many participants for the pages of their lists", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "41" } });
    const stage = gateway.emulator.stages.create({});
    for (const name of ["one", "two", "three"]) {
      const { streamKey } = await createIngestConfiguration(gateway, { name, stageArn: stage.arn });
      gateway.emulator.ingest.start(streamKey);
    }
    const { data, errors } = await gateway.query(
      "{ ingestConfigurations { nodes { participantId participant { participantId state } } } }",
    );
    expect(errors).toBeUndefined();
    for (const { participantId, participant } of data.ingestConfigurations.nodes)
      expect(participant).toEqual({ participantId, state: "CONNECTED" });
    expect(gateway.emulator.calls).toEqual({
      ListIngestConfigurations: 1,
      GetStage: 1,
      ListParticipants: 1,
    });
  });

  it("filters by stage, by state and by both, one call a page", async () => {
    const gateway = await startGateway(unthrottled);
    const { stage, configuration } = await broadcast(gateway, { name: "live" });
    await createIngestConfiguration(gateway, { name: "waiting", stageArn: stage.arn });
    await broadcast(gateway, { name: "elsewhere" });
    await createIngestConfiguration(gateway, { name: "detached" });
    const stageArn = stage.arn;
    const idle = gateway.emulator.stages.create({}).arn;
    const cases: [object | null, string[]][] = [
      [null, ["live", "waiting", "elsewhere", "detached"]],
      [{}, ["live", "waiting", "elsewhere", "detached"]],
      [{ stageArn: null, state: null }, ["live", "waiting", "elsewhere", "detached"]],
      [{ stageArn }, ["live", "waiting"]],
      [{ state: "ACTIVE" }, ["live", "elsewhere"]],
      [{ state: "INACTIVE" }, ["waiting", "detached"]],
      [{ stageArn, state: "ACTIVE" }, ["live"]],
      [{ stageArn, state: "INACTIVE" }, ["waiting"]],
      [{ stageArn: idle, state: "ACTIVE" }, []],
    ];
    for (const [filter, expected] of cases) {
      gateway.emulator.resetCalls();
      expect([filter, (await list(gateway, { filter })).names]).toEqual([filter, expected]);
      expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 1 });
    }
    expect(configuration.arn).toMatch(/ingest-configuration/);
  });

  it("looks through five pages for both filters, says that there is more, and goes on from there", async () => {
    const gateway = await startGateway(unthrottled);
    const { arn: stageArn } = gateway.emulator.stages.create({});
    const page = (name: string, state: string, nextToken?: string) =>
      gateway.emulator.inject({
        kind: "html",
        status: 200,
        body: JSON.stringify({
          ingestConfigurations: [{ name: "nameless" }, { arn: missingArn, name, stageArn, state }],
          nextToken,
        }),
      });
    const filter = { stageArn, state: "ACTIVE" };
    page("hit", "ACTIVE", "t2");
    for (const token of ["t3", "t4", "t5", "t6"]) page("miss", "INACTIVE", token);
    const first = await list(gateway, { filter });
    expect(first).toMatchObject({ names: ["hit"], pageInfo: { hasNextPage: true } });
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 5 });

    page("late", "ACTIVE");
    const rest = await list(gateway, { filter, after: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ names: ["late"], pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 6 });
  });

  it("refuses a stage's ARN that is none, before any call", async () => {
    const gateway = await startGateway();
    const { faults } = await list(gateway, { filter: { stageArn: missingArn } });
    expect(faults).toMatchObject([{ path: ["filter", "stageArn"], rule: "arnType" }]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("pages forward with one call a page; a cursor works only with its own filter", async () => {
    const gateway = await startGateway(unthrottled);
    for (let index = 0; index < 5; index += 1)
      await createIngestConfiguration(gateway, { name: `c${index}` });
    const first = await list(gateway, { first: 2 });
    expect(first).toMatchObject({ names: ["c0", "c1"], pageInfo: { hasNextPage: true } });
    const after = first.pageInfo.endCursor;
    const second = await list(gateway, { first: 2, after });
    expect(second).toMatchObject({ names: ["c2", "c3"], pageInfo: { hasNextPage: true } });
    const last = await list(gateway, { first: 2, after: second.pageInfo.endCursor });
    expect(last).toMatchObject({ names: ["c4"], pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 3 });

    const { faults } = await list(gateway, { after, filter: { state: "ACTIVE" } });
    expect(faults).toMatchObject([{ path: ["after"], rule: "cursorBinding" }]);
    for (const size of [0, 101])
      expect((await list(gateway, { first: size })).faults).toMatchObject([
        { path: ["first"], rule: "range" },
      ]);
    expect(gateway.emulator.calls).toEqual({ ListIngestConfigurations: 3 });
  });
});

describe("Stage.ingestConfigurations", () => {
  it("lists those of the stage, in one state if asked, for one call", async () => {
    const gateway = await startGateway();
    const { stage } = await broadcast(gateway, { name: "live" });
    await createIngestConfiguration(gateway, { name: "waiting", stageArn: stage.arn });
    await createIngestConfiguration(gateway, { name: "detached" });
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { stage(arn: $arn) {
         ingestConfigurations { nodes { name stage { arn } } } } }`,
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.ingestConfigurations.nodes).toEqual([
      { name: "live", stage: { arn: stage.arn } },
      { name: "waiting", stage: { arn: stage.arn } },
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListIngestConfigurations: 1 });

    const filtered = await gateway.query(
      `query ($arn: Arn!) { stage(arn: $arn) {
         active: ingestConfigurations(filter: { state: ACTIVE }) { nodes { name } }
         inactive: ingestConfigurations(first: 1, filter: { state: INACTIVE }) { nodes { name } pageInfo { hasNextPage } } } }`,
      { arn: stage.arn },
    );
    expect(filtered.data.stage).toEqual({
      active: { nodes: [{ name: "live" }] },
      inactive: { nodes: [{ name: "waiting" }], pageInfo: { hasNextPage: false } },
    });
  });
});

describe("Participant.ingestConfiguration", () => {
  it("is null for who joined with a token, and costs nothing for its ARN", async () => {
    const gateway = await startGateway();
    const { stage, configuration } = await broadcast(gateway);
    const guest = gateway.emulator.stages.stage(stage.arn).join();
    const { data, errors } = await gateway.query(
      `query ($stageArn: Arn!, $encoder: String!, $guest: String!) {
         encoder: participant(stageArn: $stageArn, participantId: $encoder) { ingestConfigurationArn ingestConfiguration { arn } }
         guest: participant(stageArn: $stageArn, participantId: $guest) { ingestConfigurationArn ingestConfiguration { arn } } }`,
      { stageArn: stage.arn, encoder: configuration.participantId, guest: guest.participantId },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      encoder: {
        ingestConfigurationArn: configuration.arn,
        ingestConfiguration: { arn: configuration.arn },
      },
      guest: { ingestConfigurationArn: null, ingestConfiguration: null },
    });
    expect(gateway.emulator.calls).not.toHaveProperty("GetIngestConfiguration");
  });
});

describe("DisconnectParticipantPayload.ingestConfiguration", () => {
  const document = `mutation ($input: DisconnectParticipantInput!) { disconnectParticipant(input: $input) {
    ... on DisconnectParticipantPayload { participantId ingestConfigurationArn ingestConfiguration { arn stageArn state } } } }`;

  it("shows that the encoder was detached", async () => {
    const gateway = await startGateway();
    const { stage, configuration } = await broadcast(gateway);
    const { arn, participantId } = configuration;
    const { data, errors } = await gateway.query(document, { input: { stageArn: stage.arn, participantId } });
    expect(errors).toBeUndefined();
    expect(data.disconnectParticipant).toEqual({
      participantId,
      ingestConfigurationArn: arn,
      ingestConfiguration: { arn, stageArn: null, state: "INACTIVE" },
    });
    expect(gateway.emulator.calls).toEqual({
      DisconnectParticipant: 1,
      GetStage: 1,
      GetParticipant: 1,
      GetIngestConfiguration: 1,
    });
  });

  it("is null for who joined with a token, and while the session is over", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({});
    const { participantId } = gateway.emulator.stages.stage(stage.arn).join();
    const input = { stageArn: stage.arn, participantId };
    const nothing = { participantId, ingestConfigurationArn: null, ingestConfiguration: null };
    expect((await gateway.query(document, { input })).data.disconnectParticipant).toEqual(nothing);
    gateway.emulator.stages.stage(stage.arn).endSession();
    expect((await gateway.query(document, { input })).data.disconnectParticipant).toEqual(nothing);
    expect(gateway.emulator.calls).toEqual({ DisconnectParticipant: 2, GetStage: 2, GetParticipant: 1 });
  });
});

describe("many links to ingest configurations", () => {
  it("cost one ListIngestConfigurations where that is less than a Get each", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({});
    for (const name of ["one", "two", "three"]) {
      const { streamKey } = await createIngestConfiguration(gateway, { name, stageArn: stage.arn });
      gateway.emulator.ingest.start(streamKey);
    }
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { ingestConfiguration { name } } } } }",
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    const names = data.stage.participants.nodes.map(
      ({ ingestConfiguration }: { ingestConfiguration: { name: string } }) => ingestConfiguration.name,
    );
    expect(names.toSorted()).toEqual(["one", "three", "two"]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1, ListIngestConfigurations: 1 });
  });
});

async function mutate(gateway: Gateway, field: string, input: object, selection: string) {
  const Name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${Name}Input!) { ${field}(input: $input) { __typename
       ... on IvsValidationError { faults { path rule message } } ... on ${Name}Payload { ${selection} } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data[field];
}

describe("updateIngestConfiguration", () => {
  it("keeps what is absent and clears what is null", async () => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({ name: "first" });
    const other = gateway.emulator.stages.create({ name: "second" });
    const { arn } = await createIngestConfiguration(gateway, { stageArn: stage.arn, redundantIngest: true });
    const update = async (input: object) =>
      (
        await mutate(
          gateway,
          "updateIngestConfiguration",
          { arn, ...input },
          "ingestConfiguration { stageArn redundantIngest redundantIngestCredentials { participantId } }",
        )
      ).ingestConfiguration;
    const two = [{ participantId: expect.any(String) }, { participantId: expect.any(String) }];

    const redundant = { redundantIngest: true, redundantIngestCredentials: two };
    expect(await update({})).toEqual({ stageArn: stage.arn, ...redundant });
    expect(await update({ stageArn: other.arn })).toEqual({ stageArn: other.arn, ...redundant });
    expect(await update({ stageArn: null })).toEqual({ stageArn: null, ...redundant });
    const single = { redundantIngest: false, redundantIngestCredentials: [] };
    expect(await update({ redundantIngest: null })).toEqual({ stageArn: null, ...single });
    expect(gateway.emulator.calls).toEqual({ UpdateIngestConfiguration: 4 });
  });
});

describe("deleteIngestConfiguration", () => {
  it("refuses while an encoder is publishing, unless forced", async () => {
    const gateway = await startGateway();
    const { configuration } = await broadcast(gateway);
    const { arn } = configuration;
    const remove = (input: object) => mutate(gateway, "deleteIngestConfiguration", input, "deletedArn");
    expect(await remove({ arn })).toEqual({ __typename: "IvsConflictError" });
    expect(await remove({ arn, force: false })).toEqual({ __typename: "IvsConflictError" });
    expect(await remove({ arn, force: true })).toMatchObject({ deletedArn: arn });
    expect(await remove({ arn })).toEqual({ __typename: "IvsNotFoundError" });
  });
});

describe("createIngestConfiguration", () => {
  it("takes RTMP only with insecureIngest, and says so at its path before any call", async () => {
    const gateway = await startGateway();
    const create = (input: object) =>
      mutate(
        gateway,
        "createIngestConfiguration",
        input,
        "ingestConfiguration { ingestProtocol ingestProtocolRaw }",
      );
    const refused = {
      __typename: "IvsValidationError",
      faults: [
        {
          path: ["input", "insecureIngest"],
          rule: "insecureIngest",
          message: "input.insecureIngest must be true for ingestProtocol RTMP, which is not encrypted.",
        },
      ],
    };
    for (const insecureIngest of [undefined, null, false])
      expect(await create({ ingestProtocol: "RTMP", insecureIngest })).toEqual(refused);
    expect(gateway.emulator.calls).toEqual({});

    for (const [ingestProtocol, insecureIngest] of [
      ["RTMP", true],
      ["RTMPS", true],
      ["RTMPS", false],
      ["RTMPS", undefined],
    ])
      expect(await create({ ingestProtocol, insecureIngest })).toMatchObject({
        ingestConfiguration: { ingestProtocol, ingestProtocolRaw: ingestProtocol },
      });
    expect(gateway.emulator.calls).toEqual({ CreateIngestConfiguration: 4 });
  });
});

describe("the inputs of ingest configurations", () => {
  const stageArn = `${own}:stage/abcdABCDefgh`;
  const arn = `${own}:ingest-configuration/abcdABCDefgh`;
  const create = (input: object) => ({ ingestProtocol: "RTMPS", ...input });
  const characters = (count: number) => "x".repeat(count);
  const pairs = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));
  const attribute = (value: string) => create({ attributes: [{ key: "k", value }] });
  const rules: [field: string, path: string, rule: string, accepted: object[], refused: object[]][] = [
    [
      "create",
      "name",
      "maxLength",
      [create({ name: "" }), create({ name: characters(128) })],
      [create({ name: characters(129) })],
    ],
    ["create", "name", "pattern", [create({ name: "aZ09-_" })], [create({ name: "a b" })]],
    ["create", "stageArn", "arnType", [create({ stageArn: null })], [create({ stageArn: arn })]],
    [
      "create",
      "stageArn",
      "arnRegion",
      [],
      [create({ stageArn: stageArn.replace("us-west-2", "eu-west-1") })],
    ],
    [
      "create",
      "userId",
      "maxLength",
      [create({ userId: "" }), create({ userId: "😀".repeat(128) })],
      [create({ userId: characters(129) }), create({ userId: "😀".repeat(129) })],
    ],
    ["create", "userId", "wellFormed", [create({ userId: "😀" })], [create({ userId: "\ud83d" })]],
    [
      "create",
      "attributes",
      "maxBytes",
      [create({ attributes: [] }), attribute(characters(1_023))],
      [attribute(characters(1_024))],
    ],
    [
      "create",
      "attributes",
      "uniqueKeys",
      [create({ attributes: pairs(2) })],
      [create({ attributes: [...pairs(2), ...pairs(1)] })],
    ],
    ["create", "attributes.0.value", "wellFormed", [attribute("😀")], [attribute("\udc00")]],
    ["create", "tags", "maxItems", [create({ tags: pairs(50) })], [create({ tags: pairs(51) })]],
    ["create", "tags", "uniqueKeys", [], [create({ tags: [...pairs(2), ...pairs(1)] })]],
    ["create", "tags.0.key", "minLength", [], [create({ tags: [{ key: "", value: "" }] })]],
    ["update", "arn", "arnType", [{ arn }], [{ arn: stageArn }]],
    ["update", "arn", "arnRegion", [{ arn }], [{ arn: arn.replace("us-west-2", "eu-west-1") }]],
    [
      "update",
      "stageArn",
      "arnType",
      [
        { arn, stageArn },
        { arn, stageArn: null },
      ],
      [{ arn, stageArn: arn }],
    ],
    ["delete", "arn", "arnType", [{ arn }], [{ arn: stageArn }]],
    ["delete", "arn", "arnRegion", [{ arn }], [{ arn: arn.replace("us-west-2", "eu-west-1") }]],
  ];

  it.each(rules)("of %s: %s holds %s", async (verb, path, rule, accepted, refused) => {
    const gateway = await startGateway(unthrottled);
    const field = `${verb}IngestConfiguration`;
    for (const input of accepted)
      expect(await mutate(gateway, field, input, "__typename")).not.toHaveProperty("faults");
    gateway.emulator.resetCalls();
    for (const input of refused)
      expect(await mutate(gateway, field, input, "__typename")).toMatchObject({
        __typename: "IvsValidationError",
        faults: [
          { path: ["input", ...path.split(".")], rule, message: expect.stringMatching(/ must .*\.$/) },
        ],
      });
    expect(gateway.emulator.calls).toEqual({});
  });
});
