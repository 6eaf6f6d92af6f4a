import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { channelArn, createEncoderConfiguration, startComposition } from "../support/resources.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const missingArn = `${own}:composition/doesNotExist`;
const asOf = "2026-07-01T10:00:01.000Z";
const unthrottled = { settings: { throttle: "off" } } as const;

const globalId = (arn: string) => Buffer.from(`Composition:${arn}`).toString("base64url");

const summaryFields = `__typename id arn stageArn stage { arn } state stateRaw startTime endTime asOf stale
  tags { key value } team: tag(key: "team") none: tag(key: "constructor")
  destinations { destinationId state stateRaw startTime endTime }`;
const configurationFields = `configuration { name channelArn
  encoderConfiguration { arn } encoderConfigurationArn encoderConfigurations { arn } encoderConfigurationArns
  storageConfiguration { arn } storageConfigurationArn
  recordingConfiguration { format formatRaw hlsConfiguration { targetSegmentDurationSeconds } }
  thumbnailConfigurations { targetIntervalSeconds storage storageRaw } } recordingPrefix`;
const gridFields = `... on GridConfiguration { featuredParticipantAttribute participantOrderAttribute omitStoppedVideo gridGap
  videoAspectRatio videoAspectRatioRaw videoFillMode videoFillModeRaw }`;
const pipFields = `... on PipConfiguration { pipParticipantAttribute featuredParticipantAttribute participantOrderAttribute
  omitStoppedVideo gridGap videoFillMode videoFillModeRaw pipBehavior pipBehaviorRaw pipPosition pipPositionRaw
  pipOffset pipWidth pipHeight }`;
const layoutFields = `layout { __typename ${gridFields} ${pipFields} }`;

/** A composition to a channel and a bucket, with all that can be said about it. */
async function fullComposition(gateway: Gateway) {
  const { arn: encoderArn } = await createEncoderConfiguration(gateway, { name: "hd" });
  const { arn: storageArn } = gateway.emulator.storageConfigurations.create({ name: "archive" });
  const composition = await startComposition(gateway, {
    tags: [{ key: "team", value: "sport" }],
    destinations: [
      { name: "live", target: { channel: { channelArn, encoderConfigurationArn: encoderArn } } },
      {
        name: "vod",
        target: {
          s3: {
            storageConfigurationArn: storageArn,
            encoderConfigurationArns: [encoderArn],
            recordingConfiguration: {
              format: "HLS",
              hlsConfiguration: { targetSegmentDurationSeconds: 10 },
            },
            thumbnailConfigurations: [{ targetIntervalSeconds: 86_400, storage: ["LATEST"] }],
          },
        },
      },
    ],
  });
  return { ...composition, encoderArn, storageArn };
}

type Full = Awaited<ReturnType<typeof fullComposition>>;

const shown = ({ id, arn, stageArn, destinations }: Full) => ({
  __typename: "Composition",
  id,
  arn,
  stageArn,
  stage: { arn: stageArn },
  state: "STARTING",
  stateRaw: "STARTING",
  startTime: asOf,
  endTime: null,
  asOf,
  stale: false,
  tags: [{ key: "team", value: "sport" }],
  team: "sport",
  none: null,
  destinations: destinations.map(({ destinationId }) => ({
    destinationId,
    state: "STARTING",
    stateRaw: "STARTING",
    startTime: null,
    endTime: null,
  })),
});

const setups = ({ encoderArn, storageArn }: Full) => {
  const encoders = {
    encoderConfiguration: { arn: encoderArn },
    encoderConfigurationArn: encoderArn,
    encoderConfigurations: [{ arn: encoderArn }],
    encoderConfigurationArns: [encoderArn],
  };
  return [
    {
      configuration: {
        name: "live",
        channelArn,
        ...encoders,
        storageConfiguration: null,
        storageConfigurationArn: null,
        recordingConfiguration: null,
        thumbnailConfigurations: null,
      },
      recordingPrefix: null,
    },
    {
      configuration: {
        name: "vod",
        channelArn: null,
        ...encoders,
        storageConfiguration: { arn: storageArn },
        storageConfigurationArn: storageArn,
        recordingConfiguration: {
          format: "HLS",
          formatRaw: "HLS",
          hlsConfiguration: { targetSegmentDurationSeconds: 10 },
        },
        thumbnailConfigurations: [
          { targetIntervalSeconds: 86_400, storage: ["LATEST"], storageRaw: ["LATEST"] },
        ],
      },
      recordingPrefix: expect.stringMatching(/\/composite$/),
    },
  ];
};

