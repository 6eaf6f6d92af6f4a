import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { knownAs } from "../../graph/cost.ts";
import { constrained, nameConstraints, pattern, wellFormed } from "../../graph/constraint.ts";
import { deletedPayload } from "../../graph/deleted.ts";
import { mutation } from "../../graph/mutation.ts";
import { present } from "../../graph/present.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import type { PublicKeyDetail } from "./loader.ts";
import { publicKeyKind, PublicKeyRef } from "./ref.ts";

/** As AWS's model has it: text may stand before the block on its first line, and after it on its last. */
const pem = /^.*-----BEGIN PUBLIC KEY-----\r?\n[a-zA-Z0-9+/=\r\n]+\r?\n-----END PUBLIC KEY-----(?:\r?\n)?.*$/;

mutation("importPublicKey", {
  description:
    "Makes a public key known to AWS, so that tokens signed with its private half are let in. One ImportPublicKey (3 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("ImportPublicKeyInput", {
    description: "The key to import.",
    fields: (t) => ({
      publicKeyMaterial: t.string({
        required: true,
        description:
          "The public key in PEM (`-----BEGIN PUBLIC KEY-----`), on the curve P-384. Never send the private half.",
        extensions: constrained(pattern(pem, "be a public key in PEM"), wellFormed),
      }),
      name: t.string({
        description: "A name: at most 128 letters, digits, - and _. Need not be unique.",
        extensions: constrained(...nameConstraints),
      }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the public key, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: builder.objectRef<{ readonly publicKey: PublicKeyDetail }>("ImportPublicKeyPayload").implement({
    description: "The public key that was imported.",
    fields: (t) => ({
      publicKey: t.expose("publicKey", {
        type: PublicKeyRef,
        nullable: false,
        description: "The public key.",
        extensions: knownAs(publicKeyKind),
      }),
    }),
  }),
  once: {},
  async resolve({ publicKeyMaterial, name, tags }, context) {
    const { output, asOf } = await context.write("ImportPublicKey", {
      publicKeyMaterial,
      ...present({ name }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
    });
    return { publicKey: context.loaders.publicKey.wrote(output.publicKey, asOf) };
  },
});

mutation("deletePublicKey", {
  description:
    "Deletes a public key: tokens signed with its private half no longer let anybody in. One DeletePublicKey (3 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("DeletePublicKeyInput", {
    description: "Which public key to delete.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the public key.", "public-key"),
    }),
  }),
  payload: deletedPayload("DeletePublicKeyPayload", "PublicKey", "The public key that is gone."),
  async resolve({ arn }, { write }) {
    await write("DeletePublicKey", { arn });
    return { arn };
  },
});
