import type {
  EventErrorCode,
  EventName,
  ParticipantProtocol,
  ParticipantRecordingState,
  ParticipantTokenCapability,
  ReplicationState,
} from "@aws-sdk/client-ivs-realtime";

/** What a client tells about itself; the service shows it in GetParticipant only. */
export interface ClientMetadata {
  ispName?: string;
  osName?: string;
  osVersion?: string;
  browserName?: string;
  browserVersion?: string;
  sdkVersion?: string;
}

/** What a token says, as far as it can be exchanged. */
export interface TokenGrant {
  capabilities: ParticipantTokenCapability[];
  attributes: Record<string, string>;
  userId: string;
  /** Absent for participants without a token. */
  expirationTime?: Date;
}

export interface ParticipantEvent {
  readonly sequence: number;
  readonly name: EventName;
  /** Precise; what is shown may be cut to seconds. */
  readonly at: Date;
  readonly remoteParticipantId?: string;
  readonly errorCode?: EventErrorCode;
  readonly replica: boolean;
  readonly destinationStageArn?: string;
  readonly destinationSessionId?: string;
  readonly previousToken?: TokenGrant;
  readonly newToken?: TokenGrant;
}

export interface ParticipantRecording {
  state: ParticipantRecordingState;
  /** Empty while nothing was ever recorded. */
  bucketName: string;
  prefix: string;
  /** When it became active; absent before. */
  startedAt?: Date;
  /** When the media ended; absent while it comes. */
  endedAt?: Date;
}

/** One participant in one session, whether it is still there or not. */
export interface ParticipantRecord {
  readonly participantId: string;
  readonly stageArn: string;
  readonly sessionId: string;
  /** Counts the participants of the session in the order of their first join. */
  readonly sequence: number;
  readonly firstJoinTime: Date;
  readonly protocol: ParticipantProtocol;
  client: ClientMetadata;
  /** How it was let in; only a self-signed token can be exchanged, and one without a token counts as self-signed. */
  admission: "service" | "selfSigned" | "direct" | "replica";
  token: TokenGrant;
  connected: boolean;
  /** Counts the connections, so that an old one cannot act for its successor. */
  connection: number;
  publishing: boolean;
  /** Whether it published at any time of this session. */
  published: boolean;
  /** The participants that it receives. */
  subscriptions: string[];
  recording: ParticipantRecording;
  readonly ingestConfigurationArn: string;
  readonly redundantIngest: boolean;
  /** Where a replica comes from; absent for everyone else. */
  source?: { stageArn: string; sessionId: string };
  /** Present for a replica, and for its source since its first replication. */
  replicationState?: ReplicationState;
  /** Oldest first; bounded. */
  events: ParticipantEvent[];
}

/** One publisher's way to one other stage. Kept by the source stage. */
export interface ReplicationRecord {
  readonly sequence: number;
  readonly sourceStageArn: string;
  readonly destinationStageArn: string;
  readonly participantId: string;
  sourceSessionId: string;
  destinationSessionId: string;
  state: ReplicationState;
  /** Whether the publisher is away and may still come back. */
  waiting: boolean;
  readonly reconnectWindowSeconds: number;
  /** Given with the call; they win over the token's. */
  readonly attributes: Record<string, string>;
}

/** What is remembered of a token, so that a join can be judged. The token itself is not kept. */
export interface TokenRecord {
  readonly participantId: string;
  /** SHA-256 of a token that the service issued; empty for a self-signed one. */
  readonly digest: string;
  readonly grant: TokenGrant;
  /** Set by DisconnectParticipant: nobody joins with it again. */
  dead: boolean;
}
