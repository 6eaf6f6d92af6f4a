import { createHash } from "node:crypto";

/** One thing that an event says; undefined where it says nothing of it. */
export type Fact = readonly [name: string, says: string | undefined];

/** Changes when the same event gets another digest, so that keys made before are known as such. */
const keyVersion = "1";

/**
 * Tells what events say apart, where AWS gives them no ids: a digest over the name and the text of every fact that is there. A fact
 * that a later SDK adds therefore changes nothing for the events that do not carry it, and history is not told again. It is not yet
 * a key: events that say the same have the same digest until `numbered` numbers them.
 */
export function digestOf(facts: readonly Fact[]): string {
  const said = facts.flatMap(([name, text]) => (text === undefined ? [] : [name, text]));
  return keyVersion + createHash("sha256").update(spelled(said)).digest("base64url").slice(0, 22);
}

/** Each part behind its length, so that no two lists of parts read the same. */
export function spelled(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => (part === undefined ? "-" : `${part.length}:${part}`)).join("");
}

/** Pages as one list. A page may begin with what ended the one before; nothing else that happens is the same twice running. */
export function joinPages<Event extends { key: string }>(pages: readonly (readonly Event[])[]): Event[] {
  const events: Event[] = [];
  for (const page of pages)
    events.push(...(page[0] && page[0].key === events.at(-1)?.key ? page.slice(1) : page));
  return events;
}

/** Gives each event of a participant's list a key of its own: its digest, and its place among those that say the same. */
export function numbered<Event extends { key: string }>(events: readonly Event[]): Event[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const ordinal = seen.get(event.key) ?? 0;
    seen.set(event.key, ordinal + 1);
    return { ...event, key: `${event.key}.${ordinal}` };
  });
}

/** How often digests came again in a complete list, by digest: nothing is kept of those that came once. */
export type Repeats = ReadonlyMap<string, number>;

/**
 * Which of a participant's numbered events may be told: those that say the same as one before only when the complete reading before
 * this one had them too, because a list that shifts while its pages are read shows rows twice. To be called for every complete
 * reading and for no other; `repeats` goes into the next one, and is undefined for nearly everybody.
 */
export function confirm<Event extends { key: string }>(
  events: readonly Event[],
  before: Repeats | undefined,
): { confirmed: readonly Event[]; repeats: Repeats | undefined } {
  const repeats = new Map<string, number>();
  const confirmed = events.filter(({ key }) => {
    const dot = key.lastIndexOf(".");
    const ordinal = Number(key.slice(dot + 1));
    if (ordinal === 0) return true;
    const digest = key.slice(0, dot);
    repeats.set(digest, Math.max(ordinal, repeats.get(digest) ?? 0));
    return ordinal <= (before?.get(digest) ?? 0);
  });
  return { confirmed, repeats: repeats.size > 0 ? repeats : undefined };
}
