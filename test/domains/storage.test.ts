import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const missingArn = `${own}:storage-configuration/doesNotExist`;
const asOf = "2026-07-01T10:00:01.000Z";
const unthrottled = { settings: { throttle: "off" } } as const;
const members = `__typename id arn name asOf stale s3 { bucketName } tags { key value } team: tag(key: "team") none: tag(key: "constructor")`;
const full = { name: "archive", s3: { bucketName: "my-archive" }, tags: { team: "sport", env: "prod" } };

const globalId = (arn: string) => Buffer.from(`StorageConfiguration:${arn}`).toString("base64url");

const shown = (arn: string) => ({
  __typename: "StorageConfiguration",
  id: globalId(arn),
  arn,
  name: "archive",
  asOf,
  stale: false,
  s3: { bucketName: "my-archive" },
  tags: [
    { key: "env", value: "prod" },
    { key: "team", value: "sport" },
  ],
  team: "sport",
  none: null,
});

describe("storageConfiguration", () => {
  it("shows every member for one GetStorageConfiguration", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.storageConfigurations.create(full);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { storageConfiguration(arn: $arn) { ${members} } }`,
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.storageConfiguration).toEqual(shown(arn));
    expect(gateway.emulator.calls).toEqual({ GetStorageConfiguration: 1 });
  });

  it("is null when it does not exist", async () => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { storageConfiguration(arn: $arn) { name } }",
      { arn: missingArn },
    );
    expect({ data, errors }).toEqual({ data: { storageConfiguration: null }, errors: undefined });
  });

  it("shows an answer that lacks what AWS may leave out", async () => {
    const gateway = await startGateway();
    gateway.emulator.inject({
      operation: "GetStorageConfiguration",
      kind: "html",
      status: 200,
      body: JSON.stringify({ storageConfiguration: { arn: missingArn } }),
    });
    const { data } = await gateway.query(
      "query ($arn: Arn!) { storageConfiguration(arn: $arn) { name tags { key } s3 { bucketName } } }",
      { arn: missingArn },
    );
    expect(data.storageConfiguration).toEqual({ name: null, tags: [], s3: null });
  });
});

describe("storageConfigurations", () => {
  it("show all that is known of each for one ListStorageConfigurations a page", async () => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.storageConfigurations.create(full);
    gateway.emulator.storageConfigurations.create({});
    const { data, errors } = await gateway.query(
      `{ storageConfigurations(first: 1) { asOf stale nodes { ${members} } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.storageConfigurations).toMatchObject({ asOf, stale: false, nodes: [shown(arn)] });
    const rest = await gateway.query(
      "query ($after: String) { storageConfigurations(after: $after) { nodes { name s3 { bucketName } } pageInfo { hasNextPage } } }",
      { after: data.storageConfigurations.pageInfo.endCursor },
    );
    expect(rest.data.storageConfigurations).toEqual({
      nodes: [{ name: null, s3: { bucketName: "recordings" } }],
      pageInfo: { hasNextPage: false },
    });
    expect(gateway.emulator.calls).toEqual({ ListStorageConfigurations: 2 });
  });
});

it("is found by its id or ARN, several for one ListStorageConfigurations", async () => {
  const gateway = await startGateway();
  const { create } = gateway.emulator.storageConfigurations;
  const [one, two] = [create({ name: "one" }), create({ name: "two" })];
  const single = await gateway.query(
    "query ($id: ID!, $arn: Arn!) { node(id: $id) { ... on StorageConfiguration { name } } resource(arn: $arn) { __typename } }",
    { id: globalId(one.arn), arn: one.arn },
  );
  expect(single.data).toEqual({ node: { name: "one" }, resource: { __typename: "StorageConfiguration" } });
  expect(gateway.emulator.calls).toEqual({ GetStorageConfiguration: 1 });

  gateway.emulator.resetCalls();
  const { data } = await gateway.query(
    "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on StorageConfiguration { name } } }",
    { ids: [two.arn, missingArn, one.arn].map(globalId) },
  );
  expect(data.nodes).toEqual([{ name: "two" }, null, { name: "one" }]);
  expect(gateway.emulator.calls).toEqual({ ListStorageConfigurations: 1 });
});

