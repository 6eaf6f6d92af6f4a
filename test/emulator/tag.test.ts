import { generateKeyPairSync } from "node:crypto";
import {
  GetCompositionCommand,
  GetEncoderConfigurationCommand,
  GetIngestConfigurationCommand,
  GetPublicKeyCommand,
  GetStageCommand,
  GetStorageConfigurationCommand,
  ImportPublicKeyCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type IVSRealTimeClient,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { createdIngest, startedComposition } from "./resources.ts";
import { failureOf, raw, start } from "./start.ts";

function numbered(count: number, from = 0): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${from + index}`, "v"]));
}

test("tags can be added, replaced, read and removed", async () => {
  const { client, emulator } = await start();
  const { arn: resourceArn } = emulator.stages.create({ tags: { env: "test", team: "a" } });
  const read = async () => (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

  expect(await read()).toEqual({ env: "test", team: "a" });
  await client.send(new TagResourceCommand({ resourceArn, tags: { team: "b", "x y/&+%": "ü ☂" } }));
  expect(await read()).toEqual({ env: "test", team: "b", "x y/&+%": "ü ☂" });
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["x y/&+%", "env", "never there"] }));
  expect(await read()).toEqual({ team: "b" });
  const { stage } = await client.send(new GetStageCommand({ arn: resourceArn }));
  expect(stage?.tags).toEqual({ team: "b" });
});

test("every kind of resource can be tagged at its creation and later, and shows the same tags itself", async () => {
  const started = await start();
  const { client, emulator } = started;
  const tags = { born: "with" };
  const { encoder, storage, composition } = await startedComposition(started, { tags });
  const publicKeyMaterial = generateKeyPairSync("ec", { namedCurve: "P-384" })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
  const { publicKey } = await client.send(new ImportPublicKeyCommand({ publicKeyMaterial, tags }));
  const ingest = await createdIngest(client, { tags });
  const stage = emulator.stages.create({ tags });
  await client.send(new TagResourceCommand({ resourceArn: encoder, tags }));
  await client.send(new TagResourceCommand({ resourceArn: storage, tags }));

  for (const [resourceArn = "", read] of [
    [stage.arn, async (arn: string) => (await client.send(new GetStageCommand({ arn }))).stage],
    [
      encoder,
      async (arn: string) =>
        (await client.send(new GetEncoderConfigurationCommand({ arn }))).encoderConfiguration,
    ],
    [
      storage,
      async (arn: string) =>
        (await client.send(new GetStorageConfigurationCommand({ arn }))).storageConfiguration,
    ],
    [
      ingest.arn,
      async (arn: string) =>
        (await client.send(new GetIngestConfigurationCommand({ arn }))).ingestConfiguration,
    ],
    [publicKey?.arn, async (arn: string) => (await client.send(new GetPublicKeyCommand({ arn }))).publicKey],
    [composition, async (arn: string) => (await client.send(new GetCompositionCommand({ arn }))).composition],
  ] as const) {
    await client.send(new TagResourceCommand({ resourceArn, tags: { more: "later" } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["none"] }));
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(listed.tags).toEqual({ born: "with", more: "later" });
    expect((await read(resourceArn))?.tags).toEqual({ born: "with", more: "later" });
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["born"] }));
    expect((await read(resourceArn))?.tags).toEqual({ more: "later" });
  }
});

test("keys that mean something to JavaScript are keys like others", async () => {
  const { client, emulator } = await start();
  const { arn: resourceArn } = emulator.stages.create();
  const tags = JSON.parse('{ "__proto__": "a", "constructor": "b", "toString": "c" }') as Record<
    string,
    string
  >;

  const path = `/tags/${encodeURIComponent(resourceArn)}`;
  const put = await raw(emulator, "POST", path, JSON.stringify({ tags }));
  expect(put).toMatchObject({ status: 200, body: "" });
  const got = await raw(emulator, "GET", path);
  expect(got.body).toBe('{"tags":{"__proto__":"a","constructor":"b","toString":"c"}}');

  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["__proto__", "toString"] }));
  expect((await raw(emulator, "GET", path)).body).toBe('{"tags":{"constructor":"b"}}');
});

test("a resource holds fifty tags, counted after merging", async () => {
  const { client, emulator } = await start();
  const { arn: resourceArn } = emulator.stages.create({ tags: numbered(49) });

  await client.send(new TagResourceCommand({ resourceArn, tags: numbered(2, 48) }));
  await client.send(new TagResourceCommand({ resourceArn, tags: numbered(50) }));
  const failure = await failureOf(client.send(new TagResourceCommand({ resourceArn, tags: { more: "" } })));

  expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual(numbered(50));
});

const calls: Record<string, (client: IVSRealTimeClient, resourceArn: string) => Promise<unknown>> = {
  ListTagsForResource: (client, resourceArn) => client.send(new ListTagsForResourceCommand({ resourceArn })),
  TagResource: (client, resourceArn) => client.send(new TagResourceCommand({ resourceArn, tags: {} })),
  UntagResource: (client, resourceArn) =>
    client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["k"] })),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name} answers 404 for unknown resources of any kind and 403 for foreign ones`, async () => {
    const { client } = await start();
    for (const kind of ["stage", "composition", "storage-configuration", "public-key"])
      await expect(
        failureOf(call(client, `arn:aws:ivs:us-west-2:123456789012:${kind}/abc`)),
      ).resolves.toMatchObject({ name: "ResourceNotFoundException", status: 404 });
    await expect(
      failureOf(call(client, "arn:aws:ivs:us-west-2:999999999999:stage/abc")),
    ).resolves.toMatchObject({ name: "AccessDeniedException", status: 403 });
  });
}

test("the ARN in the path counts, whatever the body says", async () => {
  const { emulator } = await start();
  const tagged = emulator.stages.create();
  const other = emulator.stages.create();
  const body = JSON.stringify({ resourceArn: other.arn, tags: { k: "v" } });

  await raw(emulator, "POST", `/tags/${encodeURIComponent(tagged.arn)}`, body);

  expect(emulator.stages.stage(tagged.arn).read().tags).toEqual({ k: "v" });
  expect(emulator.stages.stage(other.arn).read().tags).toEqual({});
});

test("UntagResource removes the keys that it names, with question marks and all", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create({ tags: { a: "1", "a?b": "2", "c?d&e=f": "3" } });
  await client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["c?d&e=f"] }));
  await raw(emulator, "DELETE", `/tags/${encodeURIComponent(arn)}?tagKeys=a?b`);
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  expect(tags).toEqual({ a: "1" });
});

for (const [method, path, body] of [
  ["GET", "/tags/"],
  ["POST", "/tags/", '{"tags":{}}'],
  ["DELETE", "/tags/?tagKeys=a"],
] as const)
  test(`${method} ${path} breaks the least length of an ARN`, async () => {
    const { emulator } = await start();
    expect(await raw(emulator, method, path, body)).toMatchObject({
      status: 400,
      headers: { "x-amzn-errortype": "ValidationException" },
      body: expect.stringContaining("length greater than or equal to 1"),
    });
  });
