import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, sizeOf } from "../../graph/connection.ts";
import { bindingOf } from "../../graph/filter.ts";
import { ParticipantRef } from "../participant/ref.ts";
import { largestPage } from "./loader.ts";
import { ReplicaRef } from "./ref.ts";

const ReplicaConnectionRef = builder.connectionObject(
  {
    type: ReplicaRef,
    name: "ParticipantReplicaConnection",
    description: "A page of the replicas of a participant.",
  },
  { name: "ParticipantReplicaEdge", description: "A replica in a connection, with its cursor." },
);

builder.objectFields(ParticipantRef, (t) => ({
  replicas: t.field({
    type: ReplicaConnectionRef,
    description:
      "The stages that the participant is, or was, replicated to, from any session of its stage. A page costs one ListParticipantReplicas (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: costs((at, args) => at.page("ListParticipantReplicas", { size: sizeOf(args, largestPage) })),
    resolve: ({ stageArn, participantId }, args, { loaders }) =>
      connection(
        args,
        { binding: bindingOf("replicas", stageArn, participantId), max: largestPage },
        (request) => loaders.replica.page({ sourceStageArn: stageArn, participantId }, request),
      ),
  }),
}));
