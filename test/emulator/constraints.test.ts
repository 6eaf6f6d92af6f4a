import {
  CreateParticipantTokenCommand,
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  ListStagesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStageCommand,
  type AutoParticipantRecordingConfiguration,
  type IVSRealTimeClient,
  type ParticipantTokenConfiguration,
} from "@aws-sdk/client-ivs-realtime";
import { describe, expect, test } from "vitest";

import { failureOf, raw, start, type RawAnswer, type Started } from "./start.ts";

/** One member of one operation's input: values that it takes, values that it refuses, and how the refusal is worded. */
interface Limit<Value> {
  send: (client: IVSRealTimeClient, value: Value, known: Known) => Promise<unknown>;
  takes: readonly Value[];
  refuses: readonly (readonly [value: Value, text: string])[];
}

/** Resources that exist while a limit is tried. */
interface Known {
  stage: string;
  storage: string;
}

const longest = (max: number) => `length less than or equal to ${max}`;
const shortest = (min: number) => `length greater than or equal to ${min}`;
const most = (max: number) => `value less than or equal to ${max}`;
const least = (min: number) => `value greater than or equal to ${min}`;
const pattern = "regular expression pattern";
const enumeration = "enum value set";
const unicode = "well-formed Unicode";

function texts(count: number, prefix = "k"): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function tagsOf(keys: readonly string[], value = "v"): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

function limits<Value>(name: string, { send, takes, refuses }: Limit<Value>): void {
  async function known({ emulator }: Started): Promise<Known> {
    return { stage: emulator.stages.create().arn, storage: emulator.storageConfigurations.create().arn };
  }

  test(`${name} takes everything up to its limits`, async () => {
    const started = await start();
    for (const value of takes)
      expect(await failureOf(send(started.client, value, await known(started)))).toBeUndefined();
  });

  test(`${name} refuses what is one beyond`, async () => {
    const started = await start();
    for (const [value, text] of refuses) {
      const failure = await failureOf(send(started.client, value, await known(started)));
      expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
      expect(failure?.text).toContain(text);
    }
  });
}

const names: Pick<Limit<string>, "takes" | "refuses"> = {
  takes: ["", "a", "A-z_09", "n".repeat(128)],
  refuses: [
    ["n".repeat(129), longest(128)],
    ["a b", pattern],
    ["é", pattern],
    ["a.b", pattern],
    ["line\n", pattern],
    ["\u0000", pattern],
    ["\ud800", unicode],
  ],
};

const tags: Pick<Limit<Record<string, string>>, "takes" | "refuses"> = {
  takes: [
    {},
    tagsOf(texts(50)),
    { ["k".repeat(128)]: "v".repeat(256) },
    { ["\u{1F600}".repeat(128)]: "\u{1F600}".repeat(256) },
    { aws: "", "awsome:key": "", "x-aws:": "" },
    { "nul \u0000": "line\n" },
  ],
  refuses: [
    [tagsOf(texts(51)), longest(50)],
    [{ ["k".repeat(129)]: "" }, `Map keys must satisfy constraint: [Member must have ${longest(128)}]`],
    [{ "": "v" }, shortest(1)],
    [{ k: "v".repeat(257) }, longest(256)],
    [{ "aws:reserved": "v" }, pattern],
    [{ "AWS:reserved": "v" }, pattern],
    [{ "\udc00": "v" }, unicode],
    [{ k: "\ud800" }, unicode],
  ],
};

describe("CreateStage", () => {
  limits("name", {
    send: (client, name) => client.send(new CreateStageCommand({ name })),
    ...names,
  });
  limits("tags", {
    send: (client, value) => client.send(new CreateStageCommand({ tags: value })),
    ...tags,
  });
  limits("participantTokenConfigurations", {
    send: (client, count) =>
      client.send(
        new CreateStageCommand({ participantTokenConfigurations: Array.from({ length: count }, () => ({})) }),
      ),
    takes: [0, 1, 12],
    refuses: [[13, longest(12)]],
  });
  tokenLimits("participantTokenConfigurations", (client, configuration) =>
    client.send(new CreateStageCommand({ participantTokenConfigurations: [configuration] })),
  );
  recordingLimits((client, autoParticipantRecordingConfiguration) =>
    client.send(new CreateStageCommand({ autoParticipantRecordingConfiguration })),
  );
});

