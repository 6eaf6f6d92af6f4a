import { createLine, type Line } from "../../feed/line.ts";
import { createRing, type Link, type Ring } from "../../feed/ring.ts";
import type { Walk } from "../../feed/walk.ts";
import type { ParticipantEvent } from "./event.ts";
import type { ParticipantSummary } from "./loader.ts";
import { nothingRemembered, type Remembered } from "./watch-events.ts";

/** A reading of somebody's events that is under way. */
export interface EventReading {
  readonly known: Known;
  readonly walk: Walk;
  readonly pages: (readonly ParticipantEvent[])[];
  readonly urgency: "prompt" | "hot" | "sweep";
  /** Where it stood, and whether a hint had named it. */
  readonly ring: RingName;
  readonly isHinted: boolean;
}

/** What is known of one participant. There may be tens of thousands: it holds little, and of who has left less. */
export interface Known extends Link<Known> {
  readonly id: string;
  /** Whether it was there before anybody watched, so that its events may have been told by another log. */
  readonly isBaseline: boolean;
  /** Where it is as far as can be told: `absent` was in no list of who is connected, which need not mean anything. */
  presence: "connected" | "absent" | "left";
  /** What the last summary said, in one word; equal ones are the same string. */
  face: string;
  /** The last summary of somebody who is connected. */
  summary: ParticipantSummary | undefined;
  /** Whether it publishes, going by its events; null while they do not tell. */
  isPublishing: boolean | null;
  /** When a list last showed it connected. Instants are of the monotonic clock, and of the asking. */
  shownAt: number;
  /** When its events were last read to their end. */
  readAt: number;
  /** The instant through which nothing of it can be missing. */
  boundAt: number;
  /** When something new was last found. */
  foundAt: number;
  /** How often running its events have not explained its summary. */
  doubts: number;
  remembered: Remembered;
  reading: EventReading | undefined;
  /** Whether a hint has named it since it was last asked. */
  isHinted: boolean;
  /** Whether there was another reason to ask while it was being read. */
  isWantedAgain: boolean;
}

/** Somebody who was seen for the first time. */
export function newlyKnown(id: string, isBaseline: boolean, boundAt: number): Known {
  return {
    ring: undefined,
    before: undefined,
    behind: undefined,
    id,
    isBaseline,
    presence: "absent",
    face: "",
    summary: undefined,
    isPublishing: null,
    shownAt: Number.NEGATIVE_INFINITY,
    readAt: Number.NEGATIVE_INFINITY,
    boundAt,
    foundAt: Number.NEGATIVE_INFINITY,
    doubts: 0,
    remembered: nothingRemembered,
    reading: undefined,
    isHinted: false,
    isWantedAgain: false,
  };
}

/** Where those wait whom nothing calls for, each ring in the order of the last reading. */
export type RingName = "hot" | "active" | "quiet" | "settling" | "past";

/** Whose events are to be read, and when. */
export interface Agenda {
  readonly rings: Readonly<Record<RingName, Ring<Known>>>;
  /** Wanted at once, first come first served. */
  readonly prompt: Line<Known>;
  /** Never read, because they were there before anybody watched: wanted when nobody is at once. */
  readonly backlog: Line<Known>;
  /** Wanted at an instant, the earliest first. */
  readonly later: { readonly dueAt: number; readonly known: Known }[];
  /** Wants it at `dueAt`, or at once without it; somebody who is wanted before that is left as it is. */
  want(known: Known, dueAt?: number): void;
  /** Takes somebody out of all of it. */
  remove(known: Known): void;
}

export function createAgenda(): Agenda {
  const rings = {
    hot: createRing<Known>(),
    active: createRing<Known>(),
    quiet: createRing<Known>(),
    settling: createRing<Known>(),
    past: createRing<Known>(),
  };
  const prompt = createLine<Known>();
  const backlog = createLine<Known>();
  const later: { dueAt: number; known: Known }[] = [];

  function dropLater(known: Known): void {
    const place = later.findIndex((each) => each.known === known);
    if (place >= 0) later.splice(place, 1);
  }

  return {
    rings,
    prompt,
    backlog,
    later,
    want(known, dueAt) {
      if (known.reading) {
        known.isWantedAgain = true;
        return;
      }
      backlog.delete(known);
      if (prompt.has(known)) return;
      if (dueAt === undefined) {
        dropLater(known);
        prompt.add(known);
        return;
      }
      const planned = later.find((each) => each.known === known);
      if (planned && planned.dueAt <= dueAt) return;
      dropLater(known);
      let place = later.length;
      while (place > 0 && (later[place - 1]?.dueAt ?? 0) > dueAt) place -= 1;
      later.splice(place, 0, { dueAt, known });
    },
    remove(known) {
      known.ring?.remove(known);
      backlog.delete(known);
      if (!prompt.delete(known)) dropLater(known);
    },
  };
}
