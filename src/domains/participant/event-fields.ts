import { AttributeRef, toAttributes } from "../../graph/attributes.ts";
import { builder } from "../../graph/builder.ts";
import { linksTo } from "../../graph/cost.ts";
import { findNodesWith } from "../../graph/node.ts";
import { linkToSession, sessionKind, SessionRef } from "../session/ref.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { capability } from "../token/ref.ts";
import { readAddress, spellEvent } from "./address.ts";
import { eventErrorCode, eventName } from "./event-enums.ts";
import { maxPages } from "./event-loader.ts";
import { EventRef, ExchangedTokenRef } from "./event-ref.ts";
import { linkToParticipant, participantKind, ParticipantRef } from "./ref.ts";

findNodesWith("ParticipantEvent", {
  async find(globalKey, { loaders, identity }, path) {
    const end = globalKey.lastIndexOf("|");
    const address = readAddress(globalKey.slice(0, Math.max(end, 0)), identity, path);
    const history = await loaders.event.history(address);
    return history?.events.find(({ key }) => key === globalKey.slice(end + 1)) ?? null;
  },
  cost: (at, keys) => at.parts(keys.length).readThrough("ListParticipantEvents", { maxPages }),
});

builder.node(EventRef, {
  description:
    "Something that happened to a participant. Events never change; AWS shows their time in whole seconds.",
  id: { resolve: spellEvent },
  fields: (t) => ({
    name: t.field({
      type: eventName.ref,
      description: "What happened; null when AWS names something that this graph does not know.",
      resolve: ({ name }) => eventName.known(name),
    }),
    nameRaw: t.exposeString("name", { description: "`name` in AWS's own words." }),
    eventTime: t.expose("eventTime", { type: "DateTime", description: "When it happened." }),
    isReplica: t.exposeBoolean("isReplica", {
      description:
        "Whether who it happened to, or whom that one receives, is the copy of a participant of another stage. AWS calls it `replica`.",
    }),
    participant: t.field({
      type: ParticipantRef,
      nullable: false,
      description: "Whom it happened to.",
      extensions: linksTo(participantKind, "participant"),
      resolve: (event) => linkToParticipant(event),
    }),
    participantId: t.exposeString("participantId", {
      nullable: false,
      description: "The id of whom it happened to.",
    }),
    remoteParticipant: t.field({
      type: ParticipantRef,
      description: "The publisher that it is about, for SUBSCRIBE events.",
      extensions: linksTo(participantKind),
      resolve: ({ stageArn, sessionId, remoteParticipantId: participantId }) =>
        participantId === undefined ? null : linkToParticipant({ stageArn, sessionId, participantId }),
    }),
    remoteParticipantId: t.exposeString("remoteParticipantId", {
      description: "The id of the publisher that it is about, for SUBSCRIBE events.",
    }),
    errorCode: t.field({
      type: eventErrorCode.ref,
      description:
        "Why it did not work, for ERROR events; null also when AWS names a reason that this graph does not know.",
      resolve: ({ errorCode }) => eventErrorCode.known(errorCode),
    }),
    errorCodeRaw: t.exposeString("errorCode", { description: "`errorCode` in AWS's own words." }),
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "The stage where it happened.",
      extensions: linksTo(stageKind, "stage"),
      resolve: ({ stageArn }) => linkToStage(stageArn),
    }),
    stageArn: t.expose("stageArn", {
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage where it happened.",
    }),
    session: t.field({
      type: SessionRef,
      nullable: false,
      description: "The session in which it happened.",
      extensions: linksTo(sessionKind, "session"),
      resolve: (event) => linkToSession(event),
    }),
    sessionId: t.exposeString("sessionId", {
      nullable: false,
      description: "The id of the session in which it happened.",
    }),
    destinationStage: t.field({
      type: StageRef,
      description: "The stage that the participant is copied to, for REPLICATION events.",
      extensions: linksTo(stageKind),
      resolve: ({ destinationStageArn }) =>
        destinationStageArn === undefined ? null : linkToStage(destinationStageArn),
    }),
    destinationStageArn: t.expose("destinationStageArn", {
      type: "Arn",
      description: "The ARN of the stage that the participant is copied to, for REPLICATION events.",
    }),
    destinationSession: t.field({
      type: SessionRef,
      description: "The session that the participant is copied to, for REPLICATION events.",
      extensions: linksTo(sessionKind),
      resolve: ({ destinationStageArn: stageArn, destinationSessionId: sessionId }) =>
        stageArn === undefined || sessionId === undefined ? null : linkToSession({ stageArn, sessionId }),
    }),
    destinationSessionId: t.exposeString("destinationSessionId", {
      description: "The id of the session that the participant is copied to, for REPLICATION events.",
    }),
    previousToken: t.expose("previousToken", {
      type: ExchangedTokenRef,
      description: "What the token granted that was given up, for TOKEN_EXCHANGED.",
    }),
    newToken: t.expose("newToken", {
      type: ExchangedTokenRef,
      description: "What the token grants that was taken, for TOKEN_EXCHANGED.",
    }),
  }),
});

ExchangedTokenRef.implement({
  description: "What a token says of its bearer. Not the token itself, which nobody can read again.",
  fields: (t) => ({
    capabilities: t.field({
      type: [capability.ref],
      description: "What the token lets its bearer do, as far as this graph knows the names.",
      resolve: ({ capabilities }) => capability.knownOf(capabilities),
    }),
    capabilitiesRaw: t.stringList({
      description: "`capabilities` in AWS's own words.",
      resolve: ({ capabilities }) => capabilities,
    }),
    attributes: t.field({
      type: [AttributeRef],
      nullable: { list: false, items: false },
      description: "What the application attached to the participant, in the order of the keys.",
      resolve: ({ attributes }) => toAttributes(attributes),
    }),
    attribute: t.string({
      description: "The value of one attribute, or null when the token does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key." }) },
      resolve: ({ attributes }, { key }) => (Object.hasOwn(attributes, key) ? attributes[key] : null),
    }),
    userId: t.exposeString("userId", { description: "The application's own name for the participant." }),
    expirationTime: t.expose("expirationTime", {
      type: "DateTime",
      description: "Until when the token can be used to join.",
    }),
  }),
});
