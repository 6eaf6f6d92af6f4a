import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type PublicKeyKeys, publicKeyKeys } from "./loader.ts";

export const PublicKeyRef = builder.objectRef<PublicKeyKeys>("PublicKey");

/** What reading public keys costs. */
export const publicKeyKind: Kind = { type: "PublicKey", get: "GetPublicKey", list: "ListPublicKeys" };

/** The public key that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToPublicKey = publicKeyKeys;
