import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";
import { tokenKeyEnv } from "../support/token-key.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const stageArn = `${own}:stage/abcdABCDefgh`;
const storageConfigurationArn = `${own}:storage-configuration/LKZ6QR7r55c2`;

async function faultsOf(gateway: Gateway, field: string, input: object) {
  const Input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${Input}!) { ${field}(input: $input) { __typename ... on IvsValidationError { faults { path rule message } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return {
    typename: data[field].__typename as string,
    faults: data[field].faults as { path: string[]; rule: string }[],
  };
}

const characters = (count: number) => "x".repeat(count);
/** As many bytes of UTF-8, in characters of three bytes. */
const wide = (bytes: number) => "あ".repeat(Math.floor(bytes / 3)) + "x".repeat(bytes % 3);
const pairs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));
const attributesOf = (bytes: number) => [{ key: "あ", value: wide(bytes - 3) }];

/** Each rule of each input: what it accepts at its limit, and what it refuses one further. */
const rules: [field: string, path: string[], rule: string, accepted: object[], refused: object[]][] = [];

function rule(
  field: string,
  path: (string | number)[],
  name: string,
  accepted: object[],
  refused: object[],
): void {
  rules.push([field, ["input", ...path.map(String)], name, accepted, refused]);
}

for (const [field, base] of [
  ["createStage", {}],
  ["updateStage", { arn: stageArn }],
] as const) {
  const name = (text: string) => ({ ...base, name: text });
  rule(field, ["name"], "maxLength", [name(""), name(characters(128))], [name(characters(129))]);
  rule(
    field,
    ["name"],
    "pattern",
    [name("aZ09-_")],
    [name("a b"), name("é"), name("a\n"), name("a/b"), name("😀")],
  );
  const recording = (configuration: object) => ({
    ...base,
    autoParticipantRecordingConfiguration: { storageConfigurationArn, ...configuration },
  });
  const bare = (configuration: object) => ({ ...base, autoParticipantRecordingConfiguration: configuration });
  const at = (...path: string[]) => ["autoParticipantRecordingConfiguration", ...path];
  rule(
    field,
    at("storageConfigurationArn"),
    "required",
    [recording({}), bare({ storageConfigurationArn: null })],
    [bare({}), bare({ mediaTypes: ["NONE"] })],
  );
  rule(
    field,
    at("storageConfigurationArn"),
    "notNullBeside",
    [bare({ storageConfigurationArn: null, mediaTypes: null })],
    [bare({ storageConfigurationArn: null, mediaTypes: ["NONE"] })],
  );
  rule(
    field,
    at("storageConfigurationArn"),
    "arnType",
    [],
    [
      recording({ storageConfigurationArn: stageArn }),
      recording({ storageConfigurationArn: `${own}:channel/x` }),
    ],
  );
  rule(
    field,
    at("mediaTypes"),
    "maxItems",
    [recording({ mediaTypes: [] }), recording({ mediaTypes: ["NONE"] })],
    [recording({ mediaTypes: ["NONE", "AUDIO_ONLY"] })],
  );
  rule(
    field,
    at("recordingReconnectWindowSeconds"),
    "range",
    [0, 300].map((seconds) => recording({ recordingReconnectWindowSeconds: seconds })),
    [-1, 301].map((seconds) => recording({ recordingReconnectWindowSeconds: seconds })),
  );
  const hls = (seconds: number) => recording({ hlsConfiguration: { targetSegmentDurationSeconds: seconds } });
  rule(
    field,
    at("hlsConfiguration", "targetSegmentDurationSeconds"),
    "range",
    [2, 10].map(hls),
    [1, 11].map(hls),
  );
  const thumbnails = (configuration: object) => recording({ thumbnailConfiguration: configuration });
  const interval = (seconds: number) => thumbnails({ targetIntervalSeconds: seconds });
  rule(
    field,
    at("thumbnailConfiguration", "targetIntervalSeconds"),
    "range",
    [1, 86_400].map(interval),
    [0, 86_401].map(interval),
  );
  rule(
    field,
    at("thumbnailConfiguration", "storage"),
    "maxItems",
    [thumbnails({ storage: ["LATEST", "SEQUENTIAL"] })],
    [thumbnails({ storage: ["LATEST", "SEQUENTIAL", "LATEST"] })],
  );
}

