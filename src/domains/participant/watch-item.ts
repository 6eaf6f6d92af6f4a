import type { StageItem } from "../session/watch-item.ts";
import type { ParticipantEvent } from "./event.ts";

/** That an event was found. */
export interface EventOccurred {
  readonly kind: "event";
  readonly event: ParticipantEvent;
  /** Whether a later event of the same participant was told before it. */
  readonly late: boolean;
  /** Whether it may have happened before this log began, so that who had another log before may have it. */
  readonly replayed: boolean;
  readonly ends?: undefined;
}

/** What the log of a stage tells: what happens to participants, and to the stage itself. */
export type LogItem = StageItem<EventOccurred>;
