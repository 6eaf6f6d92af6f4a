import type { Log } from "../log.ts";
import type { Seen } from "./answers.ts";
import type { Lane } from "./lanes.ts";
import type { Meter } from "./meter.ts";
import type { OperationName } from "./operations.ts";

/** How long a call may wait for its turn when its caller sets no deadline. */
export const longestWaitMs = 60_000;

/** On whose behalf a call is made. */
export interface CallOptions {
  /**
   * Aborts a read when the caller no longer wants the answer. A write is given up while it waits for its turn, and seen through
   * once it was sent, so that its outcome is known.
   */
  readonly signal?: AbortSignal | undefined;
  /** Where the line about the call goes, so that it names the request; the program's log without it. */
  readonly log?: Log | undefined;
  /** How urgent it is; `interactive` without it. */
  readonly lane?: Lane;
  /** Among whom turns are shared out evenly. */
  readonly viewer?: string;
  /** The monotonic instant until which the call may wait for its turn; a minute from now without it. */
  readonly deadlineAt?: number | undefined;
  /** What a request has cost. */
  readonly meter?: Meter;
  /** An `instant`: a read is not answered with what was asked for before it. */
  readonly since?: number | undefined;
  /** Where it is noted what was read, for an answer that is made of it. */
  readonly seen?: Seen;
  /** Told before a call is made for a read; what it throws refuses that. */
  readonly onStart?: ((operation: OperationName) => void) | undefined;
  /** Told each time that the call has its turn, before it is sent; never when it is answered with the call of somebody else. */
  readonly onTurn?: (() => void) | undefined;
}