rule(
  "createStage",
  ["participantTokenConfigurations"],
  "maxItems",
  [{ participantTokenConfigurations: Array.from({ length: 12 }, () => ({})) }],
  [{ participantTokenConfigurations: Array.from({ length: 13 }, () => ({})) }],
);

for (const [field, path, wrap] of [
  ["createParticipantToken", [], (token: object) => ({ stageArn, ...token })],
  ["signParticipantToken", [], (token: object) => ({ stageArn, ...token })],
  [
    "createStage",
    ["participantTokenConfigurations", 1],
    (token: object) => ({ participantTokenConfigurations: [{}, token] }),
  ],
] as const) {
  const at = (...rest: (string | number)[]) => [...path, ...rest];
  const minutes = (durationMinutes: number) => wrap({ durationMinutes });
  rule(
    field,
    at("durationMinutes"),
    "range",
    [1, 20_160].map(minutes),
    [0, -1, 20_161, 2_147_483_647].map(minutes),
  );
  const userId = (text: string) => wrap({ userId: text });
  rule(field, at("userId"), "maxLength", ["", characters(128), "😀".repeat(128)].map(userId), [
    userId(characters(129)),
    userId("😀".repeat(129)),
  ]);
  rule(field, at("userId"), "wellFormed", [userId("😀")], [userId("\ud83d"), userId("a\udc00b")]);
  const attributes = (list: object[]) => wrap({ attributes: list });
  rule(
    field,
    at("attributes"),
    "maxBytes",
    [attributes([]), attributes(attributesOf(1_024))],
    [attributes(attributesOf(1_025))],
  );
  rule(
    field,
    at("attributes"),
    "uniqueKeys",
    [
      attributes([
        { key: "a", value: "1" },
        { key: "A", value: "1" },
        { key: "__proto__", value: "x" },
      ]),
    ],
    [
      attributes([
        { key: "a", value: "1" },
        { key: "a", value: "2" },
      ]),
    ],
  );
  rule(field, at("attributes", 0, "value"), "wellFormed", [], [attributes([{ key: "a", value: "\ud83d" }])]);
  rule(field, at("attributes", 0, "key"), "wellFormed", [], [attributes([{ key: "\ud83d", value: "" }])]);
  rule(
    field,
    at("capabilities"),
    "maxItems",
    [wrap({ capabilities: [] }), wrap({ capabilities: ["PUBLISH", "SUBSCRIBE"] })],
    [wrap({ capabilities: ["PUBLISH", "SUBSCRIBE", "PUBLISH"] })],
  );
}

const participantId = (id: string) => ({ stageArn, participantId: id });
rule(
  "signParticipantToken",
  ["participantId"],
  "maxLength",
  [participantId(characters(64))],
  [participantId(characters(65))],
);
rule("signParticipantToken", ["participantId"], "minLength", [participantId("a")], [participantId("")]);
rule(
  "signParticipantToken",
  ["participantId"],
  "pattern",
  [participantId("aZ0-_")],
  [participantId("a b"), participantId("é")],
);

for (const [field, base] of [
  ["createStage", {}],
  ["tagResource", { resourceArn: stageArn }],
] as const) {
  const tags = (list: object[]) => ({ ...base, tags: list });
  const key = (text: string) => tags([{ key: text, value: "" }]);
  const value = (text: string) => tags([{ key: "k", value: text }]);
  rule(field, ["tags"], "maxItems", [tags(pairs(50))], [tags(pairs(51))]);
  rule(field, ["tags"], "uniqueKeys", [tags([...pairs(2)])], [tags([...pairs(2), ...pairs(1)])]);
  rule(field, ["tags", 0, "key"], "minLength", [key("a")], [key("")]);
  rule(
    field,
    ["tags", 0, "key"],
    "maxBytes",
    [key(characters(128)), key(wide(128))],
    [key(characters(129)), key(wide(129))],
  );
  rule(field, ["tags", 0, "key"], "reservedPrefix", [key("awsome")], [key("aws:x"), key("AWS:x")]);
  rule(field, ["tags", 0, "key"], "wellFormed", [key("😀")], [key("\ud83d")]);
  rule(
    field,
    ["tags", 0, "value"],
    "maxBytes",
    [value(""), value(characters(256)), value(wide(256))],
    [value(characters(257)), value(wide(257))],
  );
  rule(field, ["tags", 0, "value"], "wellFormed", [value("😀")], [value("\udc00")]);
}

