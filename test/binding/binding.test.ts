import { describe, expect, it } from "vitest";

import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { channelArn } from "../support/resources.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { dryRun, expectWithin } from "../queries/predicted.ts";
import { createTenant, type Tenant } from "./world.ts";

interface World {
  gateway: Gateway;
  acme: Tenant;
  beta: Tenant;
}

async function startWorld(): Promise<World> {
  const gateway = await startGateway({
    env: { ...routerEnv, ...tokenKeyEnv, IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "10000" },
    settings: { throttle: "off" },
    headers: as("operator"),
  });
  const acme = await createTenant(gateway, "acme");
  const beta = await createTenant(gateway, "beta");
  gateway.emulator.resetCalls();
  return { gateway, acme, beta };
}

/** Two ways to be bound to what acme has. */
const byTag = () => as("tag", { stages: ["tenant=acme"] });
const byArn = ({ acme }: World) => as("arn", { stages: [acme.stage, acme.annex] });
const bindings: [string, (world: World) => Record<string, string>][] = [
  ["a tag", byTag],
  ["ARNs", byArn],
];

const missing = (type: string) => `arn:aws:ivs:us-west-2:123456789012:${type}/doesNotExist`;

/** Asks the same of what is another's and of what is not there; the answers must not differ. */
async function askOfBoth(
  { gateway }: World,
  headers: Record<string, string>,
  document: string,
  variables: (arn: string) => Record<string, unknown>,
  arns: readonly [foreign: string, missing: string],
) {
  const answers = [];
  for (const arn of arns) {
    await gateway.clock.settle();
    gateway.emulator.resetCalls();
    const { status, data, errors } = await gateway.query(document, variables(arn), headers);
    const text = JSON.stringify({ status, data, errors }).replaceAll(arn, "<arn>");
    answers.push({ text, calls: gateway.emulator.calls });
  }
  return answers;
}

