import {
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
  type ReadOperation,
  type WriteOperation,
} from "./operations.ts";
import { arnsIn, link, replicated } from "./survey.ts";

/** Everything that lives in a stage: its sessions, and the participants of them with their events and replicas. */
export const inside = (stageArn = "") => `inside ${stageArn}`;

/** The Lists of compositions of a stage, or with an encoder configuration. */
const compositionsOf = (arn: string) => `compositions of ${arn}`;

/** A resource is named by its ARN: its Get, its tags, and each page of a List that shows it are filed under that. */
const object = (arn = "") => arn;

interface Participant {
  stageArn: string | undefined;
  participantId: string | undefined;
}
const participant = ({ stageArn, participantId }: Participant) =>
  `participant ${participantId} in ${stageArn}`;

/** Somebody in all the stages where it is, replicated from one to the others under the same id. */
const everywhere = (participantId: string | undefined) => `participant ${participantId}`;

/**
 * What the answer to each read is filed under as soon as it is asked, so that it holds for empty answers and for calls under way. Beside these,
 * an answer is filed under every resource that it shows or points to; see `survey`.
 */
const filed: { [Name in ReadOperation]: (input: OperationInput<Name>) => readonly string[] } = {
  GetStage: ({ arn }) => [object(arn)],
  ListStages: () => ["stages"],

  ListStageSessions: ({ stageArn }) => [`sessions of ${stageArn}`, inside(stageArn)],
  GetStageSession: ({ stageArn, sessionId }) => [`session ${sessionId} of ${stageArn}`, inside(stageArn)],
  ListParticipants: ({ stageArn, sessionId }) => [
    `participants of ${sessionId} of ${stageArn}`,
    inside(stageArn),
    "participants",
  ],
  GetParticipant: ({ stageArn, participantId }) => [
    participant({ stageArn, participantId }),
    everywhere(participantId),
    inside(stageArn),
    "participants",
  ],
  ListParticipantEvents: ({ stageArn, participantId }) => [
    `events of ${participant({ stageArn, participantId })}`,
    everywhere(participantId),
    inside(stageArn),
    "participants",
    "events",
  ],
  ListParticipantReplicas: ({ sourceStageArn, participantId }) => [
    `replicas of ${participant({ stageArn: sourceStageArn, participantId })}`,
    everywhere(participantId),
    inside(sourceStageArn),
    "replicas",
  ],

  GetComposition: ({ arn }) => [object(arn)],
  ListCompositions({ filterByStageArn, filterByEncoderConfigurationArn }) {
    const filter = filterByStageArn ?? filterByEncoderConfigurationArn;
    return [filter === undefined ? "compositions" : compositionsOf(filter)];
  },

  GetEncoderConfiguration: ({ arn }) => [object(arn)],
  ListEncoderConfigurations: () => ["encoder configurations"],
  GetStorageConfiguration: ({ arn }) => [object(arn)],
  ListStorageConfigurations: () => ["storage configurations"],
  GetIngestConfiguration: ({ arn }) => [object(arn)],
  ListIngestConfigurations: () => ["ingest configurations"],
  GetPublicKey: ({ arn }) => [object(arn)],
  ListPublicKeys: () => ["public keys"],
  ListTagsForResource: ({ resourceArn }) => [object(resourceArn)],
};

type Output<Name extends OperationName> = Partial<OperationOutput<Name>>;

/**
 * What each write changes, by the names that answers are filed under. `output` is empty when the write failed: then it may have
 * taken effect all the same.
 */
