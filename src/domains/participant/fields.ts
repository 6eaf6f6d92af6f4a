import type { Context } from "../../context.ts";
import { AttributeRef, toAttributes } from "../../graph/attributes.ts";
import { builder } from "../../graph/builder.ts";
import { costs, linksTo, type Place } from "../../graph/cost.ts";
import { forwardArgs, sizeOf } from "../../graph/connection.ts";
import { findEntitiesWith } from "../../graph/entity.ts";
import { fieldsOf } from "../../graph/level.ts";
import { replicationState } from "../replica/ref.ts";
import { linkToSession, sessionKind, SessionRef } from "../session/ref.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { requireScope } from "../../viewer.ts";
import { checkAddress, spellAddress } from "./address.ts";
import { participantState, protocol, recordingState, replicationType } from "./enums.ts";
import { eventsOfOne } from "./session-events.ts";
import { EventConnectionRef } from "./event-connection.ts";
import { eventsOf } from "./event-links.ts";
import { largestPage as largestEventPage, maxPages as maxEventPages } from "./event-loader.ts";
import type { ParticipantKeys, WatchedParticipant } from "./loader.ts";
import { cannotPublish, publishesAfter } from "./publishing.ts";
import { linkToParticipant, participantKind, ParticipantRef } from "./ref.ts";

findEntitiesWith("Participant", {
  fields: ["stageArn", "sessionId", "participantId"],
  find(address, { loaders, identity }, at) {
    checkAddress(address, identity, at);
    return loaders.participant.find(address);
  },
  cost: (at, keys) => at.find(participantKind, keys),
});

const { ofSummary, ofDetail } = fieldsOf((loaders) => loaders.participant);

/** Events are read to their end, whatever of them is asked for. */
const throughEvents = (at: Place) => at.readThrough("ListParticipantEvents", { maxPages: maxEventPages });

/** What the feed knows comes with those whom it tells of. */
const publishingCost = (at: Place) => (at.isWatched ? at : throughEvents(at));

/** From the feed, while it runs; else from all events. */
async function isPublishing(participant: ParticipantKeys, context: Context): Promise<boolean | null> {
  if ("isPublishing" in participant) return (participant as WatchedParticipant).isPublishing;
  const { viewer, watches, sees, answersOnce, loaders } = context;
  requireScope(viewer, "ivs:read");
  const known = watches.presences.of(participant.stageArn)?.find(participant)?.isPublishing;
  if (known == null || !(await sees(participant.stageArn)))
    return publishesAfter(await loaders.event.history(participant));
  answersOnce();
  return known;
}

const costsGet =
  "Lists do not carry it: costs one GetParticipant per participant (5 calls a second), together with all else that they do not carry.";