describe("UpdateStage", () => {
  limits(
    "arn",
    stageArns((client, arn) => client.send(new UpdateStageCommand({ arn, name: "x" }))),
  );
  limits("name", {
    send: (client, name, { stage }) => client.send(new UpdateStageCommand({ arn: stage, name })),
    ...names,
  });
  recordingLimits((client, autoParticipantRecordingConfiguration, { stage }) =>
    client.send(new UpdateStageCommand({ arn: stage, autoParticipantRecordingConfiguration })),
  );
});

describe("GetStage", () => {
  limits(
    "arn",
    stageArns((client, arn) => client.send(new GetStageCommand({ arn }))),
  );
});

describe("DeleteStage", () => {
  limits(
    "arn",
    stageArns((client, arn) => client.send(new DeleteStageCommand({ arn }))),
  );
});

describe("ListStages", () => {
  limits("maxResults", {
    send: (client, maxResults) => client.send(new ListStagesCommand({ maxResults })),
    takes: [1, 50, 100],
    refuses: [
      [0, least(1)],
      [101, most(100)],
      [-1, least(1)],
    ],
  });
  limits("nextToken", {
    send: (client, nextToken) => client.send(new ListStagesCommand({ nextToken })),
    takes: [""],
    refuses: [
      ["a".repeat(1025), longest(1024)],
      ["a b", pattern],
      ["a".repeat(1024), "Member must be a token"],
    ],
  });
});

describe("CreateParticipantToken", () => {
  limits(
    "stageArn",
    stageArns((client, stageArn) => client.send(new CreateParticipantTokenCommand({ stageArn }))),
  );
  tokenLimits("input", (client, configuration, { stage }) =>
    client.send(new CreateParticipantTokenCommand({ stageArn: stage, ...configuration })),
  );
});

describe("ListTagsForResource", () => {
  limits(
    "resourceArn",
    resourceArns((client, resourceArn) => client.send(new ListTagsForResourceCommand({ resourceArn }))),
  );
});

describe("TagResource", () => {
  limits(
    "resourceArn",
    resourceArns((client, resourceArn) =>
      client.send(new TagResourceCommand({ resourceArn, tags: { k: "v" } })),
    ),
  );
  limits("tags", {
    send: (client, value, { stage }) =>
      client.send(new TagResourceCommand({ resourceArn: stage, tags: value })),
    ...tags,
  });
});

describe("UntagResource", () => {
  limits(
    "resourceArn",
    resourceArns((client, resourceArn) =>
      client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["k"] })),
    ),
  );
  limits("tagKeys", {
    send: (client, tagKeys, { stage }) =>
      client.send(new UntagResourceCommand({ resourceArn: stage, tagKeys })),
    takes: [["k"], texts(50), ["k".repeat(128)], ["aws:k", "a+b c&d=e%20"]],
    refuses: [
      [texts(51), longest(50)],
      [["k".repeat(129)], longest(128)],
      [[""], shortest(1)],
    ],
  });
});

function stageArns(
  send: (client: IVSRealTimeClient, arn: string) => Promise<unknown>,
): Limit<string | undefined> {
  const arn = (id: string) => `arn:aws:ivs:us-west-2:123456789012:stage/${id}`;
  return {
    send: (client, value, { stage }) => send(client, value === "known" ? stage : (value ?? "")),
    takes: ["known"],
    refuses: [
      ["", shortest(1)],
      ["stage", pattern],
      [arn(""), pattern],
      [arn("a_b"), pattern],
      [arn("a/b"), pattern],
      [arn("a").replace("aws", "aws-cn"), pattern],
      [arn("a").replace("stage/", "composition/"), pattern],
      [arn("a".repeat(129 - arn("").length)), longest(128)],
    ],
  };
}

