import { randomBytes } from "node:crypto";

import type { ParticipantAddress, ParticipantSummary } from "./loader.ts";

/** Somebody who is in a stage, as far as can be told. */
export interface Present {
  readonly participant: ParticipantSummary;
  /** Going by its events; null while they were not read, or do not tell. */
  readonly isPublishing: boolean | null;
}

/** That somebody came (`before` is undefined), changed, or left (`now` is). */
export interface PresenceChange {
  readonly version: number;
  readonly before: Present | undefined;
  readonly now: Present | undefined;
}

/** What a session is noted on. */
export interface SessionNotes {
  saw(present: Present): void;
  left(address: ParticipantAddress): void;
  /** A list of who is connected came to its end. */
  listed(asOf: string | undefined): void;
  /** The session is over: nobody is in it. */
  ended(): void;
}

/** Who is in a stage now, and what has changed of late. */
export interface Presence {
  /** Tells it from another one of the same stage: of what versions count within. */
  readonly epoch: string;
  readonly version: number;
  /** Whether everybody who was there when it began has been seen. */
  readonly isListed: boolean;
  /** When AWS was asked for the last list that was read to its end, of the session that is under way. */
  readonly asOf: string | undefined;
  /** All of them, those who publish first. */
  everybody(): readonly Present[];
  find(address: Omit<ParticipantAddress, "stageArn">): Present | undefined;
  /** The change after a version; `lost` when it is not remembered any more. */
  after(version: number): PresenceChange | "lost" | undefined;
}

/** So many changes are remembered, for those who read them one by one. */
const mostChanges = 10_000;

/** The state of each watched stage: one for all who follow it. Nothing is there of a stage that nobody follows. */
export function createPresences() {
  const boards = new Map<string, Presence & { notes: SessionNotes }>();
  const listeners = new Map<string, Set<() => void>>();

  return {
    of: (stageArn: string): Presence | undefined => boards.get(stageArn),
    notesFor: (stageArn: string): SessionNotes | undefined => boards.get(stageArn)?.notes,
    /** Begins to note who is there; `isKnown` says whether the stage was looked at. Returns how to forget it all. */
    open(stageArn: string, isKnown: () => boolean): () => void {
      const board = createBoard(isKnown, () => wake(stageArn));
      boards.set(stageArn, board);
      wake(stageArn);
      return () => {
        if (boards.get(stageArn) !== board) return;
        boards.delete(stageArn);
        wake(stageArn);
      };
    },
    wake,
    /** Calls `listener` soon after whatever changes. Returns how to stop. */
    watch(stageArn: string, listener: () => void): () => void {
      const all = listeners.get(stageArn) ?? new Set();
      listeners.set(stageArn, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(stageArn) === all) listeners.delete(stageArn);
      };
    },
  };

  function wake(stageArn: string): void {
    for (const listener of listeners.get(stageArn) ?? []) listener();
  }
}

export type Presences = ReturnType<typeof createPresences>;

const keyOf = ({ sessionId, participantId }: Omit<ParticipantAddress, "stageArn">) =>
  `${sessionId} ${participantId}`;

function createBoard(isKnown: () => boolean, wake: () => void): Presence & { notes: SessionNotes } {
  const present = new Map<string, Present>();
  const epoch = randomBytes(9).toString("base64url");
  let changes: PresenceChange[] = [];
  let version = 0;
  let asOf: string | undefined;
  let sorted: { version: number; everybody: readonly Present[] } | undefined;

  function change(before: Present | undefined, now: Present | undefined): void {
    version += 1;
    changes.push({ version, before, now });
    if (changes.length > mostChanges) changes = changes.slice(mostChanges / 2);
    wake();
  }

  function left(address: Omit<ParticipantAddress, "stageArn">): void {
    const before = present.get(keyOf(address));
    if (!before) return;
    present.delete(keyOf(address));
    change(before, undefined);
  }

  return {
    epoch,
    get version() {
      return version;
    },
    get isListed() {
      return isKnown();
    },
    get asOf() {
      return asOf;
    },
    everybody() {
      if (sorted?.version !== version)
        sorted = { version, everybody: [...present.values()].toSorted((a, b) => rankOf(a) - rankOf(b)) };
      return sorted.everybody;
    },
    find: (address) => present.get(keyOf(address)),
    after(since) {
      const [oldest] = changes;
      if (since >= version || !oldest) return undefined;
      return changes[since + 1 - oldest.version] ?? "lost";
    },
    notes: {
      saw(now) {
        const key = keyOf(now.participant);
        const before = present.get(key);
        if (before && changedIn(before, now).length === 0) return;
        present.set(key, now);
        change(before, now);
      },
      left,
      listed(at) {
        asOf = at;
        wake();
      },
      ended() {
        asOf = undefined;
        for (const { participant } of present.values()) left(participant);
        wake();
      },
    },
  };
}

function rankOf({ participant, isPublishing }: Present): number {
  return isPublishing === true ? 0 : participant.published === true ? 1 : 2;
}

const members = [
  "userId",
  "state",
  "firstJoinTime",
  "published",
  "recordingState",
  "replicationType",
  "replicationState",
  "sourceStageArn",
  "sourceSessionId",
  "redundantIngest",
  "ingestConfigurationArn",
] as const satisfies readonly (keyof ParticipantSummary)[];

/** The fields of a participant that differ. Of who was not there before, it is that it is connected. */
export function changedIn(before: Present | undefined, now: Present): string[] {
  if (!before) return ["state"];
  const differing: string[] = members.filter((name) => before.participant[name] !== now.participant[name]);
  return before.isPublishing === now.isPublishing ? differing : [...differing, "isPublishing"];
}