describe.each(bindings)("a viewer who is bound by %s", (name, headersOf) => {
  it("sees what belongs to its stages, in lists, lookups, links, nodes and resources", async () => {
    const world = await startWorld();
    const { gateway, acme } = world;
    const document = `query ($arn: Arn!, $node: ID!, $composition: Arn!, $ingest: Arn!) {
      stages { nodes { name participants { nodes { userId replicas { nodes { destinationStage { name } } } } } } pageInfo { hasNextPage } }
      stage(arn: $arn) { name presence { connectedCount } ingestConfigurations { nodes { name streamKey } } compositions { nodes { arn } } }
      node(id: $node) { ... on Stage { name } }
      resource(arn: $arn) { arn }
      tags(resourceArn: $arn) { value }
      composition(arn: $composition) { stage { name } }
      compositions { nodes { arn } }
      ingestConfiguration(arn: $ingest) { name stage { name } participant { userId } }
      ingestConfigurations { nodes { name } }
    }`;
    const variables = {
      arn: acme.stage,
      node: encodeGlobalId("Stage", acme.stage),
      composition: acme.composition,
      ingest: acme.ingest,
    };
    const { data, errors } = await gateway.query(document, variables, headersOf(world));
    expect(errors).toBeUndefined();
    const copied = { nodes: [{ destinationStage: { name: "acme-annex" } }] };
    expect(data).toEqual({
      stages: {
        nodes: [
          {
            name: "acme-stage",
            participants: {
              nodes: [
                { userId: "acme-host", replicas: copied },
                { userId: "acme-camera", replicas: { nodes: [] } },
              ],
            },
          },
          { name: "acme-annex", participants: { nodes: [{ userId: "acme-host", replicas: { nodes: [] } }] } },
        ],
        pageInfo: { hasNextPage: false },
      },
      stage: {
        name: "acme-stage",
        presence: { connectedCount: 2 },
        ingestConfigurations: { nodes: [{ name: "acme-ingest", streamKey: acme.streamKey }] },
        compositions: { nodes: [{ arn: acme.composition }] },
      },
      node: { name: "acme-stage" },
      resource: { arn: acme.stage },
      tags: [{ value: "acme-tag" }, { value: "acme" }],
      composition: { stage: { name: "acme-stage" } },
      compositions: { nodes: [{ arn: acme.composition }] },
      ingestConfiguration: {
        name: "acme-ingest",
        stage: { name: "acme-stage" },
        participant: { userId: "acme-camera" },
      },
      ingestConfigurations: { nodes: [{ name: "acme-ingest" }] },
    });
  });

  /** Whether an ARN that is not among the viewer's says all there is to know. */
  const isKnownByArn = (type: string) =>
    name === "ARNs" && type !== "composition" && type !== "ingest-configuration";

  const lookups: [string, string, (tenant: Tenant) => string, string][] = [
    ["stage", "query ($arn: Arn!) { found: stage(arn: $arn) { name } }", ({ stage }) => stage, "stage"],
    [
      "the tags of a stage",
      "query ($arn: Arn!) { found: tags(resourceArn: $arn) { key } }",
      ({ stage }) => stage,
      "stage",
    ],
    [
      "a stage as a resource",
      "query ($arn: Arn!) { found: resource(arn: $arn) { tags { key } } }",
      ({ stage }) => stage,
      "stage",
    ],
    [
      "the session of a stage",
      'query ($arn: Arn!) { found: stageSession(stageArn: $arn, sessionId: "st-abcdefghijklm") { startTime } }',
      ({ stage }) => stage,
      "stage",
    ],
    [
      "a participant of a stage",
      'query ($arn: Arn!) { found: participant(stageArn: $arn, participantId: "abc") { userId } }',
      ({ stage }) => stage,
      "stage",
    ],
    [
      "composition",
      "query ($arn: Arn!) { found: composition(arn: $arn) { stageArn } }",
      ({ composition }) => composition,
      "composition",
    ],
    [
      "the tags of a composition",
      "query ($arn: Arn!) { found: tags(resourceArn: $arn) { key } }",
      ({ composition }) => composition,
      "composition",
    ],
    [
      "ingest configuration",
      "query ($arn: Arn!) { found: ingestConfiguration(arn: $arn) { streamKey } }",
      ({ ingest }) => ingest,
      "ingest-configuration",
    ],
    [
      "encoder configuration",
      "query ($arn: Arn!) { found: encoderConfiguration(arn: $arn) { name } }",
      ({ encoder }) => encoder,
      "encoder-configuration",
    ],
    [
      "storage configuration",
      "query ($arn: Arn!) { found: storageConfiguration(arn: $arn) { name s3 { bucketName } } }",
      ({ storage }) => storage,
      "storage-configuration",
    ],
  ];

  it.each(lookups)(
    "finds another's %s as little as one that is not there",
    async (_what, document, arnOf, type) => {
      const world = await startWorld();
      const arns = [arnOf(world.beta), missing(type)] as const;
      const [foreign, absent] = await askOfBoth(world, headersOf(world), document, (arn) => ({ arn }), arns);
      expect(foreign?.text).toBe(JSON.stringify({ status: 200, data: { found: null } }));
      expect(foreign).toEqual(absent);
      expect(Object.keys(foreign?.calls ?? {}).length > 0).toBe(!isKnownByArn(type));
    },
  );

  it("finds another's nodes as little as ones that are not there", async () => {
    const world = await startWorld();
    const { beta } = world;
    const { sessionId, participantId } = beta.host;
    const ids = [
      encodeGlobalId("Stage", beta.stage),
      encodeGlobalId("StageSession", `${beta.stage}|${sessionId}`),
      encodeGlobalId("Participant", `${beta.stage}|${sessionId}|${participantId}`),
      encodeGlobalId("Composition", beta.composition),
      encodeGlobalId("IngestConfiguration", beta.ingest),
      encodeGlobalId("EncoderConfiguration", beta.encoder),
      encodeGlobalId("StorageConfiguration", beta.storage),
    ];
    const document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const { data, errors } = await world.gateway.query(document, { ids }, headersOf(world));
    expect([data, errors]).toEqual([{ nodes: ids.map(() => null) }, undefined]);
  });

  const mutations: [string, (tenant: Tenant) => [string, string], (arn: string, own: Tenant) => object][] = [
    ["updateStage", ({ stage }) => [stage, "stage"], (arn) => ({ arn, name: "mine" })],
    ["deleteStage", ({ stage }) => [stage, "stage"], (arn) => ({ arn })],
    ["createParticipantToken", ({ stage }) => [stage, "stage"], (stageArn) => ({ stageArn })],
    ["signParticipantToken", ({ stage }) => [stage, "stage"], (stageArn) => ({ stageArn })],
    [
      "disconnectParticipant",
      ({ stage }) => [stage, "stage"],
      (stageArn) => ({ stageArn, participantId: "abc" }),
    ],
    [
      "startParticipantReplication",
      ({ stage }) => [stage, "stage"],
      (sourceStageArn, own) => ({ sourceStageArn, destinationStageArn: own.annex, participantId: "abc" }),
    ],
    [
      "startParticipantReplication",
      ({ stage }) => [stage, "stage"],
      (destinationStageArn, own) => ({
        sourceStageArn: own.stage,
        destinationStageArn,
        participantId: own.host.participantId,
      }),
    ],
    [
      "stopParticipantReplication",
      ({ stage }) => [stage, "stage"],
      (destinationStageArn, own) => ({
        sourceStageArn: own.stage,
        destinationStageArn,
        participantId: own.host.participantId,
      }),
    ],
    [
      "startComposition",
      ({ stage }) => [stage, "stage"],
      (stageArn) => ({ stageArn, destinations: [{ target: { channel: { channelArn } } }] }),
    ],
    [
      "startComposition",
      ({ storage }) => [storage, "storage-configuration"],
      (storageConfigurationArn, own) => ({
        stageArn: own.stage,
        destinations: [
          { target: { s3: { storageConfigurationArn, encoderConfigurationArns: [own.encoder] } } },
        ],
      }),
    ],
    [
      "updateStage",
      ({ storage }) => [storage, "storage-configuration"],
      (storageConfigurationArn, own) => ({
        arn: own.annex,
        autoParticipantRecordingConfiguration: { storageConfigurationArn },
      }),
    ],
    ["stopComposition", ({ composition }) => [composition, "composition"], (arn) => ({ arn })],
    [
      "createIngestConfiguration",
      ({ stage }) => [stage, "stage"],
      (stageArn) => ({ stageArn, ingestProtocol: "RTMPS" }),
    ],
    [
      "updateIngestConfiguration",
      ({ ingest }) => [ingest, "ingest-configuration"],
      (arn, own) => ({ arn, stageArn: own.stage }),
    ],
    [
      "updateIngestConfiguration",
      ({ stage }) => [stage, "stage"],
      (stageArn, own) => ({ arn: own.ingest, stageArn }),
    ],
    [
      "deleteIngestConfiguration",
      ({ ingest }) => [ingest, "ingest-configuration"],
      (arn) => ({ arn, force: true }),
    ],
    ["deleteEncoderConfiguration", ({ encoder }) => [encoder, "encoder-configuration"], (arn) => ({ arn })],
    ["deleteStorageConfiguration", ({ storage }) => [storage, "storage-configuration"], (arn) => ({ arn })],
    [
      "tagResource",
      ({ stage }) => [stage, "stage"],
      (resourceArn) => ({ resourceArn, tags: [{ key: "tenant", value: "acme" }] }),
    ],
    [
      "tagResource",
      ({ composition }) => [composition, "composition"],
      (resourceArn) => ({ resourceArn, tags: [{ key: "a", value: "b" }] }),
    ],
    [
      "tagResource",
      ({ ingest }) => [ingest, "ingest-configuration"],
      (resourceArn) => ({ resourceArn, tags: [{ key: "a", value: "b" }] }),
    ],
    [
      "tagResource",
      ({ storage }) => [storage, "storage-configuration"],
      (resourceArn) => ({ resourceArn, tags: [{ key: "tenant", value: "acme" }] }),
    ],
    [
      "untagResource",
      ({ stage }) => [stage, "stage"],
      (resourceArn) => ({ resourceArn, tagKeys: ["tenant"] }),
    ],
  ];

  it.each(mutations)(
    "%s does nothing to another's, and says what it says of what is not there (case %#)",
    async (mutation, arnOf, inputOf) => {
      const world = await startWorld();
      const { gateway, acme, beta } = world;
      const Input = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const document = `mutation ($input: ${Input}!) { done: ${mutation}(input: $input) { __typename ... on IvsError { message code retryable requestId } } }`;
      const [arn, type] = arnOf(beta);
      const before = gateway.emulator.snapshot();
      const arns = [arn, missing(type)] as const;
      const variables = (asked: string) => ({ input: inputOf(asked, acme) });
      const [foreign, absent] = await askOfBoth(world, headersOf(world), document, variables, arns);
      const refusal = {
        __typename: "IvsNotFoundError",
        message: "There is no <arn>.",
        code: "NOT_FOUND",
        retryable: false,
        requestId: null,
      };
      expect(foreign?.text).toBe(JSON.stringify({ status: 200, data: { done: refusal } }));
      expect(foreign).toEqual(absent);
      expect(
        Object.keys(foreign?.calls ?? {}).filter((operation) => !/^(?:Get|List)/.test(operation)),
      ).toEqual([]);
      expect(Object.keys(foreign?.calls ?? {}).length > 0).toBe(!isKnownByArn(type));
      expect(JSON.stringify(gateway.emulator.snapshot().state)).toBe(JSON.stringify(before.state));
    },
  );

  it("hears nothing of how much others ask", async () => {
    const world = await startWorld();
    const document = "{ upstream { backend operations { operation calls } } }";
    const { data } = await world.gateway.query(document, {}, headersOf(world));
    expect(data.upstream).toEqual({ backend: "EMULATOR", operations: [] });
  });

  it("is not told from which stage, and to which, another's participant was copied", async () => {
    const world = await startWorld();
    const { gateway, acme, beta } = world;
    const replicate = `mutation ($input: StartParticipantReplicationInput!) { startParticipantReplication(input: $input) { __typename } }`;
    for (const [from, to] of [
      [acme, beta],
      [beta, acme],
    ] as const) {
      const input = {
        sourceStageArn: from.stage,
        destinationStageArn: to.stage,
        participantId: from.host.participantId,
      };
      await gateway.query(replicate, { input });
    }
    const document = `query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { userId sourceStageArn sourceSessionId
      replicas { nodes { destinationStageArn } } events(first: 100) { nodes { nameRaw destinationStageArn destinationSessionId } } } } } }`;
    const ask = (headers?: Record<string, string>) => gateway.query(document, { arn: acme.stage }, headers);
    const [all, own] = [await ask(), await ask(headersOf(world))];
    expect(JSON.stringify(all.data)).toContain(beta.stage);
    expect(own.errors).toBeUndefined();
    expect(JSON.stringify(own.data)).not.toContain(beta.stage);
    expect(JSON.stringify(own.data)).not.toContain(beta.host.sessionId);
    expect(own.data.stage.participants.nodes).toHaveLength(all.data.stage.participants.nodes.length);
  });
});

