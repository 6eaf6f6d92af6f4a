/** A router that runs over a supergraph. */
export interface RunningRouter {
  /** Where it answers operations. */
  readonly url: string;
  /** What it has written so far. */
  readonly said: readonly string[];
  close(): Promise<void>;
}
