import { linksTo } from "../../graph/cost.ts";
import { linkToParticipant, participantKind, ParticipantRef } from "../participant/ref.ts";
import { linkToSession, sessionKind, SessionRef } from "../session/ref.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { ReplicaRef, replicationState } from "./ref.ts";

ReplicaRef.implement({
  description:
    "The appearance of a participant of one stage in another, where it keeps its id and publishes what it publishes at home.",
  fields: (t) => ({
    participant: t.field({
      type: ParticipantRef,
      description: "The participant in the stage that it is replicated from.",
      extensions: linksTo(participantKind),
      resolve: ({ participantId, sourceStageArn, sourceSessionId }) =>
        sourceSessionId === undefined
          ? null
          : linkToParticipant({ stageArn: sourceStageArn, sessionId: sourceSessionId, participantId }),
    }),
    participantId: t.exposeString("participantId", {
      nullable: false,
      description: "The id of the participant, in both stages the same.",
    }),
    sourceStage: t.field({
      type: StageRef,
      nullable: false,
      description: "The stage that the participant is replicated from.",
      extensions: linksTo(stageKind),
      resolve: ({ sourceStageArn }) => linkToStage(sourceStageArn),
    }),
    sourceStageArn: t.expose("sourceStageArn", {
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage that the participant is replicated from.",
    }),
    sourceSession: t.field({
      type: SessionRef,
      description: "The session that the participant is replicated from.",
      extensions: linksTo(sessionKind),
      resolve: ({ sourceStageArn, sourceSessionId }) =>
        sourceSessionId === undefined
          ? null
          : linkToSession({ stageArn: sourceStageArn, sessionId: sourceSessionId }),
    }),
    sourceSessionId: t.exposeString("sourceSessionId", {
      description: "The id of the session that the participant is replicated from.",
    }),
    destinationStage: t.field({
      type: StageRef,
      description: "The stage that the participant is replicated to.",
      extensions: linksTo(stageKind),
      resolve: ({ destinationStageArn }) =>
        destinationStageArn === undefined ? null : linkToStage(destinationStageArn),
    }),
    destinationStageArn: t.expose("destinationStageArn", {
      type: "Arn",
      description: "The ARN of the stage that the participant is replicated to.",
    }),
    destinationSession: t.field({
      type: SessionRef,
      description: "The session that the participant is replicated to.",
      extensions: linksTo(sessionKind),
      resolve: ({ destinationStageArn: stageArn, destinationSessionId: sessionId }) =>
        stageArn === undefined || sessionId === undefined ? null : linkToSession({ stageArn, sessionId }),
    }),
    destinationSessionId: t.exposeString("destinationSessionId", {
      description: "The id of the session that the participant is replicated to.",
    }),
    destinationParticipant: t.field({
      type: ParticipantRef,
      description: "The participant as it appears in the stage that it is replicated to.",
      extensions: linksTo(participantKind),
      resolve: ({ destinationStageArn: stageArn, destinationSessionId: sessionId, participantId }) =>
        stageArn === undefined || sessionId === undefined
          ? null
          : linkToParticipant({ stageArn, sessionId, participantId }),
    }),
    replicationState: t.field({
      type: replicationState.ref,
      description:
        "Whether the replication goes on; null when AWS names a state that this graph does not know.",
      resolve: (replica) => replicationState.known(replica.replicationState),
    }),
    replicationStateRaw: t.string({
      description: "`replicationState` in AWS's own words.",
      resolve: (replica) => replica.replicationState,
    }),
    asOf: t.expose("asOf", {
      type: "DateTime",
      nullable: false,
      description: "When AWS was asked for what is shown here.",
    }),
    stale: t.exposeBoolean("stale", {
      nullable: false,
      description: "Whether this is older than usual because AWS throttled or failed.",
    }),
  }),
});
