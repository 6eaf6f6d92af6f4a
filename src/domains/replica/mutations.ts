import { InputError } from "../../errors.ts";
import { arnField } from "../../graph/arn.ts";
import { AttributeInput, attributeConstraints, fromAttributes } from "../../graph/attributes.ts";
import { builder, type InputFields } from "../../graph/builder.ts";
import { costs, linksTo } from "../../graph/cost.ts";
import { constrained, range } from "../../graph/constraint.ts";
import { mutation } from "../../graph/mutation.ts";
import { participantIdConstraints } from "../participant/ref.ts";
import { linkToStage, positionBefore, PositionRef, stageKind, StageRef } from "../stage/ref.ts";
import { faultsOfAttributes } from "../token/ref.ts";
import { pagesToLookThrough } from "./loader.ts";
import { ReplicaRef } from "./ref.ts";

/** Which replication: AWS has no id for it. */
interface Replication {
  readonly sourceStageArn: string;
  readonly destinationStageArn: string;
  readonly participantId: string;
}

/** The input fields that name a replication. */
function replicationFields(t: InputFields) {
  return {
    sourceStageArn: arnField(t, "The ARN of the stage that the participant is in.", "stage"),
    destinationStageArn: arnField(t, "The ARN of the stage that it appears in too.", "stage"),
    participantId: t.string({
      required: true,
      description: "The id of the participant.",
      extensions: constrained(...participantIdConstraints),
    }),
  };
}

const payload = (name: string, description: string) =>
  builder.objectRef<Replication>(name).implement({
    description,
    fields: (t) => ({
      replica: t.field({
        type: ReplicaRef,
        description:
          "The replica, read after the change; null when AWS does not list it (yet, or any more). AWS answers the change with nothing, so this costs one ListParticipantReplicas (5 calls a second), one more for each 50 replicas that the participant has had.",
        extensions: costs((at) => at.call("ListParticipantReplicas", pagesToLookThrough)),
        resolve: ({ destinationStageArn, ...source }, _, { loaders }) =>
          loaders.replica.find(source, destinationStageArn),
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
      destinationStage: t.field({
        type: StageRef,
        nullable: false,
        description: "The stage that the participant is replicated to.",
        extensions: linksTo(stageKind),
        resolve: ({ destinationStageArn }) => linkToStage(destinationStageArn),
      }),
      destinationStageArn: t.expose("destinationStageArn", {
        type: "Arn",
        nullable: false,
        description: "The ARN of the stage that the participant is replicated to.",
      }),
      position: t.field({
        type: PositionRef,
        description:
          "How far the log of the source stage was before this was done, for `Subscription.stageEvents`. Null while nobody follows that stage.",
        extensions: costs((at) => at),
        resolve: ({ sourceStageArn }, _, context) => positionBefore(sourceStageArn, context),
      }),
      destinationPosition: t.field({
        type: PositionRef,
        description: "The same of the destination stage.",
        extensions: costs((at) => at),
        resolve: ({ destinationStageArn }, _, context) => positionBefore(destinationStageArn, context),
      }),
    }),
  });

mutation("startParticipantReplication", {
  description:
    "Lets a publisher of one stage appear in another too, up to five others at once. One StartParticipantReplication (5 calls a second).",
  scope: "ivs:stage:write",
  input: builder.inputType("StartParticipantReplicationInput", {
    description: "Who is to appear where.",
    fields: (t) => ({
      ...replicationFields(t),
      reconnectWindowSeconds: t.int({
        description:
          "For how many seconds the replication outlives the participant's publishing, which goes on in both stages when it resumes; 0 to 300. 0 when absent.",
        extensions: constrained(range(0, 300)),
      }),
      attributes: t.field({
        type: [AttributeInput],
        description:
          "What is attached to the replica beside the participant's own attributes, and in place of those with equal keys; at most 1 KB of UTF-8 in all.",
        extensions: constrained(...attributeConstraints),
      }),
    }),
  }),
  payload: payload("StartParticipantReplicationPayload", "The replication that was started."),
  once: {},
  async resolve({ sourceStageArn, destinationStageArn, participantId, ...options }, { write, viewer }) {
    const { reconnectWindowSeconds, attributes } = options;
    const faults = faultsOfAttributes(attributes, viewer.tokens, ["input"]);
    if (faults.length > 0) throw new InputError(faults);
    const replication = { sourceStageArn, destinationStageArn, participantId };
    await write("StartParticipantReplication", {
      ...replication,
      ...(reconnectWindowSeconds == null ? {} : { reconnectWindowSeconds }),
      ...(attributes == null ? {} : { attributes: fromAttributes(attributes) }),
    });
    return replication;
  },
});

mutation("stopParticipantReplication", {
  description:
    "Ends the appearance of a participant in another stage; at home it goes on. One StopParticipantReplication (5 calls a second).",
  scope: "ivs:stage:write",
  input: builder.inputType("StopParticipantReplicationInput", {
    description: "Who is no longer to appear where.",
    fields: replicationFields,
  }),
  payload: payload("StopParticipantReplicationPayload", "The replication that was stopped."),
  once: {},
  async resolve({ sourceStageArn, destinationStageArn, participantId }, { write }) {
    const replication = { sourceStageArn, destinationStageArn, participantId };
    await write("StopParticipantReplication", replication);
    return replication;
  },
});
