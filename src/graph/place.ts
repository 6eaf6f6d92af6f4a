import type { Place } from "./cost.ts";
import type { Kind } from "./kind.ts";
import { type Asked, type Tally, type Tick, times } from "./tally.ts";

/** What is known of the objects at a place; each level is a superset of the one before. */
type Held = "keys" | "summary" | "detail";

interface Facts {
  /** How many objects there are at most. */
  readonly count: number;
  /** When they come to be known: what is asked of them then, can go together. */
  readonly tick: Tick;
  readonly held: Held;
  /** The objects of a kind that these are, or are parts of. */
  readonly asked?: Asked;
  readonly type?: string;
  readonly args: Place["args"];
  readonly isWatched?: true;
  readonly links?: Readonly<Record<string, Place>>;
}

/** The place of the root object, whose demands go to `tally`. */
export function createRoot(tally: Tally): Place {
  return createPlace(tally, { count: 1, tick: tally.start, held: "detail", args: {} });
}

function createPlace(tally: Tally, facts: Facts): Place {
  const { count, tick, held, asked, args } = facts;
  const derived = new Map<string, Place>();
  const found = new Map<Kind, { sought: Set<string>; detailed: Set<string> }>();

  function once(name: string, make: () => Place): Place {
    const known = derived.get(name) ?? make();
    derived.set(name, known);
    return known;
  }
  /** The same objects, of which more is known. */
  const same = (changes: Partial<Facts>) => createPlace(tally, { ...facts, ...changes });
  /** Other objects. */
  const lead = (changes: Partial<Facts>) =>
    createPlace(tally, { count, tick, held: "detail", args, ...changes });
  function ask(level: "summary" | "detail"): Place {
    if (!asked)
      throw new Error(`Nothing here has a ${level}: a field on the way does not say where it leads.`);
    asked.ask(level, held === "summary");
    return same({ held: level, tick: asked.answered });
  }

  const place: Place = {
    args,
    type: facts.type,
    isWatched: facts.isWatched ?? false,
    led: (link) => facts.links?.[link],
    summary: () => (held === "keys" ? once("summary", () => ask("summary")) : place),
    detail: () => (held === "detail" ? place : once("detail", () => ask("detail"))),
    link(kind, name) {
      const make = () =>
        lead({ held: "keys", asked: tally.have(kind, "keys", { count, tick }), type: kind.type });
      return name === undefined ? make() : once(`link ${kind.type} ${name}`, make);
    },
    find(kind, keys) {
      tally.spend(keys.length);
      const known = found.get(kind) ?? { sought: new Set(), detailed: new Set() };
      found.set(kind, known);
      const distinct = new Set(keys);
      const newTo = (seen: Set<string>) =>
        [...distinct].filter((key) => !seen.has(key) && seen.add(key)).length;
      const sought = { count: times(count, newTo(known.sought)), tick };
      const objects = tally.find(kind, sought, () => times(count, newTo(known.detailed)));
      return lead({
        count: times(count, distinct.size),
        tick: objects.answered,
        held: "summary",
        asked: objects,
        type: kind.type,
      });
    },
    known: (kind) => lead({ asked: tally.have(kind, "detail", { count, tick }), type: kind.type }),
    page(operation, { size, kind, pages = 1 }) {
      const calls = times(count, tally.mostPages(operation, pages));
      const items = { count: times(count, size), tick: tally.call(operation, calls, count) };
      if (!kind) return lead(items);
      return lead({ ...items, held: "summary", asked: tally.have(kind, "summary", items), type: kind.type });
    },
    readThrough: (operation, { maxPages, size = 1 }) =>
      once(`read ${operation}`, () => lead({ tick: tally.readThrough(operation, count, maxPages) })).parts(
        size,
      ),
    call: (operation, each = 1) => lead({ tick: tally.call(operation, times(count, each), count) }),
    parts: (most) => same({ count: Math.ceil(times(count, most)) }),
    as: (told) => same(told),
  };
  return place;
}