const defaultGrid = {
  __typename: "GridConfiguration",
  featuredParticipantAttribute: null,
  participantOrderAttribute: null,
  omitStoppedVideo: false,
  gridGap: 2,
  videoAspectRatio: "VIDEO",
  videoAspectRatioRaw: "VIDEO",
  videoFillMode: null,
  videoFillModeRaw: null,
};

/** Answers the next call of the operation with this. */
function answer(gateway: Gateway, operation: "GetComposition" | "ListCompositions", body: object) {
  gateway.emulator.inject({ operation, kind: "html", status: 200, body: JSON.stringify(body) });
}

describe("composition", () => {
  it("shows every member for one GetComposition", async () => {
    const gateway = await startGateway();
    const full = await fullComposition(gateway);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { composition(arn: $arn) { ${summaryFields} ${layoutFields} more: destinations { ${configurationFields} } } }`,
      { arn: full.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.composition).toEqual({ ...shown(full), layout: defaultGrid, more: setups(full) });
    expect(gateway.emulator.calls).toEqual({ GetComposition: 1 });
  });

  it("is null when it does not exist", async () => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { composition(arn: $arn) { state layout { __typename } } }",
      { arn: missingArn },
    );
    expect({ data, errors }).toEqual({ data: { composition: null }, errors: undefined });
    expect(gateway.emulator.calls).toEqual({ GetComposition: 1 });
  });

  it.each([
    ["arnType", `${own}:stage/abc`],
    ["arnRegion", "arn:aws:ivs:eu-west-1:123456789012:composition/abc"],
  ])("refuses an ARN that breaks %s before any call", async (rule, arn) => {
    const gateway = await startGateway();
    const { errors } = await gateway.query("query ($arn: Arn!) { composition(arn: $arn) { state } }", {
      arn,
    });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["arn"], rule }] });
    expect(gateway.emulator.calls).toEqual({});
  });

  it("shows values that this graph does not know as null, and raw beside it", async () => {
    const gateway = await startGateway();
    answer(gateway, "GetComposition", {
      composition: {
        arn: missingArn,
        stageArn: "",
        state: "PAUSED",
        layout: {
          pip: {
            pipParticipantAttribute: "",
            videoFillMode: "TILE",
            pipBehavior: "BOUNCE",
            pipPosition: "MIDDLE",
          },
        },
        destinations: [
          {
            id: "d1",
            state: "WAITING",
            configuration: {
              name: "",
              s3: {
                storageConfigurationArn: `${own}:storage-configuration/s`,
                encoderConfigurationArns: [],
                recordingConfiguration: { format: "DASH" },
                thumbnailConfigurations: [{ storage: ["LATEST", "NOWHERE"] }],
              },
            },
            detail: { s3: { recordingPrefix: "" } },
          },
          { id: "d2", state: "" },
        ],
      },
    });
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { composition(arn: $arn) { stageArn stage { arn } state stateRaw tags { key } startTime layout { ${pipFields} }
         destinations { destinationId state stateRaw configuration { name encoderConfiguration { arn } encoderConfigurations { arn }
           recordingConfiguration { format formatRaw hlsConfiguration { targetSegmentDurationSeconds } } thumbnailConfigurations { storage storageRaw } } recordingPrefix } } }`,
      { arn: missingArn },
    );
    expect(errors).toBeUndefined();
    expect(data.composition).toEqual({
      stageArn: null,
      stage: null,
      state: null,
      stateRaw: "PAUSED",
      tags: [],
      startTime: null,
      layout: {
        pipParticipantAttribute: null,
        featuredParticipantAttribute: null,
        participantOrderAttribute: null,
        omitStoppedVideo: null,
        gridGap: null,
        videoFillMode: null,
        videoFillModeRaw: "TILE",
        pipBehavior: null,
        pipBehaviorRaw: "BOUNCE",
        pipPosition: null,
        pipPositionRaw: "MIDDLE",
        pipOffset: null,
        pipWidth: null,
        pipHeight: null,
      },
      destinations: [
        {
          destinationId: "d1",
          state: null,
          stateRaw: "WAITING",
          configuration: {
            name: null,
            encoderConfiguration: null,
            encoderConfigurations: [],
            recordingConfiguration: { format: null, formatRaw: "DASH", hlsConfiguration: null },
            thumbnailConfigurations: [{ storage: ["LATEST"], storageRaw: ["LATEST", "NOWHERE"] }],
          },
          recordingPrefix: null,
        },
        { destinationId: "d2", state: null, stateRaw: null, configuration: null, recordingPrefix: null },
      ],
    });
  });

  it.each([null, {}, { circle: {} }])("has no layout when AWS shows %j", async (layout) => {
    const gateway = await startGateway();
    answer(gateway, "GetComposition", { composition: { arn: missingArn, layout } });
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { composition(arn: $arn) { layout { __typename } destinations { destinationId } } }",
      { arn: missingArn },
    );
    expect(errors).toBeUndefined();
    expect(data.composition).toEqual({ layout: null, destinations: [] });
  });
});