function resourceArns(send: (client: IVSRealTimeClient, arn: string) => Promise<unknown>): Limit<string> {
  const arn = (id: string) => `arn:aws:ivs:us-west-2:123456789012:stage/${id}`;
  return {
    send: (client, value, { stage }) => send(client, value === "known" ? stage : value),
    takes: ["known"],
    refuses: [
      ["x", pattern],
      [arn("a b"), pattern],
      [arn("a\u0000"), pattern],
      [arn("a").replace("stage/", "Stage/"), pattern],
      [arn("a".repeat(129 - arn("").length)), longest(128)],
    ],
  };
}

function tokenLimits(
  where: string,
  send: (
    client: IVSRealTimeClient,
    configuration: ParticipantTokenConfiguration,
    known: Known,
  ) => Promise<unknown>,
): void {
  limits(`${where} duration`, {
    send: (client, duration: number, known) => send(client, { duration }, known),
    takes: [1, 720, 20160],
    refuses: [
      [0, least(1)],
      [20161, most(20160)],
    ],
  });
  limits(`${where} userId`, {
    send: (client, userId: string, known) => send(client, { userId }, known),
    takes: ["", "u".repeat(128), "\u{1F600}".repeat(128), "\u0000"],
    refuses: [
      ["u".repeat(129), longest(128)],
      ["\ud83d", unicode],
    ],
  });
  limits<Record<string, string>>(`${where} attributes`, {
    send: (client, attributes: Record<string, string>, known) => send(client, { attributes }, known),
    takes: [
      {},
      { "": "" },
      { k: "v".repeat(1023) },
      { é: "é".repeat(511) },
      { a: "b".repeat(511), c: "d".repeat(511) },
    ],
    refuses: [
      [{ k: "v".repeat(1024) }, "at most 1024 bytes"],
      [{ é: "é".repeat(511), k: "" }, "at most 1024 bytes"],
      [{ a: "b".repeat(511), c: "d".repeat(512) }, "at most 1024 bytes"],
      [{ k: "\ud800" }, unicode],
    ],
  });
  limits(`${where} capabilities`, {
    send: (client, capabilities: string[], known) =>
      send(client, { capabilities: capabilities as ("PUBLISH" | "SUBSCRIBE")[] }, known),
    takes: [[], ["PUBLISH"], ["SUBSCRIBE", "PUBLISH"]],
    refuses: [
      [["PUBLISH", "SUBSCRIBE", "PUBLISH"], longest(2)],
      [["publish"], enumeration],
      [[""], enumeration],
    ],
  });
}

