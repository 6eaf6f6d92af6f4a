import {
  CreateEncoderConfigurationCommand,
  DeleteStageCommand,
  GetCompositionCommand,
  ListCompositionsCommand,
  StartCompositionCommand,
  StopCompositionCommand,
  type Composition,
  type DestinationConfiguration,
  type GridConfiguration,
  type IVSRealTimeClient,
  type ListCompositionsRequest,
  type PipConfiguration,
  type StartCompositionRequest,
} from "@aws-sdk/client-ivs-realtime";
import { describe, expect, test } from "vitest";

import type { Snapshot } from "../../src/emulator/server.ts";
import {
  arnOf,
  enumeration,
  least,
  limits,
  longest,
  most,
  names,
  pages,
  pattern,
  refusesArns,
  shortest,
  tagMaps,
  wrongArns,
} from "./limits.ts";
import { createdEncoder, createdIngest, createdStorage, publishOn, startedComposition } from "./resources.ts";
import { failureOf, raw, start, startAt, type Started } from "./start.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const channelArn = arnOf("channel", "DOlMW4dfMR8r");
const at = (ms: number) => new Date(startAt + ms);

interface Parts {
  stageArn: string;
  encoder: string;
  storage: string;
  channel: DestinationConfiguration;
  s3: DestinationConfiguration;
}

/** A stage and what its compositions can go to. */
async function parts({ client, emulator }: Started): Promise<Parts> {
  const encoder = await createdEncoder(client);
  const storage = await createdStorage(client);
  return {
    stageArn: emulator.stages.create().arn,
    encoder,
    storage,
    channel: { channel: { channelArn } },
    s3: { s3: { storageConfigurationArn: storage, encoderConfigurationArns: [encoder] } },
  };
}

async function begin(client: IVSRealTimeClient, input: StartCompositionRequest) {
  const { composition } = await client.send(new StartCompositionCommand(input));
  return { ...composition, arn: composition?.arn ?? "" } as Composition & { arn: string };
}

async function read(client: IVSRealTimeClient, arn: string) {
  return (await client.send(new GetCompositionCommand({ arn }))).composition;
}

/** The states of a composition and of its destinations, as "ACTIVE: ACTIVE FAILED". */
async function statesOf(client: IVSRealTimeClient, arn: string): Promise<string> {
  const composition = await read(client, arn);
  return `${composition?.state}: ${composition?.destinations?.map(({ state }) => state).join(" ")}`;
}

/** Names of the composition events so far, with the error code where there is one. */
function told({ emulator }: Started): string[] {
  return emulator.eventBridge.sent
    .filter((event) => event["detail-type"] === "IVS Composition State Change")
    .map(({ detail }) => [detail["event_name"], detail["error_code"]].filter(Boolean).join(" "));
}

