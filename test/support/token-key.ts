import { generateKeyPairSync } from "node:crypto";

const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-384",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

export const tokenPrivateKeyPem = privateKey;
export const tokenPublicKeyPem = publicKey;
export const tokenPublicKeyArn =
  "arn:aws:ivs:us-west-2:123456789012:public-key/f99cde61-c2b0-4df3-8941-ca7d38acca1a";

/** The settings of a gateway that signs tokens. */
export const tokenKeyEnv = {
  IVS_GRAPHQL_TOKEN_PRIVATE_KEY: privateKey,
  IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: tokenPublicKeyArn,
};
