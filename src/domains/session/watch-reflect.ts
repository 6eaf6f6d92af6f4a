import type { Draft } from "../../feed/journal.ts";
import type { Asker, Standing } from "../../feed/subject.ts";

/** What shows the session that a stage is in. */
export interface Directory {
  watch(stageArn: string, listener: (sight: Sight) => void): () => void;
  nudge(stageArn: string): void;
}

/** What a look at a stage has shown. */
export type Sight =
  | { readonly exists: true; readonly sessionId: string | undefined }
  | { readonly exists: false };

/** What reflects one session. */
export interface Reflector {
  readonly asker: Asker;
  /** Whether it was somebody who is known. */
  nudge(participantId: string | undefined): boolean;
  focus(participantId: string): () => void;
  end(settleMs?: number, patience?: number): void;
  resume(): void;
  standing(): Standing;
  sweptThrough(): string | undefined;
  /** How many ever were there, when that was first listed to the end, or could not be. */
  readonly whenListed: Promise<number>;
}

/** How a session of a stage is to be reflected. */
export interface Reflecting<Event> {
  readonly stageArn: string;
  readonly sessionId: string;
  readonly isNew: boolean;
  readonly weight: () => number;
  readonly emit: (drafts: readonly Draft<Event>[]) => void;
  readonly wake: () => void;
  readonly changed: () => void;
  readonly sealed: (complete: boolean) => void;
  /** For one reader, beside what all follow. */
  readonly isAgain?: true;
}

export type Reflect<Event> = (reflecting: Reflecting<Event>) => Reflector;
