import { describe, expect, it } from "vitest";

import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { readExamples } from "../../src/server/examples.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { type Calls, sum } from "./case.ts";
import { dryRun, expectWithin } from "./predicted.ts";

const arnOf = (type: string, id: string) => `arn:aws:ivs:us-west-2:123456789012:${type}/${id}`;
const stage = arnOf("stage", "a");
const stages = (count: number) => Array.from({ length: count }, (_, index) => arnOf("stage", `s${index}`));
const ids = (type: string, keys: readonly string[]) => keys.map((key) => encodeGlobalId(type, key));
const address = (id: string) => `${stage}|st-abcdefghijklm|${id}`;

interface Row {
  title: string;
  query: string;
  variables?: Record<string, unknown>;
  total: number;
  byOperation: Calls;
}

const lookups: Row[] = [
  {
    title: "one stage, whatever of it",
    query: `{ stage(arn: "${stage}") { name endpoints { whip } tags { key } } }`,
    total: 1,
    byOperation: { GetStage: 1 },
  },
  {
    title: "one object under several aliases and by several keys",
    query: `query ($arn: Arn!, $id: ID!) { a: stage(arn: $arn) { name } b: stage(arn: "${stage}") { endpoints { whip } } resource(arn: $arn) { tags { key } } node(id: $id) { id } nodes(ids: [$id, $id]) { id } }`,
    variables: { arn: stage, id: encodeGlobalId("Stage", stage) },
    total: 1,
    byOperation: { GetStage: 1 },
  },
  {
    title: "a hundred stages by id: ten Gets or ten pages, whichever comes out worse",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { name } } }",
    variables: { ids: ids("Stage", stages(100)) },
    total: 10,
    byOperation: { GetStage: 10, ListStages: 10 },
  },
  {
    title: "three stages by id with what only a Get knows: the list may have been read first",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { endpoints { whip } } } }",
    variables: { ids: ids("Stage", stages(3)) },
    total: 6,
    byOperation: { GetStage: 6, ListStages: 3 },
  },
  {
    title: "objects of several types, each by what its id says",
    query:
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Taggable { tags { key } } ... on Participant { osName } } }",
    variables: {
      ids: [
        ...ids("Composition", [arnOf("composition", "a"), arnOf("composition", "b")]),
        ...ids("Participant", [address("p")]),
        "bm90aGluZw",
      ],
    },
    total: 2,
    byOperation: { GetComposition: 1, ListCompositions: 1, GetParticipant: 1 },
  },
  {
    title: "participants by their ids: each may cost a Get, and two of them a page",
    query: `query ($ids: [String!]!) { stage(arn: "${stage}") { participantsByIds(ids: $ids) { userId } } }`,
    variables: { ids: ["a", "b", "c", "b"] },
    total: 5,
    byOperation: { GetStage: 1, GetParticipant: 3, ListParticipants: 3 },
  },
  {
    title: "an ARN of a type that carries no tags",
    query: `{ resource(arn: "${arnOf("channel", "a")}") { tags { key } } }`,
    total: 0,
    byOperation: {},
  },
];