describe("StartComposition", () => {
  test("shows a STARTING composition with every default of a grid", async () => {
    const started = await start();
    const { client } = started;
    const { stageArn, encoder, storage, s3, channel } = await parts(started);

    const composition = await begin(client, { stageArn, destinations: [channel, s3] });

    const id = expect.stringMatching(/^[a-zA-Z0-9]{12}$/);
    expect(composition).toEqual({
      arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:composition\/[a-zA-Z0-9]{12}$/),
      stageArn,
      state: "STARTING",
      layout: {
        grid: {
          featuredParticipantAttribute: "",
          omitStoppedVideo: false,
          videoAspectRatio: "VIDEO",
          videoFillMode: "",
          gridGap: 2,
          participantOrderAttribute: "",
        },
      },
      destinations: [
        { id, state: "STARTING", configuration: { name: "", channel: { channelArn } } },
        {
          id,
          state: "STARTING",
          configuration: {
            name: "",
            s3: {
              storageConfigurationArn: storage,
              encoderConfigurationArns: [encoder],
              recordingConfiguration: {
                format: "HLS",
                hlsConfiguration: { targetSegmentDurationSeconds: 2 },
              },
            },
          },
          detail: { s3: { recordingPrefix: expect.any(String) } },
        },
      ],
      tags: {},
      startTime: at(0),
    });
    const [, recording] = composition.destinations ?? [];
    expect(recording?.detail?.s3?.recordingPrefix?.split("/").slice(1)).toEqual([
      composition.arn.split("/")[1],
      recording?.id,
      "composite",
    ]);
    expect(await read(client, composition.arn)).toEqual(composition);
  });

  test("shows a pip with every default, and no size unless one was given", async () => {
    const started = await start();
    const { stageArn, s3 } = await parts(started);
    const { layout } = await begin(started.client, { stageArn, destinations: [s3], layout: { pip: {} } });
    expect(layout).toEqual({
      pip: {
        featuredParticipantAttribute: "",
        omitStoppedVideo: false,
        videoFillMode: "COVER",
        gridGap: 0,
        pipParticipantAttribute: "",
        pipBehavior: "STATIC",
        pipOffset: 0,
        pipPosition: "BOTTOM_RIGHT",
        participantOrderAttribute: "",
      },
    });
  });

  test("keeps everything that is given", async () => {
    const started = await start();
    const { stageArn, encoder, storage } = await parts(started);
    const pip = {
      featuredParticipantAttribute: "main",
      omitStoppedVideo: true,
      videoFillMode: "FILL",
      gridGap: 5,
      pipParticipantAttribute: "host",
      pipBehavior: "DYNAMIC",
      pipOffset: 10,
      pipPosition: "TOP_LEFT",
      pipWidth: 320,
      pipHeight: 180,
      participantOrderAttribute: "order",
    } as const;
    const destinations: DestinationConfiguration[] = [
      { name: "live", channel: { channelArn, encoderConfigurationArn: encoder } },
      {
        name: "tape",
        s3: {
          storageConfigurationArn: storage,
          encoderConfigurationArns: [encoder],
          recordingConfiguration: { format: "HLS", hlsConfiguration: { targetSegmentDurationSeconds: 10 } },
          thumbnailConfigurations: [{ targetIntervalSeconds: 5, storage: ["SEQUENTIAL", "LATEST"] }],
        },
      },
    ];

    const composition = await begin(started.client, {
      stageArn,
      layout: { pip },
      destinations,
      tags: { env: "test" },
    });

    expect(composition).toMatchObject({ layout: { pip }, tags: { env: "test" } });
    expect(composition.destinations?.map(({ configuration }) => configuration)).toEqual(destinations);
  });

  test("fills a thumbnail configuration up with its defaults", async () => {
    const started = await start();
    const { stageArn, s3 } = await parts(started);
    const { destinations } = await begin(started.client, {
      stageArn,
      destinations: [{ s3: { ...s3.s3, thumbnailConfigurations: [{}] } as never }],
    });
    expect(destinations?.[0]?.configuration?.s3?.thumbnailConfigurations).toEqual([
      { targetIntervalSeconds: 60, storage: ["SEQUENTIAL"] },
    ]);
  });

  test("answers 404 for each thing that does not exist, and 403 for each that is not the account's", async () => {
    const started = await start();
    const { client } = started;
    const { stageArn, encoder, storage, s3, channel } = await parts(started);
    const nowhere = (arn: string) => `${arn.split("/")[0]}/nowhere`;
    const foreign = (arn: string) => arn.replace("123456789012", "999999999999");
    const attempts = (change: (arn: string) => string): StartCompositionRequest[] => [
      { stageArn: change(stageArn), destinations: [s3] },
      {
        stageArn,
        destinations: [
          { s3: { storageConfigurationArn: change(storage), encoderConfigurationArns: [encoder] } },
        ],
      },
      {
        stageArn,
        destinations: [
          { s3: { storageConfigurationArn: storage, encoderConfigurationArns: [change(encoder)] } },
        ],
      },
      {
        stageArn,
        destinations: [{ channel: { channelArn, encoderConfigurationArn: change(encoder) } }],
      },
    ];
    for (const input of attempts(nowhere))
      expect(await failureOf(begin(client, input))).toMatchObject({
        name: "ResourceNotFoundException",
        status: 404,
      });
    for (const input of [
      ...attempts(foreign),
      { stageArn, destinations: [{ channel: { channelArn: foreign(channelArn) } }] },
    ])
      expect(await failureOf(begin(client, input))).toMatchObject({
        name: "AccessDeniedException",
        status: 403,
      });
    expect((await client.send(new ListCompositionsCommand({}))).compositions).toEqual([]);
    expect(await failureOf(begin(client, { stageArn, destinations: [channel] }))).toBeUndefined();
  });

  test("takes one destination, or one channel and one s3, each exactly one of the two", async () => {
    const started = await start({ settings: { compositionsPerStage: 100 } });
    const { client } = started;
    const { stageArn, channel, s3 } = await parts(started);
    const both = { ...channel, ...s3 };
    for (const destinations of [[channel], [s3], [channel, s3], [s3, channel]])
      expect(await failureOf(begin(client, { stageArn, destinations }))).toBeUndefined();
    for (const destinations of [
      [],
      [{}],
      [both],
      [channel, channel],
      [s3, s3],
      [channel, {}],
      [channel, s3, channel],
    ])
      expect(await failureOf(begin(client, { stageArn, destinations }))).toMatchObject({
        name: "ValidationException",
        status: 400,
      });
  });

  test("takes a grid or a pip but not both; an empty layout is a grid", async () => {
    const started = await start();
    const { stageArn, s3 } = await parts(started);
    const withLayout = (layout: StartCompositionRequest["layout"]) =>
      begin(started.client, { stageArn, destinations: [s3], layout });
    expect(await failureOf(withLayout({ grid: {}, pip: {} }))).toMatchObject({
      name: "ValidationException",
    });
    expect((await withLayout({})).layout).toHaveProperty("grid.gridGap", 2);
  });

  test("fails with 402 at 5 compositions of a stage and at 20 of the account; ended ones do not count", async () => {
    const started = await start();
    const { client, clock, emulator } = started;
    const { s3 } = await parts(started);
    const stages = Array.from({ length: 5 }, () => emulator.stages.create().arn);
    const attempt = (stageArn = "") => failureOf(begin(client, { stageArn, destinations: [s3] }));
    for (const stageArn of stages.slice(0, 4))
      for (let count = 0; count < 5; count += 1) {
        expect(await attempt(stageArn)).toBeUndefined();
      }
    const overStage = await attempt(stages[0]);
    expect(overStage).toMatchObject({ name: "ServiceQuotaExceededException", status: 402 });
    expect(await attempt(stages[4])).toMatchObject({ name: "ServiceQuotaExceededException", status: 402 });
    const { compositions } = await client.send(new ListCompositionsCommand({ filterByStageArn: stages[0] }));
    await client.send(new StopCompositionCommand({ arn: compositions?.[0]?.arn }));
    clock.moveTo(2 * second);
    expect(await attempt(stages[4])).toBeUndefined();
    expect(await attempt(stages[0])).toMatchObject({ status: 402 });
  });

  test("refuses a sixth composition of a stage although the account has room", async () => {
    const started = await start();
    const { stageArn, s3 } = await parts(started);
    const attempt = () => failureOf(begin(started.client, { stageArn, destinations: [s3] }));
    for (let count = 0; count < 5; count += 1) expect(await attempt()).toBeUndefined();
    expect((await attempt())?.text).toContain("5 compositions of a stage");
  });

  test("without stage or destinations says what is missing, down to the members of a destination", async () => {
    const { emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    for (const [input, member] of [
      [{ destinations: [{}] }, "stageArn"],
      [{ stageArn }, "destinations"],
      [{ stageArn, destinations: [{ channel: {} }] }, "destinations.1.member.channel.channelArn"],
      [{ stageArn, destinations: [{ s3: {} }] }, "destinations.1.member.s3.storageConfigurationArn"],
      [{ stageArn, destinations: [{ s3: {} }] }, "destinations.1.member.s3.encoderConfigurationArns"],
    ] as const) {
      const answer = await raw(emulator, "POST", "/StartComposition", JSON.stringify(input));
      expect(answer.body).toContain(
        `Value at '${member}' failed to satisfy constraint: Member must not be null`,
      );
    }
  });
});

