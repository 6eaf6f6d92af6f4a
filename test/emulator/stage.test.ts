import {
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  ListStagesCommand,
  ResourceNotFoundException,
  UpdateStageCommand,
  type AutoParticipantRecordingConfiguration,
  type IVSRealTimeClient,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { failureOf, start, startAt } from "./start.ts";

const recordingOff: AutoParticipantRecordingConfiguration = {
  storageConfigurationArn: "",
  mediaTypes: ["AUDIO_VIDEO"],
  thumbnailConfiguration: { targetIntervalSeconds: 60, storage: ["SEQUENTIAL"], recordingMode: "DISABLED" },
  recordingReconnectWindowSeconds: 0,
  hlsConfiguration: { targetSegmentDurationSeconds: 6 },
  recordParticipantReplicas: true,
};

const everyField: Omit<AutoParticipantRecordingConfiguration, "storageConfigurationArn"> = {
  mediaTypes: ["AUDIO_ONLY"],
  thumbnailConfiguration: {
    targetIntervalSeconds: 5,
    storage: ["SEQUENTIAL", "LATEST"],
    recordingMode: "INTERVAL",
  },
  recordingReconnectWindowSeconds: 300,
  hlsConfiguration: { targetSegmentDurationSeconds: 10 },
  recordParticipantReplicas: false,
};

const elsewhere = [
  "arn:aws:ivs:us-west-2:999999999999:stage/abcdefghijkl",
  "arn:aws:ivs:eu-west-1:123456789012:stage/abcdefghijkl",
];
const unknownArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl";

test("CreateStage without input makes a nameless idle stage with every default", async () => {
  const { client } = await start();

  const { stage, participantTokens } = await client.send(new CreateStageCommand({}));

  expect(stage).toEqual({
    arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:stage\/[a-zA-Z0-9]{12}$/),
    name: "",
    tags: {},
    autoParticipantRecordingConfiguration: recordingOff,
    endpoints: {
      events: "wss://global.events.live-video.net",
      whip: expect.stringMatching(/^https:\/\/[0-9a-f]{12}\.global-bm\.whip\.live-video\.net$/),
      rtmp: expect.stringMatching(/^rtmp:\/\/[0-9a-f]{12}\.global-contribute\.live-video\.net\/app\/$/),
      rtmps: expect.stringMatching(/^rtmps:\/\/[0-9a-f]{12}\.global-contribute\.live-video\.net:443\/app\/$/),
    },
  });
  expect(participantTokens).toBeUndefined();
});

test("CreateStage keeps name, tags and the whole recording configuration", async () => {
  const { client, emulator } = await start();
  const storage = emulator.storageConfigurations.create();
  const autoParticipantRecordingConfiguration = { storageConfigurationArn: storage.arn, ...everyField };

  const { stage } = await client.send(
    new CreateStageCommand({
      name: "main_stage-1",
      tags: { env: "prod" },
      autoParticipantRecordingConfiguration,
    }),
  );

  expect(stage).toMatchObject({
    name: "main_stage-1",
    tags: { env: "prod" },
    autoParticipantRecordingConfiguration,
  });
  await expect(client.send(new GetStageCommand({ arn: stage?.arn }))).resolves.toMatchObject({ stage });
});

test("CreateStage allows the same name twice", async () => {
  const { client, emulator } = await start();
  await client.send(new CreateStageCommand({ name: "twin" }));
  await client.send(new CreateStageCommand({ name: "twin" }));
  expect(emulator.stages.list().map((stage) => stage.name)).toEqual(["twin", "twin"]);
});

test("CreateStage returns one token per configuration, in the order of the request", async () => {
  const { client } = await start();
  const userIds = Array.from({ length: 12 }, (_, index) => `user-${index}`);

  const { participantTokens } = await client.send(
    new CreateStageCommand({ participantTokenConfigurations: userIds.map((userId) => ({ userId })) }),
  );

  expect(participantTokens?.map((token) => token.userId)).toEqual(userIds);
  expect(new Set(participantTokens?.map((token) => token.participantId)).size).toBe(12);
});

test("CreateStage with an empty list of token configurations returns no tokens", async () => {
  const { client } = await start();
  const { participantTokens } = await client.send(
    new CreateStageCommand({ participantTokenConfigurations: [] }),
  );
  expect(participantTokens).toBeUndefined();
});

