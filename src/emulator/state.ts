import type {
  AutoParticipantRecordingConfiguration,
  S3StorageConfiguration,
  StageEndpoints,
} from "@aws-sdk/client-ivs-realtime";

export interface Session {
  sessionId: string;
  startTime: Date;
  /** Absent while the session is open. */
  endTime?: Date;
}

/** What every kind of resource has. */
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
}

export interface StorageConfigurationRecord extends Resource {
  readonly name: string;
  readonly s3: S3StorageConfiguration;
}

/** The resources of one kind, by ARN, in the order of their creation. */
export interface Collection<Item extends Resource> {
  readonly size: number;
  add(build: (sequence: number) => Item): Item;
  get(arn: string): Item | undefined;
  delete(arn: string): boolean;
  list(): Item[];
}

export interface State {
  readonly stages: Collection<StageRecord>;
  readonly storageConfigurations: Collection<StorageConfigurationRecord>;
  /** The resource of any kind that can carry tags. */
  taggable: (arn: string) => Resource | undefined;
}

/** An account without any resource. */
export function createState(): State {
  const stages = createCollection<StageRecord>();
  const storageConfigurations = createCollection<StorageConfigurationRecord>();
  return {
    stages,
    storageConfigurations,
    taggable: (arn) => stages.get(arn) ?? storageConfigurations.get(arn),
  };
}

function createCollection<Item extends Resource>(): Collection<Item> {
  const items = new Map<string, Item>();
  let sequence = 0;
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
  };
}