function recordingLimits(
  send: (
    client: IVSRealTimeClient,
    recording: AutoParticipantRecordingConfiguration,
    known: Known,
  ) => Promise<unknown>,
): void {
  const path = "autoParticipantRecordingConfiguration";
  const partly =
    (client: IVSRealTimeClient, { storage, ...known }: Known) =>
    (part: Omit<AutoParticipantRecordingConfiguration, "storageConfigurationArn">) =>
      send(client, { storageConfigurationArn: storage, ...part }, { storage, ...known });

  limits(`${path}.storageConfigurationArn`, {
    send: (client, value: string, known) =>
      send(client, { storageConfigurationArn: value === "known" ? known.storage : value }, known),
    takes: ["", "known"],
    refuses: [
      ["x", pattern],
      ["arn:aws:ivs:us-west-2:123456789012:stage/abc", pattern],
      [`arn:aws:ivs:us-west-2:123456789012:storage-configuration/${"a".repeat(78)}`, longest(128)],
    ],
  });
  limits(`${path}.mediaTypes`, {
    send: (client, mediaTypes: string[], known) =>
      partly(client, known)({ mediaTypes: mediaTypes as ("NONE" | "AUDIO_ONLY" | "AUDIO_VIDEO")[] }),
    takes: [[], ["AUDIO_VIDEO"], ["AUDIO_ONLY"], ["NONE"]],
    refuses: [
      [["AUDIO_VIDEO", "AUDIO_ONLY"], longest(1)],
      [["VIDEO"], enumeration],
    ],
  });
  limits(`${path}.recordingReconnectWindowSeconds`, {
    send: (client, recordingReconnectWindowSeconds: number, known) =>
      partly(client, known)({ recordingReconnectWindowSeconds }),
    takes: [0, 300],
    refuses: [
      [-1, least(0)],
      [301, most(300)],
    ],
  });
  limits(`${path}.hlsConfiguration.targetSegmentDurationSeconds`, {
    send: (client, targetSegmentDurationSeconds: number, known) =>
      partly(client, known)({ hlsConfiguration: { targetSegmentDurationSeconds } }),
    takes: [2, 10],
    refuses: [
      [1, least(2)],
      [11, most(10)],
    ],
  });
  limits(`${path}.thumbnailConfiguration.targetIntervalSeconds`, {
    send: (client, targetIntervalSeconds: number, known) =>
      partly(client, known)({ thumbnailConfiguration: { recordingMode: "INTERVAL", targetIntervalSeconds } }),
    takes: [1, 86400],
    refuses: [
      [0, least(1)],
      [86401, most(86400)],
    ],
  });
  limits(`${path}.thumbnailConfiguration.storage`, {
    send: (client, storage: string[], known) =>
      partly(client, known)({ thumbnailConfiguration: { storage: storage as ("LATEST" | "SEQUENTIAL")[] } }),
    takes: [[], ["LATEST"], ["SEQUENTIAL", "LATEST"]],
    refuses: [
      [["LATEST", "LATEST", "LATEST"], longest(2)],
      [["OLDEST"], enumeration],
    ],
  });
  limits(`${path}.thumbnailConfiguration.recordingMode`, {
    send: (client, recordingMode: string, known) =>
      partly(client, known)({ thumbnailConfiguration: { recordingMode: recordingMode as "INTERVAL" } }),
    takes: ["INTERVAL", "DISABLED"],
    refuses: [["SOMETIMES", enumeration]],
  });
}

function told(answer: RawAnswer): { type: unknown; text: string } {
  const body = JSON.parse(answer.body) as { exceptionMessage?: string; message?: string };
  return { type: answer.headers["x-amzn-errortype"], text: body.exceptionMessage ?? body.message ?? "" };
}

test("every broken constraint of a request is told in one answer", async () => {
  const { client } = await start();
  const failure = await failureOf(
    client.send(
      new CreateStageCommand({
        name: "a b",
        participantTokenConfigurations: [{}, { duration: 0, userId: "u".repeat(129) }],
        autoParticipantRecordingConfiguration: { storageConfigurationArn: undefined },
      }),
    ),
  );
  expect(failure?.text).toBe(
    [
      "4 validation errors detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9-_]*$",
      "Value at 'autoParticipantRecordingConfiguration.storageConfigurationArn' failed to satisfy constraint: Member must not be null",
      "Value '0' at 'participantTokenConfigurations.2.member.duration' failed to satisfy constraint: Member must have value greater than or equal to 1",
      `Value '${"u".repeat(129)}' at 'participantTokenConfigurations.2.member.userId' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ].join("; "),
  );
});

for (const [operation, member] of [
  ["GetStage", "arn"],
  ["UpdateStage", "arn"],
  ["DeleteStage", "arn"],
  ["CreateParticipantToken", "stageArn"],
] as const) {
  test(`${operation} without ${member}, or with null, says that it is missing`, async () => {
    const { emulator } = await start();
    for (const input of ["{}", "", `{"${member}":null}`]) {
      const answer = await raw(emulator, "POST", `/${operation}`, input);
      expect(told(answer)).toEqual({
        type: "ValidationException",
        text: `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
      });
    }
  });
}