describe("the constraints of StartComposition", () => {
  const withInput =
    (input: (value: never, known: Parts) => Partial<StartCompositionRequest>) =>
    (client: IVSRealTimeClient, value: unknown, known: Parts) =>
      begin(client, {
        stageArn: known.stageArn,
        destinations: [known.s3],
        ...input(value as never, known),
      });
  const withS3 = (input: (value: never, known: Parts) => object) =>
    withInput((value, known) => ({
      destinations: [{ s3: { ...known.s3.s3, ...input(value, known) } as never }],
    }));

  limits<string, Parts>("stageArn", {
    known: parts,
    send: withInput((stageArn: string) => ({ stageArn })),
    takes: [],
    refuses: wrongArns("stage"),
  });
  limits<string, Parts>("idempotencyToken", {
    known: parts,
    send: withInput((idempotencyToken: string) => ({ idempotencyToken })),
    takes: ["t", "A-z_09", "t".repeat(64)],
    refuses: [
      ["", shortest(1)],
      ["t".repeat(65), longest(64)],
      ["a b", pattern],
    ],
  });
  limits<Record<string, string>, Parts>("tags", {
    known: parts,
    send: withInput((tags: Record<string, string>) => ({ tags })),
    ...tagMaps,
  });
  limits<string, Parts>("destinations name", {
    known: parts,
    send: withInput((name: string, { s3 }) => ({ destinations: [{ ...s3, name }] })),
    ...names,
  });
  limits<string, Parts>("channelArn", {
    known: parts,
    send: withInput((arn: string) => ({ destinations: [{ channel: { channelArn: arn } }] })),
    takes: [channelArn],
    refuses: wrongArns("channel"),
  });
  limits<string, Parts>("the channel's encoderConfigurationArn", {
    known: parts,
    send: withInput((encoderConfigurationArn: string) => ({
      destinations: [{ channel: { channelArn, encoderConfigurationArn } }],
    })),
    takes: [],
    refuses: wrongArns("encoder-configuration"),
  });
  limits<string, Parts>("storageConfigurationArn", {
    known: parts,
    send: withS3((storageConfigurationArn: string) => ({ storageConfigurationArn })),
    takes: [],
    refuses: wrongArns("storage-configuration"),
  });
  limits<number, Parts>("encoderConfigurationArns", {
    known: parts,
    send: withS3((count: number, { encoder }) => ({
      encoderConfigurationArns: Array.from({ length: count }, () => encoder),
    })),
    takes: [1],
    refuses: [
      [0, shortest(1)],
      [2, longest(1)],
    ],
  });
  limits<number, Parts>("targetSegmentDurationSeconds", {
    known: parts,
    send: withS3((targetSegmentDurationSeconds: number) => ({
      recordingConfiguration: { hlsConfiguration: { targetSegmentDurationSeconds } },
    })),
    takes: [2, 10],
    refuses: [
      [1, least(2)],
      [11, most(10)],
    ],
  });
  limits<string, Parts>("format", {
    known: parts,
    send: withS3((format: string) => ({ recordingConfiguration: { format } })),
    takes: ["HLS"],
    refuses: [["MP4", enumeration]],
  });
  limits<object[], Parts>("thumbnailConfigurations", {
    known: parts,
    send: withS3((thumbnailConfigurations: object[]) => ({ thumbnailConfigurations })),
    takes: [
      [],
      [{}],
      [{ targetIntervalSeconds: 1 }],
      [{ targetIntervalSeconds: 86400 }],
      [{ storage: [] }],
      [{ storage: ["SEQUENTIAL", "LATEST"] }],
    ],
    refuses: [
      [[{}, {}], longest(1)],
      [[{ targetIntervalSeconds: 0 }], least(1)],
      [[{ targetIntervalSeconds: 86401 }], most(86400)],
      [[{ storage: ["LATEST", "LATEST", "LATEST"] }], longest(2)],
      [[{ storage: ["OLDEST"] }], enumeration],
    ],
  });
  limits<GridConfiguration, Parts>("grid", {
    known: parts,
    send: withInput((grid: GridConfiguration) => ({ layout: { grid } })),
    takes: [
      { gridGap: 0 },
      { gridGap: 2 ** 31 - 1 },
      { featuredParticipantAttribute: "a".repeat(128), participantOrderAttribute: "a".repeat(128) },
      ...(["AUTO", "VIDEO", "SQUARE", "PORTRAIT"] as const).map((videoAspectRatio) => ({ videoAspectRatio })),
      ...(["FILL", "COVER", "CONTAIN"] as const).map((videoFillMode) => ({ videoFillMode })),
    ],
    refuses: [
      [{ gridGap: -1 }, least(0)],
      [{ featuredParticipantAttribute: "a".repeat(129) }, longest(128)],
      [{ featuredParticipantAttribute: "a b" }, pattern],
      [{ participantOrderAttribute: "a".repeat(129) }, longest(128)],
      [{ participantOrderAttribute: "é" }, pattern],
      [{ videoAspectRatio: "WIDE" as "AUTO" }, enumeration],
      [{ videoFillMode: "" as "FILL" }, enumeration],
    ],
  });
  limits<PipConfiguration, Parts>("pip", {
    known: parts,
    send: withInput((pip: PipConfiguration) => ({ layout: { pip } })),
    takes: [
      { gridGap: 0, pipOffset: 0, pipWidth: 1, pipHeight: 1 },
      { pipParticipantAttribute: "a".repeat(128) },
      ...(["STATIC", "DYNAMIC"] as const).map((pipBehavior) => ({ pipBehavior })),
      ...(["TOP_LEFT", "TOP_RIGHT", "BOTTOM_LEFT", "BOTTOM_RIGHT"] as const).map((pipPosition) => ({
        pipPosition,
      })),
    ],
    refuses: [
      [{ gridGap: -1 }, least(0)],
      [{ pipOffset: -1 }, least(0)],
      [{ pipWidth: 0 }, least(1)],
      [{ pipHeight: 0 }, least(1)],
      [{ pipParticipantAttribute: "a".repeat(129) }, longest(128)],
      [{ featuredParticipantAttribute: "a.b" }, pattern],
      [{ participantOrderAttribute: "a.b" }, pattern],
      [{ pipBehavior: "JUMPY" as "STATIC" }, enumeration],
      [{ pipPosition: "CENTER" as "TOP_LEFT" }, enumeration],
      [{ videoFillMode: "ZOOM" as "FILL" }, enumeration],
    ],
  });
});

