import type { Clock } from "../clock.ts";
import type { EmulatorSettings } from "./settings.ts";
import { createState, type State } from "./state.ts";

/** What the state was, for reads that are behind the writes. */
export interface History {
  /** Called after anything may have changed; costs a copy of the state while reads lag, otherwise nothing. */
  changed(): void;
  /** The state as reads see it now: the state itself unless they lag. */
  seen(): State;
}

/** Knows no time before its creation, or before reads began to lag. */
export function createHistory(options: {
  clock: Pick<Clock, "monotonic">;
  settings: Readonly<Pick<EmulatorSettings, "readLagMs">>;
  state: State;
}): History {
  const { clock, settings, state } = options;
  /** Oldest first; the first is the newest that is old enough to be seen. */
  let versions: { at: number; state: State }[] = [];

  function forget(): void {
    const seenAt = clock.monotonic() - settings.readLagMs;
    const first = versions.findLastIndex(({ at }) => at <= seenAt);
    if (first > 0) versions = versions.slice(first);
  }

  return {
    changed() {
      if (settings.readLagMs === 0) {
        versions = [];
        return;
      }
      forget();
      const at = clock.monotonic();
      if (versions.length > 1 && versions.at(-1)?.at === at) versions.pop();
      versions.push({ at, state: createState(state.copy()) });
    },
    seen() {
      if (settings.readLagMs === 0) return state;
      forget();
      return versions[0]?.state ?? state;
    },
  };
}

/** The same clock, whose timers say that they may have changed something. */
export function witnessed(clock: Clock, changed: () => void): Clock {
  const thenSay = (task: () => void) => () => {
    try {
      task();
    } finally {
      changed();
    }
  };
  return {
    ...clock,
    after: (ms, task) => clock.after(ms, thenSay(task)),
    every: (ms, task) => clock.every(ms, thenSay(task)),
  };
}

/** Acts from outside of calls and timers, which changes what reads will see. */
export function witness<Result>({ history }: { readonly history: History }, act: () => Result): Result {
  try {
    return act();
  } finally {
    history.changed();
  }
}