test("CreateStage refuses a storage configuration that does not exist as a faulty value", async () => {
  const { client, emulator } = await start();
  const storageConfigurationArn = "arn:aws:ivs:us-west-2:123456789012:storage-configuration/none";

  const failure = await failureOf(
    client.send(
      new CreateStageCommand({ autoParticipantRecordingConfiguration: { storageConfigurationArn } }),
    ),
  );

  expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
  expect(failure?.text).toContain(storageConfigurationArn);
  expect(emulator.stages.list()).toEqual([]);
});

test("CreateStage refuses a storage configuration of another account", async () => {
  const { client } = await start();
  const storageConfigurationArn = "arn:aws:ivs:us-west-2:999999999999:storage-configuration/abc";
  await expect(
    failureOf(
      client.send(
        new CreateStageCommand({ autoParticipantRecordingConfiguration: { storageConfigurationArn } }),
      ),
    ),
  ).resolves.toMatchObject({ name: "AccessDeniedException", status: 403 });
});

test("CreateStage fails with 402 when the account has its quota of stages", async () => {
  const { client } = await start({ settings: { stagesPerRegion: 2 } });
  const first = await client.send(new CreateStageCommand({}));
  await client.send(new CreateStageCommand({}));

  await expect(failureOf(client.send(new CreateStageCommand({})))).resolves.toMatchObject({
    name: "ServiceQuotaExceededException",
    status: 402,
  });

  await client.send(new DeleteStageCommand({ arn: first.stage?.arn }));
  await expect(failureOf(client.send(new CreateStageCommand({})))).resolves.toBeUndefined();
});

test("an unverified account may read but not write", async () => {
  const { client, emulator } = await start({ settings: { pendingVerification: true } });
  const { arn } = emulator.stages.create();

  for (const write of [
    () => client.send(new CreateStageCommand({})),
    () => client.send(new UpdateStageCommand({ arn, name: "x" })),
    () => client.send(new DeleteStageCommand({ arn })),
  ])
    await expect(failureOf(write())).resolves.toMatchObject({
      name: "PendingVerification",
      status: 403,
    });
  await expect(failureOf(client.send(new GetStageCommand({ arn })))).resolves.toBeUndefined();
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({ stages: [{ arn }] });
});

test("ListStages shows summaries without endpoints and recording", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create({ name: "a", tags: { k: "v" } });

  const { stages, nextToken } = await client.send(new ListStagesCommand({}));

  expect(stages).toEqual([{ arn, name: "a", tags: { k: "v" } }]);
  expect(nextToken).toBeUndefined();
});

test("a stage has an active session ID exactly while a session is open", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const driver = emulator.stages.stage(arn);
  const seen = async () => {
    const { stage } = await client.send(new GetStageCommand({ arn }));
    const { stages } = await client.send(new ListStagesCommand({}));
    expect(stages?.[0]?.activeSessionId).toBe(stage?.activeSessionId);
    return stage;
  };

  expect(await seen()).not.toHaveProperty("activeSessionId");
  const first = driver.startSession();
  expect(first).toMatch(/^st-[a-zA-Z0-9]{13}$/);
  expect((await seen())?.activeSessionId).toBe(first);
  expect(driver.startSession()).toBe(first);
  expect(driver.endSession()).toBe(first);
  expect(driver.endSession()).toBeUndefined();
  expect(await seen()).not.toHaveProperty("activeSessionId");
  expect(driver.startSession()).not.toBe(first);
});

test("UpdateStage keeps what the request leaves out", async () => {
  const { client, emulator } = await start();
  const storage = emulator.storageConfigurations.create();
  const recording = { storageConfigurationArn: storage.arn, ...everyField };
  const { arn } = emulator.stages.create({ name: "old", autoParticipantRecordingConfiguration: recording });

  const renamed = await client.send(new UpdateStageCommand({ arn, name: "new" }));
  expect(renamed.stage).toMatchObject({ name: "new", autoParticipantRecordingConfiguration: recording });

  const same = await client.send(new UpdateStageCommand({ arn }));
  expect(same.stage).toEqual(renamed.stage);

  const nameless = await client.send(new UpdateStageCommand({ arn, name: "" }));
  expect(nameless.stage?.name).toBe("");
});

test("UpdateStage with an empty storage configuration switches recording off and resets the rest", async () => {
  const { client, emulator } = await start();
  const storage = emulator.storageConfigurations.create();
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn, ...everyField },
  });

  const { stage } = await client.send(
    new UpdateStageCommand({
      arn,
      autoParticipantRecordingConfiguration: { ...everyField, storageConfigurationArn: "" },
    }),
  );

  expect(stage?.autoParticipantRecordingConfiguration).toEqual(recordingOff);
});

