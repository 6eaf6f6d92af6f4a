import { deserialize, serialize } from "node:v8";

import type { Clock } from "../clock.ts";
import type { EmulatorSettings } from "./settings.ts";
import { createState, type State, type StateCopy } from "./state.ts";

/** What the state was, for reads that are behind the writes. */
export interface History {
  /** Called after anything may have changed; may cost a copy of the state while reads lag, otherwise nothing. */
  changed(): void;
  /** The state as reads see it now: the state itself unless they lag. */
  seen(): State;
}

/** At most so many copies are made while the lag passes, and kept, however much changes: memory and time are bounded. */
const copiesPerLag = 32;

/**
 * Knows no time before its creation, or before reads began to lag. Changes that follow another within a 32nd of the lag
 * are seen together with the first of them, so that much too early.
 */
export function createHistory(options: {
  clock: Pick<Clock, "monotonic" | "after">;
  settings: Readonly<Pick<EmulatorSettings, "readLagMs">>;
  state: State;
}): History {
  const { clock, settings, state } = options;
  /** Oldest first; the first is the newest that is old enough to be seen. Packed, at a third of the size, until it is seen. */
  let versions: { at: number; packed: Buffer; state?: State }[] = [];
  let copiedAt = 0;
  let cancelCopy: (() => void) | undefined;

  function forget(): void {
    const seenAt = clock.monotonic() - settings.readLagMs;
    const first = versions.findLastIndex(({ at }) => at <= seenAt);
    if (first > 0) versions = versions.slice(first);
  }

  function copy(at: number): void {
    cancelCopy = undefined;
    if (settings.readLagMs === 0) return;
    forget();
    if (versions.length > 1 && versions.at(-1)?.at === at) versions.pop();
    copiedAt = clock.monotonic();
    versions.push({ at, packed: serialize(state.content()) });
  }

  return {
    changed() {
      if (settings.readLagMs === 0) {
        cancelCopy?.();
        cancelCopy = undefined;
        versions = [];
        return;
      }
      if (cancelCopy) return;
      const at = clock.monotonic();
      const waitMs = copiedAt + settings.readLagMs / copiesPerLag - at;
      if (versions.length === 0 || waitMs <= 0) copy(at);
      else cancelCopy = clock.after(waitMs, () => copy(at));
    },
    seen() {
      if (settings.readLagMs === 0) return state;
      forget();
      const [oldest] = versions;
      if (!oldest) return state;
      oldest.state ??= createState(deserialize(oldest.packed) as StateCopy);
      return oldest.state;
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
