/**
 * Word that something may have changed there: look, never what. It may be lost, late, doubled, out of order or forged, and then
 * costs at most a look.
 */
export interface Hint {
  readonly stageArn?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly participantId?: string | undefined;
  readonly compositionArn?: string | undefined;
  readonly kind: "stage" | "recording" | "composition";
}

/** Where hints come from. Any number of sources may give them: the route of API destinations, a queue, our own mutations. */
export interface Hints {
  /** Hands a hint on. Never throws, and never waits for who listens. */
  give(hint: Hint): void;
  /** Calls `listener` for every hint from now on. Returns how to stop. */
  on(listener: (hint: Hint) => void): () => void;
}