test("UpdateStage refuses to change the recording while the stage is recorded, and changes nothing else", async () => {
  const { client, emulator, clock } = await start();
  const storage = emulator.storageConfigurations.create();
  const autoParticipantRecordingConfiguration = { storageConfigurationArn: storage.arn };
  const { arn } = emulator.stages.create({ name: "old", autoParticipantRecordingConfiguration });
  const driver = emulator.stages.stage(arn);
  const host = driver.join();
  host.publish();
  const off = { storageConfigurationArn: "" };

  await expect(
    failureOf(
      client.send(new UpdateStageCommand({ arn, name: "new", autoParticipantRecordingConfiguration: off })),
    ),
  ).resolves.toMatchObject({ name: "ConflictException", status: 409 });
  expect(driver.read()).toMatchObject({ name: "old", autoParticipantRecordingConfiguration });
  await client.send(new UpdateStageCommand({ arn, name: "new" }));

  host.unpublish();
  clock.moveTo(1000);
  await client.send(new UpdateStageCommand({ arn, autoParticipantRecordingConfiguration: off }));
  expect(driver.read().autoParticipantRecordingConfiguration).toEqual(recordingOff);
});

test("UpdateStage may change the recording while people are there but nothing is recorded", async () => {
  const { client, emulator } = await start();
  const storage = emulator.storageConfigurations.create();
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn },
  });
  emulator.stages.stage(arn).join();
  await client.send(
    new UpdateStageCommand({ arn, autoParticipantRecordingConfiguration: { storageConfigurationArn: "" } }),
  );
  expect(emulator.stages.stage(arn).read().autoParticipantRecordingConfiguration).toEqual(recordingOff);
});

test("UpdateStage may switch recording on while a session is open", async () => {
  const { client, emulator } = await start();
  const storage = emulator.storageConfigurations.create();
  const { arn } = emulator.stages.create();
  emulator.stages.stage(arn).startSession();
  const on = { storageConfigurationArn: storage.arn };
  await expect(
    client.send(new UpdateStageCommand({ arn, autoParticipantRecordingConfiguration: on })),
  ).resolves.toMatchObject({ stage: { autoParticipantRecordingConfiguration: on } });
});

test("UpdateStage answers 404 for a storage configuration that does not exist", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const storageConfigurationArn = "arn:aws:ivs:us-west-2:123456789012:storage-configuration/none";
  await expect(
    failureOf(
      client.send(
        new UpdateStageCommand({ arn, autoParticipantRecordingConfiguration: { storageConfigurationArn } }),
      ),
    ),
  ).resolves.toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});

test("DeleteStage makes the stage unknown to everyone", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  emulator.stages.stage(arn).join();

  await client.send(new DeleteStageCommand({ arn }));

  await expect(client.send(new GetStageCommand({ arn }))).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(client.send(new DeleteStageCommand({ arn }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({ stages: [] });
  expect(() => emulator.stages.stage(arn).read()).toThrow(arn);
});

for (const [name, call] of [
  ["GetStage", (client: IVSRealTimeClient, arn: string) => client.send(new GetStageCommand({ arn }))],
  ["UpdateStage", (client: IVSRealTimeClient, arn: string) => client.send(new UpdateStageCommand({ arn }))],
  ["DeleteStage", (client: IVSRealTimeClient, arn: string) => client.send(new DeleteStageCommand({ arn }))],
] as const) {
  test(`${name} answers 404 for an unknown stage and 403 for one of another account or Region`, async () => {
    const { client } = await start();
    const unknown = await failureOf(call(client, unknownArn));
    expect(unknown).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
    expect(unknown?.text).toContain(unknownArn);
    for (const arn of elsewhere)
      await expect(failureOf(call(client, arn))).resolves.toMatchObject({
        name: "AccessDeniedException",
        status: 403,
      });
  });
}

test("what the driver hands out are copies", async () => {
  const { emulator } = await start();
  const tags = { k: "v" };
  const created = emulator.stages.create({ tags });
  tags.k = "changed";
  Object.assign(created, { name: "changed" });
  Object.assign(emulator.stages.list()[0]?.tags ?? {}, { k: "changed" });
  expect(emulator.stages.stage(created.arn).read()).toMatchObject({ name: "", tags: { k: "v" } });
});

test("the driver deletes stages and is not counted", async () => {
  const { emulator, clock } = await start();
  const { arn } = emulator.stages.create();
  clock.moveTo(startAt);
  emulator.stages.stage(arn).delete();
  expect(emulator.stages.list()).toEqual([]);
  expect(emulator.calls).toEqual({});
});
