import {
  AccessDeniedException,
  type AutoParticipantRecordingConfiguration,
  ConflictException,
  CreateStageCommand,
  type CreateStageCommandInput,
  DeleteStageCommand,
  GetStageCommand,
  IVSRealTimeClient,
  ListStagesCommand,
  type ListStagesCommandInput,
  paginateListStages,
  type ParticipantTokenConfiguration,
  PendingVerification,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  UpdateStageCommand,
  type UpdateStageCommandInput,
  ValidationException,
} from "@aws-sdk/client-ivs-realtime";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import { launch, serve, served, type Service } from "../support/process.ts";

/*
 * The emulator as a client of AWS meets it: the program runs by itself, the SDK is pointed at the address that the banner
 * names, and nothing of the program is imported.
 */

const unknownArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl";
const elsewhere = [
  "arn:aws:ivs:us-west-2:999999999999:stage/abcdefghijkl",
  "arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl",
];

const recordingOff: AutoParticipantRecordingConfiguration = {
  storageConfigurationArn: "",
  mediaTypes: ["AUDIO_VIDEO"],
  thumbnailConfiguration: { targetIntervalSeconds: 60, storage: ["SEQUENTIAL"], recordingMode: "DISABLED" },
  recordingReconnectWindowSeconds: 0,
  hlsConfiguration: { targetSegmentDurationSeconds: 6 },
  recordParticipantReplicas: true,
};

const longest = (max: number) => `length less than or equal to ${max}`;
const shortest = (min: number) => `length greater than or equal to ${min}`;
const pattern = "regular expression pattern";
const enumeration = "enum value set";

const names: Limits<string> = {
  takes: ["", "A-z_09", "n".repeat(128)],
  refuses: [
    ["n".repeat(129), longest(128)],
    ["a b", pattern],
    ["é", pattern],
  ],
};

const tags: Limits<Record<string, string>> = {
  takes: [{}, tagsOf(50), { ["k".repeat(128)]: "v".repeat(256) }, { empty: "" }],
  refuses: [
    [tagsOf(51), longest(50)],
    [{ ["k".repeat(129)]: "v" }, longest(128)],
    [{ "": "v" }, shortest(1)],
    [{ key: "v".repeat(257) }, longest(256)],
    [{ "aws:reserved": "v" }, pattern],
  ],
};

let client: IVSRealTimeClient;
let emulatorUrl: string;

