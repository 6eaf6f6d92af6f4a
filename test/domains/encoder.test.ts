import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { createEncoderConfiguration, startComposition } from "../support/resources.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const missingArn = `${own}:encoder-configuration/doesNotExist`;
const asOf = "2026-07-01T10:00:01.000Z";
const unthrottled = { settings: { throttle: "off" } } as const;
const tags = [
  { key: "team", value: "sport" },
  { key: "env", value: "prod" },
];
const video = { width: 1920, height: 1080, framerate: 29.97, bitrate: 8_500_000 };
const members = `__typename id arn name asOf stale tags { key value } team: tag(key: "team") none: tag(key: "constructor")`;

const globalId = (arn: string) => Buffer.from(`EncoderConfiguration:${arn}`).toString("base64url");

const shown = (arn: string) => ({
  __typename: "EncoderConfiguration",
  id: globalId(arn),
  arn,
  name: "hd",
  asOf,
  stale: false,
  tags: tags.toReversed(),
  team: "sport",
  none: null,
});

describe("encoderConfiguration", () => {
  it("shows every member for one GetEncoderConfiguration", async () => {
    const gateway = await startGateway();
    const { arn } = await createEncoderConfiguration(gateway, { name: "hd", video, tags });
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { encoderConfiguration(arn: $arn) { ${members} video { width height framerate bitrate } } }`,
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.encoderConfiguration).toEqual({ ...shown(arn), video });
    expect(gateway.emulator.calls).toEqual({ GetEncoderConfiguration: 1 });
  });

  it("is null when it does not exist", async () => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { encoderConfiguration(arn: $arn) { video { width } } }",
      { arn: missingArn },
    );
    expect({ data, errors }).toEqual({ data: { encoderConfiguration: null }, errors: undefined });
    expect(gateway.emulator.calls).toEqual({ GetEncoderConfiguration: 1 });
  });

  it("shows an answer that lacks what AWS may leave out", async () => {
    const gateway = await startGateway();
    gateway.emulator.inject({
      operation: "GetEncoderConfiguration",
      kind: "html",
      status: 200,
      body: JSON.stringify({ encoderConfiguration: { arn: missingArn, name: "" } }),
    });
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { encoderConfiguration(arn: $arn) { name tags { key } video { width } } }",
      { arn: missingArn },
    );
    expect(errors).toBeUndefined();
    expect(data.encoderConfiguration).toEqual({ name: null, tags: [], video: null });
  });

  it.each([
    ["arnType", `${own}:stage/abc`],
    ["arnRegion", "arn:aws:ivs:eu-west-1:123456789012:encoder-configuration/abc"],
  ])("refuses an ARN that breaks %s before any call", async (rule, arn) => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(
      "query ($arn: Arn!) { encoderConfiguration(arn: $arn) { name } }",
      { arn },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["arn"], rule }] });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("encoderConfigurations", () => {
  it("show the members of a summary for one ListEncoderConfigurations, and video for a Get each", async () => {
    const gateway = await startGateway();
    const { arn } = await createEncoderConfiguration(gateway, { name: "hd", video, tags });
    await createEncoderConfiguration(gateway);
    const listed = await gateway.query(`{ encoderConfigurations { asOf stale nodes { ${members} } } }`);
    expect(listed.errors).toBeUndefined();
    expect(listed.data.encoderConfigurations).toMatchObject({
      asOf,
      stale: false,
      nodes: [shown(arn), { name: null, tags: [], team: null }],
    });
    expect(gateway.emulator.calls).toEqual({ ListEncoderConfigurations: 1 });

    gateway.emulator.resetCalls();
    const detailed = await gateway.query("{ encoderConfigurations { nodes { name video { height } } } }");
    expect(detailed.data.encoderConfigurations.nodes).toEqual([
      { name: "hd", video: { height: 1080 } },
      { name: null, video: { height: 720 } },
    ]);
    expect(gateway.emulator.calls).toEqual({ ListEncoderConfigurations: 1, GetEncoderConfiguration: 2 });
  });

  it("page forward with one call a page", async () => {
    const gateway = await startGateway();
    for (const name of ["a", "b", "c"]) await createEncoderConfiguration(gateway, { name });
    const page = async (after: string | null) =>
      (
        await gateway.query(
          "query ($after: String) { encoderConfigurations(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }",
          { after },
        )
      ).data.encoderConfigurations;
    const one = await page(null);
    expect(one).toMatchObject({ nodes: [{ name: "a" }, { name: "b" }], pageInfo: { hasNextPage: true } });
    const two = await page(one.pageInfo.endCursor);
    expect(two).toMatchObject({ nodes: [{ name: "c" }], pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toEqual({ ListEncoderConfigurations: 2 });
  });
});

describe("an encoder configuration by its id or ARN", () => {
  it("is found, several for one ListEncoderConfigurations", async () => {
    const gateway = await startGateway();
    const one = await createEncoderConfiguration(gateway, { name: "one" });
    const two = await createEncoderConfiguration(gateway, { name: "two" });
    const single = await gateway.query(
      "query ($id: ID!, $arn: Arn!) { node(id: $id) { id ... on EncoderConfiguration { name } } resource(arn: $arn) { __typename tags { key } } }",
      { ...one },
    );
    expect(single.data).toEqual({
      node: { id: one.id, name: "one" },
      resource: { __typename: "EncoderConfiguration", tags: [] },
    });
    expect(gateway.emulator.calls).toEqual({ GetEncoderConfiguration: 1 });

    gateway.emulator.resetCalls();
    const { data } = await gateway.query(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on EncoderConfiguration { name } } }",
      { ids: [two.id, globalId(missingArn), one.id] },
    );
    expect(data.nodes).toEqual([{ name: "two" }, null, { name: "one" }]);
    expect(gateway.emulator.calls).toEqual({ ListEncoderConfigurations: 1 });
  });

  it("is refused when the ARN is of another kind", async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", {
      id: globalId(`${own}:stage/abc`),
    });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["id"], rule: "arnType" }] });
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("the compositions of an encoder configuration", () => {
  it("are found by AWS's own filter", async () => {
    const gateway = await startGateway();
    const used = await createEncoderConfiguration(gateway);
    const other = await createEncoderConfiguration(gateway);
    const to = ({ arn }: { arn: string }) => ({
      destinations: [
        { target: { channel: { channelArn: `${own}:channel/x`, encoderConfigurationArn: arn } } },
      ],
    });
    const composition = await startComposition(gateway, to(used));
    await startComposition(gateway, to(other));
    await startComposition(gateway);
    const { data, errors } = await gateway.query(
      "query ($id: ID!) { node(id: $id) { ... on EncoderConfiguration { compositions { nodes { arn } pageInfo { hasNextPage } } } } }",
      { ...used },
    );
    expect(errors).toBeUndefined();
    expect(data.node.compositions).toEqual({
      nodes: [{ arn: composition.arn }],
      pageInfo: { hasNextPage: false },
    });
    expect(gateway.emulator.calls).toEqual({ GetEncoderConfiguration: 1, ListCompositions: 1 });
  });
});

async function faultsOf(gateway: Gateway, input: object) {
  const { data, errors } = await gateway.query(
    `mutation ($input: CreateEncoderConfigurationInput!) { made: createEncoderConfiguration(input: $input) {
       __typename ... on IvsValidationError { faults { path rule } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.made.faults ?? data.made.__typename;
}

const created = "CreateEncoderConfigurationPayload";

describe("createEncoderConfiguration", () => {
  it.each([
    [{ width: 2 }, "width", "range", { width: 0 }],
    [{ width: 1920 }, "width", "range", { width: 1922 }],
    [{ width: 1920 }, "width", "even", { width: 1919 }],
    [{ height: 2 }, "height", "range", { height: 0 }],
    [{ height: 1080, width: 1920 }, "height", "maxPixels", { height: 1082, width: 1920 }],
    [{ width: 1080, height: 1920 }, "height", "maxPixels", { width: 1082, height: 1920 }],
    [{ height: 1620 }, "height", "maxPixels", { height: 1622 }],
    [{ height: 718 }, "height", "even", { height: 719 }],
    [{ framerate: 1 }, "framerate", "range", { framerate: 0.99 }],
    [{ framerate: 60 }, "framerate", "range", { framerate: 60.01 }],
    [{ bitrate: 1 }, "bitrate", "range", { bitrate: 0 }],
    [{ bitrate: 8_500_000 }, "bitrate", "range", { bitrate: 8_500_001 }],
  ])("takes video %j, and one further tells that %s breaks %s", async (accepted, member, rule, refused) => {
    const gateway = await startGateway(unthrottled);
    expect(await faultsOf(gateway, { video: accepted })).toBe(created);
    expect(gateway.emulator.calls).toEqual({ CreateEncoderConfiguration: 1 });
    expect(await faultsOf(gateway, { video: refused })).toEqual([{ path: ["input", "video", member], rule }]);
    expect(gateway.emulator.calls).toEqual({ CreateEncoderConfiguration: 1 });
  });

  it.each([
    ["name", "maxLength", { name: "x".repeat(128) }, { name: "x".repeat(129) }],
    ["name", "pattern", { name: "aZ09-_" }, { name: "a b" }],
    [
      "tags",
      "maxItems",
      { tags: Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: "" })) },
      { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" })) },
    ],
  ])("holds %s to %s", async (member, rule, accepted, refused) => {
    const gateway = await startGateway(unthrottled);
    expect(await faultsOf(gateway, accepted)).toBe(created);
    expect(await faultsOf(gateway, refused)).toEqual([{ path: ["input", member], rule }]);
  });

  it("takes null for absent, and tells of every fault at once", async () => {
    const gateway = await startGateway();
    expect(await faultsOf(gateway, { name: null, tags: null, video: { width: null, bitrate: null } })).toBe(
      created,
    );
    expect(await faultsOf(gateway, { name: "é", video: { width: 1921, height: 1922 } })).toEqual(
      expect.arrayContaining([
        { path: ["input", "name"], rule: "pattern" },
        { path: ["input", "video", "height"], rule: "maxPixels" },
        { path: ["input", "video", "width"], rule: "range" },
        { path: ["input", "video", "width"], rule: "even" },
        { path: ["input", "video", "height"], rule: "range" },
      ]),
    );
  });
});

it("cannot be deleted while a composition uses it", async () => {
  const gateway = await startGateway();
  const { arn } = await createEncoderConfiguration(gateway);
  await startComposition(gateway, {
    destinations: [{ target: { channel: { channelArn: `${own}:channel/x`, encoderConfigurationArn: arn } } }],
  });
  const { data } = await gateway.query(
    "mutation ($arn: Arn!) { deleteEncoderConfiguration(input: { arn: $arn }) { ... on IvsError { code } } }",
    { arn },
  );
  expect(data.deleteEncoderConfiguration).toEqual({ code: "CONFLICT" });
});
