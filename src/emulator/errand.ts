/** The participant that an errand is about. */
interface OfParticipant {
  stageArn: string;
  sessionId: string;
  participantId: string;
}

/** Where a composition's life goes by itself. */
export type CompositionStep = "activate" | "idle" | "expire" | "finish" | "forget";

/** Something that is due at an instant, as data: it outlives a snapshot. */
export type Errand =
  | { kind: "closeSession"; stageArn: string; sessionId: string }
  | ({ kind: "endConnection"; doing: "publish" | "subscribe" } & OfParticipant)
  | ({ kind: "beginRecording" } & OfParticipant)
  | ({ kind: "stopRecording" } & OfParticipant)
  | ({ kind: "finishRecording" } & OfParticipant)
  | { kind: "composition"; step: CompositionStep; compositionArn: string }
  | { kind: "endReplication"; sourceStageArn: string; participantId: string; destinationStageArn: string };

export interface PlannedErrand {
  readonly errand: Errand;
  /** Wall time in milliseconds. */
  readonly dueAt: number;
  /** Counts the plans: of two that are due together the earlier plan runs first. */
  readonly sequence: number;
}
