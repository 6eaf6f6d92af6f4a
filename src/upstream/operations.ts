import type * as sdk from "@aws-sdk/client-ivs-realtime";

/** The name of every operation of the API, read off the SDK's exported commands. */
export type OperationName = Exclude<
  {
    [Name in keyof typeof sdk]: Name extends `${infer Operation}Command` ? Operation : never;
  }[keyof typeof sdk],
  "$" | ""
>;

/** The SDK's input of an operation. */
export type OperationInput<Name extends OperationName> = InstanceType<
  (typeof sdk)[`${Name}Command`]
>["input"];

/** The SDK's output of an operation, without the SDK's own `$metadata`. */
export type OperationOutput<Name extends OperationName> = Omit<
  Awaited<
    ReturnType<ReturnType<InstanceType<(typeof sdk)[`${Name}Command`]>["resolveMiddleware"]>>
  >["output"],
  "$metadata"
>;

type Access = "read" | "write";

/** How one operation is treated on its way to AWS. */
export interface OperationPolicy<Output = object, How extends Access = Access> {
  access: How;
  /** Calls a second that AWS grants, per account and Region; not adjustable. */
  quota: number;
  /**
   * Whether it may be sent again when nobody knows if the first one took effect. `safe`: reads, and writes that set
   * a full value or remove. `token`: only with the same idempotency token. `never`: a second call may make a second thing.
   */
  repeat: "safe" | "token" | "never";
  /** How long one call may take, from sending to the last byte of the answer. */
  deadlineMs: number;
  /** How long an answer stays true enough to be served again. 0 for writes, and for what holds a secret. */
  cacheMs: number;
  /** For all but `safe`: how a client finds out whether a call without an answer took effect, in the graph's words. */
  checkWith?: string;
  /** The output member that every successful answer holds; null for operations that answer without a body. */
  answers: keyof Output | null;
}

const usualDeadlineMs = 3_000;
/** State that moves while a show is on. */
const moving = 1_000;
/** State that people change. */
const changing = 2_000;
/** Resources that have no update operation. */
const immutable = 300_000;
/** What holds stream keys. */
const secret = 0;

function read<Output>(cacheMs: number, answers: keyof Output, quota = 5): OperationPolicy<Output, "read"> {
  return { access: "read", quota, repeat: "safe", deadlineMs: usualDeadlineMs, cacheMs, answers };
}

function write<Output>(
  repeat: "safe" | "token",
  answers: keyof Output | null,
  quota = 5,
): OperationPolicy<Output, "write"> {
  return { access: "write", quota, repeat, deadlineMs: usualDeadlineMs, cacheMs: 0, answers };
}

/** A write that makes something new each time it is sent. */
function create<Output>(
  answers: keyof Output | null,
  checkWith: string,
  { quota = 5, deadlineMs = usualDeadlineMs } = {},
): OperationPolicy<Output, "write"> {
  return { access: "write", quota, repeat: "never", deadlineMs, cacheMs: 0, answers, checkWith };
}

/**
 * The policy of every operation on one screen. Quotas: "Call Rate Quotas" of the IVS Real-Time Streaming user guide.
 * CreateStorageConfiguration edits a bucket policy on the way, hence its long deadline.
 */
export const operations = {
  CreateStage: create("stage", "Ask `stages` whether there is a new one with this name and these tags."),
  GetStage: read(changing, "stage"),
  ListStages: read(changing, "stages"),
  UpdateStage: write("safe", "stage"),
  DeleteStage: write("safe", null),

  CreateParticipantToken: create(
    "participantToken",
    "A token that nobody received harms nobody: create another one.",
    { quota: 50 },
  ),
  DisconnectParticipant: write("safe", null),

  ListStageSessions: read(changing, "stageSessions"),
  GetStageSession: read(changing, "stageSession"),
  ListParticipants: read(moving, "participants"),
  GetParticipant: read(moving, "participant"),
  ListParticipantEvents: read(moving, "events"),

  StartParticipantReplication: create(null, "Ask the participant for its replicas in the destination stage."),
  StopParticipantReplication: create(null, "Ask the participant for its replicas in the destination stage."),
  ListParticipantReplicas: read(changing, "replicas"),

  StartComposition: {
    ...write("token", "composition"),
    checkWith: "Ask the stage for its compositions, whether there is a new one.",
  },
  GetComposition: read(changing, "composition"),
  ListCompositions: read(changing, "compositions"),
  StopComposition: write("safe", null),

  CreateEncoderConfiguration: create(
    "encoderConfiguration",
    "Ask `encoderConfigurations` whether there is a new one with this name.",
  ),
  GetEncoderConfiguration: read(immutable, "encoderConfiguration"),
  ListEncoderConfigurations: read(changing, "encoderConfigurations"),
  DeleteEncoderConfiguration: write("safe", null),

  CreateStorageConfiguration: create(
    "storageConfiguration",
    "Ask `storageConfigurations` whether there is a new one for this bucket.",
    { deadlineMs: 30_000 },
  ),
  GetStorageConfiguration: read(immutable, "storageConfiguration"),
  ListStorageConfigurations: read(changing, "storageConfigurations"),
  DeleteStorageConfiguration: write("safe", null),

  CreateIngestConfiguration: create(
    "ingestConfiguration",
    "Ask `ingestConfigurations` whether there is a new one with this name.",
  ),
  GetIngestConfiguration: read(secret, "ingestConfiguration"),
  ListIngestConfigurations: read(changing, "ingestConfigurations"),
  UpdateIngestConfiguration: write("safe", "ingestConfiguration"),
  DeleteIngestConfiguration: write("safe", null),

  ImportPublicKey: create("publicKey", "Ask `publicKeys` whether there is a new one with this name.", {
    quota: 3,
  }),
  GetPublicKey: read(immutable, "publicKey", 3),
  ListPublicKeys: read(changing, "publicKeys", 3),
  DeletePublicKey: write("safe", null, 3),

  ListTagsForResource: read(changing, "tags", 10),
  TagResource: write("safe", null, 10),
  UntagResource: write("safe", null, 10),
} satisfies { [Name in OperationName]: OperationPolicy<OperationOutput<Name>> };

type Accessed<How extends Access> = {
  [Name in OperationName]: (typeof operations)[Name]["access"] extends How ? Name : never;
}[OperationName];

/** The name of an operation that changes nothing. */
export type ReadOperation = Accessed<"read">;
/** The name of an operation that changes something. */
export type WriteOperation = Accessed<"write">;

/** Whether a text is AWS's name of an operation. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