describe("a composition's life", () => {
  const document =
    "query ($arn: Arn!) { composition(arn: $arn) { state endTime destinations { state startTime endTime } } }";

  it("is seen from its start until five minutes after its end", async () => {
    const gateway = await startGateway();
    const { arn, stageArn } = await startComposition(gateway);
    const read = async () => (await gateway.query(document, { arn })).data.composition;
    const publisher = gateway.emulator.stages.stage(stageArn).join();
    publisher.publish();
    await gateway.clock.advance(3_000);
    const startTime = "2026-07-01T10:00:04.000Z";
    expect(await read()).toEqual({
      state: "ACTIVE",
      endTime: null,
      destinations: [{ state: "ACTIVE", startTime, endTime: null }],
    });
    gateway.emulator.compositions.composition(arn).fail();
    expect(await read()).toEqual({
      state: "FAILED",
      endTime: startTime,
      destinations: [{ state: expect.any(String), startTime, endTime: startTime }],
    });
    await gateway.clock.advance(300_000);
    expect(await read()).toBeNull();
  });
});

describe("compositions", () => {
  it("show every member of a summary for one ListCompositions", async () => {
    const gateway = await startGateway();
    const full = await fullComposition(gateway);
    const { data, errors } = await gateway.query(
      `{ compositions { asOf stale nodes { ${summaryFields} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.compositions).toEqual({ asOf, stale: false, nodes: [shown(full)] });
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1 });
  });

  it("show layout and destinations' configurations for one GetComposition each", async () => {
    const gateway = await startGateway();
    const full = await fullComposition(gateway);
    await startComposition(gateway);
    const { data, errors } = await gateway.query(
      `{ compositions { nodes { ${layoutFields} destinations { destinationId ${configurationFields} } } } }`,
    );
    expect(errors).toBeUndefined();
    const [first, second] = data.compositions.nodes;
    expect(first).toEqual({
      layout: defaultGrid,
      destinations: setups(full).map((setup, index) => ({
        destinationId: full.destinations[index]?.destinationId,
        ...setup,
      })),
    });
    expect(second.destinations).toMatchObject([
      {
        configuration: {
          name: null,
          channelArn,
          encoderConfiguration: null,
          encoderConfigurationArn: null,
          encoderConfigurations: [],
          encoderConfigurationArns: [],
        },
      },
    ]);
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1, GetComposition: 2 });
  });

  it("show null for what only a composition that is gone by then, or a destination that is, could tell", async () => {
    const gateway = await startGateway();
    await startComposition(gateway);
    const document =
      "{ compositions { nodes { state layout { __typename } destinations { state configuration { name } recordingPrefix } } } }";
    const gone = {
      state: "STARTING",
      destinations: [{ state: "STARTING", configuration: null, recordingPrefix: null }],
    };
    gateway.emulator.inject({
      operation: "GetComposition",
      kind: "error",
      type: "ResourceNotFoundException",
      status: 404,
    });
    const one = await gateway.query(document);
    expect(one.errors).toBeUndefined();
    expect(one.data.compositions.nodes).toEqual([{ ...gone, layout: null }]);

    answer(gateway, "GetComposition", {
      composition: { layout: { grid: {} }, destinations: [{ id: "another", configuration: { name: "x" } }] },
    });
    const two = await gateway.query(document);
    expect(two.errors).toBeUndefined();
    expect(two.data.compositions.nodes).toEqual([{ ...gone, layout: { __typename: "GridConfiguration" } }]);
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 2, GetComposition: 2 });
  });

  it("share one List for the encoder and storage configurations that they name", async () => {
    const gateway = await startGateway(unthrottled);
    const encoders = ["a", "b"].map(
      async (name) => (await createEncoderConfiguration(gateway, { name })).arn,
    );
    for (const encoder of await Promise.all(encoders)) {
      const { arn } = gateway.emulator.storageConfigurations.create({ name: "archive" });
      const s3 = { storageConfigurationArn: arn, encoderConfigurationArns: [encoder] };
      await startComposition(gateway, { destinations: [{ target: { s3 } }] });
    }
    const { data, errors } = await gateway.query(
      "{ compositions { nodes { destinations { configuration { encoderConfiguration { name } storageConfiguration { name } } } } } }",
    );
    expect(errors).toBeUndefined();
    const configurations = data.compositions.nodes.map(
      (node: { destinations: { configuration: object }[] }) => node.destinations[0]?.configuration,
    );
    const archive = { storageConfiguration: { name: "archive" } };
    expect(configurations).toEqual(
      expect.arrayContaining([
        { encoderConfiguration: { name: "a" }, ...archive },
        { encoderConfiguration: { name: "b" }, ...archive },
      ]),
    );
    expect(gateway.emulator.calls).toEqual({
      ListCompositions: 1,
      GetComposition: 2,
      ListEncoderConfigurations: 1,
      ListStorageConfigurations: 1,
    });
  });
});

describe("a hundred compositions", () => {
  it("cost 1 call with their stages' keys, 2 with the names, 101 with the endpoints", async () => {
    const gateway = await startGateway({
      env: { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "101" },
      settings: { throttle: "off", compositionsPerAccount: 100 },
    });
    const names = Array.from({ length: 100 }, (_, index) => `studio-${index}`);
    for (const name of names)
      await startComposition(gateway, { stageArn: gateway.emulator.stages.create({ name }).arn });
    const ask = async (selection: string) => {
      gateway.emulator.resetCalls();
      const { data, errors } = await gateway.query(
        `{ compositions(first: 100) { nodes { arn ${selection} } pageInfo { hasNextPage } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data.compositions.pageInfo).toEqual({ hasNextPage: false });
      return data.compositions.nodes as { stageArn: string; stage: { arn: string; name: string } }[];
    };

    const keys = await ask("stageArn stage { arn }");
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1 });
    expect(new Set(keys.map(({ stageArn }) => stageArn)).size).toBe(100);
    expect(keys.map(({ stage }) => stage.arn)).toEqual(keys.map(({ stageArn }) => stageArn));

    expect((await ask("stage { name }")).map(({ stage }) => stage.name)).toEqual(names);
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1, ListStages: 1 });

    await ask("stage { name endpoints { whip } }");
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1, GetStage: 100 });
  });
});