describe("the storage configuration of a stage", () => {
  const document = (selection: string) =>
    `{ stages { nodes { autoParticipantRecordingConfiguration { ${selection} } } } }`;

  it("is free as a key, and costs one List for all stages together", async () => {
    const gateway = await startGateway();
    const arns = ["one", "two"].map((name) => gateway.emulator.storageConfigurations.create({ name }).arn);
    for (const storageConfigurationArn of arns)
      gateway.emulator.stages.create({ autoParticipantRecordingConfiguration: { storageConfigurationArn } });
    gateway.emulator.stages.create({});

    const keys = await gateway.query(document("storageConfigurationArn storageConfiguration { arn }"));
    const recordings = (data: { stages: { nodes: { autoParticipantRecordingConfiguration: object }[] } }) =>
      data.stages.nodes.map((stage) => stage.autoParticipantRecordingConfiguration);
    expect(recordings(keys.data)).toEqual([
      ...arns.map((arn) => ({ storageConfigurationArn: arn, storageConfiguration: { arn } })),
      { storageConfigurationArn: null, storageConfiguration: null },
    ]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 3 });

    gateway.clock.moveTo(gateway.clock.monotonic() + 1_000);
    gateway.emulator.resetCalls();
    const names = await gateway.query(document("storageConfiguration { name }"));
    expect(recordings(names.data)).toEqual([
      { storageConfiguration: { name: "one" } },
      { storageConfiguration: { name: "two" } },
      { storageConfiguration: null },
    ]);
    expect(gateway.emulator.calls).toEqual({ ListStages: 1, GetStage: 3, ListStorageConfigurations: 1 });
  });
});

describe("createStorageConfiguration", () => {
  it.each([
    ["minLength", "abc", "ab"],
    ["maxLength", "a".repeat(63), "a".repeat(64)],
    ["pattern", "a-z.09", "Abc"],
    ["pattern", "a.b", "a_b"],
  ])("holds the bucket's name to %s: takes %s, refuses %s", async (rule, accepted, refused) => {
    const gateway = await startGateway(unthrottled);
    const create = async (bucketName: string) => {
      const { data, errors } = await gateway.query(
        `mutation ($bucketName: String!) { made: createStorageConfiguration(input: { s3: { bucketName: $bucketName }, name: null, tags: null }) {
           __typename ... on IvsValidationError { faults { path rule } } } }`,
        { bucketName },
      );
      expect(errors).toBeUndefined();
      return data.made;
    };
    expect(await create(accepted)).toEqual({ __typename: "CreateStorageConfigurationPayload" });
    expect(await create(refused)).toEqual({
      __typename: "IvsValidationError",
      faults: [{ path: ["input", "s3", "bucketName"], rule }],
    });
    expect(gateway.emulator.calls).toEqual({ CreateStorageConfiguration: 1 });
  });

  it("tells of a bucket that does not exist, and waits longer than other calls do", async () => {
    const gateway = await startGateway({
      settings: {
        missingBuckets: ["nowhere"],
        operationLatencyMs: { CreateStorageConfiguration: 20_000 },
      },
    });
    const create = (bucketName: string) =>
      gateway.query(
        `mutation { made: createStorageConfiguration(input: { s3: { bucketName: "${bucketName}" } }) {
           ... on IvsError { code } ... on CreateStorageConfigurationPayload { storageConfiguration { s3 { bucketName } } } } }`,
      );
    const [missing, made] = [create("nowhere"), create("somewhere")];
    await gateway.clock.advance(20_000);
    expect((await missing).data.made).toEqual({ code: "NOT_FOUND" });
    expect((await made).data.made).toEqual({ storageConfiguration: { s3: { bucketName: "somewhere" } } });
  });
});

it("cannot be deleted while a stage records to it", async () => {
  const gateway = await startGateway();
  const { arn } = gateway.emulator.storageConfigurations.create({});
  gateway.emulator.stages.create({ autoParticipantRecordingConfiguration: { storageConfigurationArn: arn } });
  const { data } = await gateway.query(
    "mutation ($arn: Arn!) { deleteStorageConfiguration(input: { arn: $arn }) { ... on IvsError { code } } }",
    { arn },
  );
  expect(data.deleteStorageConfiguration).toEqual({ code: "CONFLICT" });
});
