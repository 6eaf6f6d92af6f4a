import type { ParticipantSummary } from "./loader.ts";
import type { Calm } from "./watch-calm.ts";
import { type Agenda, type Known, newlyKnown } from "./watch-known.ts";
import type { Life } from "./watch-life.ts";
import type { SessionNotes } from "./watch-presence.ts";

/** What a row of a list was part of. */
export interface Look {
  readonly askedAt: number;
  /** Whether nobody was seen by such a list before. */
  readonly isFirst: boolean;
  /** The instant since when nobody can be missing who was not listed before. */
  readonly unlistedSince: number;
}

/** Who is, and ever was, in a session, as its lists show it. Whoever is not as it was before is put on the agenda. */
export function createRoll(options: {
  session: { readonly stageArn: string; readonly sessionId: string };
  isNew: boolean;
  agenda: Agenda;
  life: Life;
  calm: Calm;
  forget: (participantId: string) => void;
  notes: SessionNotes | undefined;
}) {
  const { session, isNew, agenda, life, calm, forget, notes } = options;
  const everybody = new Map<string, Known>();
  const connected = new Set<Known>();
  const faces = new Map<string, string>();
  let unread = 0;

  function faceOf(parts: readonly unknown[]): string {
    const face = parts.join("|");
    const known = faces.get(face);
    if (known !== undefined) return known;
    faces.set(face, face);
    return face;
  }

  function meet(id: string, isBaseline: boolean, unlistedSince: number): Known {
    const known = newlyKnown(id, isBaseline, unlistedSince);
    everybody.set(id, known);
    unread += 1;
    return known;
  }

  function notePresence({ id, presence, summary, isPublishing }: Known): void {
    if (presence === "left") notes?.left({ ...session, participantId: id });
    else if (summary && !life.isOver)
      notes?.saw({ participant: summary, isPublishing: summary.published === false ? false : isPublishing });
  }

  return {
    everybody,
    /** Who is connected, going by the last lists. */
    connected,
    /** Whose events were never read. */
    get unread() {
      return unread;
    },
    firstRead(): void {
      unread -= 1;
    },
    notePresence,
    /** One row of a list. */
    see(summary: ParticipantSummary, { askedAt, isFirst, unlistedSince }: Look): void {
      const isConnected = summary.state === "CONNECTED";
      const { participantId: id } = summary;
      const before = everybody.get(id);
      const known = before ?? meet(id, !isNew && isFirst, unlistedSince);
      const face = faceOf([
        summary.state,
        summary.published,
        summary.recordingState,
        summary.replicationType,
        summary.replicationState,
        summary.sourceSessionId,
        summary.userId === undefined ? "" : summary.userId,
      ]);
      if (isConnected) {
        known.shownAt = Math.max(known.shownAt, askedAt);
        known.summary = summary;
        connected.add(known);
        if (known.presence === "absent") known.presence = "connected";
      } else {
        known.summary = undefined;
        connected.delete(known);
      }
      if (known.face === face) return;
      known.face = face;
      known.presence = isConnected ? "connected" : "left";
      known.doubts = 0;
      calm.changed();
      notePresence(known);
      if (!before && known.isBaseline) agenda.backlog.add(known);
      else agenda.want(known);
      forget(id);
    },
    /** A list of who is connected, asked for from this instant on, came to its end: who was not in it is worth asking, no more. */
    listed(startedAt: number): void {
      for (const known of connected) {
        if (known.shownAt >= startedAt) continue;
        connected.delete(known);
        if (known.presence !== "connected") continue;
        known.presence = "absent";
        known.face = "";
        known.doubts = 0;
        calm.changed();
        agenda.want(known);
      }
    },
    /** The session is over, so everybody who was there must have left. */
    ended(): void {
      for (const known of connected) {
        known.presence = "absent";
        known.doubts = 0;
        agenda.want(known);
      }
    },
    /** The instant through which the events of everybody were read. */
    boundAt(): number {
      let oldest = Number.POSITIVE_INFINITY;
      for (const { boundAt } of everybody.values()) oldest = Math.min(oldest, boundAt);
      return oldest;
    },
  };
}

export type Roll = ReturnType<typeof createRoll>;