describe("an idempotency token", () => {
  test("sent again with the same parameters gives the same composition, even above the quota", async () => {
    const started = await start({ settings: { compositionsPerStage: 1 } });
    const { stageArn, s3 } = await parts(started);
    const input = { stageArn, destinations: [s3], tags: { a: "1", b: "2" }, idempotencyToken: "again" };
    const first = await begin(started.client, input);
    const again = await begin(started.client, { ...input, tags: { b: "2", a: "1" } });
    expect(again).toEqual(first);
    expect((await started.client.send(new ListCompositionsCommand({}))).compositions).toHaveLength(1);
  });

  test("sent again with other parameters is a conflict", async () => {
    const started = await start();
    const { stageArn, s3, channel } = await parts(started);
    const input = { stageArn, destinations: [s3], idempotencyToken: "again" };
    const { arn } = await begin(started.client, input);
    for (const other of [{ destinations: [channel] }, { tags: { k: "v" } }, { layout: { grid: {} } }]) {
      const failure = await failureOf(begin(started.client, { ...input, ...other }));
      expect(failure).toMatchObject({ name: "ConflictException", status: 409 });
      expect(failure?.text).toContain(arn);
    }
  });

  test("that is not given makes a new composition every time", async () => {
    const started = await start();
    const { stageArn, s3 } = await parts(started);
    const body = JSON.stringify({ stageArn, destinations: [s3] });
    for (let count = 0; count < 2; count += 1) await raw(started.emulator, "POST", "/StartComposition", body);
    expect((await started.client.send(new ListCompositionsCommand({}))).compositions).toHaveLength(2);
  });

  test("is forgotten after the time of the settings", async () => {
    const started = await start({ settings: { idempotencyTokenLifetimeMs: 10 * second } });
    const { stageArn, s3 } = await parts(started);
    const input = { stageArn, destinations: [s3], idempotencyToken: "again" };
    const first = await begin(started.client, input);
    started.clock.moveTo(10 * second - 1);
    expect((await begin(started.client, input)).arn).toBe(first.arn);
    started.clock.moveTo(10 * second);
    expect((await begin(started.client, input)).arn).not.toBe(first.arn);
  });
});

