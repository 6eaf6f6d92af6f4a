import type { EventErrorCode, ParticipantRecordingState } from "@aws-sdk/client-ivs-realtime";

import type { TokenGrant } from "./participant-record.ts";

interface OfStage {
  stageArn: string;
  /** When it happened. */
  at: Date;
}

interface OfSession extends OfStage {
  sessionId: string;
}

interface OfParticipant extends OfSession {
  participantId: string;
  userId: string;
  /** Empty for everyone who did not come by RTMP. */
  ingestConfigurationArn: string;
  /** Present for a replica. */
  source?: { stageArn: string; sessionId: string };
}

interface OfReplication extends OfParticipant {
  destinationStageArn: string;
  destinationSessionId: string;
}

interface OfRecording extends OfParticipant {
  bucketName: string;
  prefix: string;
}

interface OfComposition extends OfStage {
  compositionArn: string;
}

interface OfDestination extends OfComposition {
  destinationId: string;
}

interface Trouble {
  errorCode: string;
  reason: string;
}

/** Something that happened in the life of the stages, told to whoever in this process wants to know. */
export type Happening =
  | ({ kind: "stageDeleted" } & OfStage)
  | ({ kind: "sessionOpened" | "sessionClosed" } & OfSession)
  | ({ kind: "participantJoined" | "participantLeft" } & OfParticipant)
  | ({ kind: "participantPublished" | "participantUnpublished" } & OfParticipant)
  | ({ kind: "participantPublishError"; errorCode: EventErrorCode } & OfParticipant)
  /** By DisconnectParticipant, also when it had left before; comes after what the leave itself entails. */
  | ({ kind: "participantDisconnected"; reason: string } & OfParticipant)
  | ({ kind: "replicationStarted" | "replicationEnded" } & OfReplication)
  | ({ kind: "tokenExchanged"; previousToken: TokenGrant; newToken: TokenGrant } & OfParticipant)
  | ({ kind: "compositionStarted" | "compositionEnded" } & OfComposition)
  | ({ kind: "compositionFailed" } & OfComposition & Trouble)
  | ({ kind: "destinationStarted" | "destinationEnded" | "destinationReconnecting" } & OfDestination)
  | ({ kind: "destinationFailed" } & OfDestination & Trouble)
  | ({ kind: "recordingStarted" } & OfRecording)
  | ({ kind: "recordingEnded"; durationMs: number } & OfRecording)
  | ({
      kind: "recordingFailed";
      /** What it was doing: an end failure has a duration. */
      during: Extract<ParticipantRecordingState, "STARTING" | "ACTIVE" | "STOPPING">;
      durationMs: number;
      errorCode: string;
      reason: string;
    } & OfRecording);

export interface Happenings {
  /** Tells every listener in the order they subscribed, at once; one that throws does not keep the others from it. */
  happened(happening: Happening): void;
  /** The returned function ends the subscription. */
  subscribe(listener: (happening: Happening) => void): () => void;
}

/** A signal within the process. `report` hears of listeners that throw. */
export function createHappenings(report: (happening: Happening, error: unknown) => void): Happenings {
  const listeners = new Set<(happening: Happening) => void>();
  return {
    happened(happening) {
      for (const listener of listeners)
        try {
          listener(happening);
        } catch (error) {
          report(happening, error);
        }
    },
    subscribe(listener) {
      const own = (happening: Happening) => listener(happening);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}
