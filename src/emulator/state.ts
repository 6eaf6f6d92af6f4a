import type {
  AutoParticipantRecordingConfiguration,
  CompositionState,
  Destination,
  IngestProtocol,
  LayoutConfiguration,
  S3StorageConfiguration,
  StageEndpoints,
  StartCompositionRequest,
  Video,
} from "@aws-sdk/client-ivs-realtime";

import type { PlannedErrand } from "./errand.ts";
import type { ParticipantRecord, ReplicationRecord, TokenRecord } from "./participant-record.ts";
import { tallyOf, type Tally } from "./tally.ts";

export interface Session {
  readonly sessionId: string;
  /** Counts the sessions of the stage. */
  readonly sequence: number;
  readonly startTime: Date;
  /** Absent while the session is open. */
  endTime?: Date;
  /** Counts the participants that ever joined. */
  joined: number;
  /** Everyone who joined, by participantId, in the order of the first joins; bounded. */
  readonly participants: Map<string, ParticipantRecord>;
}

/** What every kind of resource has. Records are plain data (with dates and maps), so that a snapshot carries them. */
export interface Resource {
  readonly arn: string;
  /** Counts the resources of this kind in the order of their creation; never reused. */
  readonly sequence: number;
  tags: Record<string, string>;
}

export interface StageRecord extends Resource {
  name: string;
  recording: Required<AutoParticipantRecordingConfiguration>;
  readonly endpoints: StageEndpoints;
  /** Oldest first; at most the last one is open. */
  sessions: Session[];
  /** By participantId. */
  readonly tokens: Map<string, TokenRecord>;
  /** Of publishers of this stage to others, oldest first; bounded. */
  replications: ReplicationRecord[];
  /** Set when the stage was deleted. */
  deletedAt?: Date;
}

export interface StorageConfigurationRecord extends Resource {
  readonly name: string;
  readonly s3: S3StorageConfiguration;
}

export interface EncoderConfigurationRecord extends Resource {
  readonly name: string;
  readonly video: Required<Video>;
}

export interface StreamCredential {
  readonly participantId: string;
  readonly streamKey: string;
}

export interface IngestConfigurationRecord extends Resource {
  readonly name: string;
  /** Empty while it belongs to no stage. */
  stageArn: string;
  readonly participantId: string;
  readonly streamKey: string;
  readonly userId: string;
  readonly attributes: Record<string, string>;
  readonly ingestProtocol: IngestProtocol;
  readonly insecureIngest: boolean;
  /** Two when ingest is redundant, otherwise none. */
  redundantCredentials: StreamCredential[];
}

export interface PublicKeyRecord extends Resource {
  readonly name: string;
  readonly publicKeyMaterial: string;
  readonly fingerprint: string;
}

export type DestinationRecord = Destination & {
  id: string;
  configuration: NonNullable<Destination["configuration"]>;
};

export interface CompositionRecord extends Resource {
  readonly stageArn: string;
  state: CompositionState;
  readonly layout: LayoutConfiguration;
  readonly destinations: DestinationRecord[];
  /** What the caller sent, to recognise it when it is sent again. */
  readonly request: StartCompositionRequest;
  /** Whether somebody publishes on the stage. */
  hasMedia: boolean;
  readonly startTime: Date;
  endTime?: Date;
}

/** The resources of one kind, by ARN, in the order of their creation. */
export interface Collection<Item extends Resource> {
  readonly size: number;
  add(build: (sequence: number) => Item): Item;
  get(arn: string): Item | undefined;
  delete(arn: string): boolean;
  list(): Item[];
}

/** Every kind of resource. What is named here has tags and is carried by snapshots without further ado. */
interface Kinds {
  stages: StageRecord;
  storageConfigurations: StorageConfigurationRecord;
  encoderConfigurations: EncoderConfigurationRecord;
  ingestConfigurations: IngestConfigurationRecord;
  publicKeys: PublicKeyRecord;
  compositions: CompositionRecord;
}

/** A deep copy of everything that the account consists of. */
export interface StateCopy {
  collections: { [Kind in keyof Kinds]: CollectionCopy<Kinds[Kind]> };
  deletedStages: StageRecord[];
  plans: Map<string, PlannedErrand>;
}

interface CollectionCopy<Item> {
  sequence: number;
  items: Item[];
}

export interface State extends Readonly<{ [Kind in keyof Kinds]: Collection<Kinds[Kind]> }> {
  /** The resource of any kind that can carry tags. */
  taggable: (arn: string) => Resource | undefined;
  /** Stages that are gone but may still be read about, the latest last; bounded. */
  readonly deletedStages: StageRecord[];
  /** Of all stages together; follows from them, so that no copy holds it. */
  readonly tally: Tally;
  /** What is due later; only the agenda writes it. */
  readonly plans: Map<string, PlannedErrand>;
  /** What a copy holds, shared with the state: it changes with it. */
  content(): StateCopy;
  /** Shares nothing with the state. */
  copy(): StateCopy;
}

/** An account without any resource, or one that is as a copy says; the copy is the state's from then on. */
export function createState(from?: StateCopy): State {
  const kept = from?.collections;
  const collections = {
    stages: createCollection<StageRecord>(kept?.stages),
    storageConfigurations: createCollection<StorageConfigurationRecord>(kept?.storageConfigurations),
    encoderConfigurations: createCollection<EncoderConfigurationRecord>(kept?.encoderConfigurations),
    ingestConfigurations: createCollection<IngestConfigurationRecord>(kept?.ingestConfigurations),
    publicKeys: createCollection<PublicKeyRecord>(kept?.publicKeys),
    compositions: createCollection<CompositionRecord>(kept?.compositions),
  };
  const deletedStages = from?.deletedStages ?? [];
  const plans = from?.plans ?? new Map<string, PlannedErrand>();
  const content = (): StateCopy => ({
    collections: {
      stages: collections.stages.content(),
      storageConfigurations: collections.storageConfigurations.content(),
      encoderConfigurations: collections.encoderConfigurations.content(),
      ingestConfigurations: collections.ingestConfigurations.content(),
      publicKeys: collections.publicKeys.content(),
      compositions: collections.compositions.content(),
    },
    deletedStages,
    plans,
  });
  return {
    ...collections,
    deletedStages,
    tally: tallyOf(collections.stages.list()),
    plans,
    taggable(arn) {
      for (const collection of Object.values(collections)) {
        const resource = collection.get(arn);
        if (resource) return resource;
      }
      return undefined;
    },
    content,
    copy: () => structuredClone(content()),
  };
}

function createCollection<Item extends Resource>(
  from?: CollectionCopy<Item>,
): Collection<Item> & { content(): CollectionCopy<Item> } {
  const items = new Map(from?.items.map((item) => [item.arn, item]));
  let sequence = from?.sequence ?? 0;
  return {
    get size() {
      return items.size;
    },
    add(build) {
      sequence += 1;
      const added = build(sequence);
      items.set(added.arn, added);
      return added;
    },
    get: (arn) => items.get(arn),
    delete: (arn) => items.delete(arn),
    list: () => [...items.values()],
    content: () => ({ sequence, items: [...items.values()] }),
  };
}
