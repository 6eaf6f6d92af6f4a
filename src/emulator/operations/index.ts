import { failure } from "../aws-error.ts";
import { readMembers } from "../validate.ts";
import type { World } from "../world.ts";
import type { Input, OperationName, Output } from "./catalogue.ts";
import { getComposition, listCompositions, startComposition, stopComposition } from "./composition.ts";
import {
  createEncoderConfiguration,
  deleteEncoderConfiguration,
  getEncoderConfiguration,
  listEncoderConfigurations,
} from "./encoder.ts";
import {
  createIngestConfiguration,
  deleteIngestConfiguration,
  getIngestConfiguration,
  listIngestConfigurations,
  updateIngestConfiguration,
} from "./ingest.ts";
import type { Operation } from "./operation.ts";
import {
  disconnectParticipant,
  getParticipant,
  listParticipantEvents,
  listParticipants,
} from "./participant.ts";
import { deletePublicKey, getPublicKey, importPublicKey, listPublicKeys } from "./public-key.ts";
import {
  listParticipantReplicas,
  startParticipantReplication,
  stopParticipantReplication,
} from "./replication.ts";
import { getStageSession, listStageSessions } from "./session.ts";
import { createStage, deleteStage, getStage, listStages, updateStage } from "./stage.ts";
import {
  createStorageConfiguration,
  deleteStorageConfiguration,
  getStorageConfiguration,
  listStorageConfigurations,
} from "./storage.ts";
import { listTagsForResource, tagResource, untagResource } from "./tag.ts";
import { createParticipantToken } from "./token.ts";

const handlers: { readonly [Name in OperationName]: Operation<Name> } = {
  CreateStage: createStage,
  GetStage: getStage,
  ListStages: listStages,
  UpdateStage: updateStage,
  DeleteStage: deleteStage,
  CreateParticipantToken: createParticipantToken,
  DisconnectParticipant: disconnectParticipant,

  ListStageSessions: listStageSessions,
  GetStageSession: getStageSession,
  ListParticipants: listParticipants,
  GetParticipant: getParticipant,
  ListParticipantEvents: listParticipantEvents,

  StartParticipantReplication: startParticipantReplication,
  StopParticipantReplication: stopParticipantReplication,
  ListParticipantReplicas: listParticipantReplicas,

  StartComposition: startComposition,
  GetComposition: getComposition,
  ListCompositions: listCompositions,
  StopComposition: stopComposition,

  CreateEncoderConfiguration: createEncoderConfiguration,
  GetEncoderConfiguration: getEncoderConfiguration,
  ListEncoderConfigurations: listEncoderConfigurations,
  DeleteEncoderConfiguration: deleteEncoderConfiguration,

  CreateStorageConfiguration: createStorageConfiguration,
  GetStorageConfiguration: getStorageConfiguration,
  ListStorageConfigurations: listStorageConfigurations,
  DeleteStorageConfiguration: deleteStorageConfiguration,

  CreateIngestConfiguration: createIngestConfiguration,
  GetIngestConfiguration: getIngestConfiguration,
  ListIngestConfigurations: listIngestConfigurations,
  UpdateIngestConfiguration: updateIngestConfiguration,
  DeleteIngestConfiguration: deleteIngestConfiguration,

  ImportPublicKey: importPublicKey,
  GetPublicKey: getPublicKey,
  ListPublicKeys: listPublicKeys,
  DeletePublicKey: deletePublicKey,

  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
};

/** Checks parsed JSON against the operation's constraints and runs it at once. Throws AwsError. */
export function perform<Name extends OperationName>(name: Name, json: unknown, world: World): Output<Name> {
  const operation = handlers[name];
  const input = readMembers<Input<Name>>(operation.input, json);
  if (operation.needsVerifiedAccount && world.settings.pendingVerification)
    throw failure("PendingVerification", "Your account is pending verification");
  if (isRead(name)) return operation.handle(input, { ...world, state: world.history.seen() });
  try {
    return operation.handle(input, world);
  } finally {
    world.history.changed();
  }
}

function isRead(name: OperationName): boolean {
  return name.startsWith("Get") || name.startsWith("List");
}
