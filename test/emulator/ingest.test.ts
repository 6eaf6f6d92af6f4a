import {
  CreateIngestConfigurationCommand,
  DeleteIngestConfigurationCommand,
  DeleteStageCommand,
  DisconnectParticipantCommand,
  GetIngestConfigurationCommand,
  GetParticipantCommand,
  ListIngestConfigurationsCommand,
  ListParticipantEventsCommand,
  ListParticipantsCommand,
  UpdateIngestConfigurationCommand,
  type CreateIngestConfigurationRequest,
  type ListIngestConfigurationsRequest,
  type IVSRealTimeClient,
} from "@aws-sdk/client-ivs-realtime";
import { describe, expect, test } from "vitest";

import type { EmulatorSettings } from "../../src/emulator/server.ts";
import { enumeration, limits, longest, names, pages, pattern, refusesArns, tagMaps } from "./limits.ts";
import { createdIngest } from "./resources.ts";
import { failureOf, raw, start, type Started } from "./start.ts";

const unknownStage = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl";
const foreignStage = "arn:aws:ivs:us-west-2:999999999999:stage/abcdefghijkl";

async function read(client: IVSRealTimeClient, arn: string) {
  const { ingestConfiguration } = await client.send(new GetIngestConfigurationCommand({ arn }));
  return ingestConfiguration;
}

/** Names and error codes of what a participant went through, the oldest first. */
async function eventsOf({ client }: Started, stageArn: string, sessionId = "", participantId = "") {
  const { events } = await client.send(
    new ListParticipantEventsCommand({ stageArn, sessionId, participantId }),
  );
  return (events ?? []).map(({ name, errorCode }) => (errorCode ? `${name} ${errorCode}` : name));
}

test("CreateIngestConfiguration without a stage gives a key that belongs to none", async () => {
  const { client } = await start();

  const { ingestConfiguration } = await client.send(
    new CreateIngestConfigurationCommand({ ingestProtocol: "RTMPS" }),
  );

  expect(ingestConfiguration).toEqual({
    name: "",
    arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:ingest-configuration\/[a-zA-Z0-9]{12}$/),
    ingestProtocol: "RTMPS",
    streamKey: expect.stringMatching(/^rt_123456789012_us-west-2_[a-zA-Z0-9]{12}_[a-zA-Z0-9]{30}$/),
    stageArn: "",
    participantId: expect.stringMatching(/^[a-zA-Z0-9]{12}$/),
    state: "INACTIVE",
    userId: "",
    redundantIngest: false,
    attributes: {},
    tags: {},
  });
  expect(ingestConfiguration?.streamKey?.split("_")[3]).toBe(ingestConfiguration?.arn?.split("/")[1]);
});

test("CreateIngestConfiguration keeps everything but the switch for insecure ingest, which no answer shows", async () => {
  const { client, emulator } = await start();
  const stage = emulator.stages.create();
  const input = {
    name: "camera",
    stageArn: stage.arn,
    userId: "alice",
    attributes: { role: "host" },
    ingestProtocol: "RTMP",
    redundantIngest: true,
    tags: { env: "test" },
  } as const;

  const created = await createdIngest(client, { ...input, insecureIngest: true });

  expect(created).toMatchObject(input);
  expect(created).not.toHaveProperty("insecureIngest");
  expect(created.redundantIngestCredentials).toHaveLength(2);
  expect(await read(client, created.arn)).toEqual(created);
});

test("redundant ingest has two participants and keys of its own besides the virtual participant", async () => {
  const { client } = await start();
  const created = await createdIngest(client, { redundantIngest: true });
  const all = [created, ...(created.redundantIngestCredentials ?? [])];
  expect(new Set(all.map(({ participantId }) => participantId)).size).toBe(3);
  expect(new Set(all.map(({ streamKey }) => streamKey)).size).toBe(3);
});

test("RTMP needs insecureIngest", async () => {
  const { client } = await start();
  const create = (input: CreateIngestConfigurationRequest) =>
    failureOf(client.send(new CreateIngestConfigurationCommand(input)));
  for (const input of [{}, { insecureIngest: false }])
    expect(await create({ ingestProtocol: "RTMP", ...input })).toMatchObject({
      name: "ValidationException",
      status: 400,
    });
  expect(await create({ ingestProtocol: "RTMP", insecureIngest: true })).toBeUndefined();
  expect(await create({ ingestProtocol: "RTMPS", insecureIngest: true })).toBeUndefined();
});

