import { expect } from "vitest";

import type { Gateway } from "./gateway.ts";
import { tokenPublicKeyPem } from "./token-key.ts";

/** Runs a mutation through the gateway and forgets the calls that it cost; returns `member` of its payload. */
async function make<Payload>(
  gateway: Gateway,
  mutation: string,
  input: object,
  [member, selection]: [member: string, selection: string],
): Promise<Payload> {
  const Name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${Name}Input!) { made: ${mutation}(input: $input) {
       ... on IvsError { message } ... on ${Name}Payload { ${member} { ${selection} } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  expect(data.made).toEqual({ [member]: expect.anything() });
  gateway.emulator.resetCalls();
  return data.made[member];
}

interface Made {
  id: string;
  arn: string;
}

export function createEncoderConfiguration(gateway: Gateway, input: object = {}): Promise<Made> {
  return make(gateway, "createEncoderConfiguration", input, ["encoderConfiguration", "id arn"]);
}

/** Imports the key that tests sign with, unless told otherwise. */
export function importPublicKey(gateway: Gateway, input: object = {}): Promise<Made> {
  const key = { publicKeyMaterial: tokenPublicKeyPem, ...input };
  return make(gateway, "importPublicKey", key, ["publicKey", "id arn"]);
}

export const channelArn = "arn:aws:ivs:us-west-2:123456789012:channel/DOlMW4dfMR8r";

/** Starts a composition of a new stage to a channel, unless told otherwise. */
export function startComposition(
  gateway: Gateway,
  input: object = {},
): Promise<Made & { stageArn: string; destinations: { destinationId: string }[] }> {
  const asked = {
    stageArn: "stageArn" in input ? input.stageArn : gateway.emulator.stages.create({ name: "studio" }).arn,
    destinations: [{ target: { channel: { channelArn } } }],
    ...input,
  };
  const selection = "id arn stageArn destinations { destinationId }";
  return make(gateway, "startComposition", asked, ["composition", selection]);
}