describe("a viewer who is bound by a tag", () => {
  const fault = (member: string) => ({
    __typename: "IvsValidationError",
    faults: [{ path: ["input", member], rule: "binding" }],
  });
  const change = async ({ gateway }: World, mutation: string, input: object) => {
    const Input = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${Input}!) { done: ${mutation}(input: $input) { __typename ... on IvsValidationError { faults { path rule } } } }`;
    return (await gateway.query(document, { input }, byTag())).data.done;
  };
  const tags = [{ key: "tenant", value: "acme" }];
  const foreignTags = [{ key: "tenant", value: "beta" }];

  it.each<[string, (tenant: Tenant) => object, string]>([
    ["createStage", () => ({}), "tags"],
    ["createStage", () => ({ tags: foreignTags }), "tags"],
    ["createEncoderConfiguration", () => ({ tags: foreignTags }), "tags"],
    ["createStorageConfiguration", () => ({ s3: { bucketName: "abc" } }), "tags"],
    ["createIngestConfiguration", () => ({ ingestProtocol: "RTMPS", tags }), "stageArn"],
    ["updateIngestConfiguration", ({ ingest }) => ({ arn: ingest, stageArn: null }), "stageArn"],
    ["tagResource", ({ stage }) => ({ resourceArn: stage, tags: foreignTags }), "tags"],
    ["untagResource", ({ stage }) => ({ resourceArn: stage, tagKeys: ["canary", "tenant"] }), "tagKeys"],
  ])("cannot get out of it by %s (case %#)", async (mutation, inputOf, member) => {
    const world = await startWorld();
    expect(await change(world, mutation, inputOf(world.acme))).toEqual(fault(member));
    expect(Object.keys(world.gateway.emulator.calls).filter((name) => !/^(?:Get|List)/.test(name))).toEqual(
      [],
    );
  });

  it("makes what carries the tag, and sees it then", async () => {
    const world = await startWorld();
    expect(await change(world, "createStage", { name: "new", tags })).toEqual({
      __typename: "CreateStagePayload",
    });
    expect(await change(world, "createEncoderConfiguration", { name: "new", tags })).toEqual({
      __typename: "CreateEncoderConfigurationPayload",
    });
    expect(await change(world, "tagResource", { resourceArn: world.acme.stage, tags })).toEqual({
      __typename: "TagResourcePayload",
    });
    const document = "{ stages { nodes { name } } encoderConfigurations { nodes { name } } }";
    const { data } = await world.gateway.query(document, {}, byTag());
    expect(data.stages.nodes).toContainEqual({ name: "new" });
    expect(data.encoderConfigurations.nodes).toEqual([{ name: "acme-encoder" }, { name: "new" }]);
  });

  it("loses sight of a stage with the tag", async () => {
    const world = await startWorld();
    const { gateway, acme } = world;
    const untag = "mutation ($input: UntagResourceInput!) { untagResource(input: $input) { __typename } }";
    await gateway.query(untag, { input: { resourceArn: acme.stage, tagKeys: ["tenant"] } });
    const document =
      "query ($arn: Arn!) { stage(arn: $arn) { name } ingestConfigurations { nodes { name } } }";
    const { data } = await gateway.query(document, { arn: acme.stage }, byTag());
    expect(data).toEqual({ stage: null, ingestConfigurations: { nodes: [] } });
  });

  it("costs a call more for the tags of each stage that was not read anyway", async () => {
    const world = await startWorld();
    const { gateway } = world;
    await gateway.query("{ compositions { nodes { stageArn } } }", {}, byTag());
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1, GetStage: 2 });
    gateway.emulator.resetCalls();
    await gateway.query("{ stages { nodes { name sessions { nodes { sessionId } } } } }", {}, byTag());
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, ListStageSessions: 2 });
  });
});

describe("a viewer who is bound by ARNs", () => {
  it("makes nothing new that is of no stage", async () => {
    const world = await startWorld();
    const { gateway } = world;
    for (const mutation of ["createStage(input: {})", "createEncoderConfiguration(input: {})"]) {
      const { errors } = await gateway.query(`mutation { ${mutation} { __typename } }`, {}, byArn(world));
      expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
    }
    expect(gateway.emulator.calls).toEqual({});
  });

  it("uses the configurations and channels that are among them, and no others", async () => {
    const world = await startWorld();
    const { gateway, acme, beta } = world;
    const arns = [acme.stage, beta.storage, acme.encoder];
    const start = (target: object, bound: readonly string[]) =>
      gateway.query(
        `mutation ($input: StartCompositionInput!) { startComposition(input: $input) { __typename } }`,
        { input: { stageArn: acme.stage, destinations: [{ target }] } },
        as("arn", { stages: bound }),
      );
    const s3 = (storageConfigurationArn: string) => ({
      s3: { storageConfigurationArn, encoderConfigurationArns: [acme.encoder] },
    });
    expect((await start(s3(beta.storage), arns)).data.startComposition.__typename).toBe(
      "StartCompositionPayload",
    );
    expect((await start(s3(acme.storage), arns)).data.startComposition.__typename).toBe("IvsNotFoundError");
    const channel = { channel: { channelArn } };
    expect((await start(channel, arns)).data.startComposition.__typename).toBe("IvsNotFoundError");
    expect((await start(channel, [...arns, channelArn])).data.startComposition.__typename).toBe(
      "StartCompositionPayload",
    );
  });

  it("gets pages that are full, or say that there is more", async () => {
    const world = await startWorld();
    const { gateway } = world;
    const own: string[] = [];
    for (let index = 0; index < 250; index += 1) {
      const { arn } = gateway.emulator.stages.create({ name: `stage-${index}` });
      if (index % 50 === 0) own.push(arn);
    }
    const headers = as("arn", { stages: own });
    const document = `query ($after: String) { stages(first: 2, after: $after) { nodes { arn } pageInfo { hasNextPage endCursor } } }`;
    const found: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 20; pages += 1) {
      const { data, errors } = await gateway.query(document, { after }, headers);
      expect(errors).toBeUndefined();
      const { nodes, pageInfo } = data.stages as {
        nodes: { arn: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      found.push(...nodes.map(({ arn }) => arn));
      if (!pageInfo.hasNextPage) break;
      expect(nodes.length).toBe(2);
      after = pageInfo.endCursor;
    }
    expect(found).toEqual(own);
  });
});

describe("a viewer without a binding that says anything", () => {
  it("sees nothing", async () => {
    const world = await startWorld();
    const { gateway } = world;
    for (const stages of [
      [],
      ["main"],
      ["=acme"],
      ["tenant"],
      ["tenant=Acme"],
      ["arn:aws:ivs:us-west-2:123456789012:stage/*"],
    ]) {
      const document =
        "{ stages { nodes { name } } compositions { nodes { arn } } storageConfigurations { nodes { arn } } publicKeys { nodes { arn } } }";
      const { data } = await gateway.query(document, {}, as("somebody", { stages }));
      const none = { nodes: [] };
      expect(data).toEqual({
        stages: none,
        compositions: none,
        storageConfigurations: none,
        publicKeys: none,
      });
    }
  });
});

describe("a repetition under an idempotency key", () => {
  it("is none for a viewer who has lost the stage since", async () => {
    const world = await startWorld();
    const { gateway } = world;
    const document = `mutation ($input: CreateStageInput!) { createStage(input: $input) { __typename ... on CreateStagePayload { stage { name } } } }`;
    const input = { name: "new", tags: [{ key: "tenant", value: "acme" }], idempotencyKey: "once" };
    const ask = async (stages: readonly string[]) =>
      (await gateway.query(document, { input }, as("alice", { stages }))).data.createStage;
    const first = await ask(["tenant=acme"]);
    expect(await ask(["tenant=acme"])).toEqual(first);
    expect(await ask(["tenant=beta"])).toEqual({ __typename: "IvsValidationError" });
    expect(gateway.emulator.calls["CreateStage"]).toBe(1);
  });
});

describe("what a bound viewer's request could cost", () => {
  const costly: readonly [string, string, (world: World) => Record<string, unknown>][] = [
    ["a list of stages, of which most are others'", "{ stages(first: 1) { nodes { name } } }", () => ({})],
    [
      "a lookup in a stage",
      'query ($arn: Arn!) { stageSession(stageArn: $arn, sessionId: "st-abcdefghijklm") { sessionId } }',
      ({ acme }) => ({ arn: acme.stage }),
    ],
    [
      "compositions, each of some stage",
      "{ compositions { nodes { arn stage { name } } } ingestConfigurations { nodes { arn } } }",
      () => ({}),
    ],
    [
      "the tags of what belongs to a stage",
      "query ($arn: Arn!) { tags(resourceArn: $arn) { key } }",
      ({ acme }) => ({ arn: acme.composition }),
    ],
    [
      "a write that names two stages",
      'mutation ($a: Arn!, $b: Arn!) { startParticipantReplication(input: { sourceStageArn: $a, destinationStageArn: $b, participantId: "abcdefghijkl" }) { __typename } }',
      ({ acme }) => ({ a: acme.annex, b: acme.stage }),
    ],
    [
      "a write that names what belongs to one",
      "mutation ($arn: Arn!) { stopComposition(input: { arn: $arn }) { __typename } }",
      ({ acme }) => ({ arn: acme.composition }),
    ],
  ];
  const cases = bindings.flatMap(([name, headersOf]) =>
    costly.map(([what, document, variables]) => ({ name, headersOf, what, document, variables })),
  );

  it.each(cases)(
    "by $name counts the reads that its binding takes: $what",
    async ({ headersOf, document, variables }) => {
      const world = await startWorld();
      const { gateway } = world;
      for (let count = 0; count < 150; count += 1) gateway.emulator.stages.create({ name: `other-${count}` });
      const headers = headersOf(world);
      const { extensions } = await gateway.query(document, variables(world), { ...headers, ...dryRun });
      expect(gateway.emulator.calls).toEqual({});
      const { errors } = await gateway.query(document, variables(world), headers);
      expect(errors).toBeUndefined();
      expectWithin(gateway.emulator.calls, extensions.upstream.predicted);
    },
  );

  it("is no more than before where there is no binding", async () => {
    const { gateway } = await startWorld();
    const { extensions } = await gateway.query("{ stages(first: 1) { nodes { name } } }", {}, dryRun);
    expect(extensions.upstream.predicted).toMatchObject({ total: 1, byOperation: { ListStages: 1 } });
  });
});