const touched = {
  CreateStage: (_, { stage }) => ["stages", object(stage?.arn)],
  UpdateStage: ({ arn }) => [object(arn)],
  // What was replicated to or from it ends elsewhere; a page of events shows that, but not that it would.
  DeleteStage: ({ arn = "" }) => [
    object(arn),
    "stages",
    inside(arn),
    compositionsOf(arn),
    "ingest configurations",
    replicated,
    "events",
    ...["stageArn", "sourceStageArn", "destinationStageArn"].map((member) => link(member, arn)),
  ],

  CreateParticipantToken: () => [],
  // An encoder is detached; the session ends when nobody is left; what was replicated from or to here ends everywhere.
  DisconnectParticipant: ({ stageArn, participantId }) => [
    object(stageArn),
    inside(stageArn),
    everywhere(participantId),
    replicated,
    "ingest configurations",
  ],
  StartParticipantReplication: replication,
  StopParticipantReplication: replication,

  StartComposition: (input, { composition }) => [
    "compositions",
    object(composition?.arn),
    ...arnsIn([input, composition]).map(compositionsOf),
  ],
  StopComposition: ({ arn }) => [object(arn)],

  CreateEncoderConfiguration: (_, { encoderConfiguration }) => [
    "encoder configurations",
    object(encoderConfiguration?.arn),
  ],
  DeleteEncoderConfiguration: ({ arn = "" }) => [
    object(arn),
    "encoder configurations",
    compositionsOf(arn),
    ...["encoderConfigurationArn", "encoderConfigurationArns"].map((member) => link(member, arn)),
  ],
  CreateStorageConfiguration: (_, { storageConfiguration }) => [
    "storage configurations",
    object(storageConfiguration?.arn),
  ],
  DeleteStorageConfiguration: ({ arn }) => [
    object(arn),
    "storage configurations",
    link("storageConfigurationArn", arn),
  ],
  CreateIngestConfiguration: (_, { ingestConfiguration }) => [
    "ingest configurations",
    object(ingestConfiguration?.arn),
  ],
  UpdateIngestConfiguration: ({ arn }) => [object(arn), "ingest configurations"],
  // With `force` whoever publishes is thrown out, of a stage that is not named, and of all where it was replicated.
  DeleteIngestConfiguration: ({ arn, force }) => [
    object(arn),
    "ingest configurations",
    link("ingestConfigurationArn", arn),
    ...(force === true ? ["participants", "replicas", replicated] : []),
  ],

  ImportPublicKey: (_, { publicKey }) => ["public keys", object(publicKey?.arn)],
  DeletePublicKey: ({ arn }) => [object(arn), "public keys"],

  TagResource: ({ resourceArn }) => [object(resourceArn)],
  UntagResource: ({ resourceArn }) => [object(resourceArn)],
} satisfies { [Name in WriteOperation]: (input: OperationInput<Name>, output: Output<Name>) => string[] };

function replication({
  sourceStageArn,
  destinationStageArn,
}: OperationInput<"StartParticipantReplication" | "StopParticipantReplication">): string[] {
  return [inside(sourceStageArn), object(destinationStageArn), inside(destinationStageArn)];
}

/** What is not true any more when a stage is found in another session, or gone. */
export const namesOfStage = (stageArn: string): readonly string[] => [object(stageArn), inside(stageArn)];

/** What is not true any more when something has happened to a participant. */
export function namesOfParticipant(who: { stageArn: string; participantId: string }): readonly string[] {
  return [participant(who), `events of ${participant(who)}`];
}

/** What the answer to a read is filed under before it is there. */
export function namesOfRead(operation: OperationName, input: object): readonly string[] {
  // TypeScript cannot pair one of 39 operations with its own input; `call` has paired them already.
  return operations[operation].access === "read"
    ? filed[operation as "GetStage"](input as { arn: string })
    : [];
}

/** What a write makes untrue; see `touched`. Nothing for reads. */
export function namesOfWrite(
  operation: OperationName,
  input: object,
  output: object = {},
): readonly string[] {
  if (operations[operation].access !== "write") return [];
  const names = touched[operation as WriteOperation] as (input: object, output: object) => string[];
  return names(input, output).filter((name) => name !== "");
}

/** Whether the answer to a read that is under way could show something that is filed under this name. */
export function couldShow(operation: OperationName, name: string): boolean {
  return (
    name.startsWith("link ") ||
    name === replicated ||
    (name.startsWith("arn:") && operation.startsWith("List"))
  );
}
