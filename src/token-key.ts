import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * The key that participant tokens are signed with, from two settings that are there both or not at all: `key` is PEM or the path of a file that
 * holds it. What is wrong is added to `faults`, in a sentence each that never repeats the key.
 */
export function readTokenKey(
  key: string | undefined,
  publicKeyArn: string | undefined,
  faults: string[],
): { privateKey: KeyObject; publicKeyArn: string } | undefined {
  if (key === undefined && publicKeyArn === undefined) return undefined;
  if (key === undefined || publicKeyArn === undefined) {
    faults.push(
      "IVS_GRAPHQL_TOKEN_PRIVATE_KEY and IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN are set together or not at all.",
    );
    return undefined;
  }
  const inline = key.includes("-----BEGIN");
  let pem = key.replaceAll("\\n", "\n");
  if (!inline)
    try {
      pem = readFileSync(key, "utf8");
    } catch (error) {
      const why = error instanceof Error ? String(Reflect.get(error, "code")) : "unreadable";
      faults.push(
        `IVS_GRAPHQL_TOKEN_PRIVATE_KEY is neither a key in PEM nor a file that can be read (${why}).`,
      );
      return undefined;
    }
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyDetails?.namedCurve === "secp384r1") return { privateKey, publicKeyArn };
    faults.push(
      "IVS_GRAPHQL_TOKEN_PRIVATE_KEY must be a key on the curve P-384 (secp384r1), which ES384 needs.",
    );
  } catch {
    faults.push(
      "IVS_GRAPHQL_TOKEN_PRIVATE_KEY must be a private key in PEM, not encrypted, each of its lines on its own.",
    );
  }
  return undefined;
}