const lists: Row[] = [
  {
    title: "a page is one call, whatever it carries",
    query: "{ stages(first: 100) { edges { node { name tags { key } } } pageInfo { hasNextPage } } }",
    total: 1,
    byOperation: { ListStages: 1 },
  },
  {
    title: "a filter that AWS does not have is up to five pages",
    query:
      "{ stages(filter: { live: true }) { nodes { name } } compositions(filter: { live: true }) { nodes { arn } } }",
    total: 10,
    byOperation: { ListStages: 5, ListCompositions: 5 },
  },
  {
    title: "a filter that AWS has is one page, with another one up to five",
    query: `{ stage(arn: "${stage}") { one: participants(filter: { state: CONNECTED }) { nodes { userId } } two: participants(filter: { state: CONNECTED, published: true }) { nodes { userId } } } }`,
    total: 7,
    byOperation: { GetStage: 1, ListParticipants: 6 },
  },
  {
    title: "a Get for each object of a page, however many details are asked for",
    query:
      "{ stages(first: 7) { nodes { endpoints { whip } autoParticipantRecordingConfiguration { mediaTypes } } } }",
    total: 8,
    byOperation: { ListStages: 1, GetStage: 7 },
  },
  {
    title: "the same list under two aliases is asked for once",
    query: "{ a: stages { nodes { name } } b: stages { nodes { endpoints { whip } } } }",
    total: 21,
    byOperation: { ListStages: 1, GetStage: 20 },
  },
  {
    title: "links are free until a field asks",
    query: "{ compositions(first: 100) { nodes { stageArn stage { id arn } } } }",
    total: 1,
    byOperation: { ListCompositions: 1 },
  },
  {
    title: "the names of a hundred stages are the pages of their list",
    query: "{ compositions(first: 100) { nodes { stage { name } } } }",
    total: 11,
    byOperation: { ListCompositions: 1, GetStage: 10, ListStages: 10 },
  },
  {
    title: "a destination is a part of its composition, which is asked for once",
    query:
      "{ compositions(first: 3) { nodes { layout { __typename } destinations { configuration { storageConfiguration { name } } recordingPrefix } } } }",
    total: 5,
    byOperation: {
      ListCompositions: 1,
      GetComposition: 3,
      GetStorageConfiguration: 1,
      ListStorageConfigurations: 1,
    },
  },
  {
    title: "what comes a few at a time costs the Gets that a list is not worth, and one reading of it",
    query:
      "{ stages(first: 5) { nodes { sessions(first: 1) { nodes { participants(first: 2) { nodes { ingestConfiguration { name } } } } } } } }",
    total: 13,
    byOperation: {
      ListStages: 1,
      ListStageSessions: 5,
      ListParticipants: 5,
      GetIngestConfiguration: 1,
      ListIngestConfigurations: 1,
    },
  },
  {
    title: "events and publishing of a participant are one reading, and a request has five pages more",
    query: `{ stage(arn: "${stage}") { participants(first: 3) { nodes { isPublishing events { nodes { name } } } } } }`,
    total: 10,
    byOperation: { GetStage: 1, ListParticipants: 1, ListParticipantEvents: 8 },
  },
  {
    title: "a million calls",
    query: "{stages(first:100){nodes{sessions(first:100){nodes{participants(first:100){nodes{protocol}}}}}}}",
    total: 1_010_101,
    byOperation: {
      ListStages: 1,
      ListStageSessions: 100,
      ListParticipants: 10_000,
      GetParticipant: 1_000_000,
    },
  },
];

const spelling: Row[] = [
  {
    title: "what is skipped or not included costs nothing",
    query: `query ($no: Boolean!, $yes: Boolean = true) { stages(first: 3) { nodes { a: endpoints @skip(if: $yes) { whip } b: endpoints @include(if: $no) { whip } ... @include(if: false) { endpoints { whip } } } } publicKeys @skip(if: true) { nodes { name } } }`,
    variables: { no: false },
    total: 1,
    byOperation: { ListStages: 1 },
  },
  {
    title: "variables bound a list, their defaults too",
    query:
      "query ($first: Int = 4, $more: Int) { a: stages(first: $first) { nodes { endpoints { whip } } } b: compositions(first: $more) { nodes { layout { __typename } } } }",
    variables: { more: 2 },
    total: 8,
    byOperation: { ListStages: 1, GetStage: 4, ListCompositions: 1, GetComposition: 2 },
  },
  {
    title: "a fragment costs where it is spread, and where its type applies",
    query: `query ($arn: Arn!) { resource(arn: $arn) { ...Video ...Where } } fragment Video on EncoderConfiguration { video { width } compositions { nodes { arn } } } fragment Where on Taggable { ... on Stage { compositions { nodes { arn } } } }`,
    variables: { arn: stage },
    total: 2,
    byOperation: { GetStage: 1, ListCompositions: 1 },
  },
  {
    title: "introspection is free",
    query: "{ __typename __schema { types { name fields { name } } } }",
    total: 0,
    byOperation: {},
  },
];

const mutations: Row[] = [
  {
    title: "a write is one call, and what it answers with is at hand",
    query: `mutation { updateStage(input: { arn: "${stage}", name: "b" }) { ... on UpdateStagePayload { stage { name endpoints { whip } } } ... on IvsError { code } } }`,
    total: 1,
    byOperation: { UpdateStage: 1 },
  },
  {
    title: "each write forgets what was read before it",
    query: `mutation { ${["a", "b"].map((name) => `${name}: tagResource(input: { resourceArn: "${stage}", tags: [] }) { ... on TagResourcePayload { resource { tags { key } ... on Stage { endpoints { whip } } } } }`).join(" ")} }`,
    total: 4,
    byOperation: { TagResource: 2, GetStage: 2 },
  },
  {
    title: "who was disconnected is found once, whatever is asked of it",
    query: `mutation { disconnectParticipant(input: { stageArn: "${stage}", participantId: "p" }) { ... on DisconnectParticipantPayload { stage { name } participant { osName } ingestConfigurationArn ingestConfiguration { name } } } }`,
    total: 4,
    byOperation: { DisconnectParticipant: 1, GetStage: 1, GetParticipant: 1, GetIngestConfiguration: 1 },
  },
  {
    title: "a token that is signed here costs no write, but its stage",
    query: `mutation { signParticipantToken(input: { stageArn: "${stage}" }) { ... on SignParticipantTokenPayload { participantToken { token stage { name } } } } }`,
    total: 2,
    byOperation: { GetStage: 2 },
  },
];

