import { generateKeyPairSync } from "node:crypto";

import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { importPublicKey } from "../support/resources.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const missingArn = `${own}:public-key/doesNotExist`;
const asOf = "2026-07-01T10:00:01.000Z";
const unthrottled = { settings: { throttle: "off" } } as const;
const members = `__typename id arn name asOf stale tags { key value } team: tag(key: "team") none: tag(key: "constructor")`;
const full = { name: "signer", tags: [{ key: "team", value: "sport" }] };

const globalId = (arn: string) => Buffer.from(`PublicKey:${arn}`).toString("base64url");

function anotherKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-384" })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
}

const shown = (arn: string) => ({
  __typename: "PublicKey",
  id: globalId(arn),
  arn,
  name: "signer",
  asOf,
  stale: false,
  tags: full.tags,
  team: "sport",
  none: null,
});

describe("publicKey", () => {
  it("shows every member for one GetPublicKey", async () => {
    const gateway = await startGateway();
    const { arn } = await importPublicKey(gateway, full);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { publicKey(arn: $arn) { ${members} publicKeyMaterial fingerprint } }`,
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.publicKey).toEqual({
      ...shown(arn),
      publicKeyMaterial: tokenPublicKeyPem,
      fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    });
    expect(gateway.emulator.calls).toEqual({ GetPublicKey: 1 });
  });

  it("is null when it does not exist", async () => {
    const gateway = await startGateway();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { publicKey(arn: $arn) { fingerprint } }",
      { arn: missingArn },
    );
    expect({ data, errors }).toEqual({ data: { publicKey: null }, errors: undefined });
  });

  it("shows an answer that lacks what AWS may leave out", async () => {
    const gateway = await startGateway();
    gateway.emulator.inject({
      operation: "GetPublicKey",
      kind: "html",
      status: 200,
      body: JSON.stringify({ publicKey: { name: "", fingerprint: "", publicKeyMaterial: "" } }),
    });
    const { data } = await gateway.query(
      "query ($arn: Arn!) { publicKey(arn: $arn) { arn name tags { key } fingerprint publicKeyMaterial } }",
      { arn: missingArn },
    );
    expect(data.publicKey).toEqual({
      arn: missingArn,
      name: null,
      tags: [],
      fingerprint: null,
      publicKeyMaterial: null,
    });
  });
});

describe("publicKeys", () => {
  it("show a summary for one ListPublicKeys a page, and the material for a GetPublicKey each", async () => {
    const gateway = await startGateway(unthrottled);
    const { arn } = await importPublicKey(gateway, full);
    await importPublicKey(gateway, { publicKeyMaterial: anotherKey() });
    const { data, errors } = await gateway.query(
      `{ publicKeys(first: 1) { asOf stale nodes { ${members} } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.publicKeys).toMatchObject({
      asOf,
      stale: false,
      nodes: [shown(arn)],
      pageInfo: { hasNextPage: true },
    });
    const rest = await gateway.query(
      "query ($after: String) { publicKeys(after: $after) { nodes { name } pageInfo { hasNextPage } } }",
      { after: data.publicKeys.pageInfo.endCursor },
    );
    expect(rest.data.publicKeys).toEqual({ nodes: [{ name: null }], pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toEqual({ ListPublicKeys: 2 });

    gateway.emulator.resetCalls();
    const detailed = await gateway.query("{ publicKeys { nodes { fingerprint } } }");
    const each = { fingerprint: expect.any(String) };
    expect(detailed.data.publicKeys.nodes).toEqual([each, each]);
    expect(gateway.emulator.calls).toEqual({ ListPublicKeys: 1, GetPublicKey: 2 });
  });
});

it("is found by its id or ARN, several for one ListPublicKeys", async () => {
  const gateway = await startGateway();
  const one = await importPublicKey(gateway, { name: "one" });
  const two = await importPublicKey(gateway, { name: "two", publicKeyMaterial: anotherKey() });
  const single = await gateway.query(
    "query ($id: ID!, $arn: Arn!) { node(id: $id) { ... on PublicKey { name } } resource(arn: $arn) { __typename } }",
    { ...one },
  );
  expect(single.data).toEqual({ node: { name: "one" }, resource: { __typename: "PublicKey" } });
  expect(gateway.emulator.calls).toEqual({ GetPublicKey: 1 });

  gateway.emulator.resetCalls();
  const { data } = await gateway.query(
    "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on PublicKey { name } } }",
    { ids: [two.id, globalId(missingArn), one.id] },
  );
  expect(data.nodes).toEqual([{ name: "two" }, null, { name: "one" }]);
  expect(gateway.emulator.calls).toEqual({ ListPublicKeys: 1 });
});

describe("importPublicKey", () => {
  const block = tokenPublicKeyPem.trimEnd();

  it.each([
    [block, ""],
    [`before ${block}\r\nafter`, `line\n${block}`],
    [block.replaceAll("\n", "\r\n"), block.replaceAll("\n", " ")],
    [`${block}\n`, `${block}\nafter\n`],
    [block, block.replaceAll("PUBLIC", "RSA PUBLIC")],
    [block, `${block} \ud800`],
  ])("sends a key in PEM and refuses other text before any call (%#)", async (accepted, refused) => {
    const gateway = await startGateway();
    const importing = (publicKeyMaterial: string) =>
      gateway.query(
        `mutation ($publicKeyMaterial: String!) { made: importPublicKey(input: { publicKeyMaterial: $publicKeyMaterial, name: null, tags: null }) {
           __typename ... on IvsValidationError { faults { path rule } } } }`,
        { publicKeyMaterial },
      );
    const { data } = await importing(refused);
    expect(data.made.__typename).toBe("IvsValidationError");
    expect(data.made.faults[0]).toMatchObject({
      path: ["input", "publicKeyMaterial"],
      rule: refused.includes("\ud800") ? "wellFormed" : "pattern",
    });
    expect(gateway.emulator.calls).toEqual({});
    await importing(accepted);
    expect(gateway.emulator.calls).toEqual({ ImportPublicKey: 1 });
  });

  it("tells of a key that AWS has already, and of one too many", async () => {
    const gateway = await startGateway({ settings: { throttle: "off", publicKeysPerRegion: 1 } });
    await importPublicKey(gateway);
    const again = async (publicKeyMaterial: string) =>
      (
        await gateway.query(
          "mutation ($pem: String!) { importPublicKey(input: { publicKeyMaterial: $pem }) { ... on IvsError { code } } }",
          { pem: publicKeyMaterial },
        )
      ).data.importPublicKey;
    expect(await again(tokenPublicKeyPem)).toEqual({ code: "CONFLICT" });
    expect(await again(anotherKey())).toEqual({ code: "SERVICE_QUOTA_EXCEEDED" });
  });
});
