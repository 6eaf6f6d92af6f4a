import {
  CreateEncoderConfigurationCommand,
  DeleteEncoderConfigurationCommand,
  GetEncoderConfigurationCommand,
  ListEncoderConfigurationsCommand,
  StopCompositionCommand,
  type IVSRealTimeClient,
  type Video,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { least, limits, most, names, pages, refusesArns, tagMaps } from "./limits.ts";
import { startedComposition } from "./resources.ts";
import { failureOf, raw, start } from "./start.ts";

function create(client: IVSRealTimeClient, video?: Video) {
  return client.send(new CreateEncoderConfigurationCommand(video ? { video } : {}));
}

test("CreateEncoderConfiguration without input has every default", async () => {
  const { client } = await start();

  const { encoderConfiguration } = await create(client);

  expect(encoderConfiguration).toEqual({
    arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:encoder-configuration\/[a-zA-Z0-9]{12}$/),
    name: "",
    video: { width: 1280, height: 720, framerate: 30, bitrate: 2_500_000 },
    tags: {},
  });
});

test("CreateEncoderConfiguration keeps name, video and tags, and Get shows the same", async () => {
  const { client } = await start();
  const video = { width: 640, height: 360, framerate: 29.97, bitrate: 800_000 };

  const { encoderConfiguration } = await client.send(
    new CreateEncoderConfigurationCommand({ name: "small", video, tags: { env: "test" } }),
  );

  expect(encoderConfiguration).toMatchObject({ name: "small", video, tags: { env: "test" } });
  const arn = encoderConfiguration?.arn;
  const got = await client.send(new GetEncoderConfigurationCommand({ arn }));
  expect(got.encoderConfiguration).toEqual(encoderConfiguration);
});

test("a video that is given in part keeps the other defaults", async () => {
  const { client } = await start();
  const { encoderConfiguration } = await create(client, { bitrate: 1 });
  expect(encoderConfiguration?.video).toEqual({ width: 1280, height: 720, framerate: 30, bitrate: 1 });
});

test("ListEncoderConfigurations shows no video", async () => {
  const { client } = await start();
  const { encoderConfiguration } = await client.send(
    new CreateEncoderConfigurationCommand({ name: "a", tags: { k: "v" } }),
  );
  const { encoderConfigurations, nextToken } = await client.send(new ListEncoderConfigurationsCommand({}));
  expect(encoderConfigurations).toEqual([{ arn: encoderConfiguration?.arn, name: "a", tags: { k: "v" } }]);
  expect(nextToken).toBeUndefined();
});

const nothing = () => undefined;
limits("name", {
  known: nothing,
  send: (client, name: string) => client.send(new CreateEncoderConfigurationCommand({ name })),
  ...names,
});
limits("tags", {
  known: nothing,
  send: (client, tags: Record<string, string>) =>
    client.send(new CreateEncoderConfigurationCommand({ tags })),
  ...tagMaps,
});
limits<Video, undefined>("video", {
  known: nothing,
  send: (client, video: Video) => create(client, video),
  takes: [
    {},
    { width: 2, height: 2, framerate: 1, bitrate: 1 },
    { width: 1920, height: 1080, framerate: 60, bitrate: 8_500_000 },
    { width: 1080, height: 1920 },
    { width: 1440, height: 1440 },
    { framerate: 59.94 },
  ],
  refuses: [
    [{ width: 0 }, least(2)],
    [{ height: 0 }, least(2)],
    [{ width: 1922 }, most(1920)],
    [{ height: 1922 }, most(1920)],
    [{ width: 3 }, "'video.width' failed to satisfy constraint: Member must be an even number"],
    [{ height: 719 }, "'video.height' failed to satisfy constraint: Member must be an even number"],
    [{ width: 1920, height: 1082 }, "at most 2073600 pixels"],
    [{ width: 1442, height: 1440 }, "at most 2073600 pixels"],
    [{ framerate: 0.99 }, least(1)],
    [{ framerate: 60.01 }, most(60)],
    [{ bitrate: 0 }, least(1)],
    [{ bitrate: 8_500_001 }, most(8_500_000)],
  ],
});

test("a width with a fraction and a frame rate in words cannot be read", async () => {
  const { emulator } = await start();
  for (const video of ['{"width":640.5}', '{"framerate":"30"}', "[]"]) {
    const answer = await raw(emulator, "POST", "/CreateEncoderConfiguration", `{"video":${video}}`);
    expect(answer.headers["x-amzn-errortype"]).toBe("SerializationException");
  }
});

test("CreateEncoderConfiguration fails with 402 when the account has its quota of 20", async () => {
  const { client } = await start();
  const arns: (string | undefined)[] = [];
  for (let count = 0; count < 20; count += 1) arns.push((await create(client)).encoderConfiguration?.arn);
  expect(await failureOf(create(client))).toMatchObject({
    name: "ServiceQuotaExceededException",
    status: 402,
  });
  await client.send(new DeleteEncoderConfigurationCommand({ arn: arns[0] }));
  expect(await failureOf(create(client))).toBeUndefined();
});

test("DeleteEncoderConfiguration answers 409 until no composition uses it any more", async () => {
  const started = await start();
  const { client, clock } = started;
  const { composition, encoder } = await startedComposition(started);
  const remove = () => failureOf(client.send(new DeleteEncoderConfigurationCommand({ arn: encoder })));

  expect(await remove()).toMatchObject({ name: "ConflictException", status: 409 });
  await client.send(new StopCompositionCommand({ arn: composition }));
  expect(await remove()).toMatchObject({ name: "ConflictException", status: 409 });
  clock.moveTo(2_000);
  expect(await remove()).toBeUndefined();
  expect(await remove()).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});

test("an unverified account may read and delete encoder configurations but not create them", async () => {
  const { client, emulator } = await start();
  const { encoderConfiguration } = await create(client);
  const arn = encoderConfiguration?.arn;
  await raw(emulator, "PATCH", "/_emulator/settings", '{"pendingVerification":true}', {});
  expect(await failureOf(create(client))).toMatchObject({ name: "PendingVerification", status: 403 });
  await client.send(new GetEncoderConfigurationCommand({ arn }));
  await client.send(new DeleteEncoderConfigurationCommand({ arn }));
});

refusesArns("encoder-configuration", {
  GetEncoderConfiguration: (client, arn) => client.send(new GetEncoderConfigurationCommand({ arn })),
  DeleteEncoderConfiguration: (client, arn) => client.send(new DeleteEncoderConfigurationCommand({ arn })),
});

pages("ListEncoderConfigurations", {
  settings: { encoderConfigurationsPerAccount: 200 },
  defaultSize: 100,
  async fill({ client }, count) {
    for (let made = 0; made < count; made += 1) await create(client);
  },
  async list(client, page) {
    const { encoderConfigurations, nextToken } = await client.send(
      new ListEncoderConfigurationsCommand(page),
    );
    return { rows: encoderConfigurations ?? [], nextToken };
  },
});
