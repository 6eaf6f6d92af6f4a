import type { ParticipantReplica } from "@aws-sdk/client-ivs-realtime";

import { constraintFailure, failure } from "../aws-error.ts";
import { nextToken } from "../page.ts";
import type { ReplicationRecord } from "../participant-record.ts";
import { activeReplication, replicationsOf, startReplication, stopReplication } from "../replication.ts";
import { listPage } from "./listing.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { participantId } from "./participant.ts";
import { listed, readableStage } from "./readable.ts";
import { stage } from "./session.ts";
import { tokenConfiguration } from "./token.ts";

export const startParticipantReplication: Operation<"StartParticipantReplication"> = {
  input: {
    sourceStageArn: stage,
    destinationStageArn: stage,
    participantId,
    reconnectWindowSeconds: { type: "integer", min: 0, max: 300 },
    attributes: tokenConfiguration.attributes,
  },
  needsVerifiedAccount: true,
  handle(input, world) {
    const source = lookup(world, world.state.stages, given(input.sourceStageArn));
    const destination = lookup(world, world.state.stages, given(input.destinationStageArn));
    if (source === destination)
      throw constraintFailure([
        `Value '${destination.arn}' at 'destinationStageArn' failed to satisfy constraint: Member must differ from sourceStageArn`,
      ]);
    startReplication(world, source, destination, {
      participantId: given(input.participantId),
      reconnectWindowSeconds: input.reconnectWindowSeconds ?? 0,
      attributes: input.attributes ?? {},
    });
    return {};
  },
};

/** A replication that is not there or has ended is a 404: the model has no 409 for this operation. */
export const stopParticipantReplication: Operation<"StopParticipantReplication"> = {
  input: { sourceStageArn: stage, destinationStageArn: stage, participantId },
  needsVerifiedAccount: true,
  handle(input, world) {
    const source = lookup(world, world.state.stages, given(input.sourceStageArn));
    const destination = lookup(world, world.state.stages, given(input.destinationStageArn));
    const id = given(input.participantId);
    const replication = activeReplication(source, id, destination.arn);
    if (!replication)
      throw failure(
        "ResourceNotFoundException",
        `Participant ${id} of ${source.arn} is not replicated to ${destination.arn}`,
      );
    stopReplication(world, replication);
    return {};
  },
};

export const listParticipantReplicas: Operation<"ListParticipantReplicas"> = {
  input: {
    sourceStageArn: stage,
    participantId,
    nextToken,
    maxResults: { type: "integer", min: 1, max: 50 },
  },
  handle(input, world) {
    const arn = given(input.sourceStageArn);
    const id = given(input.participantId);
    const source = readableStage(world, arn);
    const replications = listed(world, source && replicationsOf(source, id), {
      member: "sourceStageArn",
      value: arn,
    });
    const { items, next } = listPage(world, replications, {
      binding: JSON.stringify(["ListParticipantReplicas", arn, id]),
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { replicas: items.map(view), ...next };
  },
};

function view(replication: ReplicationRecord): ParticipantReplica {
  const { sourceStageArn, sourceSessionId, destinationStageArn, destinationSessionId, state } = replication;
  return {
    sourceStageArn,
    participantId: replication.participantId,
    sourceSessionId,
    destinationStageArn,
    destinationSessionId,
    replicationState: state,
  };
}
