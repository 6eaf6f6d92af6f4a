import type { Calm } from "./watch-calm.ts";
import type { Intervals } from "./watch-intervals.ts";
import type { Agenda, EventReading, Known, RingName } from "./watch-known.ts";
import type { Life } from "./watch-life.ts";
import type { Pace } from "./watch-pace.ts";

/** Somebody counts as active for so long after something new was found. */
const activeForMs = 60_000;

/** Somebody whose events could be read next, for one reason. */
export interface Turn {
  readonly known: Known;
  readonly urgency: EventReading["urgency"];
  readonly dueAt: number;
  /** To be called when the turn is taken. */
  taken(): void;
}

/** Whose events are read next: whoever is wanted, who publishes, and in between, all others in turn. */
export function createTurns(options: {
  agenda: Agenda;
  intervals: Intervals;
  life: Life;
  calm: Calm;
  pace: Pace;
  /** Whether somebody is watched by name. */
  isNamed: (participantId: string) => boolean;
}) {
  const { agenda, intervals, life, calm, pace, isNamed } = options;
  const { rings } = agenda;
  /** By how many readings those who publish are ahead of their share. */
  let hotLead = 0;

  const turnOf = (known: Known, urgency: Turn["urgency"], dueAt: number, taken = () => {}): Turn => ({
    known,
    urgency,
    dueAt,
    taken,
  });

  /** How long one waits there. */
  function waitIn(ring: RingName, at: number): number {
    switch (ring) {
      case "hot":
        return intervals.hotMs;
      case "active":
        return intervals.activeMs;
      case "quiet":
        return intervals.quietMs * calm.factor(at);
      case "settling":
        return intervals.settleMs;
      case "past":
        return intervals.pastMs;
      default:
        return ring satisfies never;
    }
  }

  /** How long one may wait there in comparison with who waits elsewhere. */
  const patienceIn = (ring: RingName, at: number): number =>
    ring === "active" ? waitIn("quiet", at) / pace.activity() : waitIn(ring, at);

  /** Whoever is wanted at once goes before who is wanted at an instant, and that one before who was never read. */
  function wanted(at: number): Turn[] {
    const [planned] = agenda.later;
    const unseen = agenda.backlog.first;
    if (agenda.prompt.first) return [turnOf(agenda.prompt.first, "prompt", at)];
    if (planned && (!unseen || planned.dueAt <= at)) return [turnOf(planned.known, "prompt", planned.dueAt)];
    return unseen ? [turnOf(unseen, "prompt", at)] : [];
  }

  /** Of all whom nothing calls for, whoever is due and has waited for longest in comparison with the others. */
  function swept(at: number): Turn | undefined {
    let chosen: { known: Known; dueAt: number; wait: number } | undefined;
    for (const name of ["active", "quiet", "settling", "past"] as const) {
      const known = rings[name].first;
      if (!known) continue;
      const dueAt = known.readAt + waitIn(name, at);
      const wait = dueAt > at ? at - dueAt : (at - known.readAt) / patienceIn(name, at);
      if (!chosen || wait > chosen.wait) chosen = { known, dueAt, wait };
    }
    return chosen && turnOf(chosen.known, "sweep", chosen.dueAt);
  }

  /** Who publishes and whoever else is due share what there is for both: nobody saves up a turn while the other is not due. */
  function shared(hot: Turn, sweep: Turn, at: number): Turn[] {
    if (hot.dueAt > at || sweep.dueAt > at) return [hot, sweep];
    const lead = (turn: Turn, part: (share: number) => number): Turn => ({
      ...turn,
      taken() {
        const sizes = { hot: rings.hot.size, active: rings.active.size, quiet: rings.quiet.size };
        hotLead += part(pace.hotShare(sizes));
      },
    });
    const rest = lead(sweep, (share) => -share);
    return hotLead > 0 ? [rest] : [lead(hot, (share) => 1 - share), rest];
  }

  return {
    /** The next of each urgency. */
    next(at: number): Turn[] {
      if (life.unsealed) {
        const { first } = life.unsealed;
        return [...wanted(at), ...(first ? [turnOf(first, "sweep", at)] : [])];
      }
      const { first } = rings.hot;
      const hot = first && turnOf(first, "hot", first.readAt + intervals.hotMs);
      const sweep = swept(at);
      if (hot && sweep) return [...wanted(at), ...shared(hot, sweep, at)];
      return [...wanted(at), ...[hot ?? sweep ?? []].flat()];
    },
    /** Where somebody waits whom nothing calls for. */
    ringOf(known: Known): RingName {
      if (known.presence === "left")
        return known.readAt - known.foundAt < intervals.settleMs ? "settling" : "past";
      if (isNamed(known.id)) return "hot";
      if (known.summary?.published === true && known.presence === "connected") return "hot";
      return known.readAt - known.foundAt < activeForMs ? "active" : "quiet";
    },
    /** For how long who has waited for longest in a ring was not read; undefined where nobody is. */
    age(ring: RingName, at: number): number | undefined {
      const { first } = rings[ring];
      return first && Math.round(at - first.readAt);
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