beforeAll(async () => {
  const program = launch({ env: { PORT: "0", IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" } });
  const service = await served(program);
  ({ emulatorUrl } = service);
  client = clientOf(service);
  return async () => {
    client.destroy();
    await program.kill();
  };
});

beforeEach(async () => {
  await control("DELETE", "/faults");
  await control("PATCH", "/settings", {
    throttle: "off",
    pendingVerification: false,
    stagesPerRegion: 1_000,
  });
});

const createStage = (input: CreateStageCommandInput = {}) => client.send(new CreateStageCommand(input));
const getStage = (arn: string | undefined) => client.send(new GetStageCommand({ arn }));
const updateStage = (input: UpdateStageCommandInput) => client.send(new UpdateStageCommand(input));
const deleteStage = (arn: string | undefined) => client.send(new DeleteStageCommand({ arn }));
const listStages = (input: ListStagesCommandInput = {}) => client.send(new ListStagesCommand(input));

describe("what the operations do", () => {
  it("CreateStage without input makes a nameless, idle, unrecorded stage", async () => {
    const { stage, participantTokens } = await createStage();
    expect(stage).toEqual({
      arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:stage\/[a-zA-Z0-9]{12}$/),
      name: "",
      tags: {},
      autoParticipantRecordingConfiguration: recordingOff,
      endpoints: {
        events: expect.stringMatching(/^wss:/),
        whip: expect.stringMatching(/^https:/),
        rtmp: expect.stringMatching(/^rtmp:/),
        rtmps: expect.stringMatching(/^rtmps:/),
      },
    });
    expect(participantTokens).toBeUndefined();
  });

  it("CreateStage gives a token for each configuration, in their order and with their defaults", async () => {
    const before = Date.now();
    const { participantTokens = [] } = await createStage({
      participantTokenConfigurations: [
        {},
        { duration: 5, userId: "ada", attributes: { role: "host" }, capabilities: ["SUBSCRIBE"] },
      ],
    });
    expect(participantTokens).toEqual([
      {
        participantId: expect.stringMatching(/^[a-zA-Z0-9]{12}$/),
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        duration: 720,
        capabilities: ["PUBLISH", "SUBSCRIBE"],
        expirationTime: expect.any(Date),
      },
      expect.objectContaining({
        duration: 5,
        userId: "ada",
        attributes: { role: "host" },
        capabilities: ["SUBSCRIBE"],
      }),
    ]);
    const minutes = participantTokens.map(
      ({ expirationTime }) => ((expirationTime?.getTime() ?? 0) - before) / 60_000,
    );
    expect(minutes).toEqual([expect.closeTo(720, 0), expect.closeTo(5, 0)]);
  });

  it("GetStage returns what CreateStage made; ListStages leaves endpoints and recording out", async () => {
    const { stage } = await createStage({ name: "main", tags: { team: "news" } });
    expect(stage).toMatchObject({ name: "main", tags: { team: "news" } });
    expect((await getStage(stage?.arn)).stage).toEqual(stage);
    expect(await listed(stage?.arn)).toEqual({ arn: stage?.arn, name: "main", tags: { team: "news" } });
  });

  it("UpdateStage changes what it is given and nothing else", async () => {
    const { stage } = await createStage({ name: "before", tags: { team: "news" } });
    expect((await updateStage({ arn: stage?.arn, name: "after" })).stage).toEqual({
      ...stage,
      name: "after",
    });
    expect((await updateStage({ arn: stage?.arn })).stage).toEqual({ ...stage, name: "after" });
    expect((await getStage(stage?.arn)).stage).toEqual({ ...stage, name: "after" });
  });

  it("DeleteStage answers with nothing and the stage is gone", async () => {
    const { stage } = await createStage();
    const { $metadata, ...output } = await deleteStage(stage?.arn);
    expect({ status: $metadata.httpStatusCode, output }).toEqual({ status: 200, output: {} });
    await expect(getStage(stage?.arn)).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect(await listed(stage?.arn)).toBeUndefined();
  });

  it("a stage names its session while one is open", async () => {
    const { stage } = await createStage();
    const session = `/stages/${stage?.arn?.split("/")[1]}/session`;
    const { sessionId } = (await control("POST", session)) as { sessionId: string };
    expect(sessionId).toMatch(/^st-[a-zA-Z0-9]{13}$/);
    expect((await getStage(stage?.arn)).stage?.activeSessionId).toBe(sessionId);
    expect((await listed(stage?.arn))?.activeSessionId).toBe(sessionId);
    await control("DELETE", session);
    expect((await getStage(stage?.arn)).stage).toEqual(stage);
  });

  it("ListStages gives pages of 50, of 100 at most, and every stage once", async () => {
    const created: (string | undefined)[] = [];
    for (let count = 0; count < 101; count += 1) created.push((await createStage()).stage?.arn);
    const byDefault = await listStages();
    expect([byDefault.stages?.length, typeof byDefault.nextToken]).toEqual([50, "string"]);
    const largest = await listStages({ maxResults: 100 });
    expect([largest.stages?.length, typeof largest.nextToken]).toEqual([100, "string"]);

    const walked: (string | undefined)[] = [];
    for await (const { stages = [] } of paginateListStages({ client, pageSize: 7 }, {}))
      walked.push(...stages.map(({ arn }) => arn));
    expect(new Set(walked).size).toBe(walked.length);
    expect(walked).toEqual(expect.arrayContaining(created));
  });
});

describe("CreateStage", () => {
  limit("name", names, (name) => createStage({ name }));
  limit("tags", tags, (value) => createStage({ tags: value }));
  limit(
    "participantTokenConfigurations",
    { takes: [[], [{}], copies<object>(12, {})], refuses: [[copies<object>(13, {}), longest(12)]] },
    (participantTokenConfigurations) => createStage({ participantTokenConfigurations }),
  );
  const token = (configuration: ParticipantTokenConfiguration) =>
    createStage({ participantTokenConfigurations: [configuration] });
  limit("participantTokenConfigurations.1.member.duration", between(1, 20_160), (duration) =>
    token({ duration }),
  );
  limit(
    "participantTokenConfigurations.1.member.userId",
    { takes: ["", "é".repeat(128)], refuses: [["u".repeat(129), longest(128)]] },
    (userId) => token({ userId }),
  );
  limit(
    "participantTokenConfigurations.1.member.attributes",
    {
      takes: [{}, { key: "v".repeat(1_021) }, { é: "é".repeat(511) }],
      refuses: [
        [{ key: "v".repeat(1_022) }, "1024 bytes"],
        [{ é: "é".repeat(512) }, "1024 bytes"],
      ],
    },
    (attributes: Record<string, string>) => token({ attributes }),
  );
  limit(
    "participantTokenConfigurations.1.member.capabilities",
    {
      takes: [[], ["PUBLISH"], ["SUBSCRIBE", "PUBLISH"]],
      refuses: [
        [["PUBLISH", "SUBSCRIBE", "PUBLISH"], longest(2)],
        [["publish"], "enum value set: [PUBLISH, SUBSCRIBE]"],
      ],
    },
    (capabilities: string[]) => token({ capabilities: capabilities as never }),
  );
  recordingLimits((autoParticipantRecordingConfiguration) =>
    createStage({ autoParticipantRecordingConfiguration }),
  );
});

describe("UpdateStage", () => {
  const update = async (change: Omit<UpdateStageCommandInput, "arn">) =>
    updateStage({ arn: (await createStage()).stage?.arn, ...change });
  limit("name", names, (name) => update({ name }));
  recordingLimits((autoParticipantRecordingConfiguration) =>
    update({ autoParticipantRecordingConfiguration }),
  );
});

describe("ListStages", () => {
  limit("maxResults", between(1, 100), (maxResults) => listStages({ maxResults }));
  limit(
    "nextToken",
    {
      takes: [""],
      refuses: [
        ["a".repeat(1_025), longest(1_024)],
        ["a b", pattern],
        // A forged token passes the constraints and fails all the same.
        ["a".repeat(1_024), "nextToken"],
      ],
    },
    (nextToken) => listStages({ nextToken }),
  );
});

describe.each([
  ["GetStage", getStage],
  ["UpdateStage", (arn: string | undefined) => updateStage({ arn })],
  ["DeleteStage", deleteStage],
])("%s", (_operation, send) => {
  it.each([
    ["", shortest(1)],
    [arnOfLength(129, "stage"), longest(128)],
    ["abcdefghijkl", pattern],
    ["arn:aws:ivs:us-west-2:123456789012:stage/", pattern],
    ["arn:aws:ivs:us-west-2:123456789012:stage/a.b", pattern],
    ["arn:aws-cn:ivs:us-west-2:123456789012:stage/abc", pattern],
    ["arn:aws:ivs:us-west-2:123456789012:composition/abc", pattern],
    [undefined, "'arn' failed to satisfy constraint: Member must not be null"],
  ])("refuses %j as an ARN", async (arn, text) => {
    const refusal = await failureOf(send(arn));
    expect(refusal).toMatchObject({ name: "ValidationException", status: 400 });
    expect(refusal?.text).toContain(text);
  });

  it("answers 404 for a stage that does not exist, with the longest ARN there can be too", async () => {
    for (const arn of [unknownArn, arnOfLength(128, "stage")]) {
      const error = await errorOf(send(arn));
      expect(error).toBeInstanceOf(ResourceNotFoundException);
      expect(error).toMatchObject({ exceptionMessage: expect.stringContaining(arn) });
    }
  });

  it("answers 403 for a stage of another account or Region", async () => {
    for (const arn of elsewhere) {
      expect(await failureOf(send(arn))).toMatchObject({ name: "AccessDeniedException", status: 403 });
      expect(await errorOf(send(arn))).toBeInstanceOf(AccessDeniedException);
    }
  });
});

describe("the failures of the model", () => {
  const sends = {
    CreateStage: () => createStage(),
    GetStage: () => getStage(unknownArn),
    ListStages: () => listStages(),
    UpdateStage: () => updateStage({ arn: unknownArn }),
    DeleteStage: () => deleteStage(unknownArn),
  };
  const failures = {
    ValidationException: { status: 400, type: ValidationException },
    ServiceQuotaExceededException: { status: 402, type: ServiceQuotaExceededException },
    AccessDeniedException: { status: 403, type: AccessDeniedException },
    PendingVerification: { status: 403, type: PendingVerification },
    ResourceNotFoundException: { status: 404, type: ResourceNotFoundException },
    ConflictException: { status: 409, type: ConflictException },
  };
  const modelled = {
    CreateStage: [
      "ValidationException",
      "ServiceQuotaExceededException",
      "AccessDeniedException",
      "PendingVerification",
    ],
    GetStage: ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"],
    ListStages: ["ValidationException", "AccessDeniedException", "ConflictException"],
    UpdateStage: [
      "ValidationException",
      "ServiceQuotaExceededException",
      "AccessDeniedException",
      "PendingVerification",
      "ResourceNotFoundException",
      "ConflictException",
    ],
    DeleteStage: [
      "ValidationException",
      "AccessDeniedException",
      "PendingVerification",
      "ResourceNotFoundException",
      "ConflictException",
    ],
  } as const;
  const operations = Object.keys(sends) as (keyof typeof sends)[];

  it.each(operations.flatMap((operation) => modelled[operation].map((name) => [operation, name] as const)))(
    "%s can be made to fail with %s, which the SDK knows by its class",
    async (operation, name) => {
      const { status, type } = failures[name];
      const fault = { operation, kind: "error", type: name, status, message: "On purpose" };
      await control("POST", "/faults", fault);
      const error = await errorOf(sends[operation]());
      expect(error).toBeInstanceOf(type);
      expect(await failureOf(Promise.reject(error as Error))).toEqual({ name, status, text: "On purpose" });
    },
  );

  it("CreateStage answers 402 when the account has its quota of stages, and works again after a DeleteStage", async () => {
    const { stage } = await createStage();
    await control("PATCH", "/settings", { stagesPerRegion: 1 });
    expect(await errorOf(createStage())).toBeInstanceOf(ServiceQuotaExceededException);
    const { stages } = (await control("GET", "")) as { stages: number };
    await control("PATCH", "/settings", { stagesPerRegion: stages });
    expect(await failureOf(createStage())).toMatchObject({
      name: "ServiceQuotaExceededException",
      status: 402,
    });
    await deleteStage(stage?.arn);
    expect(await failureOf(createStage())).toBeUndefined();
  });

  it("an account that waits for its verification may read and not write", async () => {
    const { stage } = await createStage();
    await control("PATCH", "/settings", { pendingVerification: true });
    for (const write of [createStage(), updateStage({ arn: stage?.arn }), deleteStage(stage?.arn)])
      expect(await failureOf(write)).toMatchObject({ name: "PendingVerification", status: 403 });
    expect((await getStage(stage?.arn)).stage).toEqual(stage);
    expect(await failureOf(listStages())).toBeUndefined();
  });

  it.each([
    ["CreateStage", () => createStage()],
    ["GetStage", () => getStage(unknownArn)],
    ["ListStages", () => listStages()],
    ["UpdateStage", () => updateStage({ arn: unknownArn })],
    ["DeleteStage", () => deleteStage(unknownArn)],
  ])("%s is throttled at the sixth call within a second", async (_operation, send) => {
    await letSecondPass();
    await control("PATCH", "/settings", { throttle: "TooManyRequests429" });
    const failed = await Promise.all(Array.from({ length: 6 }, () => failureOf(send())));
    expect(failed.filter((each) => each?.status === 429)).toEqual([
      { name: "TooManyRequestsException", status: 429, text: "Too Many Requests" },
    ]);
  });

  it("an operation that does not exist is unknown, and a known one answers only to its method", async () => {
    const invented = await fetch(`${emulatorUrl}/InventStage`, { method: "POST", body: "{}" });
    expect([invented.status, invented.headers.get("x-amzn-errortype")]).toEqual([
      404,
      "UnknownOperationException",
    ]);
    const read = await fetch(`${emulatorUrl}/CreateStage`);
    expect([read.status, read.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("a call that is not signed, or signed for another Region, is refused", async () => {
    const unsigned = await fetch(`${emulatorUrl}/ListStages`, { method: "POST", body: "{}" });
    expect([unsigned.status, unsigned.headers.get("x-amzn-errortype")]).toEqual([
      403,
      "MissingAuthenticationTokenException",
    ]);
    const abroad = clientOf({ emulatorUrl }, "eu-west-1");
    expect(await failureOf(abroad.send(new ListStagesCommand({})))).toMatchObject({ status: 403 });
    abroad.destroy();
  });
});

describe("recording, in the scenario that has a storage configuration", () => {
  it("is kept whole, refuses what it refers to in vain and does not change while somebody is recorded", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "show" });
    await control("PATCH", "/settings", { throttle: "off", recordingTransitionMs: 0 }, service.emulatorUrl);
    const lively = clientOf(service);
    onTestFinished(() => lively.destroy());
    const { stages = [] } = await lively.send(new ListStagesCommand({}));
    const { arn } = stages.find(({ name }) => name === "matchday-studio") ?? {};
    const found = await lively.send(new GetStageCommand({ arn }));
    const { storageConfigurationArn } = found.stage?.autoParticipantRecordingConfiguration ?? recordingOff;
    expect(found.stage?.autoParticipantRecordingConfiguration).toEqual({
      ...recordingOff,
      storageConfigurationArn: expect.stringMatching(
        /^arn:aws:ivs:us-west-2:123456789012:storage-configuration\//,
      ),
    });

    const whole: AutoParticipantRecordingConfiguration = {
      storageConfigurationArn,
      mediaTypes: ["AUDIO_ONLY"],
      thumbnailConfiguration: {
        targetIntervalSeconds: 5,
        storage: ["LATEST", "SEQUENTIAL"],
        recordingMode: "INTERVAL",
      },
      recordingReconnectWindowSeconds: 300,
      hlsConfiguration: { targetSegmentDurationSeconds: 10 },
      recordParticipantReplicas: false,
    };
    const record = (configuration: AutoParticipantRecordingConfiguration) =>
      lively.send(new UpdateStageCommand({ arn, autoParticipantRecordingConfiguration: configuration }));
    const session = `/stages/${arn?.split("/")[1]}/session`;

    expect(await failureOf(record(whole))).toMatchObject({ name: "ConflictException", status: 409 });
    // The show goes on in real time: a recording may still be stopping, and somebody may publish again before the update.
    let refused = true;
    for (let tries = 0; tries < 20 && refused; tries += 1) {
      await fetch(`${service.emulatorUrl}/_emulator${session}`, { method: "DELETE" });
      refused = (await failureOf(record(whole))) !== undefined;
    }
    const updated = await lively.send(new GetStageCommand({ arn }));
    expect(updated.stage?.autoParticipantRecordingConfiguration).toEqual(whole);

    const made = await lively.send(new CreateStageCommand({ autoParticipantRecordingConfiguration: whole }));
    expect(made.stage?.autoParticipantRecordingConfiguration).toEqual(whole);

    const nowhere = "arn:aws:ivs:us-west-2:123456789012:storage-configuration/none";
    expect(await failureOf(record({ storageConfigurationArn: nowhere }))).toMatchObject({
      name: "ResourceNotFoundException",
      status: 404,
    });
    expect(
      await failureOf(
        lively.send(
          new CreateStageCommand({
            autoParticipantRecordingConfiguration: { storageConfigurationArn: nowhere },
          }),
        ),
      ),
    ).toMatchObject({ name: "ValidationException", status: 400 });
    const foreign = "arn:aws:ivs:us-west-2:999999999999:storage-configuration/abc";
    expect(await failureOf(record({ storageConfigurationArn: foreign }))).toMatchObject({
      name: "AccessDeniedException",
      status: 403,
    });

    const off = await record({ storageConfigurationArn: "", recordingReconnectWindowSeconds: 300 });
    expect(off.stage?.autoParticipantRecordingConfiguration).toEqual(recordingOff);
  });
});

function recordingLimits(send: (recording: AutoParticipantRecordingConfiguration) => Promise<unknown>): void {
  const partly = (part: Partial<AutoParticipantRecordingConfiguration>) =>
    send({ storageConfigurationArn: "", ...part });
  const path = "autoParticipantRecordingConfiguration";
  limit(
    `${path}.storageConfigurationArn`,
    {
      takes: [""],
      refuses: [
        ["x", pattern],
        ["arn:aws:ivs:us-west-2:123456789012:stage/abc", pattern],
        [arnOfLength(129, "storage-configuration"), longest(128)],
        [undefined, "Member must not be null"],
      ],
    },
    (storageConfigurationArn: string | undefined) => send({ storageConfigurationArn }),
  );
  limit(
    `${path}.mediaTypes`,
    {
      takes: [[], ["AUDIO_VIDEO"], ["AUDIO_ONLY"], ["NONE"]],
      refuses: [
        [["AUDIO_VIDEO", "AUDIO_ONLY"], longest(1)],
        [["VIDEO"], enumeration],
      ],
    },
    (mediaTypes: string[]) => partly({ mediaTypes: mediaTypes as never }),
  );
  limit(`${path}.recordingReconnectWindowSeconds`, between(0, 300), (recordingReconnectWindowSeconds) =>
    partly({ recordingReconnectWindowSeconds }),
  );
  limit(
    `${path}.hlsConfiguration.targetSegmentDurationSeconds`,
    between(2, 10),
    (targetSegmentDurationSeconds) => partly({ hlsConfiguration: { targetSegmentDurationSeconds } }),
  );
  limit(`${path}.thumbnailConfiguration.targetIntervalSeconds`, between(1, 86_400), (targetIntervalSeconds) =>
    partly({ thumbnailConfiguration: { targetIntervalSeconds } }),
  );
  limit(
    `${path}.thumbnailConfiguration.storage`,
    {
      takes: [[], ["LATEST"], ["SEQUENTIAL", "LATEST"]],
      refuses: [
        [["LATEST", "LATEST", "LATEST"], longest(2)],
        [["OLDEST"], enumeration],
      ],
    },
    (storage: string[]) => partly({ thumbnailConfiguration: { storage: storage as never } }),
  );
  limit(
    `${path}.thumbnailConfiguration.recordingMode`,
    { takes: ["INTERVAL", "DISABLED"], refuses: [["SOMETIMES", enumeration]] },
    (recordingMode: string) => partly({ thumbnailConfiguration: { recordingMode: recordingMode as never } }),
  );
}

/** Values of one member: those that are taken, and those that are refused with what the refusal says. */
interface Limits<Value> {
  takes: readonly Value[];
  refuses: readonly (readonly [value: Value, text: string])[];
}

function limit<Value>(
  member: string,
  { takes, refuses }: Limits<Value>,
  send: (value: Value) => Promise<unknown>,
): void {
  it(`holds ${member} to its limits`, async () => {
    for (const value of takes) expect(await failureOf(send(value))).toBeUndefined();
    for (const [value, text] of refuses) {
      const refusal = await failureOf(send(value));
      expect(refusal).toMatchObject({ name: "ValidationException", status: 400 });
      expect(refusal?.text).toContain(member.split(".").at(-1));
      expect(refusal?.text).toContain(text);
    }
  });
}

function between(min: number, max: number): Limits<number> {
  return {
    takes: [min, max],
    refuses: [
      [min - 1, `value greater than or equal to ${min}`],
      [max + 1, `value less than or equal to ${max}`],
    ],
  };
}

function tagsOf(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "v"]));
}

