import type { IngestConfigurationState, IngestProtocol } from "@aws-sdk/client-ivs-realtime";

import type { Context } from "../../context.ts";
import { checkArn } from "../../graph/arn.ts";
import { AttributeRef, toAttributes } from "../../graph/attributes.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { awsEnum } from "../../graph/enum.ts";
import { fieldsOf, pickFrom } from "../../graph/level.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { reveals, sealed } from "../../graph/rule.ts";
import { participantKind, ParticipantRef } from "../participant/ref.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { findTaggablesWith, TaggableRef, tagValue, TagRef, toTags } from "../tag/ref.ts";
import type { IngestConfigurationKeys, RedundantCredential } from "./loader.ts";
import { ingestConfigurationKind, IngestConfigurationRef } from "./ref.ts";

export const ingestProtocol = awsEnum<IngestProtocol>("IngestProtocol", "How an encoder sends its stream.", {
  RTMP: "RTMP, without encryption.",
  RTMPS: "RTMP over TLS.",
});

export const ingestState = awsEnum<IngestConfigurationState>(
  "IngestConfigurationState",
  "Whether an encoder publishes through an ingest configuration.",
  { ACTIVE: "An encoder is publishing to the stage.", INACTIVE: "No encoder is publishing." },
);

const perConfiguration =
  "Lists do not carry it: costs one GetIngestConfiguration per ingest configuration (5 calls a second).";

const RedundantCredentialRef = builder.objectRef<RedundantCredential>("RedundantIngestCredential").implement({
  description: "What one of the two encoders of a redundant ingest publishes with.",
  fields: (t) => ({
    participantId: t.exposeString("participantId", {
      description: "The id of the participant that the encoder becomes.",
    }),
    streamKey: t.string({
      description: "The stream key: a secret, for the encoder. Needs the scope ivs:streamkey:read.",
      extensions: reveals("ivs:streamkey:read"),
      resolve: ({ streamKey }) => sealed(streamKey),
    }),
  }),
});

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.ingestConfiguration);

/** The participant that the encoder is, or last was, in the active session of its stage. */
async function findParticipant(configuration: IngestConfigurationKeys, { loaders }: Context) {
  const { stageArn, participantId } = (await loaders.ingestConfiguration.summary(configuration)) ?? {};
  if (stageArn === undefined || participantId === undefined) return null;
  const sessionId = (await loaders.stage.summary(linkToStage(stageArn)))?.activeSessionId;
  return sessionId === undefined ? null : loaders.participant.find({ stageArn, sessionId, participantId });
}

findEntitiesWith("IngestConfiguration", {
  fields: ["arn"],
  find({ arn }, { loaders, identity }, at) {
    checkArn(arn, "ingest-configuration", identity, at("arn"));
    return loaders.ingestConfiguration.find(arn);
  },
  cost: (at, arns) => at.find(ingestConfigurationKind, arns),
});

findTaggablesWith("ingest-configuration", {
  kind: ingestConfigurationKind,
  find: (arn, { loaders }) => loaders.ingestConfiguration.find(arn),
});