describe("what an operation costs at most is known before it runs:", () => {
  it.each([...lookups, ...lists, ...spelling, ...mutations].map((row) => [row.title, row] as const))(
    "%s",
    async (_title, { query, variables, total, byOperation }) => {
      const gateway = await startGateway();
      const { status, data, errors, extensions } = await gateway.query(query, variables, dryRun);
      expect([status, data, errors]).toEqual([200, null, undefined]);
      const { predicted } = extensions.upstream;
      expect([predicted.total, predicted.byOperation]).toEqual([total, byOperation]);
      expect(gateway.emulator.calls).toEqual({});
    },
  );
});

describe("the published examples", () => {
  // A subscription is predicted item by item, and costs what the feed does.
  const answered = readExamples().filter(({ query }) => !/^subscription /m.test(query));

  it.each(answered.map(({ name, query }) => [name, query] as const))(
    "%s costs no more than was predicted, and no less than a third",
    async (_name, query) => {
      const gateway = await startGateway({ env: { ...tokenKeyEnv, IVS_GRAPHQL_EMULATOR_SCENARIO: "show" } });
      const { predicted } = (await gateway.query(query, {}, dryRun)).extensions.upstream;
      expect(gateway.emulator.calls).toEqual({});
      const { errors } = await gateway.query(query);
      expect(errors).toBeUndefined();
      expectWithin(gateway.emulator.calls, predicted);
      expect(predicted.total).toBeLessThanOrEqual(3 * sum(gateway.emulator.calls));
      expect(predicted.total).toBeLessThanOrEqual(predicted.limit);
    },
  );
});

describe("the worst case comes true", () => {
  const unthrottled = { settings: { throttle: "off" } } as const;

  /** Expects that a query costs exactly what was predicted for it. */
  async function expectExact(gateway: Gateway, query: string, variables: Record<string, unknown>) {
    const { predicted } = (await gateway.query(query, variables, dryRun)).extensions.upstream;
    gateway.emulator.resetCalls();
    const { errors } = await gateway.query(query, variables);
    expect(errors).toBeUndefined();
    expect(sum(gateway.emulator.calls)).toBe(predicted.total);
    return gateway.emulator.calls;
  }

  it("for two participants of a session of many pages", async () => {
    const gateway = await startGateway(unthrottled);
    const { arn } = gateway.emulator.stages.create({});
    for (let index = 0; index < 250; index += 1)
      gateway.emulator.stages.stage(arn).join({ participantId: `p${index}` });
    const calls = await expectExact(
      gateway,
      "query ($arn: Arn!, $ids: [String!]!) { stage(arn: $arn) { participantsByIds(ids: $ids) { userId } } }",
      { arn, ids: ["p240", "p241"] },
    );
    expect(calls).toEqual({ GetStage: 1, ListParticipants: 1, GetParticipant: 2 });
  });

  it("for a filter that nothing matches", async () => {
    const gateway = await startGateway(unthrottled);
    for (let index = 0; index < 501; index += 1) gateway.emulator.stages.create({});
    const calls = await expectExact(gateway, "{ stages(filter: { live: true }) { nodes { name } } }", {});
    expect(calls).toEqual({ ListStages: 5 });
  });

  it("for stages that come one after the other, in an account of a thousand", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = Array.from({ length: 1_000 }, () => gateway.emulator.stages.create({}).arn);
    const configurations = await configureEach(gateway, arns.slice(-10));
    const calls = await expectExact(
      gateway,
      "query ($ids: [ID!]!, $first: [ID!]!) { nodes(ids: $ids) { ... on IngestConfiguration { stage { name } } } first: nodes(ids: $first) { ... on Stage { name } } }",
      { ids: configurations, first: arns.slice(0, 10).map((arn) => encodeGlobalId("Stage", arn)) },
    );
    expect(calls).toEqual({ ListIngestConfigurations: 1, GetStage: 10, ListStages: 10 });
  });

  /** Makes an ingest configuration for each stage; returns their global ids. */
  async function configureEach(gateway: Gateway, arns: readonly string[]) {
    const made: string[] = [];
    for (const stageArn of arns) {
      const { data } = await gateway.query(
        "mutation ($stageArn: Arn!) { createIngestConfiguration(input: { ingestProtocol: RTMPS, stageArn: $stageArn }) { ... on CreateIngestConfigurationPayload { ingestConfiguration { id } } } }",
        { stageArn },
      );
      made.push(data.createIngestConfiguration.ingestConfiguration.id);
    }
    return made;
  }
});