builder.node(ParticipantRef, {
  description: "Somebody, or something, that joined a stage, in one of its sessions.",
  id: { resolve: spellAddress },
  fields: (t) => ({
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "The stage that it joined.",
      extensions: linksTo(stageKind),
      resolve: ({ stageArn }) => linkToStage(stageArn),
    }),
    stageArn: t.expose("stageArn", {
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage that it joined.",
    }),
    session: t.field({
      type: SessionRef,
      nullable: false,
      description: "The session that it joined.",
      extensions: linksTo(sessionKind),
      resolve: (participant) => linkToSession(participant),
    }),
    sessionId: t.exposeString("sessionId", {
      nullable: false,
      description: "The id of the session that it joined.",
    }),
    participantId: t.exposeString("participantId", {
      nullable: false,
      description: "AWS's id of the participant. It names it only together with stage and session.",
    }),
    userId: t.string({
      description: "The application's own name for the participant; null when its token had none.",
      ...ofSummary(({ userId }) => userId),
    }),
    state: t.field({
      type: participantState.ref,
      description: "Whether it is connected now.",
      ...ofSummary(({ state }) => participantState.known(state)),
    }),
    stateRaw: t.string({
      description: "`state` in AWS's own words.",
      ...ofSummary(({ state }) => state),
    }),
    firstJoinTime: t.field({
      type: "DateTime",
      description: "When it first joined the session.",
      ...ofSummary(({ firstJoinTime }) => firstJoinTime),
    }),
    published: t.boolean({
      description:
        "Whether it has ever published in this session. For whether it does now, see `isPublishing`.",
      ...ofSummary(({ published }) => published),
    }),
    isPublishing: t.boolean({
      description:
        "Whether it publishes now, going by its last PUBLISH or LEFT event; null when that cannot be known, as when it has more events than one request may read. Costs the pages of ListParticipantEvents, mostly one, per participant (5 calls a second), and nothing for who is known to have left or to have never published, or while somebody follows the stage.",
      extensions: costs(publishingCost),
      resolve: (participant, _, context) =>
        cannotPublish(participant) ? false : isPublishing(participant, context),
    }),
    recordingState: t.field({
      type: recordingState.ref,
      description: "How far its recording is.",
      ...ofSummary((known) => recordingState.known(known.recordingState)),
    }),
    recordingStateRaw: t.string({
      description: "`recordingState` in AWS's own words.",
      ...ofSummary((known) => known.recordingState),
    }),
    replicationType: t.field({
      type: replicationType.ref,
      description: "Whether it is copied to other stages, or is a copy itself.",
      ...ofSummary((known) => replicationType.known(known.replicationType)),
    }),
    replicationTypeRaw: t.string({
      description: "`replicationType` in AWS's own words.",
      ...ofSummary((known) => known.replicationType),
    }),
    replicationState: t.field({
      type: replicationState.ref,
      description: "Whether its replication is under way.",
      ...ofSummary((known) => replicationState.known(known.replicationState)),
    }),
    replicationStateRaw: t.string({
      description: "`replicationState` in AWS's own words.",
      ...ofSummary((known) => known.replicationState),
    }),
    sourceStage: t.field({
      type: StageRef,
      description: "For a copy: the stage that it is copied from.",
      ...ofSummary(
        ({ sourceStageArn }) => (sourceStageArn === undefined ? null : linkToStage(sourceStageArn)),
        (at) => at.link(stageKind),
      ),
    }),
    sourceStageArn: t.field({
      type: "Arn",
      description: "For a copy: the ARN of the stage that it is copied from.",
      ...ofSummary(({ sourceStageArn }) => sourceStageArn),
    }),
    sourceSession: t.field({
      type: SessionRef,
      description: "For a copy: the session that it is copied from.",
      ...ofSummary(
        ({ sourceStageArn: stageArn, sourceSessionId: sessionId }) =>
          stageArn === undefined || sessionId === undefined ? null : linkToSession({ stageArn, sessionId }),
        (at) => at.link(sessionKind),
      ),
    }),
    sourceSessionId: t.string({
      description: "For a copy: the id of the session that it is copied from.",
      ...ofSummary(({ sourceSessionId }) => sourceSessionId),
    }),
    sourceParticipant: t.field({
      type: ParticipantRef,
      description: "For a copy: the participant that it is a copy of, under the same id.",
      ...ofSummary(
        ({ sourceStageArn: stageArn, sourceSessionId: sessionId, participantId }) =>
          stageArn === undefined || sessionId === undefined
            ? null
            : linkToParticipant({ stageArn, sessionId, participantId }),
        (at) => at.link(participantKind),
      ),
    }),
    redundantIngest: t.boolean({
      description: "Whether it is one of two encoders that publish the same, one standing in for the other.",
      ...ofSummary(({ redundantIngest }) => redundantIngest),
    }),
    ingestConfigurationArn: t.field({
      type: "Arn",
      description: "The ARN of the ingest configuration that it publishes with, if it is an encoder.",
      ...ofSummary(({ ingestConfigurationArn }) => ingestConfigurationArn),
    }),
    attributes: t.field({
      type: [AttributeRef],
      description: `What the application attached to the participant, in the order of the keys. ${costsGet}`,
      ...ofDetail(({ attributes }) => toAttributes(attributes)),
    }),
    attribute: t.string({
      description: `The value of one attribute, or null when the participant does not carry it. ${costsGet}`,
      args: { key: t.arg.string({ required: true, description: "The key, exactly as it was set." }) },
      ...ofDetail(({ attributes }, { key }: { key: string }) =>
        Object.hasOwn(attributes, key) ? attributes[key] : null,
      ),
    }),
    ispName: t.string({
      description: `The internet provider that it connected through. ${costsGet}`,
      ...ofDetail(({ ispName }) => ispName),
    }),
    osName: t.string({
      description: `Its operating system. ${costsGet}`,
      ...ofDetail(({ osName }) => osName),
    }),
    osVersion: t.string({
      description: `The version of its operating system. ${costsGet}`,
      ...ofDetail(({ osVersion }) => osVersion),
    }),
    browserName: t.string({
      description: `Its browser. ${costsGet}`,
      ...ofDetail(({ browserName }) => browserName),
    }),
    browserVersion: t.string({
      description: `The version of its browser. ${costsGet}`,
      ...ofDetail(({ browserVersion }) => browserVersion),
    }),
    sdkVersion: t.string({
      description: `The version of the broadcast SDK that it uses. ${costsGet}`,
      ...ofDetail(({ sdkVersion }) => sdkVersion),
    }),
    recordingS3BucketName: t.string({
      description: `The S3 bucket that it is recorded to. ${costsGet}`,
      ...ofDetail(({ recordingS3BucketName }) => recordingS3BucketName),
    }),
    recordingS3Prefix: t.string({
      description: `What the S3 keys of its recording begin with. ${costsGet}`,
      ...ofDetail(({ recordingS3Prefix }) => recordingS3Prefix),
    }),
    protocol: t.field({
      type: protocol.ref,
      description: `How its media reach the stage. ${costsGet}`,
      ...ofDetail((detail) => protocol.known(detail.protocol)),
    }),
    protocolRaw: t.string({
      description: `\`protocol\` in AWS's own words. ${costsGet}`,
      ...ofDetail((detail) => detail.protocol),
    }),
    events: t.field({
      type: EventConnectionRef,
      description:
        "What happened to it, oldest first. Any page costs all pages of ListParticipantEvents, mostly one and at most 20 (5 calls a second), because AWS lists events in no promised order. A request reads no more than a few pages beyond the first ones of all its participants: `complete` tells whether that was enough. A cursor is one of the feed: `Subscription.participantEvents` goes on after it.",
      args: forwardArgs(t.arg, largestEventPage),
      extensions: costs((at, args) => {
        const read = throughEvents(at);
        return read.parts(sizeOf(args, largestEventPage)).as(eventsOf(read, read.link(participantKind)));
      }),
      resolve: ({ stageArn, sessionId, participantId }, args, context) =>
        eventsOfOne({ stageArn, sessionId, participantId }, args, context),
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
