import { arnConstraints, arnField } from "../../graph/arn.ts";
import { AttributeInput, attributeConstraints, fromAttributes } from "../../graph/attributes.ts";
import { builder } from "../../graph/builder.ts";
import { knownAs } from "../../graph/cost.ts";
import {
  constrained,
  constrainedTogether,
  maxLength,
  nameConstraints,
  wellFormed,
} from "../../graph/constraint.ts";
import { encodeGlobalId } from "../../graph/global-id.ts";
import { mutation } from "../../graph/mutation.ts";
import { namedWithinPolicy } from "../token/ref.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import { ingestProtocol } from "./fields.ts";
import type { IngestConfigurationDetail } from "./loader.ts";
import { ingestConfigurationKind, IngestConfigurationRef } from "./ref.ts";

const payload = (name: string, description: string) =>
  builder.objectRef<{ readonly ingestConfiguration: IngestConfigurationDetail }>(name).implement({
    description,
    fields: (t) => ({
      ingestConfiguration: t.field({
        type: IngestConfigurationRef,
        nullable: false,
        description: "The ingest configuration.",
        extensions: knownAs(ingestConfigurationKind),
        resolve: ({ ingestConfiguration }) => ingestConfiguration,
      }),
    }),
  });

mutation("createIngestConfiguration", {
  description:
    "Creates a stream key, and the participant that publishes with it. One CreateIngestConfiguration (5 calls a second).",
  scope: "ivs:ingest:write",
  input: builder.inputType("CreateIngestConfigurationInput", {
    description: "What the encoder is to send, and as whom it is to appear.",
    extensions: constrainedTogether<{ ingestProtocol: string; insecureIngest?: boolean | null }>({
      member: "insecureIngest",
      rule: "insecureIngest",
      demand: "be true for ingestProtocol RTMP, which is not encrypted",
      holds: (input) => input.ingestProtocol !== "RTMP" || input.insecureIngest === true,
    }),
    fields: (t) => ({
      name: t.string({
        description: "A name: at most 128 letters, digits, - and _. Need not be unique.",
        extensions: constrained(...nameConstraints),
      }),
      stageArn: t.field({
        type: "Arn",
        description: "The ARN of the stage to publish to. Without one the stream key cannot be used yet.",
        extensions: constrained(...arnConstraints("stage")),
      }),
      userId: t.string({
        description:
          "Your own name for the participant, at most 128 characters. Other participants can see it.",
        extensions: constrained(maxLength(128), wellFormed),
      }),
      attributes: t.field({
        type: [AttributeInput],
        description:
          "What you attach to the participant, at most 1 KB of UTF-8 in all. Other participants can see it.",
        extensions: constrained(...attributeConstraints),
      }),
      ingestProtocol: t.field({
        type: ingestProtocol.ref,
        required: true,
        description: "How the encoder sends its stream. RTMP demands `insecureIngest: true`.",
      }),
      insecureIngest: t.boolean({
        description: "Whether streams without encryption are taken. False when absent.",
      }),
      redundantIngest: t.boolean({
        description: "Whether two encoders publish the same, so that one may fail. False when absent.",
      }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the ingest configuration, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: payload("CreateIngestConfigurationPayload", "The ingest configuration that was created."),
  once: {
    shownOnce: ({ ingestConfiguration: { arn } }) =>
      `The ingest configuration ${arn} was made; \`ingestConfiguration\` reads it anew.`,
  },
  async resolve({ tags, ingestProtocol: protocol, ...asked }, context) {
    const input = namedWithinPolicy(asked, context.viewer.tokens, ["input"]);
    const { name, stageArn, userId, attributes, insecureIngest, redundantIngest } = input;
    const { output, asOf } = await context.write("CreateIngestConfiguration", {
      ingestProtocol: protocol,
      ...(name == null ? {} : { name }),
      ...(stageArn == null ? {} : { stageArn }),
      ...(userId == null ? {} : { userId }),
      ...(attributes == null ? {} : { attributes: fromAttributes(attributes) }),
      ...(insecureIngest == null ? {} : { insecureIngest }),
      ...(redundantIngest == null ? {} : { redundantIngest }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
    });
    return {
      ingestConfiguration: context.loaders.ingestConfiguration.wrote(output.ingestConfiguration, asOf),
    };
  },
});

mutation("updateIngestConfiguration", {
  description:
    "Moves an ingest configuration to another stage, detaches it, or switches redundant ingest; what is absent stays. AWS refuses this while an encoder is publishing. One UpdateIngestConfiguration (5 calls a second).",
  scope: "ivs:ingest:write",
  input: builder.inputType("UpdateIngestConfigurationInput", {
    description: "What to change. What is absent stays, null clears.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the ingest configuration.", "ingest-configuration"),
      stageArn: t.field({
        type: "Arn",
        description: "The ARN of the stage to publish to from now on. Null detaches.",
        extensions: constrained(...arnConstraints("stage")),
      }),
      redundantIngest: t.boolean({
        description:
          "Whether two encoders publish the same from now on, with stream keys of their own. Null is false.",
      }),
    }),
  }),
  payload: payload("UpdateIngestConfigurationPayload", "The ingest configuration as it is now."),
  async resolve({ arn, stageArn, redundantIngest }, context) {
    const { output, asOf } = await context.write("UpdateIngestConfiguration", {
      arn,
      ...(stageArn === undefined ? {} : { stageArn: stageArn ?? "" }),
      ...(redundantIngest === undefined ? {} : { redundantIngest: redundantIngest ?? false }),
    });
    return {
      ingestConfiguration: context.loaders.ingestConfiguration.wrote(output.ingestConfiguration, asOf),
    };
  },
});

mutation("deleteIngestConfiguration", {
  description:
    "Deletes an ingest configuration; its stream keys stop working. One DeleteIngestConfiguration (5 calls a second).",
  scope: "ivs:ingest:write",
  input: builder.inputType("DeleteIngestConfigurationInput", {
    description: "Which ingest configuration to delete.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the ingest configuration.", "ingest-configuration"),
      force: t.boolean({
        description:
          "Whether to delete it also while an encoder is publishing, who is then disconnected. AWS refuses that when absent.",
      }),
    }),
  }),
  payload: builder.objectRef<{ readonly arn: string }>("DeleteIngestConfigurationPayload").implement({
    description: "The ingest configuration that is gone.",
    fields: (t) => ({
      deletedId: t.id({
        nullable: false,
        description: "The global id that it had, to take it out of a client's cache.",
        resolve: ({ arn }) => encodeGlobalId("IngestConfiguration", arn),
      }),
      deletedArn: t.field({
        type: "Arn",
        nullable: false,
        description: "The ARN that it had.",
        resolve: ({ arn }) => arn,
      }),
    }),
  }),
  async resolve({ arn, force }, { write }) {
    await write("DeleteIngestConfiguration", { arn, ...(force == null ? {} : { force }) });
    return { arn };
  },
});
