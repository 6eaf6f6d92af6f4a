/** The right to be the only one who does something, for as long as it is renewed. */
export interface Tenure {
  /** Grows from holder to holder of the same name, also when the one before never let go. Goes with every write. */
  readonly fence: number;
  /** Aborted when the tenure is over, for whatever reason: always before anybody else can hold it, by this machine's monotonic clock. */
  readonly ended: AbortSignal;
  /** Lets go. Idempotent; never rejects: what cannot be given back ends by itself. */
  release(): Promise<void>;
}

/**
 * Who does what, among all who share it. A tenure renews itself until it is released or lost; a holder that was asleep for too
 * long may still believe in it, which is why a journal checks the fencing number itself.
 */
export interface Leases {
  /**
   * Waits until the name is free and takes it, in the order of asking where one process asks. Rejects with the signal's reason
   * when that aborts first.
   */
  hold(name: string, signal?: AbortSignal): Promise<Tenure>;
  /** Ends every tenure, and every waiting with an error. */
  close(): Promise<void>;
}