describe("the life of a composition", () => {
  test("goes from STARTING over ACTIVE and STOPPING to STOPPED, and is gone five minutes later", async () => {
    const started = await start();
    const { client, clock } = started;
    const { stageArn, s3, channel } = await parts(started);
    await publishOn(started, stageArn);
    const { arn } = await begin(client, { stageArn, destinations: [channel, s3] });

    clock.moveTo(3 * second - 1);
    expect(await statesOf(client, arn)).toBe("STARTING: STARTING STARTING");
    clock.moveTo(3 * second);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE ACTIVE");
    expect((await read(client, arn))?.destinations).toMatchObject([
      { startTime: at(3 * second) },
      { startTime: at(3 * second) },
    ]);

    clock.moveTo(hour);
    await client.send(new StopCompositionCommand({ arn }));
    expect(await statesOf(client, arn)).toBe("STOPPING: STOPPING STOPPING");
    await client.send(new StopCompositionCommand({ arn }));
    clock.moveTo(hour + 2 * second);
    expect(await statesOf(client, arn)).toBe("STOPPED: STOPPED STOPPED");
    const endTime = at(hour + 2 * second);
    expect(await read(client, arn)).toMatchObject({
      startTime: at(0),
      endTime,
      destinations: [{ endTime }, { endTime }],
    });
    expect(await failureOf(client.send(new StopCompositionCommand({ arn })))).toMatchObject({
      name: "ConflictException",
      status: 409,
    });

    clock.moveTo(hour + 2 * second + 5 * minute - 1);
    expect((await client.send(new ListCompositionsCommand({}))).compositions).toHaveLength(1);
    clock.moveTo(hour + 2 * second + 5 * minute);
    expect((await client.send(new ListCompositionsCommand({}))).compositions).toEqual([]);
    expect(await failureOf(read(client, arn))).toMatchObject({ status: 404 });
    expect(told(started)).toEqual([
      "Session Start",
      "Destination Start",
      "Destination Start",
      "Destination End",
      "Destination End",
      "Session End",
    ]);
  });

  test("ends STOPPED when nobody publishes within a minute of the start", async () => {
    const started = await start();
    const { client, clock } = started;
    const { composition: arn } = await startedComposition(started);
    clock.moveTo(minute - 1);
    expect(await statesOf(client, arn)).toBe("STARTING: STARTING");
    clock.moveTo(minute);
    expect(await statesOf(client, arn)).toBe("STOPPING: STOPPING");
    clock.moveTo(minute + 2 * second);
    expect(await statesOf(client, arn)).toBe("STOPPED: STOPPED");
  });

  test("waits for a first publisher and goes on while others come and go", async () => {
    const started = await start();
    const { client, clock } = started;
    const { composition: arn, stage } = await startedComposition(started);
    clock.moveTo(59 * second);
    const first = await publishOn(started, stage);
    clock.moveTo(60 * second);
    const next = await publishOn(started, stage);
    clock.moveTo(62 * second);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
    first();
    clock.moveTo(hour);
    next();
    clock.moveTo(hour + 59 * second);
    const last = await publishOn(started, stage);
    clock.moveTo(2 * hour);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
    last();
    clock.moveTo(2 * hour + minute - 1);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
    clock.moveTo(2 * hour + minute);
    expect(await statesOf(client, arn)).toBe("STOPPING: STOPPING");
    await publishOn(started, stage);
    clock.moveTo(2 * hour + minute + 2 * second);
    expect(await statesOf(client, arn)).toBe("STOPPED: STOPPED");
  });

  test("stays STARTING when the publisher goes before the pipeline is up, and starts anew with the next", async () => {
    const started = await start();
    const { client, clock } = started;
    const { composition: arn, stage } = await startedComposition(started);
    const stop = await publishOn(started, stage);
    clock.moveTo(2 * second);
    stop();
    clock.moveTo(10 * second);
    expect(await statesOf(client, arn)).toBe("STARTING: STARTING");
    await publishOn(started, stage);
    clock.moveTo(13 * second);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
  });

  test("ends STOPPED after 24 hours", async () => {
    const started = await start({ settings: { connectionLimitMs: 48 * hour } });
    const { client, clock } = started;
    const { composition: arn, stage } = await startedComposition(started);
    await publishOn(started, stage);
    clock.moveTo(24 * hour - 1);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
    clock.moveTo(24 * hour);
    expect(await statesOf(client, arn)).toBe("STOPPING: STOPPING");
  });

  test("ends FAILED at once when its stage is deleted, and leaves others alone", async () => {
    const started = await start();
    const { client, clock } = started;
    const { composition: arn, stage } = await startedComposition(started);
    const { composition: other } = await startedComposition(started);
    await publishOn(started, stage);
    clock.moveTo(5 * second);
    await client.send(new DeleteStageCommand({ arn: stage }));
    expect(await statesOf(client, arn)).toBe("FAILED: STOPPED");
    expect(await read(client, arn)).toMatchObject({ endTime: at(5 * second) });
    expect(await statesOf(client, other)).toBe("STARTING: STARTING");
    expect(told(started)).toEqual([
      "Session Start",
      "Destination Start",
      "Destination End",
      "Session Failure StageDeleted",
    ]);
    clock.moveTo(5 * second + 5 * minute);
    expect(await failureOf(read(client, arn))).toMatchObject({ status: 404 });
  });

  test("goes on with one destination of two and ends FAILED with the last", async () => {
    const started = await start();
    const { client, clock, emulator } = started;
    const { stageArn, s3, channel } = await parts(started);
    await publishOn(started, stageArn);
    const { arn, destinations } = await begin(client, { stageArn, destinations: [channel, s3] });
    const [first, last] = (destinations ?? []).map(({ id = "" }) => id);
    const driver = emulator.compositions.composition(arn);
    clock.moveTo(3 * second);

    driver.destination(first ?? "").disconnect();
    expect(await statesOf(client, arn)).toBe("ACTIVE: RECONNECTING ACTIVE");
    driver.destination(first ?? "").reconnect();
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE ACTIVE");
    driver.destination(first ?? "").fail({ errorCode: "AccessDeniedException", reason: "Bucket policy" });
    driver.destination(first ?? "").reconnect();
    expect(await statesOf(client, arn)).toBe("ACTIVE: FAILED ACTIVE");
    driver.destination(last ?? "").fail();
    expect(await statesOf(client, arn)).toBe("FAILED: FAILED FAILED");
    expect(told(started).slice(3)).toEqual([
      "Destination Reconnecting",
      "Destination Start",
      "Destination Failure AccessDeniedException",
      "Destination Failure InternalServerException",
      "Session Failure DestinationFailure",
    ]);
    expect(driver.read().state).toBe("FAILED");
    expect(() => driver.destination("none").fail()).toThrow("none");
  });

  test("fails the recording to a bucket that is gone, and with its only output the whole composition", async () => {
    const started = await start();
    const { client, clock, emulator } = started;
    const { composition: arn, stage } = await startedComposition(started);
    await raw(emulator, "PATCH", "/_emulator/settings", '{"missingBuckets":["recordings"]}', {});
    await publishOn(started, stage);
    clock.moveTo(3 * second);
    expect(await statesOf(client, arn)).toBe("FAILED: FAILED");
    expect(told(started)).toEqual([
      "Session Start",
      "Destination Failure ResourceNotFoundException",
      "Session Failure DestinationFailure",
    ]);
  });

  test("fails the output to a channel that another composition streams to", async () => {
    const started = await start();
    const { client, clock } = started;
    const { stageArn, s3, channel } = await parts(started);
    await publishOn(started, stageArn);
    const first = await begin(client, { stageArn, destinations: [channel] });
    clock.moveTo(3 * second);
    const next = await begin(client, { stageArn, destinations: [channel, s3] });
    clock.moveTo(6 * second);
    expect(await statesOf(client, first.arn)).toBe("ACTIVE: ACTIVE");
    expect(await statesOf(client, next.arn)).toBe("ACTIVE: FAILED ACTIVE");
    expect(told(started)).toContain("Destination Failure ConflictException");
  });

  test("can be failed as a whole by the driver", async () => {
    const started = await start();
    const { composition: arn } = await startedComposition(started);
    started.emulator.compositions.composition(arn).fail();
    expect(await statesOf(started.client, arn)).toBe("FAILED: STOPPED");
    expect(told(started).at(-1)).toBe("Session Failure InternalServerException");
  });

  test("follows times of the settings", async () => {
    const started = await start({
      settings: {
        compositionStartupMs: 0,
        compositionShutdownMs: 0,
        compositionRetentionMs: 0,
        compositionIdleMs: 1,
        compositionLifetimeMs: hour,
      },
    });
    const { client, clock } = started;
    const { composition: arn, stage } = await startedComposition(started);
    await publishOn(started, stage);
    clock.moveTo(0);
    expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
    clock.moveTo(hour);
    expect(await failureOf(read(client, arn))).toMatchObject({ status: 404 });
  });
});