builder.node(IngestConfigurationRef, {
  description:
    "A stream key with a participant of its own: lets an encoder publish to a stage over RTMP or RTMPS. It can be moved from stage to stage while nobody publishes through it.",
  interfaces: [TaggableRef],
  id: { resolve: (configuration) => configuration.arn },
  fields: (t) => ({
    arn: t.field({
      type: "Arn",
      nullable: false,
      description: "The ARN of the ingest configuration.",
      resolve: (configuration) => configuration.arn,
    }),
    name: t.string({
      description: "The name it was given; not unique, and null when it has none.",
      ...ofSummary(({ name }) => name),
    }),
    ingestProtocol: t.field({
      type: ingestProtocol.ref,
      description:
        "How the encoder sends its stream; null when AWS names a protocol that this graph does not know.",
      ...ofSummary((summary) => ingestProtocol.known(summary.ingestProtocol)),
    }),
    ingestProtocolRaw: t.string({
      description: "`ingestProtocol` in AWS's own words.",
      ...ofSummary((summary) => summary.ingestProtocol),
    }),
    streamKey: t.string({
      description: `The stream key: a secret, for the encoder. With redundant ingest the keys are in \`redundantIngestCredentials\`. Needs the scope ivs:streamkey:read. ${perConfiguration}`,
      extensions: { ...reveals("ivs:streamkey:read"), ...costs((at) => at.detail()) },
      resolve: (configuration, _, { loaders }) =>
        pickFrom(loaders.ingestConfiguration.detail(configuration), ({ streamKey }) => sealed(streamKey)),
    }),
    stage: t.field({
      type: StageRef,
      description: "The stage that it publishes to; null while it is detached.",
      ...ofSummary(
        ({ stageArn }) => (stageArn === undefined ? null : linkToStage(stageArn)),
        (at) => at.link(stageKind),
      ),
    }),
    stageArn: t.field({
      type: "Arn",
      description: "The ARN of the stage that it publishes to; null while it is detached.",
      ...ofSummary(({ stageArn }) => stageArn),
    }),
    participant: t.field({
      type: ParticipantRef,
      description:
        "The participant that the encoder is in the active session of the stage, also when it has stopped; null while the configuration is detached, the stage idle, or the encoder has not come. With redundant ingest the encoders are participants of their own. Costs what the stage and the participant cost: one GetStage and one GetParticipant (5 calls a second each), many at once the pages of ListStages and ListParticipants where that is less.",
      extensions: costs((at) =>
        at.summary().link(stageKind).summary().find(participantKind, ["participant"]),
      ),
      resolve: (configuration, _, context) => findParticipant(configuration, context),
    }),
    participantId: t.string({
      description: "The id of the participant that the encoder becomes, in every session the same.",
      ...ofSummary(({ participantId }) => participantId),
    }),
    state: t.field({
      type: ingestState.ref,
      description:
        "Whether an encoder is publishing; null when AWS names a state that this graph does not know.",
      ...ofSummary(({ state }) => ingestState.known(state)),
    }),
    stateRaw: t.string({
      description: "`state` in AWS's own words.",
      ...ofSummary(({ state }) => state),
    }),
    userId: t.string({
      description: "Your own name for the participant; null when it has none.",
      ...ofSummary(({ userId }) => userId),
    }),
    redundantIngest: t.boolean({
      description: "Whether two encoders publish the same, so that one may fail.",
      ...ofSummary((summary) => summary.redundantIngest),
    }),
    redundantIngestCredentials: t.field({
      type: [RedundantCredentialRef],
      description: `What each of the two encoders publishes with; empty without redundant ingest. ${perConfiguration}`,
      ...ofDetail((detail) => [...detail.redundantIngestCredentials]),
    }),
    attributes: t.field({
      type: [AttributeRef],
      description: `What is attached to the participant, in the order of the keys. ${perConfiguration}`,
      ...ofDetail(({ attributes }) => toAttributes(attributes)),
    }),
    attribute: t.string({
      description: `The value of one attribute, or null when the participant does not carry it. ${perConfiguration}`,
      args: { key: t.arg.string({ required: true, description: "The key." }) },
      ...ofDetail(({ attributes }, { key }: { key: string }) =>
        Object.hasOwn(attributes, key) ? attributes[key] : null,
      ),
    }),
    tags: t.field({
      type: [TagRef],
      description: `All tags, in the order of their keys. ${perConfiguration}`,
      ...ofDetail(({ tags }) => toTags(tags)),
    }),
    tag: t.string({
      description: `The value of one tag, or null when the ingest configuration does not carry it. ${perConfiguration}`,
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      ...ofDetail(({ tags }, { key }: { key: string }) => tagValue(tags, key)),
    }),
    asOf: t.field({
      type: "DateTime",
      description: "When AWS was asked for what is shown here.",
      ...ofSummary(({ asOf }) => asOf),
    }),
    stale: t.boolean({
      description: "Whether this is older than usual because AWS throttled or failed.",
      ...ofSummary(({ stale }) => stale),
    }),
  }),
});
