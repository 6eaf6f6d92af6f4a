import { CodedError } from "../errors.ts";
import type { Viewer } from "../viewer.ts";

/** How many subscriptions there may be at a time. */
export interface PlaceLimits {
  readonly perViewer: number;
  readonly perProcess: number;
}

/** The places of subscriptions, on all transports together. */
export function createPlaces({ perViewer, perProcess }: PlaceLimits) {
  const taken = new Map<string, number>();
  let total = 0;

  return {
    get taken() {
      return total;
    },
    /** Takes a place and returns how to give it back, once. Throws RATE_LIMITED or OVERLOADED when there is none. */
    take({ id }: Viewer): () => void {
      const ofViewer = taken.get(id) ?? 0;
      if (ofViewer >= perViewer)
        throw new CodedError("RATE_LIMITED", `One viewer may hold ${perViewer} subscriptions at a time.`, {
          details: { limit: perViewer },
        });
      if (total >= perProcess)
        throw new CodedError("OVERLOADED", "This process holds as many subscriptions as it can.");
      taken.set(id, ofViewer + 1);
      total += 1;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        total -= 1;
        const left = (taken.get(id) ?? 1) - 1;
        if (left > 0) taken.set(id, left);
        else taken.delete(id);
      };
    },
  };
}
