import { builder } from "../../graph/builder.ts";
import { type PublicKeyKeys, publicKeyKeys } from "./loader.ts";

export const PublicKeyRef = builder.objectRef<PublicKeyKeys>("PublicKey");

/** The public key that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToPublicKey = publicKeyKeys;
