import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, sizeOf } from "../../graph/connection.ts";
import { needs } from "../../graph/rule.ts";
import { largestPage } from "./loader.ts";
import { publicKeyKind, PublicKeyRef } from "./ref.ts";

const PublicKeyConnectionRef = builder.connectionObject(
  { type: PublicKeyRef, name: "PublicKeyConnection", description: "A page of public keys." },
  { name: "PublicKeyEdge", description: "A public key in a connection, with its cursor." },
);

builder.queryFields((t) => ({
  publicKey: t.field({
    type: PublicKeyRef,
    description:
      "The public key with this ARN, or null when it does not exist. Costs one GetPublicKey (3 calls a second); several at once cost one ListPublicKeys.",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of a public key." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(publicKeyKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "public-key", identity, ["arn"]);
      return loaders.publicKey.find(arn);
    },
  }),
  publicKeys: t.field({
    type: PublicKeyConnectionRef,
    description:
      "The public keys of the account in this Region. A page costs one ListPublicKeys (3 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: {
      ...needs("ivs:read"),
      ...costs((root, args) =>
        root.page("ListPublicKeys", { kind: publicKeyKind, size: sizeOf(args, largestPage) }),
      ),
    },
    resolve: (_root, args, { loaders }) =>
      connection(args, { binding: "publicKeys", max: largestPage }, loaders.publicKey.page),
  }),
}));
