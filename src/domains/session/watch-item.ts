/** What the log of a stage needs to know of an event of a participant. */
export interface Occurrence {
  readonly kind: "event";
  readonly event: { readonly eventTime: string | undefined };
  readonly replayed: boolean;
  readonly ends?: undefined;
}

/** That a session of the stage has begun, as far as could be seen. */
export interface SessionStarted {
  readonly kind: "sessionStarted";
  readonly stageArn: string;
  readonly sessionId: string;
  /** Whether it had begun before this log did. */
  readonly replayed: boolean;
  readonly ends?: undefined;
}

/** That a session of the stage is over. Events of it may still follow, until it was swept once more. */
export interface SessionEnded {
  readonly kind: "sessionEnded";
  readonly stageArn: string;
  readonly sessionId: string;
  readonly ends?: undefined;
}

/** That the stage is gone. Nothing follows. */
export interface StageDeleted {
  readonly kind: "stageDeleted";
  readonly stageArn: string;
  /** Whether all that happened until then could still be read. */
  readonly complete: boolean;
  readonly ends: true;
}

/** What the log of a stage tells: what happens to participants, and to the stage itself. */
export type StageItem<Event extends Occurrence> = Event | SessionStarted | SessionEnded | StageDeleted;
