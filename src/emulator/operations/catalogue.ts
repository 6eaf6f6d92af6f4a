import type * as sdk from "@aws-sdk/client-ivs-realtime";

type CommandName<Key> = Key extends `${infer Name}Command` ? Name : never;

/** Every operation of the installed SDK, by AWS's name. */
export type OperationName = Exclude<CommandName<keyof typeof sdk>, "$" | "">;

type Command<Name extends OperationName> = InstanceType<(typeof sdk)[`${Name}Command`]>;

/** What the SDK lets a caller send. */
export type Input<Name extends OperationName> = Command<Name>["input"];

/** What the SDK gives back, without what it adds itself. */
export type Output<Name extends OperationName> = Omit<
  Awaited<ReturnType<ReturnType<Command<Name>["resolveMiddleware"]>>>["output"],
  "$metadata"
>;

interface CatalogueEntry {
  method: "GET" | "POST" | "DELETE";
  /** Absent: the path is a slash and the operation's name. */
  path?: "/tags/{resourceArn}";
  /** Calls per second that AWS allows an account in a Region. */
  quotaPerSecond: number;
}

function post(quotaPerSecond: number): CatalogueEntry {
  return { method: "POST", quotaPerSecond };
}

function tags(method: CatalogueEntry["method"]): CatalogueEntry {
  return { method, path: "/tags/{resourceArn}", quotaPerSecond: 10 };
}

/** How every operation is addressed and how often it may be called. */
export const catalogue: Readonly<Record<OperationName, CatalogueEntry>> = {
  CreateStage: post(5),
  GetStage: post(5),
  ListStages: post(5),
  UpdateStage: post(5),
  DeleteStage: post(5),
  CreateParticipantToken: post(50),
  DisconnectParticipant: post(5),

  ListStageSessions: post(5),
  GetStageSession: post(5),
  ListParticipants: post(5),
  GetParticipant: post(5),
  ListParticipantEvents: post(5),

  StartParticipantReplication: post(5),
  StopParticipantReplication: post(5),
  ListParticipantReplicas: post(5),

  StartComposition: post(5),
  GetComposition: post(5),
  ListCompositions: post(5),
  StopComposition: post(5),

  CreateEncoderConfiguration: post(5),
  GetEncoderConfiguration: post(5),
  ListEncoderConfigurations: post(5),
  DeleteEncoderConfiguration: post(5),

  CreateStorageConfiguration: post(5),
  GetStorageConfiguration: post(5),
  ListStorageConfigurations: post(5),
  DeleteStorageConfiguration: post(5),

  CreateIngestConfiguration: post(5),
  GetIngestConfiguration: post(5),
  ListIngestConfigurations: post(5),
  UpdateIngestConfiguration: post(5),
  DeleteIngestConfiguration: post(5),

  ImportPublicKey: post(3),
  GetPublicKey: post(3),
  ListPublicKeys: post(3),
  DeletePublicKey: post(3),

  ListTagsForResource: tags("GET"),
  TagResource: tags("POST"),
  UntagResource: tags("DELETE"),
};

/** Narrows any text to the name of an operation. */
export function isOperationName(name: unknown): name is OperationName {
  return typeof name === "string" && Object.hasOwn(catalogue, name);
}