test("the control API brings trouble over compositions and their destinations", async () => {
  const started = await start();
  const { client, clock, emulator } = started;
  const { composition: arn, stage } = await startedComposition(started);
  await publishOn(started, stage);
  clock.moveTo(3 * second);
  const destinationId = (await read(client, arn))?.destinations?.[0]?.id;
  const trouble = (body: object, id = arn.split("/")[1]) =>
    raw(emulator, "POST", `/_emulator/compositions/${id}/trouble`, JSON.stringify(body), {});

  expect((await trouble({ does: "disconnect", destinationId })).status).toBe(200);
  expect(await statesOf(client, arn)).toBe("ACTIVE: RECONNECTING");
  await trouble({ does: "reconnect", destinationId });
  expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
  for (const wrong of [{ does: "explode" }, { does: "reconnect" }, { errorCode: 1 }])
    expect((await trouble(wrong)).status).toBe(400);
  expect((await trouble({ destinationId: "none" })).status).toBe(404);
  expect((await trouble({}, "none")).status).toBe(404);
  await trouble({ destinationId, errorCode: "AccessDeniedException", reason: "Bucket policy" });
  expect(await statesOf(client, arn)).toBe("FAILED: FAILED");
});

test("ListCompositions shows summaries and goes by stage, by encoder or by both", async () => {
  const started = await start();
  const { client, emulator } = started;
  const { stageArn, encoder, channel, s3 } = await parts(started);
  const other = emulator.stages.create().arn;
  const { encoderConfiguration } = await client.send(new CreateEncoderConfigurationCommand({}));
  const recorded = await begin(client, { stageArn, destinations: [s3], tags: { k: "v" } });
  const streamed = await begin(client, {
    stageArn,
    destinations: [{ channel: { channelArn, encoderConfigurationArn: encoderConfiguration?.arn } }],
  });
  const elsewhere = await begin(client, { stageArn: other, destinations: [s3] });
  const plain = await begin(client, { stageArn: other, destinations: [channel] });
  const list = async (input: ListCompositionsRequest) =>
    (await client.send(new ListCompositionsCommand(input))).compositions?.map(({ arn }) => arn);

  const { compositions } = await client.send(new ListCompositionsCommand({}));
  expect(compositions?.[0]).toEqual({
    arn: recorded.arn,
    stageArn,
    state: "STARTING",
    destinations: [{ id: recorded.destinations?.[0]?.id, state: "STARTING" }],
    tags: { k: "v" },
    startTime: at(0),
  });
  expect(await list({})).toEqual([recorded.arn, streamed.arn, elsewhere.arn, plain.arn]);
  expect(await list({ filterByStageArn: stageArn })).toEqual([recorded.arn, streamed.arn]);
  expect(await list({ filterByEncoderConfigurationArn: encoder })).toEqual([recorded.arn, elsewhere.arn]);
  expect(
    await list({ filterByStageArn: stageArn, filterByEncoderConfigurationArn: encoderConfiguration?.arn }),
  ).toEqual([streamed.arn]);
  expect(await list({ filterByStageArn: arnOf("stage", "none") })).toEqual([]);
  for (const wrong of [{ filterByStageArn: "x" }, { filterByEncoderConfigurationArn: "x" }])
    expect(await failureOf(list(wrong))).toMatchObject({ name: "ValidationException", status: 400 });
});

