import { graphql } from "graphql";
import { expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";
import { type Scope, scopes } from "../../src/viewer.ts";
import { startGateway } from "../support/gateway.ts";
import { channelArn } from "../support/resources.ts";
import { contextsOn } from "../support/viewer-context.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const of = (type: string) => `arn: "${own}:${type}/abc"`;
const destinations = `destinations: [{ target: { channel: { channelArn: "${channelArn}" } } }]`;

const fields: [field: string, args: string, scope: Scope][] = [
  ["createEncoderConfiguration", "input: {}", "ivs:configuration:write"],
  ["deleteEncoderConfiguration", `input: { ${of("encoder-configuration")} }`, "ivs:configuration:write"],
  ["createStorageConfiguration", 'input: { s3: { bucketName: "abc" } }', "ivs:configuration:write"],
  ["deleteStorageConfiguration", `input: { ${of("storage-configuration")} }`, "ivs:configuration:write"],
  ["importPublicKey", 'input: { publicKeyMaterial: "" }', "ivs:configuration:write"],
  ["deletePublicKey", `input: { ${of("public-key")} }`, "ivs:configuration:write"],
  ["startComposition", `input: { stageArn: "${own}:stage/abc", ${destinations} }`, "ivs:composition:write"],
  ["stopComposition", `input: { ${of("composition")} }`, "ivs:composition:write"],
  ["encoderConfiguration", of("encoder-configuration"), "ivs:read"],
  ["encoderConfigurations", "first: 1", "ivs:read"],
  ["storageConfiguration", of("storage-configuration"), "ivs:read"],
  ["storageConfigurations", "first: 1", "ivs:read"],
  ["publicKey", of("public-key"), "ivs:read"],
  ["publicKeys", "first: 1", "ivs:read"],
  ["composition", of("composition"), "ivs:read"],
  ["compositions", "first: 1", "ivs:read"],
];

it.each(fields)("%s(%s) needs the scope %s, and calls nothing without", async (field, args, scope) => {
  const gateway = await startGateway();
  const contextOf = await contextsOn(gateway);
  const contextValue = contextOf({
    id: "somebody",
    scopes: new Set(scopes.filter((each) => each !== scope)),
  });
  const operation = scope === "ivs:read" ? "query" : "mutation";
  const source = `${operation} { ${field}(${args}) { __typename } }`;
  const { data, errors } = await graphql({ schema, source, contextValue });
  expect(data).toEqual({ [field]: null });
  expect(errors).toEqual([
    expect.objectContaining({ path: [field], message: `This needs the scope ${scope}.` }),
  ]);
  expect(gateway.emulator.calls).toEqual({});
});
