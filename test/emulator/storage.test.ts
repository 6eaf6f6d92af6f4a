import {
  CreateStorageConfigurationCommand,
  DeleteStageCommand,
  DeleteStorageConfigurationCommand,
  GetStorageConfigurationCommand,
  ListStorageConfigurationsCommand,
  StopCompositionCommand,
  type IVSRealTimeClient,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { limits, longest, names, pages, pattern, refusesArns, shortest, tagMaps } from "./limits.ts";
import { createdStorage, startedComposition } from "./resources.ts";
import { eventually, failureOf, raw, start } from "./start.ts";

const s3 = { bucketName: "recordings" };

function create(client: IVSRealTimeClient, bucketName = "recordings") {
  return client.send(new CreateStorageConfigurationCommand({ s3: { bucketName } }));
}

test("CreateStorageConfiguration gives an ARN, and Get and List show the same", async () => {
  const { client } = await start();

  const { storageConfiguration } = await client.send(
    new CreateStorageConfigurationCommand({ name: "main", s3, tags: { env: "test" } }),
  );

  expect(storageConfiguration).toEqual({
    arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:storage-configuration\/[a-zA-Z0-9]{12}$/),
    name: "main",
    s3,
    tags: { env: "test" },
  });
  const arn = storageConfiguration?.arn;
  const got = await client.send(new GetStorageConfigurationCommand({ arn }));
  expect(got.storageConfiguration).toEqual(storageConfiguration);
  const listed = await client.send(new ListStorageConfigurationsCommand({}));
  expect(listed.storageConfigurations).toEqual([storageConfiguration]);
});

test("names and buckets may repeat", async () => {
  const { client } = await start();
  for (let count = 0; count < 2; count += 1)
    await client.send(new CreateStorageConfigurationCommand({ name: "twin", s3 }));
  const { storageConfigurations } = await client.send(new ListStorageConfigurationsCommand({}));
  expect(storageConfigurations?.map(({ name, s3: { bucketName } = {} }) => [name, bucketName])).toEqual([
    ["twin", "recordings"],
    ["twin", "recordings"],
  ]);
});

const nothing = () => undefined;
limits("name", {
  known: nothing,
  send: (client, name: string) => client.send(new CreateStorageConfigurationCommand({ name, s3 })),
  ...names,
});
limits("tags", {
  known: nothing,
  send: (client, tags: Record<string, string>) =>
    client.send(new CreateStorageConfigurationCommand({ s3, tags })),
  ...tagMaps,
});
limits("s3.bucketName", {
  known: nothing,
  send: (client, bucketName: string) => create(client, bucketName),
  takes: ["abc", "a-b.c9", "b".repeat(63)],
  refuses: [
    ["ab", shortest(3)],
    ["b".repeat(64), longest(63)],
    ["Upper", pattern],
    ["under_score", pattern],
  ],
});

test("CreateStorageConfiguration without s3, or without a bucket, says what is missing", async () => {
  const { emulator } = await start();
  for (const [body, member] of [
    ["{}", "s3"],
    ['{"s3":{}}', "s3.bucketName"],
  ] as const) {
    const answer = await raw(emulator, "POST", "/CreateStorageConfiguration", body);
    expect(answer.headers["x-amzn-errortype"]).toBe("ValidationException");
    expect(answer.body).toContain(
      `Value at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
});

test("CreateStorageConfiguration answers 404 for a bucket that S3 does not have", async () => {
  const { client } = await start({ settings: { missingBuckets: ["lost"] } });
  const failure = await failureOf(create(client, "lost"));
  expect(failure).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  expect(failure?.text).toContain("lost");
  expect(await failureOf(create(client, "found"))).toBeUndefined();
});

test("CreateStorageConfiguration takes its time when the settings say so, and others do not", async () => {
  const { client, clock, emulator } = await start({
    settings: { operationLatencyMs: { CreateStorageConfiguration: 5_000 } },
  });
  const creating = create(client);
  await eventually(() => emulator.activity().parked === 1);
  await client.send(new ListStorageConfigurationsCommand({}));
  clock.moveTo(5_000);
  expect((await creating).storageConfiguration?.arn).toContain("storage-configuration/");
});

test("CreateStorageConfiguration fails with 402 when the account has its quota of 5", async () => {
  const { client } = await start();
  const arns: (string | undefined)[] = [];
  for (let count = 0; count < 5; count += 1) arns.push((await create(client)).storageConfiguration?.arn);
  expect(await failureOf(create(client))).toMatchObject({
    name: "ServiceQuotaExceededException",
    status: 402,
  });
  await client.send(new DeleteStorageConfigurationCommand({ arn: arns[4] }));
  expect(await failureOf(create(client))).toBeUndefined();
});

test("DeleteStorageConfiguration answers 409 while a composition uses it", async () => {
  const started = await start();
  const { client, clock } = started;
  const { composition, storage } = await startedComposition(started);
  const remove = () => failureOf(client.send(new DeleteStorageConfigurationCommand({ arn: storage })));

  expect(await remove()).toMatchObject({ name: "ConflictException", status: 409 });
  await client.send(new StopCompositionCommand({ arn: composition }));
  clock.moveTo(2_000);
  expect(await remove()).toBeUndefined();
  expect(await remove()).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});

test("DeleteStorageConfiguration answers 409 while a stage records to it", async () => {
  const { client, emulator } = await start();
  const storage = await createdStorage(client);
  const { arn } = emulator.stages.create({
    autoParticipantRecordingConfiguration: { storageConfigurationArn: storage },
  });
  const remove = () => failureOf(client.send(new DeleteStorageConfigurationCommand({ arn: storage })));

  const refused = await remove();
  expect(refused).toMatchObject({ name: "ConflictException", status: 409 });
  expect(refused?.text).toContain(arn);
  await client.send(new DeleteStageCommand({ arn }));
  expect(await remove()).toBeUndefined();
});

test("an unverified account may delete storage configurations but not create them", async () => {
  const { client, emulator } = await start();
  const arn = await createdStorage(client);
  await raw(emulator, "PATCH", "/_emulator/settings", '{"pendingVerification":true}', {});
  expect(await failureOf(create(client))).toMatchObject({ name: "PendingVerification", status: 403 });
  await client.send(new DeleteStorageConfigurationCommand({ arn }));
});

refusesArns("storage-configuration", {
  GetStorageConfiguration: (client, arn) => client.send(new GetStorageConfigurationCommand({ arn })),
  DeleteStorageConfiguration: (client, arn) => client.send(new DeleteStorageConfigurationCommand({ arn })),
});

pages("ListStorageConfigurations", {
  defaultSize: 5,
  // The driver is not bound by the quota, which is what a page has by default.
  async fill({ emulator }, count) {
    for (let made = 0; made < count; made += 1) emulator.storageConfigurations.create();
  },
  async list(client, page) {
    const { storageConfigurations, nextToken } = await client.send(
      new ListStorageConfigurationsCommand(page),
    );
    return { rows: storageConfigurations ?? [], nextToken };
  },
});

test("ListStorageConfigurations gives at most 100 rows to a page, however high the quota is", async () => {
  const { client, emulator } = await start({ settings: { storageConfigurationsPerAccount: 500 } });
  for (let made = 0; made < 101; made += 1) emulator.storageConfigurations.create();
  const { storageConfigurations } = await client.send(new ListStorageConfigurationsCommand({}));
  expect(storageConfigurations).toHaveLength(100);
});