describe("filters of compositions", () => {
  async function compositionsOf(gateway: Gateway, args: string) {
    gateway.emulator.resetCalls();
    const { data, errors } = await gateway.query(
      `{ compositions${args} { nodes { arn } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    return data.compositions.nodes.map(({ arn }: { arn: string }) => arn);
  }

  it("are combined: the stage and the encoder by AWS, the rest here", async () => {
    const gateway = await startGateway(unthrottled);
    const { arn: encoder } = await createEncoderConfiguration(gateway);
    const encoded = [{ target: { channel: { channelArn, encoderConfigurationArn: encoder } } }];
    const a = await startComposition(gateway, { destinations: encoded, tags: [{ key: "team", value: "x" }] });
    const b = await startComposition(gateway, { stageArn: a.stageArn });
    const c = await startComposition(gateway, { destinations: encoded, tags: [{ key: "team", value: "y" }] });
    gateway.emulator.compositions.composition(c.arn).fail();
    const stage = `stageArn: "${a.stageArn}"`;
    const byEncoder = `encoderConfigurationArn: "${encoder}"`;
    const cases: [string, string[]][] = [
      ["", [a.arn, b.arn, c.arn]],
      ["(filter: null)", [a.arn, b.arn, c.arn]],
      ["(filter: { live: null, tags: null, state: null, stageArn: null })", [a.arn, b.arn, c.arn]],
      [`(filter: { ${stage} })`, [a.arn, b.arn]],
      [`(filter: { ${byEncoder} })`, [a.arn, c.arn]],
      [`(filter: { ${stage} ${byEncoder} })`, [a.arn]],
      ["(filter: { state: FAILED })", [c.arn]],
      ["(filter: { state: ACTIVE })", []],
      ["(filter: { live: true })", [a.arn, b.arn]],
      ["(filter: { live: false })", [c.arn]],
      [`(filter: { tags: [{ key: "team" }] })`, [a.arn, c.arn]],
      [`(filter: { ${byEncoder} live: true tags: [{ key: "team", values: ["x", "y"] }] })`, [a.arn]],
      [`(filter: { ${stage} state: FAILED })`, []],
    ];
    for (const [args, expected] of cases) {
      expect([args, await compositionsOf(gateway, args)]).toEqual([args, expected]);
      expect(gateway.emulator.calls).toEqual({ ListCompositions: 1 });
    }
  });

  it("hold across pages, which bind their cursors to them", async () => {
    const gateway = await startGateway({ settings: { throttle: "off", compositionsPerStage: 10 } });
    const { stageArn } = await startComposition(gateway, { tags: [{ key: "n", value: "0" }] });
    for (const n of ["1", "2", "3"])
      await startComposition(gateway, { stageArn, tags: [{ key: "n", value: n }] });
    const page = (filter: string, after: string | null) =>
      gateway.query(
        `query ($after: String) { compositions(first: 1, after: $after, filter: ${filter}) { nodes { tag(key: "n") } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const filter = `{ live: true tags: [{ key: "n", values: ["1", "3"] }] }`;
    const one = (await page(filter, null)).data.compositions;
    expect(one).toMatchObject({ nodes: [{ tag: "1" }], pageInfo: { hasNextPage: true } });
    const two = (await page(filter, one.pageInfo.endCursor)).data.compositions;
    expect(two).toMatchObject({ nodes: [{ tag: "3" }], pageInfo: { hasNextPage: false } });
    const other = await page("{ live: true }", one.pageInfo.endCursor);
    expect(other.errors?.[0]?.extensions).toMatchObject({
      faults: [{ path: ["after"], rule: "cursorBinding" }],
    });
  });

  it.each([
    ["compositions(filter: { stageArn: $arn })", ["filter", "stageArn"]],
    ["compositions(filter: { encoderConfigurationArn: $arn })", ["filter", "encoderConfigurationArn"]],
  ])("refuse an ARN of another kind in %s", async (field, path) => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(`query ($arn: Arn!) { ${field} { nodes { arn } } }`, {
      arn: `${own}:composition/abc`,
    });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path, rule: "arnType" }] });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("the compositions of a stage", () => {
  it("are found by AWS's own filter, and filtered further", async () => {
    const gateway = await startGateway(unthrottled);
    const { arn: encoder } = await createEncoderConfiguration(gateway);
    const a = await startComposition(gateway, {
      destinations: [{ target: { channel: { channelArn, encoderConfigurationArn: encoder } } }],
    });
    const b = await startComposition(gateway, { stageArn: a.stageArn });
    await startComposition(gateway);
    gateway.emulator.compositions.composition(b.arn).fail();
    const { data, errors } = await gateway.query(
      `query ($stageArn: Arn!, $encoder: Arn!) { stage(arn: $stageArn) { all: compositions { nodes { arn stage { name } } asOf }
         live: compositions(filter: { live: true }) { nodes { arn } }
         encoded: compositions(filter: { encoderConfigurationArn: $encoder, state: FAILED }) { nodes { arn } } } }`,
      { stageArn: a.stageArn, encoder },
    );
    expect(errors).toBeUndefined();
    const stage = { name: "studio" };
    expect(data.stage).toEqual({
      all: {
        nodes: [
          { arn: a.arn, stage },
          { arn: b.arn, stage },
        ],
        asOf,
      },
      live: { nodes: [{ arn: a.arn }] },
      encoded: { nodes: [] },
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListCompositions: 3 });

    const refused = await gateway.query(
      "query ($stageArn: Arn!) { stage(arn: $stageArn) { compositions(filter: { encoderConfigurationArn: $stageArn }) { nodes { arn } } } }",
      { stageArn: a.stageArn },
    );
    expect(refused.errors?.[0]).toMatchObject({
      path: ["stage", "compositions"],
      extensions: { faults: [{ path: ["filter", "encoderConfigurationArn"], rule: "arnType" }] },
    });
  });
});

describe("a composition by its id or ARN", () => {
  it("is found, several for one ListCompositions", async () => {
    const gateway = await startGateway(unthrottled);
    const one = await startComposition(gateway);
    const two = await startComposition(gateway);
    const single = await gateway.query(
      "query ($id: ID!, $arn: Arn!) { node(id: $id) { id ... on Composition { state } } resource(arn: $arn) { __typename arn } }",
      { ...one },
    );
    expect(single.data).toEqual({
      node: { id: one.id, state: "STARTING" },
      resource: { __typename: "Composition", arn: one.arn },
    });
    expect(gateway.emulator.calls).toEqual({ GetComposition: 1 });

    gateway.emulator.resetCalls();
    const { data } = await gateway.query(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Composition { arn } } }",
      { ids: [two.id, globalId(missingArn), one.id] },
    );
    expect(data.nodes).toEqual([{ arn: two.arn }, null, { arn: one.arn }]);
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1 });
  });

  it("is refused when the ARN is of another kind", async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", {
      id: globalId(`${own}:stage/abc`),
    });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["id"], rule: "arnType" }] });
  });
});

describe("stopComposition", () => {
  const document = `mutation ($arn: Arn!) { stopComposition(input: { arn: $arn }) {
    ... on IvsError { code } ... on StopCompositionPayload { compositionArn composition { state endTime } } } }`;

  it("shows the composition as it is after the call, for one GetComposition", async () => {
    const gateway = await startGateway();
    const { arn } = await startComposition(gateway);
    const { data, errors } = await gateway.query(document, { arn });
    expect(errors).toBeUndefined();
    expect(data.stopComposition).toEqual({
      compositionArn: arn,
      composition: { state: "STOPPING", endTime: null },
    });
    expect(gateway.emulator.calls).toEqual({ StopComposition: 1, GetComposition: 1 });
  });

  it("shows null for a composition that is gone by then", async () => {
    const gateway = await startGateway();
    const { arn } = await startComposition(gateway);
    gateway.emulator.inject({
      operation: "GetComposition",
      kind: "error",
      type: "ResourceNotFoundException",
      status: 404,
    });
    const { data, errors } = await gateway.query(document, { arn });
    expect(errors).toBeUndefined();
    expect(data.stopComposition).toEqual({ compositionArn: arn, composition: null });
  });
});