test("tag operations without tags or keys say that they are missing", async () => {
  const { emulator } = await start();
  const path = `/tags/${encodeURIComponent(emulator.stages.create().arn)}`;
  for (const [method, member] of [
    ["POST", "tags"],
    ["DELETE", "tagKeys"],
  ] as const)
    expect(told(await raw(emulator, method, path)).text).toContain(
      `Value at '${member}' failed to satisfy constraint: Member must not be null`,
    );
});

test("null members are absent and unknown members are ignored", async () => {
  const { emulator } = await start();
  const answer = await raw(
    emulator,
    "POST",
    "/CreateStage",
    '{"name":null,"tags":null,"participantTokenConfigurations":null,"autoParticipantRecordingConfiguration":null,"nonsense":[1]}',
  );
  expect(answer.status).toBe(200);
  expect(emulator.stages.list()).toMatchObject([{ name: "", tags: {} }]);
});

test("nulls inside lists and maps are missing values", async () => {
  const { emulator } = await start();
  for (const [input, at] of [
    ['{"tags":{"k":null}}', "tags.k.member"],
    ['{"participantTokenConfigurations":[null]}', "participantTokenConfigurations.1.member"],
    [
      '{"participantTokenConfigurations":[{"capabilities":["PUBLISH",null]}]}',
      "participantTokenConfigurations.1.member.capabilities.2.member",
    ],
  ] as const) {
    const answer = told(await raw(emulator, "POST", "/CreateStage", input));
    expect(answer.type).toBe("ValidationException");
    expect(answer.text).toContain(`Value at '${at}'`);
  }
});

for (const [operation, input] of [
  ["CreateStage", '{"name":1}'],
  ["CreateStage", '{"name":["a"]}'],
  ["CreateStage", '{"tags":[]}'],
  ["CreateStage", '{"tags":{"k":1}}'],
  ["CreateStage", '{"participantTokenConfigurations":{}}'],
  ["CreateStage", '{"participantTokenConfigurations":["x"]}'],
  ["CreateStage", '{"participantTokenConfigurations":[{"duration":"1"}]}'],
  ["CreateStage", '{"participantTokenConfigurations":[{"capabilities":"PUBLISH"}]}'],
  ["CreateStage", '{"participantTokenConfigurations":[{"capabilities":[1]}]}'],
  ["CreateStage", '{"autoParticipantRecordingConfiguration":""}'],
  ["CreateStage", '{"autoParticipantRecordingConfiguration":{"recordParticipantReplicas":"true"}}'],
  ["ListStages", '{"maxResults":1.5}'],
  ["ListStages", '{"maxResults":"1"}'],
  ["ListStages", '{"maxResults":1e99}'],
  ["ListStages", '{"nextToken":true}'],
  ["GetStage", '{"arn":{}}'],
  ["GetStage", "[]"],
  ["GetStage", "null"],
  ["GetStage", '"text"'],
  ["GetStage", '{"arn":'],
  ["GetStage", "\ufeff\ufeff{}"],
  ["GetStage", "[".repeat(200_000)],
] as const) {
  test(`${operation} with ${input.slice(0, 80)} cannot be read`, async () => {
    const { emulator } = await start();
    const answer = await raw(emulator, "POST", `/${operation}`, input);
    expect({ status: answer.status, type: told(answer).type }).toEqual({
      status: 400,
      type: "SerializationException",
    });
  });
}

test("a body that is not UTF-8 cannot be read", async () => {
  const { emulator } = await start();
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xff), Buffer.from('"}')]);
  expect(told(await raw(emulator, "POST", "/CreateStage", body)).type).toBe("SerializationException");
});

test("an answer about a huge faulty value stays small", async () => {
  const { emulator } = await start();
  const input = JSON.stringify({ name: " ".repeat(500_000), tags: tagsOf(texts(1_000), "v".repeat(300)) });
  const answer = await raw(emulator, "POST", "/CreateStage", input);
  expect(answer.status).toBe(400);
  expect(answer.body.length).toBeLessThan(50_000);
});
