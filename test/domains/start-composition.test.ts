import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { channelArn, createEncoderConfiguration } from "../support/resources.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const encoderArn = `${own}:encoder-configuration/abc`;
const storageArn = `${own}:storage-configuration/abc`;
const stageArn = `${own}:stage/abc`;
const unthrottled = { settings: { throttle: "off" } } as const;

const channel = { target: { channel: { channelArn } } };
const s3 = (more: object = {}) => ({
  target: {
    s3: { storageConfigurationArn: storageArn, encoderConfigurationArns: [encoderArn], ...more },
  },
});

async function start(gateway: Gateway, input: object, selection = "arn") {
  const { status, data, errors } = await gateway.query(
    `mutation ($input: StartCompositionInput!) { made: startComposition(input: $input) { __typename
       ... on IvsError { code retryable } ... on IvsValidationError { faults { path rule } }
       ... on StartCompositionPayload { composition { ${selection} } } } }`,
    { input },
  );
  return { status, made: data?.made, errors };
}

describe("the layout of a composition", () => {
  const layoutOf = async (layout: object | null, selection: string) => {
    const gateway = await startGateway();
    const stage = gateway.emulator.stages.create({});
    const { made, errors } = await start(
      gateway,
      { stageArn: stage.arn, destinations: [channel], layout },
      `layout { __typename ${selection} }`,
    );
    expect(errors).toBeUndefined();
    expect(gateway.emulator.calls).toEqual({ StartComposition: 1 });
    return made.composition.layout;
  };

  it("is the grid that was asked for, member by member", async () => {
    const grid = {
      featuredParticipantAttribute: "host",
      participantOrderAttribute: "order",
      omitStoppedVideo: true,
      gridGap: 0,
      videoAspectRatio: "PORTRAIT",
      videoFillMode: "CONTAIN",
    };
    expect(await layoutOf({ grid }, `... on GridConfiguration { ${Object.keys(grid).join(" ")} }`)).toEqual({
      __typename: "GridConfiguration",
      ...grid,
    });
  });

  it("is the picture in picture that was asked for, member by member", async () => {
    const pip = {
      pipParticipantAttribute: "screen",
      featuredParticipantAttribute: "host",
      participantOrderAttribute: "order",
      omitStoppedVideo: true,
      gridGap: 3,
      videoFillMode: "FILL",
      pipBehavior: "DYNAMIC",
      pipPosition: "TOP_LEFT",
      pipOffset: 0,
      pipWidth: 1,
      pipHeight: 360,
    };
    expect(await layoutOf({ pip }, `... on PipConfiguration { ${Object.keys(pip).join(" ")} }`)).toEqual({
      __typename: "PipConfiguration",
      ...pip,
    });
  });

  it.each([null, { grid: {} }, { grid: { gridGap: null, videoFillMode: null } }])(
    "takes AWS's defaults for %j",
    async (layout) => {
      expect(await layoutOf(layout, "... on GridConfiguration { gridGap videoFillMode }")).toEqual({
        __typename: "GridConfiguration",
        gridGap: 2,
        videoFillMode: null,
      });
    },
  );
});

describe("exactly one", () => {
  it.each([
    ["layout", { layout: {} }],
    ["layout", { layout: { grid: {}, pip: {} } }],
    ["layout", { layout: { grid: null } }],
    ["target", { destinations: [{ target: {} }] }],
    ["target", { destinations: [{ target: { ...channel.target, ...s3().target } }] }],
    ["target", { destinations: [{ name: "x" }] }],
  ])("is demanded of %s before anything is run: %j", async (_what, input) => {
    const gateway = await startGateway();
    const { status, made, errors } = await start(gateway, {
      stageArn,
      destinations: [channel],
      ...input,
    });
    expect(status).toBe(400);
    expect(made).toBeUndefined();
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(gateway.emulator.calls).toEqual({});
  });
});

/** Where, which rule, inputs that hold it at its limit, and inputs that break it, one further. */
const rules: [path: (string | number)[], rule: string, accepted: object[], refused: object[]][] = [];

function rule(path: (string | number)[], name: string, accepted: object[], refused: object[]): void {
  rules.push([["input", ...path.map(String)], name, accepted, refused]);
}

const x = (length: number) => "x".repeat(length);
const tag = (_: unknown, index: number) => ({ key: `k${index}`, value: "" });

