import type { OperationName } from "../upstream/operations.ts";
import type { Binding } from "./binding.ts";

/** What is read besides, at most, to know whether the viewer may have one call of an operation, or all of its answer. */
export interface Check {
  /** Stages whose tags are asked for. */
  readonly stages: number;
  /** Gets of other resources: so many in all, each of them one of `among`. */
  readonly gets: number;
  readonly among: readonly OperationName[];
}

/** What a binding costs, for `reads.ts`, `writes.ts` and `sight.ts` as they are. */
export interface Checks {
  of(operation: OperationName): Check;
  /** Whether things are left out of this List, which are then looked for on further pages. */
  sifts(operation: OperationName): boolean;
}

/** The largest pages of the API. */
const [page, replicasPage] = [100, 50];

const stages = (count: number): Check => ({ stages: count, gets: 0, among: [] });
const gets = (among: readonly OperationName[], count = among.length, ofStages = 0): Check => ({
  stages: ofStages,
  gets: count,
  among,
});
const nothing = stages(0);
const anything = gets(
  [
    "GetComposition",
    "GetIngestConfiguration",
    "GetEncoderConfiguration",
    "GetStorageConfiguration",
    "GetPublicKey",
  ],
  1,
  1,
);

const checks: { readonly [Name in OperationName]: Check } = {
  GetStage: nothing,
  ListStages: nothing,
  ListStageSessions: stages(1),
  GetStageSession: stages(1),
  ListParticipants: stages(1 + page),
  GetParticipant: stages(2),
  ListParticipantEvents: stages(1 + page),
  ListParticipantReplicas: stages(1 + replicasPage),
  GetComposition: stages(1),
  ListCompositions: stages(page),
  GetEncoderConfiguration: nothing,
  ListEncoderConfigurations: nothing,
  GetStorageConfiguration: nothing,
  ListStorageConfigurations: nothing,
  GetPublicKey: nothing,
  ListPublicKeys: nothing,
  GetIngestConfiguration: stages(1),
  ListIngestConfigurations: stages(page),
  ListTagsForResource: anything,

  CreateStage: gets(["GetStorageConfiguration"]),
  UpdateStage: gets(["GetStorageConfiguration"], 1, 1),
  DeleteStage: stages(1),
  CreateParticipantToken: stages(1),
  DisconnectParticipant: stages(1),
  StartParticipantReplication: stages(2),
  StopParticipantReplication: stages(2),
  // Two destinations, each with an encoder configuration and one with a storage configuration of its own.
  StartComposition: gets(
    [
      "GetEncoderConfiguration",
      "GetEncoderConfiguration",
      "GetStorageConfiguration",
      "GetStorageConfiguration",
    ],
    4,
    1,
  ),
  StopComposition: gets(["GetComposition"], 1, 1),
  CreateEncoderConfiguration: nothing,
  DeleteEncoderConfiguration: gets(["GetEncoderConfiguration"]),
  CreateStorageConfiguration: nothing,
  DeleteStorageConfiguration: gets(["GetStorageConfiguration"]),
  ImportPublicKey: nothing,
  DeletePublicKey: gets(["GetPublicKey"]),
  CreateIngestConfiguration: stages(1),
  UpdateIngestConfiguration: gets(["GetIngestConfiguration"], 1, 2),
  DeleteIngestConfiguration: gets(["GetIngestConfiguration"], 1, 1),
  TagResource: anything,
  UntagResource: anything,
};

const sifted: ReadonlySet<OperationName> = new Set<OperationName>([
  "ListStages",
  "ListParticipantReplicas",
  "ListCompositions",
  "ListEncoderConfigurations",
  "ListStorageConfigurations",
  "ListPublicKeys",
  "ListIngestConfigurations",
]);

/** What a binding costs at most; undefined where there is none. ARNs say without a call which stages are the viewer's, tags do not. */
export function checksOf(binding: Binding): Checks | undefined {
  if (binding === "all") return undefined;
  const asksForTags = binding.tags.length > 0;
  return {
    of: (operation) => (asksForTags ? checks[operation] : { ...checks[operation], stages: 0 }),
    sifts: (operation) => sifted.has(operation),
  };
}
