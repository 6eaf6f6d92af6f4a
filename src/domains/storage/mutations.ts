import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { knownAs } from "../../graph/cost.ts";
import { constrained, maxLength, minLength, nameConstraints, pattern } from "../../graph/constraint.ts";
import { deletedPayload } from "../../graph/deleted.ts";
import { mutation } from "../../graph/mutation.ts";
import { present } from "../../graph/present.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import type { StorageConfigurationDetail } from "./loader.ts";
import { storageConfigurationKind, StorageConfigurationRef } from "./ref.ts";

const S3Input = builder.inputType("S3StorageConfigurationInput", {
  description: "A bucket of Amazon S3.",
  fields: (t) => ({
    bucketName: t.string({
      required: true,
      description:
        "The name of a bucket in this account and Region: 3 to 63 lower-case letters, digits, - and dots. It must exist.",
      extensions: constrained(
        minLength(3),
        maxLength(63),
        pattern(/^[a-z0-9-.]*$/, "consist of lower-case letters, digits, - and dots"),
      ),
    }),
  }),
});

mutation("createStorageConfiguration", {
  description:
    "Creates a storage configuration, for recordings to come. AWS adds to the policy of the bucket, which takes up to half a minute. One CreateStorageConfiguration (5 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("CreateStorageConfigurationInput", {
    description: "Where recordings are to go.",
    fields: (t) => ({
      name: t.string({
        description: "A name: at most 128 letters, digits, - and _. Need not be unique.",
        extensions: constrained(...nameConstraints),
      }),
      s3: t.field({ type: S3Input, required: true, description: "The bucket that recordings go to." }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the storage configuration, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: builder
    .objectRef<{ readonly storageConfiguration: StorageConfigurationDetail }>(
      "CreateStorageConfigurationPayload",
    )
    .implement({
      description: "The storage configuration that was created.",
      fields: (t) => ({
        storageConfiguration: t.expose("storageConfiguration", {
          type: StorageConfigurationRef,
          nullable: false,
          description: "The storage configuration.",
          extensions: knownAs(storageConfigurationKind),
        }),
      }),
    }),
  once: {},
  async resolve({ name, s3, tags }, context) {
    const { output, asOf } = await context.write("CreateStorageConfiguration", {
      s3,
      ...present({ name }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
    });
    return {
      storageConfiguration: context.loaders.storageConfiguration.wrote(output.storageConfiguration, asOf),
    };
  },
});

mutation("deleteStorageConfiguration", {
  description:
    "Deletes a storage configuration; AWS refuses while a stage or a composition records to it. What was recorded stays in the bucket. One DeleteStorageConfiguration (5 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("DeleteStorageConfigurationInput", {
    description: "Which storage configuration to delete.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the storage configuration.", "storage-configuration"),
    }),
  }),
  payload: deletedPayload(
    "DeleteStorageConfigurationPayload",
    "StorageConfiguration",
    "The storage configuration that is gone.",
  ),
  async resolve({ arn }, { write }) {
    await write("DeleteStorageConfiguration", { arn });
    return { arn };
  },
});