rule(["stageArn"], "arnType", [{}], [{ stageArn: channelArn }]);
rule(["idempotencyToken"], "maxLength", [{ idempotencyToken: x(64) }], [{ idempotencyToken: x(65) }]);
rule(["idempotencyToken"], "minLength", [{ idempotencyToken: "x" }], [{ idempotencyToken: "" }]);
rule(["idempotencyToken"], "pattern", [{ idempotencyToken: "aZ09-_" }], [{ idempotencyToken: "a b" }]);
rule(
  ["tags"],
  "maxItems",
  [{ tags: Array.from({ length: 50 }, tag) }],
  [{ tags: Array.from({ length: 51 }, tag) }],
);
rule(["destinations"], "minItems", [{ destinations: [channel] }], [{ destinations: [] }]);
rule(
  ["destinations"],
  "maxItems",
  [{ destinations: [channel, s3()] }],
  [{ destinations: [channel, s3(), s3()] }],
);
rule(
  ["destinations"],
  "oneOfEach",
  [{ destinations: [s3(), channel] }],
  [{ destinations: [channel, channel] }, { destinations: [s3(), s3()] }],
);
const named = (name: string) => ({ destinations: [{ name, ...channel }] });
rule(["destinations", 0, "name"], "maxLength", [named(""), named(x(128))], [named(x(129))]);
rule(["destinations", 0, "name"], "pattern", [named("aZ09-_")], [named("a b")]);
const sent = (more: object) => ({ destinations: [{ target: { channel: { channelArn, ...more } } }] });
const at = (...path: (string | number)[]) => ["destinations", 0, "target", ...path];
rule(at("channel", "channelArn"), "arnType", [sent({})], [sent({ channelArn: stageArn })]);
rule(
  at("channel", "encoderConfigurationArn"),
  "arnType",
  [sent({ encoderConfigurationArn: encoderArn }), sent({ encoderConfigurationArn: null })],
  [sent({ encoderConfigurationArn: stageArn })],
);
const recorded = (more: object) => ({ destinations: [s3(more)] });
rule(at("s3", "storageConfigurationArn"), "arnType", [], [recorded({ storageConfigurationArn: stageArn })]);
const encoders = (...encoderConfigurationArns: string[]) => recorded({ encoderConfigurationArns });
rule(at("s3", "encoderConfigurationArns"), "minItems", [encoders(encoderArn)], [encoders()]);
rule(at("s3", "encoderConfigurationArns"), "maxItems", [], [encoders(encoderArn, `${encoderArn}d`)]);
rule(at("s3", "encoderConfigurationArns", 0), "arnType", [], [encoders(stageArn)]);
const segments = (targetSegmentDurationSeconds: number) =>
  recorded({ recordingConfiguration: { hlsConfiguration: { targetSegmentDurationSeconds } } });
rule(
  at("s3", "recordingConfiguration", "hlsConfiguration", "targetSegmentDurationSeconds"),
  "range",
  [segments(2), segments(10), recorded({ recordingConfiguration: { format: null, hlsConfiguration: null } })],
  [segments(1), segments(11)],
);
const thumbnails = (...thumbnailConfigurations: object[]) => recorded({ thumbnailConfigurations });
rule(at("s3", "thumbnailConfigurations"), "maxItems", [thumbnails(), thumbnails({})], [thumbnails({}, {})]);
rule(
  at("s3", "thumbnailConfigurations", 0, "targetIntervalSeconds"),
  "range",
  [thumbnails({ targetIntervalSeconds: 1 }), thumbnails({ targetIntervalSeconds: 86_400 })],
  [thumbnails({ targetIntervalSeconds: 0 }), thumbnails({ targetIntervalSeconds: 86_401 })],
);
rule(
  at("s3", "thumbnailConfigurations", 0, "storage"),
  "maxItems",
  [thumbnails({ storage: ["LATEST", "SEQUENTIAL"] })],
  [thumbnails({ storage: ["LATEST", "SEQUENTIAL", "LATEST"] })],
);
for (const kind of ["grid", "pip"]) {
  const layout = (member: string, value: unknown) => ({ layout: { [kind]: { [member]: value } } });
  const attributes = ["featuredParticipantAttribute", "participantOrderAttribute"];
  if (kind === "pip") attributes.push("pipParticipantAttribute");
  for (const member of attributes) {
    rule(
      ["layout", kind, member],
      "maxLength",
      [layout(member, x(128)), layout(member, "")],
      [layout(member, x(129))],
    );
    rule(["layout", kind, member], "pattern", [layout(member, "aZ09-_")], [layout(member, "a.b")]);
  }
  rule(["layout", kind, "gridGap"], "range", [layout("gridGap", 0)], [layout("gridGap", -1)]);
  if (kind === "grid") continue;
  rule(["layout", kind, "pipOffset"], "range", [layout("pipOffset", 0)], [layout("pipOffset", -1)]);
  for (const member of ["pipWidth", "pipHeight"])
    rule(["layout", kind, member], "range", [layout(member, 1)], [layout(member, 0)]);
}

