/** An answer with its age: `asOf` is when the question was sent, as an ISO 8601 string in UTC. */
export interface Reading<Output> {
  readonly output: Output;
  readonly asOf: string;
  readonly stale: boolean;
  /** Whether things may have been left out of a List that whoever asks does not see. */
  readonly sifted?: true;
}