function copies<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

function arnOfLength(length: number, kind: string): string {
  return `arn:aws:ivs:us-west-2:123456789012:${kind}/`.padEnd(length, "a");
}

/** The stage as ListStages shows it. */
async function listed(arn: string | undefined) {
  for await (const { stages = [] } of paginateListStages({ client, pageSize: 100 }, {})) {
    const found = stages.find((stage) => stage.arn === arn);
    if (found) return found;
  }
  return undefined;
}

/** A client that makes one attempt, so that what it is told is what the emulator said. */
function clientOf(service: Pick<Service, "emulatorUrl">, region = "us-west-2"): IVSRealTimeClient {
  return new IVSRealTimeClient({
    endpoint: service.emulatorUrl,
    region,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
}

/** A request to the emulator's control API; fails the test when it is refused. */
async function control(method: string, path: string, body?: object, base = emulatorUrl): Promise<unknown> {
  const response = await fetch(`${base}/_emulator${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Lets a second pass on the emulator's clock, so that no earlier call counts against a quota. */
async function letSecondPass(): Promise<void> {
  await control("POST", "/faults", { operation: "GetStage", kind: "latency", ms: 1_000 });
  await errorOf(getStage(unknownArn));
}

/** What a call was rejected with; undefined when it was not. */
function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The parts of a failure that a client can tell apart; undefined when there is none. */
async function failureOf(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; text: string } | undefined> {
  const error = await errorOf(call);
  if (error === undefined) return undefined;
  const { name, message, exceptionMessage, $metadata } = error as Error & {
    exceptionMessage?: string;
    $metadata?: { httpStatusCode?: number };
  };
  return { name, status: $metadata?.httpStatusCode, text: exceptionMessage ?? message };
}