test("CreateIngestConfiguration refuses a stage that does not exist as a faulty value, and a foreign one", async () => {
  const { client } = await start();
  const create = (stageArn: string) =>
    failureOf(client.send(new CreateIngestConfigurationCommand({ ingestProtocol: "RTMPS", stageArn })));
  expect(await create(unknownStage)).toMatchObject({ name: "ValidationException", status: 400 });
  expect(await create(foreignStage)).toMatchObject({ name: "AccessDeniedException", status: 403 });
});

function createWith<Member extends keyof CreateIngestConfigurationRequest>(member: Member) {
  return (client: IVSRealTimeClient, value: CreateIngestConfigurationRequest[Member]) =>
    client.send(new CreateIngestConfigurationCommand({ ingestProtocol: "RTMPS", [member]: value }));
}

const known = () => undefined;
limits<string, undefined>("name", { known, send: createWith("name"), ...names });
limits<Record<string, string>, undefined>("tags", { known, send: createWith("tags"), ...tagMaps });
limits<string, undefined>("userId", {
  known,
  send: createWith("userId"),
  takes: ["", "u".repeat(128), "é ☂"],
  refuses: [["u".repeat(129), longest(128)]],
});
limits<Record<string, string>, undefined>("attributes", {
  known,
  send: createWith("attributes"),
  takes: [{}, { k: "v".repeat(1023) }],
  refuses: [[{ k: "v".repeat(1024) }, "at most 1024 bytes"]],
});
limits<string, undefined>("stageArn", {
  known,
  send: createWith("stageArn"),
  takes: [""],
  refuses: [
    ["x", pattern],
    ["arn:aws:ivs:us-west-2:123456789012:channel/abc", pattern],
    [`arn:aws:ivs:us-west-2:123456789012:stage/${"a".repeat(88)}`, longest(128)],
  ],
});
limits<string, undefined>("ingestProtocol", {
  known,
  send: (client, value) =>
    client.send(
      new CreateIngestConfigurationCommand({ ingestProtocol: value as "RTMP", insecureIngest: true }),
    ),
  takes: ["RTMP", "RTMPS"],
  refuses: [["WHIP", enumeration]],
});

test("CreateIngestConfiguration without a protocol says that it is missing", async () => {
  const { emulator } = await start();
  const answer = await raw(emulator, "POST", "/CreateIngestConfiguration", "{}");
  expect(answer.body).toContain("Value at 'ingestProtocol' failed to satisfy constraint: Member must not be");
});

test("CreateIngestConfiguration fails with 402 when the account has its quota of 100", async () => {
  const { client } = await start();
  for (let count = 0; count < 100; count += 1) await createdIngest(client);
  const failure = await failureOf(createdIngest(client));
  expect(failure).toMatchObject({ name: "ServiceQuotaExceededException", status: 402 });
});

test("ListIngestConfigurations shows no key, no attributes and no tags", async () => {
  const { client } = await start();
  const created = await createdIngest(client, {
    redundantIngest: true,
    attributes: { a: "b" },
    tags: { k: "v" },
  });
  const { ingestConfigurations } = await client.send(new ListIngestConfigurationsCommand({}));
  expect(ingestConfigurations).toEqual([
    {
      name: "",
      arn: created.arn,
      ingestProtocol: "RTMPS",
      stageArn: "",
      participantId: created.participantId,
      state: "INACTIVE",
      userId: "",
      redundantIngest: true,
    },
  ]);
});

test("ListIngestConfigurations goes by one filter at most", async () => {
  const { client, emulator } = await start();
  const [first, second] = [emulator.stages.create().arn, emulator.stages.create().arn];
  const one = await createdIngest(client, { stageArn: first });
  const two = await createdIngest(client, { stageArn: second });
  emulator.ingest.start(two.streamKey);
  const list = async (input: ListIngestConfigurationsRequest) =>
    (await client.send(new ListIngestConfigurationsCommand(input))).ingestConfigurations?.map(
      ({ arn }) => arn,
    );

  expect(await list({ filterByStageArn: first })).toEqual([one.arn]);
  expect(await list({ filterByStageArn: unknownStage })).toEqual([]);
  expect(await list({ filterByState: "ACTIVE" })).toEqual([two.arn]);
  expect(await list({ filterByState: "INACTIVE" })).toEqual([one.arn]);
  expect(await failureOf(list({ filterByStageArn: first, filterByState: "ACTIVE" }))).toMatchObject({
    name: "ValidationException",
    status: 400,
  });
  expect(await failureOf(list({ filterByState: "BUSY" as "ACTIVE" }))).toMatchObject({ status: 400 });
  expect(await failureOf(list({ filterByStageArn: "x" }))).toMatchObject({ status: 400 });
});