describe("the input of startComposition", () => {
  it.each(rules)("holds %j to %s", async (path, name, accepted, refused) => {
    const gateway = await startGateway(unthrottled);
    for (const input of refused) {
      const { made, errors } = await start(gateway, { stageArn, destinations: [channel], ...input });
      expect(errors).toBeUndefined();
      expect(made).toMatchObject({ faults: expect.arrayContaining([{ path, rule: name }]) });
    }
    expect(gateway.emulator.calls).toEqual({});
    for (const input of accepted) {
      const { made, errors } = await start(gateway, { stageArn, destinations: [channel], ...input });
      expect(errors).toBeUndefined();
      // Neither the stage nor what a destination refers to exists: the emulator has read and accepted the rest.
      expect(made.__typename).toBe("IvsNotFoundError");
    }
    expect(gateway.emulator.calls).toEqual(accepted.length > 0 ? { StartComposition: accepted.length } : {});
  });
});

describe("a composition that is started again", () => {
  const input = (gateway: Gateway) => ({
    stageArn: gateway.emulator.stages.create({}).arn,
    destinations: [channel],
  });

  it("is the same one with the same token, after an answer that was lost too", async () => {
    const gateway = await startGateway(unthrottled);
    const asked = { ...input(gateway), idempotencyToken: "show-42" };
    gateway.emulator.inject({ operation: "StartComposition", kind: "reset", when: "after", times: 2 });
    const lost = await start(gateway, asked);
    expect(lost.made).toBeNull();
    expect(lost.errors?.[0]).toMatchObject({
      path: ["made"],
      extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true },
    });
    const { made } = await start(gateway, asked);
    const again = await start(gateway, asked);
    expect(again.made).toEqual(made);
    const { data } = await gateway.query("{ compositions { nodes { arn } } }");
    expect(data.compositions.nodes).toEqual([{ arn: made.composition.arn }]);
    const other = await start(gateway, { ...asked, tags: [{ key: "a", value: "b" }] });
    expect(other.made).toMatchObject({ code: "CONFLICT" });
  });

  it("is repeated with the token that it was first sent with, when an answer was lost", async () => {
    const gateway = await startGateway(unthrottled);
    gateway.emulator.inject({ operation: "StartComposition", kind: "reset", when: "after" });
    const { made, errors } = await start(gateway, input(gateway));
    expect(errors).toBeUndefined();
    expect(gateway.emulator.calls).toMatchObject({ StartComposition: 2 });
    const { data } = await gateway.query("{ compositions { nodes { arn } } }");
    expect(data.compositions.nodes).toEqual([{ arn: made.composition.arn }]);
  });

  it("is another one without a token", async () => {
    const gateway = await startGateway(unthrottled);
    const asked = input(gateway);
    const one = await start(gateway, { ...asked, idempotencyToken: null });
    const two = await start(gateway, asked);
    expect(one.made.composition.arn).not.toBe(two.made.composition.arn);
  });
});

it("goes to a channel and a bucket, as asked", async () => {
  const gateway = await startGateway();
  const { arn: encoder } = await createEncoderConfiguration(gateway);
  const { arn: storage } = gateway.emulator.storageConfigurations.create({});
  const { made, errors } = await start(
    gateway,
    {
      stageArn: gateway.emulator.stages.create({}).arn,
      destinations: [
        channel,
        s3({
          storageConfigurationArn: storage,
          encoderConfigurationArns: [encoder],
          thumbnailConfigurations: [{}],
        }),
      ],
    },
    `destinations { configuration { channelArn encoderConfigurationArn storageConfigurationArn
       recordingConfiguration { hlsConfiguration { targetSegmentDurationSeconds } } thumbnailConfigurations { targetIntervalSeconds } } }`,
  );
  expect(errors).toBeUndefined();
  expect(made.composition.destinations).toEqual([
    {
      configuration: {
        channelArn,
        encoderConfigurationArn: null,
        storageConfigurationArn: null,
        recordingConfiguration: null,
        thumbnailConfigurations: null,
      },
    },
    {
      configuration: {
        channelArn: null,
        encoderConfigurationArn: encoder,
        storageConfigurationArn: storage,
        recordingConfiguration: { hlsConfiguration: { targetSegmentDurationSeconds: 2 } },
        thumbnailConfigurations: [{ targetIntervalSeconds: 60 }],
      },
    },
  ]);
  expect(gateway.emulator.calls).toEqual({ StartComposition: 1 });
});