const tagKeys = (keys: string[]) => ({ resourceArn: stageArn, tagKeys: keys });
rule("untagResource", ["tagKeys"], "minItems", [tagKeys(["a"])], [tagKeys([])]);
rule(
  "untagResource",
  ["tagKeys"],
  "maxItems",
  [tagKeys(pairs(50).map(({ key }) => key))],
  [tagKeys(pairs(51).map(({ key }) => key))],
);
rule("untagResource", ["tagKeys", 1], "minLength", [tagKeys(["a"])], [tagKeys(["a", ""])]);
rule("untagResource", ["tagKeys", 1], "maxBytes", [tagKeys(["a", wide(128)])], [tagKeys(["a", wide(129)])]);

for (const [field, member, type] of [
  ["updateStage", "arn", "stage"],
  ["deleteStage", "arn", "stage"],
  ["createParticipantToken", "stageArn", "stage"],
  ["signParticipantToken", "stageArn", "stage"],
  ["tagResource", "resourceArn", undefined],
  ["untagResource", "resourceArn", undefined],
] as const) {
  const rest = field === "tagResource" ? { tags: [] } : field === "untagResource" ? { tagKeys: ["a"] } : {};
  const arn = (text: string) => ({ ...rest, [member]: text });
  if (type)
    rule(field, [member], "arnType", [arn(stageArn)], [arn(`${own}:composition/x`), arn(`${own}:stages/x`)]);
  rule(field, [member], "arnRegion", [arn(stageArn)], [arn(stageArn.replace("us-west-2", "eu-west-1"))]);
}

describe("an input", () => {
  it.each(rules)("of %s: %j holds %s", async (field, path, name, accepted, refused) => {
    const gateway = await startGateway({ env: tokenKeyEnv, settings: { throttle: "off" } });
    for (const input of accepted)
      expect((await faultsOf(gateway, field, input)).faults ?? []).not.toContainEqual(
        expect.objectContaining({ path, rule: name }),
      );
    gateway.emulator.resetCalls();
    for (const input of refused) {
      const { typename, faults } = await faultsOf(gateway, field, input);
      expect(typename).toBe("IvsValidationError");
      expect(faults).toContainEqual({ path, rule: name, message: expect.stringMatching(/ must .*\.$/) });
    }
    expect(gateway.emulator.calls).toEqual({});
  });

  it("is told of every fault at once", async () => {
    const gateway = await startGateway();
    const { faults } = await faultsOf(gateway, "createStage", {
      name: `${characters(128)} `,
      tags: [
        { key: "aws:x", value: wide(300) },
        { key: "", value: "" },
      ],
      participantTokenConfigurations: [
        { durationMinutes: 0 },
        { userId: characters(129), capabilities: ["PUBLISH"] },
      ],
      autoParticipantRecordingConfiguration: { hlsConfiguration: { targetSegmentDurationSeconds: 0 } },
    });
    expect(faults.map(({ path, rule: name }) => `${path.join(".")} ${name}`).toSorted()).toEqual([
      "input.autoParticipantRecordingConfiguration.hlsConfiguration.targetSegmentDurationSeconds range",
      "input.autoParticipantRecordingConfiguration.storageConfigurationArn required",
      "input.name maxLength",
      "input.name pattern",
      "input.participantTokenConfigurations.0.durationMinutes range",
      "input.participantTokenConfigurations.1.userId maxLength",
      "input.tags.0.key reservedPrefix",
      "input.tags.0.value maxBytes",
      "input.tags.1.key minLength",
    ]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("that the gateway accepts, AWS accepts", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv, settings: { throttle: "off" } });
    const storage = gateway.emulator.storageConfigurations.create({});
    const refusedThere: unknown[] = [];
    for (const [field, , , accepted] of rules)
      for (const input of accepted) {
        const { arn } = gateway.emulator.stages.create({});
        const addressed = JSON.parse(
          JSON.stringify(input).replaceAll(stageArn, arn).replaceAll(storageConfigurationArn, storage.arn),
        ) as object;
        const { typename } = await faultsOf(gateway, field, addressed);
        if (typename === "IvsValidationError") refusedThere.push([field, addressed]);
      }
    expect(refusedThere).toEqual([]);
  });
});
