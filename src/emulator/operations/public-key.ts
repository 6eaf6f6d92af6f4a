import { createHash, createPublicKey } from "node:crypto";
import type { PublicKey, PublicKeySummary } from "@aws-sdk/client-ivs-realtime";

import { arnOf, publicKeyArn } from "../arn.ts";
import { constraintFailure, failure } from "../aws-error.ts";
import { maxResults, nextToken } from "../page.ts";
import type { StringRule } from "../rule.ts";
import type { PublicKeyRecord } from "../state.ts";
import type { World } from "../world.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { requireRoom } from "./quota.ts";
import { tags } from "./tag.ts";

const arn = { ...publicKeyArn, required: true } as const;

const publicKeyMaterial = {
  type: "string",
  pattern: /^.*-----BEGIN PUBLIC KEY-----\r?\n([a-zA-Z0-9+/=\r\n]+)\r?\n-----END PUBLIC KEY-----(\r?\n)?.*$/,
  required: true,
} as const satisfies StringRule & { required: true };

export const importPublicKey: Operation<"ImportPublicKey"> = {
  input: { publicKeyMaterial, name, tags },
  needsVerifiedAccount: true,
  handle(input, world) {
    const material = given(input.publicKeyMaterial);
    const fingerprint = fingerprintOf(material, world.settings);
    const { publicKeys } = world.state;
    const twin = publicKeys.list().find((each) => each.fingerprint === fingerprint);
    if (twin) throw failure("ConflictException", `The key has been imported before, as ${twin.arn}`);
    requireRoom(publicKeys, world.settings.publicKeysPerRegion, "public keys");
    const imported = publicKeys.add((sequence) => ({
      sequence,
      arn: arnOf(world, "public-key", world.random.alphanumeric(12)),
      name: input.name ?? "",
      publicKeyMaterial: material,
      fingerprint,
      tags: { ...input.tags },
    }));
    return { publicKey: detail(imported) };
  },
};

export const getPublicKey: Operation<"GetPublicKey"> = {
  input: { arn },
  handle: (input, world) => ({
    publicKey: detail(lookup(world, world.state.publicKeys, given(input.arn))),
  }),
};

export const listPublicKeys: Operation<"ListPublicKeys"> = {
  input: { nextToken, maxResults },
  handle(input, world) {
    const { items, next } = listPage(world, world.state.publicKeys.list(), {
      binding: "ListPublicKeys",
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { publicKeys: items.map(summary), ...next };
  },
};

export const deletePublicKey: Operation<"DeletePublicKey"> = {
  input: { arn },
  needsVerifiedAccount: true,
  handle(input, world) {
    world.state.publicKeys.delete(lookup(world, world.state.publicKeys, given(input.arn)).arn);
    return {};
  },
};

/** Sixteen hex bytes that are the same for the same key, however its PEM is laid out. AWS does not say how it does it. */
function fingerprintOf(
  material: string,
  { publicKeysMustBeP384 }: Pick<World["settings"], "publicKeysMustBeP384">,
): string {
  const refused = (wanted: string) =>
    constraintFailure([
      `Value at 'publicKeyMaterial' failed to satisfy constraint: Member must be ${wanted}`,
    ]);
  let key;
  try {
    key = createPublicKey(material);
  } catch {
    throw refused("a public key in PEM");
  }
  if (publicKeysMustBeP384 && key.asymmetricKeyDetails?.namedCurve !== "secp384r1")
    throw refused("an elliptic-curve key on P-384");
  const digest = createHash("md5")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
  return digest.match(/../g)?.join(":") ?? digest;
}

function summary(key: PublicKeyRecord) {
  return { arn: key.arn, name: key.name, tags: key.tags } satisfies PublicKeySummary;
}

function detail(key: PublicKeyRecord): PublicKey {
  return { ...summary(key), publicKeyMaterial: key.publicKeyMaterial, fingerprint: key.fingerprint };
}
