import { generateKeyPairSync } from "node:crypto";
import {
  DeletePublicKeyCommand,
  GetPublicKeyCommand,
  ImportPublicKeyCommand,
  ListPublicKeysCommand,
  type IVSRealTimeClient,
} from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { limits, names, pages, pattern, refusesArns, tagMaps } from "./limits.ts";
import { failureOf, raw, start } from "./start.ts";

function pem(namedCurve = "secp384r1"): string {
  return generateKeyPairSync("ec", { namedCurve })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
}

function importKey(client: IVSRealTimeClient, publicKeyMaterial = pem()) {
  return client.send(new ImportPublicKeyCommand({ publicKeyMaterial }));
}

test("ImportPublicKey keeps material, name and tags, and Get shows the same with the fingerprint", async () => {
  const { client } = await start();
  const publicKeyMaterial = pem();

  const { publicKey } = await client.send(
    new ImportPublicKeyCommand({ publicKeyMaterial, name: "signer", tags: { env: "test" } }),
  );

  expect(publicKey).toEqual({
    arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:public-key\/[a-zA-Z0-9]{12}$/),
    name: "signer",
    publicKeyMaterial,
    fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    tags: { env: "test" },
  });
  const got = await client.send(new GetPublicKeyCommand({ arn: publicKey?.arn }));
  expect(got.publicKey).toEqual(publicKey);
});

test("ListPublicKeys shows neither material nor fingerprint", async () => {
  const { client } = await start();
  const { publicKey } = await importKey(client);
  const { publicKeys } = await client.send(new ListPublicKeysCommand({}));
  expect(publicKeys).toEqual([{ arn: publicKey?.arn, name: "", tags: {} }]);
});

test("the same key is the same however its lines end, and cannot be imported twice", async () => {
  const { client } = await start();
  const material = pem();
  const { publicKey } = await importKey(client, material);

  const failure = await failureOf(importKey(client, material.replaceAll("\n", "\r\n")));

  expect(failure).toMatchObject({ name: "ConflictException", status: 409 });
  expect(failure?.text).toContain(publicKey?.arn);
  await client.send(new DeletePublicKeyCommand({ arn: publicKey?.arn }));
  expect(await failureOf(importKey(client, material))).toBeUndefined();
});

const known = () => undefined;
limits("name", {
  known,
  send: (client, name: string) => client.send(new ImportPublicKeyCommand({ publicKeyMaterial: pem(), name })),
  ...names,
});
limits("tags", {
  known,
  send: (client, tags: Record<string, string>) =>
    client.send(new ImportPublicKeyCommand({ publicKeyMaterial: pem(), tags })),
  ...tagMaps,
});
limits("publicKeyMaterial", {
  known,
  send: importKey,
  takes: [pem(), pem().trimEnd(), pem().replaceAll("\n", "\r\n"), pem("prime256v1")],
  refuses: [
    ["", pattern],
    ["not a key", pattern],
    [pem().replaceAll("PUBLIC", "PRIVATE"), pattern],
    [pem().replaceAll("\n", ""), pattern],
    [pem().replace("END", "FIN"), pattern],
    ["-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "a public key in PEM"],
  ],
});

test("ImportPublicKey without material says that it is missing", async () => {
  const { emulator } = await start();
  const answer = await raw(emulator, "POST", "/ImportPublicKey", "{}");
  expect(answer.body).toContain("Value at 'publicKeyMaterial' failed to satisfy constraint: Member must not");
});

test("only keys on P-384 are taken when the settings say so", async () => {
  const { client } = await start({ settings: { publicKeysMustBeP384: true } });
  expect(await failureOf(importKey(client, pem("prime256v1")))).toMatchObject({
    name: "ValidationException",
    status: 400,
  });
  expect(await failureOf(importKey(client))).toBeUndefined();
});

test("ImportPublicKey fails with 402 when the Region has its quota of 3", async () => {
  const { client } = await start();
  const keys: (string | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) keys.push((await importKey(client)).publicKey?.arn);
  expect(await failureOf(importKey(client))).toMatchObject({
    name: "ServiceQuotaExceededException",
    status: 402,
  });
  await client.send(new DeletePublicKeyCommand({ arn: keys[1] }));
  expect(await failureOf(importKey(client))).toBeUndefined();
});

test("public keys may be asked for three times a second", async () => {
  const { client } = await start({ settings: { throttle: "TooManyRequests429" } });
  const failures: unknown[] = [];
  for (let count = 0; count < 4; count += 1)
    failures.push(await failureOf(client.send(new ListPublicKeysCommand({}))));
  expect(failures.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(failures[3]).toMatchObject({ status: 429 });
});

test("an unverified account may read public keys but neither import nor delete them", async () => {
  const { client, emulator } = await start();
  const { publicKey } = await importKey(client);
  await raw(emulator, "PATCH", "/_emulator/settings", '{"pendingVerification":true}', {});
  for (const write of [
    () => importKey(client),
    () => client.send(new DeletePublicKeyCommand({ arn: publicKey?.arn })),
  ])
    expect(await failureOf(write())).toMatchObject({ name: "PendingVerification", status: 403 });
  await client.send(new GetPublicKeyCommand({ arn: publicKey?.arn }));
});

refusesArns("public-key", {
  GetPublicKey: (client, arn) => client.send(new GetPublicKeyCommand({ arn })),
  DeletePublicKey: (client, arn) => client.send(new DeletePublicKeyCommand({ arn })),
});

pages("ListPublicKeys", {
  settings: { publicKeysPerRegion: 100 },
  defaultSize: 50,
  async fill({ client }, count) {
    for (let made = 0; made < count; made += 1) await importKey(client);
  },
  async list(client, page) {
    const { publicKeys, nextToken } = await client.send(new ListPublicKeysCommand(page));
    return { rows: publicKeys ?? [], nextToken };
  },
});