test("a page token of one filter is no token of another", async () => {
  const { client, emulator } = await start();
  const stageArn = emulator.stages.create().arn;
  for (let count = 0; count < 2; count += 1) await createdIngest(client, { stageArn });
  const { nextToken } = await client.send(
    new ListIngestConfigurationsCommand({ filterByStageArn: stageArn, maxResults: 1 }),
  );
  const foreign = client.send(new ListIngestConfigurationsCommand({ nextToken }));
  expect(await failureOf(foreign)).toMatchObject({ name: "ValidationException" });
});

pages("ListIngestConfigurations", {
  defaultSize: 50,
  async fill({ client }, count) {
    for (let made = 0; made < count; made += 1) await createdIngest(client);
  },
  async list(client, page) {
    const { ingestConfigurations, nextToken } = await client.send(new ListIngestConfigurationsCommand(page));
    return { rows: ingestConfigurations ?? [], nextToken };
  },
});

describe("UpdateIngestConfiguration", () => {
  test("moves a configuration to another stage, detaches it and keeps what is left out", async () => {
    const { client, emulator } = await start();
    const [first, second] = [emulator.stages.create().arn, emulator.stages.create().arn];
    const created = await createdIngest(client, { stageArn: first, redundantIngest: true });
    const update = async (input: { stageArn?: string; redundantIngest?: boolean }) =>
      (await client.send(new UpdateIngestConfigurationCommand({ arn: created.arn, ...input })))
        .ingestConfiguration;

    expect(await update({ stageArn: second })).toEqual({ ...created, stageArn: second });
    expect(await update({})).toEqual({ ...created, stageArn: second });
    expect(await update({ stageArn: "" })).toEqual({ ...created, stageArn: "" });
    expect(await read(client, created.arn)).toEqual({ ...created, stageArn: "" });
  });

  test("switches redundant ingest off and on without touching the configuration's own key", async () => {
    const { client } = await start();
    const created = await createdIngest(client, { redundantIngest: true });
    const update = async (redundantIngest: boolean) =>
      (await client.send(new UpdateIngestConfigurationCommand({ arn: created.arn, redundantIngest })))
        .ingestConfiguration;

    expect(await update(true)).toEqual(created);
    const off = await update(false);
    expect(off).toMatchObject({ redundantIngest: false, streamKey: created.streamKey });
    expect(off).not.toHaveProperty("redundantIngestCredentials");
    const on = await update(true);
    expect(on?.redundantIngestCredentials).toHaveLength(2);
    expect(on?.redundantIngestCredentials).not.toEqual(created.redundantIngestCredentials);
  });

  test("answers 404 for an unknown stage, 403 for a foreign one, 409 while ACTIVE, and changes nothing", async () => {
    const { client, emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    const { arn, streamKey } = await createdIngest(client, { stageArn });
    const update = (input: { stageArn?: string; redundantIngest?: boolean }) =>
      failureOf(client.send(new UpdateIngestConfigurationCommand({ arn, ...input })));

    expect(await update({ stageArn: unknownStage })).toMatchObject({
      name: "ResourceNotFoundException",
      status: 404,
    });
    expect(await update({ stageArn: foreignStage })).toMatchObject({ status: 403 });
    emulator.ingest.start(streamKey);
    for (const input of [{ stageArn: "" }, { redundantIngest: true }, {}])
      expect(await update(input)).toMatchObject({ name: "ConflictException", status: 409 });
    expect(await read(client, arn)).toMatchObject({ stageArn, redundantIngest: false, state: "ACTIVE" });
    emulator.ingest.stop(streamKey);
    expect(await update({ stageArn: "" })).toBeUndefined();
  });
});

describe("DeleteIngestConfiguration", () => {
  test("makes the configuration unknown and its key useless", async () => {
    const { client, emulator } = await start();
    const { arn, streamKey } = await createdIngest(client, { stageArn: emulator.stages.create().arn });
    await client.send(new DeleteIngestConfigurationCommand({ arn }));
    expect(await failureOf(read(client, arn))).toMatchObject({ status: 404 });
    expect(emulator.ingest.start(streamKey)).toEqual({ errorCode: "INVALID_STREAM_KEY" });
  });

  test("answers 409 while ACTIVE unless it is forced, which throws the publisher out", async () => {
    const { client, emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    const { arn, streamKey } = await createdIngest(client, { stageArn });
    const { sessionId } = emulator.ingest.start(streamKey);
    const remove = (force?: boolean) =>
      failureOf(
        client.send(new DeleteIngestConfigurationCommand({ arn, ...(force !== undefined && { force }) })),
      );

    for (const force of [undefined, false])
      expect(await remove(force)).toMatchObject({ name: "ConflictException", status: 409 });
    expect(await remove(true)).toBeUndefined();
    const { participants } = await client.send(new ListParticipantsCommand({ stageArn, sessionId }));
    expect(participants).toMatchObject([{ state: "DISCONNECTED", published: true }]);
  });
});

refusesArns("ingest-configuration", {
  GetIngestConfiguration: (client, arn) => client.send(new GetIngestConfigurationCommand({ arn })),
  UpdateIngestConfiguration: (client, arn) => client.send(new UpdateIngestConfigurationCommand({ arn })),
  DeleteIngestConfiguration: (client, arn) => client.send(new DeleteIngestConfigurationCommand({ arn })),
});

test("an unverified account may read ingest configurations but not write them", async () => {
  const { client, emulator } = await start();
  const { arn } = await createdIngest(client);
  await raw(emulator, "PATCH", "/_emulator/settings", '{"pendingVerification":true}', {});
  for (const write of [
    () => createdIngest(client),
    () => client.send(new UpdateIngestConfigurationCommand({ arn })),
    () => client.send(new DeleteIngestConfigurationCommand({ arn })),
  ])
    expect(await failureOf(write())).toMatchObject({ name: "PendingVerification", status: 403 });
  await read(client, arn);
});

describe("publishing with a stream key", () => {
  test("makes a participant out of the configuration, which is ACTIVE meanwhile", async () => {
    const { client, emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    const created = await createdIngest(client, {
      stageArn,
      userId: "alice",
      attributes: { role: "host" },
    });

    const { participantId, sessionId, errorCode } = emulator.ingest.start(created.streamKey);

    expect(errorCode).toBeUndefined();
    expect(participantId).toBe(created.participantId);
    expect((await read(client, created.arn))?.state).toBe("ACTIVE");
    const { participant } = await client.send(
      new GetParticipantCommand({ stageArn, sessionId, participantId }),
    );
    expect(participant).toMatchObject({
      participantId,
      userId: "alice",
      attributes: { role: "host" },
      state: "CONNECTED",
      published: true,
      protocol: "RTMPS",
      ingestConfigurationArn: created.arn,
      redundantIngest: false,
    });

    expect(emulator.ingest.stop(created.streamKey)).toBe(true);
    expect(emulator.ingest.stop(created.streamKey)).toBe(false);
    expect((await read(client, created.arn))?.state).toBe("INACTIVE");
  });

  test("takes RTMP and RTMPS where ingest may be insecure", async () => {
    const { client, emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    const { streamKey } = await createdIngest(client, {
      stageArn,
      ingestProtocol: "RTMP",
      insecureIngest: true,
    });
    expect(emulator.ingest.start(streamKey, { protocol: "RTMP" }).errorCode).toBeUndefined();
    emulator.ingest.stop(streamKey);
    expect(emulator.ingest.start(streamKey, { protocol: "RTMPS" }).errorCode).toBeUndefined();
  });

  test("fails with INVALID_PROTOCOL over RTMP where it must be secure", async () => {
    const started = await start();
    const { client, emulator } = started;
    const stageArn = emulator.stages.create().arn;
    const { arn, streamKey } = await createdIngest(client, { stageArn });

    const attempt = emulator.ingest.start(streamKey, { protocol: "RTMP" });

    expect(attempt.errorCode).toBe("INVALID_PROTOCOL");
    expect((await read(client, arn))?.state).toBe("INACTIVE");
    expect(await eventsOf(started, stageArn, attempt.sessionId, attempt.participantId)).toEqual(
      expect.arrayContaining(["JOINED", "PUBLISH_ERROR INVALID_PROTOCOL", "LEFT"]),
    );
  });

  test("fails with REUSE_OF_STREAM_KEY for a second encoder, and the first goes on", async () => {
    const started = await start();
    const { client, emulator } = started;
    const stageArn = emulator.stages.create().arn;
    const { arn, streamKey } = await createdIngest(client, { stageArn });
    emulator.ingest.start(streamKey);

    const attempt = emulator.ingest.start(streamKey);

    expect(attempt.errorCode).toBe("REUSE_OF_STREAM_KEY");
    expect((await read(client, arn))?.state).toBe("ACTIVE");
    expect(await eventsOf(started, stageArn, attempt.sessionId, attempt.participantId)).toEqual(
      expect.arrayContaining(["PUBLISH_ERROR REUSE_OF_STREAM_KEY"]),
    );
  });

  test("is refused without a trace for a key that is unknown or belongs to no stage", async () => {
    const { client, emulator } = await start();
    const { streamKey } = await createdIngest(client);
    for (const key of [streamKey, "rt_123456789012_us-west-2_x_y"])
      expect(emulator.ingest.start(key)).toEqual({ errorCode: "INVALID_STREAM_KEY" });
  });

  test("over redundant ingest makes one participant for each of the two keys", async () => {
    const { client, emulator } = await start();
    const stageArn = emulator.stages.create().arn;
    const created = await createdIngest(client, { stageArn, redundantIngest: true });
    const credentials = created.redundantIngestCredentials ?? [];
    const attempts = credentials.map(({ streamKey = "" }) => emulator.ingest.start(streamKey));

    const [first] = attempts;
    const { participants } = await client.send(
      new ListParticipantsCommand({ stageArn, sessionId: first?.sessionId }),
    );
    expect(participants?.map(({ participantId }) => participantId).toSorted()).toEqual(
      credentials.map(({ participantId }) => participantId).toSorted(),
    );
    expect(participants).toMatchObject(
      [1, 2].map(() => ({ redundantIngest: true, ingestConfigurationArn: created.arn })),
    );
    expect(emulator.ingest.start(created.streamKey)).toEqual({ errorCode: "INVALID_STREAM_KEY" });

    emulator.ingest.stop(credentials[0]?.streamKey ?? "");
    expect((await read(client, created.arn))?.state).toBe("ACTIVE");
    emulator.ingest.stop(credentials[1]?.streamKey ?? "");
    expect((await read(client, created.arn))?.state).toBe("INACTIVE");
  });
});

test("DisconnectParticipant takes the stage from the configuration of the participant", async () => {
  const { client, emulator } = await start();
  const stageArn = emulator.stages.create().arn;
  const { arn, streamKey, participantId } = await createdIngest(client, { stageArn });
  emulator.ingest.start(streamKey);

  await client.send(new DisconnectParticipantCommand({ stageArn, participantId }));

  expect(await read(client, arn)).toMatchObject({ stageArn: "", state: "INACTIVE" });
  expect(emulator.ingest.start(streamKey)).toEqual({ errorCode: "INVALID_STREAM_KEY" });
  await client.send(new UpdateIngestConfigurationCommand({ arn, stageArn }));
  expect(emulator.ingest.start(streamKey).errorCode).toBeUndefined();
});

async function redundantPair(settings: Partial<EmulatorSettings> = {}) {
  const { client, emulator } = await start({ settings });
  const stageArn = emulator.stages.create().arn;
  const { arn, redundantIngestCredentials = [] } = await createdIngest(client, {
    stageArn,
    redundantIngest: true,
  });
  const pair = redundantIngestCredentials.map(({ streamKey = "", participantId = "" }) => ({
    streamKey,
    participantId,
  }));
  for (const { streamKey } of pair) expect(emulator.ingest.start(streamKey).errorCode).toBeUndefined();
  const states = () =>
    pair.map(({ participantId }) => emulator.stages.stage(stageArn).participant(participantId).read().state);
  const [first = "", second = ""] = pair.map(({ streamKey }) => streamKey);
  const participantId = pair[0]?.participantId ?? "";
  return { client, emulator, stageArn, arn, states, first, second, participantId };
}

test("DisconnectParticipant for one of a redundant pair throws both encoders out, whose keys lead nowhere then", async () => {
  const { client, emulator, stageArn, arn, states, first, second, participantId } = await redundantPair();
  await client.send(new DisconnectParticipantCommand({ stageArn, participantId }));
  expect(await read(client, arn)).toMatchObject({ stageArn: "", state: "INACTIVE" });
  expect(states()).toEqual(["DISCONNECTED", "DISCONNECTED"]);
  for (const key of [first, second])
    expect(emulator.ingest.start(key)).toEqual({ errorCode: "INVALID_STREAM_KEY" });
});

test("without disconnectEndsRedundantPair the other encoder goes on, holds the stage and can be stopped", async () => {
  const { client, emulator, stageArn, arn, states, second, participantId } = await redundantPair({
    disconnectEndsRedundantPair: false,
  });
  await client.send(new DisconnectParticipantCommand({ stageArn, participantId }));
  expect(states()).toEqual(["DISCONNECTED", "CONNECTED"]);
  expect(await read(client, arn)).toMatchObject({ stageArn, state: "ACTIVE" });
  expect(await failureOf(client.send(new DeleteIngestConfigurationCommand({ arn })))).toMatchObject({
    status: 409,
  });
  expect(emulator.ingest.stop(second)).toBe(true);
  expect(states()).toEqual(["DISCONNECTED", "DISCONNECTED"]);
});

test("an encoder that ceased to publish is stopped by its key, and goes when the configuration moves or is deleted", async () => {
  const { client, emulator } = await start();
  const [stageArn, elsewhere] = [emulator.stages.create().arn, emulator.stages.create().arn];
  const { arn, streamKey, participantId } = await createdIngest(client, { stageArn });
  const path = `/_emulator/stages/${stageArn.split("/")[1]}/participants/${participantId}`;
  const idle = async () => {
    await client.send(new UpdateIngestConfigurationCommand({ arn, stageArn }));
    emulator.ingest.start(streamKey);
    await raw(emulator, "POST", path, '{"does":"unpublish"}', {});
    expect((await read(client, arn))?.state).toBe("INACTIVE");
  };
  const state = () => emulator.stages.stage(stageArn).participant(participantId).read().state;

  await idle();
  await client.send(new UpdateIngestConfigurationCommand({ arn, stageArn }));
  expect(state()).toBe("CONNECTED");
  expect(await raw(emulator, "DELETE", `/_emulator/broadcasts/${streamKey}`)).toMatchObject({ status: 204 });
  expect(state()).toBe("DISCONNECTED");
  await idle();
  await client.send(new UpdateIngestConfigurationCommand({ arn, stageArn: elsewhere }));
  expect(state()).toBe("DISCONNECTED");
  await idle();
  await client.send(new DeleteIngestConfigurationCommand({ arn }));
  expect(state()).toBe("DISCONNECTED");
});

test("DeleteStage takes the stage only from configurations in use on it", async () => {
  const { client, emulator } = await start();
  const stageArn = emulator.stages.create().arn;
  const used = await createdIngest(client, { stageArn });
  const idle = await createdIngest(client, { stageArn });
  emulator.ingest.start(used.streamKey);

  await client.send(new DeleteStageCommand({ arn: stageArn }));

  expect(await read(client, used.arn)).toMatchObject({ stageArn: "", state: "INACTIVE" });
  expect(await read(client, idle.arn)).toMatchObject({ stageArn, state: "INACTIVE" });
  expect(emulator.ingest.start(idle.streamKey)).toEqual({ errorCode: "INVALID_STREAM_KEY" });
});

test("the control API publishes with a stream key and stops", async () => {
  const { client, emulator } = await start();
  const { arn, streamKey, participantId } = await createdIngest(client, {
    stageArn: emulator.stages.create().arn,
  });
  const control = (method: string, path: string, body?: object) =>
    raw(emulator, method, `/_emulator${path}`, body && JSON.stringify(body), {});

  const begun = await control("POST", "/broadcasts", { streamKey });
  expect(begun.status).toBe(201);
  expect(JSON.parse(begun.body)).toMatchObject({ participantId });
  expect((await read(client, arn))?.state).toBe("ACTIVE");
  expect((await control("POST", "/broadcasts", { streamKey })).status).toBe(409);
  expect((await control("DELETE", `/broadcasts/${streamKey}`)).status).toBe(204);
  expect((await control("DELETE", `/broadcasts/${streamKey}`)).status).toBe(404);
  expect((await control("POST", "/broadcasts", {})).status).toBe(400);
  expect((await control("POST", "/broadcasts", { streamKey, protocol: "WHIP" })).status).toBe(400);
});