pages("ListCompositions", {
  settings: { compositionsPerAccount: 200, compositionsPerStage: 200 },
  defaultSize: 100,
  async fill(started, count) {
    const stageArn = started.emulator.stages.create().arn;
    for (let made = 0; made < count; made += 1)
      await begin(started.client, { stageArn, destinations: [{ channel: { channelArn } }] });
  },
  async list(client, page) {
    const { compositions, nextToken } = await client.send(new ListCompositionsCommand(page));
    return { rows: compositions ?? [], nextToken };
  },
});

refusesArns("composition", {
  GetComposition: (client, arn) => client.send(new GetCompositionCommand({ arn })),
  StopComposition: (client, arn) => client.send(new StopCompositionCommand({ arn })),
});

test("an unverified account may stop compositions but not start them", async () => {
  const started = await start();
  const { client, emulator } = started;
  const { composition: arn, stage } = await startedComposition(started);
  await raw(emulator, "PATCH", "/_emulator/settings", '{"pendingVerification":true}', {});
  expect(
    await failureOf(begin(client, { stageArn: stage, destinations: [{ channel: { channelArn } }] })),
  ).toMatchObject({ name: "PendingVerification", status: 403 });
  await client.send(new StopCompositionCommand({ arn }));
});

test("a snapshot carries a composition on: its token, its life and its end", async () => {
  const started = await start();
  const { stageArn, s3 } = await parts(started);
  await publishOn(started, stageArn);
  const input = { stageArn, destinations: [s3], idempotencyToken: "again" };
  const { arn } = await begin(started.client, input);
  started.clock.moveTo(second);
  const snapshot = JSON.parse(JSON.stringify(started.emulator.snapshot())) as Snapshot;

  const { client, clock } = await start({ snapshot });

  expect((await begin(client, input)).arn).toBe(arn);
  clock.moveTo(3 * second);
  expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
  await client.send(new StopCompositionCommand({ arn }));
  clock.moveTo(5 * second);
  expect(await statesOf(client, arn)).toBe("STOPPED: STOPPED");
  clock.moveTo(5 * second + 5 * minute);
  expect(await failureOf(read(client, arn))).toMatchObject({ status: 404 });
});

test("a stage whose publisher came before has its composition ACTIVE without waiting for another", async () => {
  const started = await start();
  const { client, clock, emulator } = started;
  const stageArn = emulator.stages.create().arn;
  const { streamKey } = await createdIngest(client, { stageArn });
  emulator.ingest.start(streamKey);
  clock.moveTo(hour);
  const { composition: arn } = await startedComposition(started, { stageArn });
  clock.moveTo(hour + 3 * second);
  expect(await statesOf(client, arn)).toBe("ACTIVE: ACTIVE");
});
