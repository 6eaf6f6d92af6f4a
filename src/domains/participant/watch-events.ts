import { confirm, joinPages, type Repeats } from "../../feed/identity.ts";
import { inOrder, type ParticipantEvent } from "./event.ts";

/** What is remembered of the events of a participant: enough to tell what is new, and no more. */
export interface Remembered {
  /** The marks of the events that were told, one after the other: a string, because that takes the least. */
  readonly told: string;
  readonly repeats: Repeats | undefined;
}

/** Nothing. */
export const nothingRemembered: Remembered = { told: "", repeats: undefined };

/** What a list of events comes to. */
export interface Discovery {
  readonly remembered: Remembered;
  /** What was not told before, in the order that is promised. */
  readonly fresh: readonly { readonly event: ParticipantEvent; readonly late: boolean }[];
  /** Whether there are events that count only when the next reading shows them too. */
  readonly isUnconfirmed: boolean;
  /** All of them, oldest first. */
  readonly events: readonly ParticipantEvent[];
  /** Whether events of the same second are in the order in which they happened. */
  readonly isOrdered: boolean;
}

/** What is new in a participant's list of events, as its pages came; what came twice counts only when it comes so again. */
export function discover(
  pages: readonly (readonly ParticipantEvent[])[],
  complete: boolean,
  { told, repeats: before }: Remembered,
): Discovery {
  const { events, isOrdered } = inOrder(joinPages(pages));
  const { confirmed, repeats } = confirm(events, complete ? before : undefined);
  const known = marksIn(told);
  const marked = confirmed.map((event) => ({ event, mark: markOf(event.key) }));
  const lastTold = marked.findLastIndex(({ mark }) => known.has(mark));
  const fresh = marked.flatMap(({ event, mark }, index) =>
    known.has(mark) ? [] : { event, mark, late: index < lastTold },
  );
  return {
    remembered: {
      told: fresh.length > 0 ? told + fresh.map(({ mark }) => mark).join("") : told,
      repeats: complete ? repeats : before,
    },
    fresh: fresh.map(({ event, late }) => ({ event, late })),
    // What was told once stays told, also while a list hides it.
    isUnconfirmed: events.length > confirmed.length,
    events,
    isOrdered,
  };
}

const digestCharacters = 11;
const markCharacters = digestCharacters + 1;
const mostOrdinals = 255;

/** Sixty bits of the digest and the ordinal: among the events of one participant that is plenty. */
function markOf(key: string): string {
  const ordinal = Number(key.slice(key.lastIndexOf(".") + 1));
  return key.slice(0, digestCharacters) + String.fromCharCode(Math.min(ordinal, mostOrdinals));
}

function marksIn(told: string): Set<string> {
  const marks = new Set<string>();
  for (let at = 0; at < told.length; at += markCharacters) marks.add(told.slice(at, at + markCharacters));
  return marks;
}
