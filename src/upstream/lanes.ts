/**
 * What a request's calls wait in: `control` for requests that write, `interactive` for queries, `background` for the feed, which takes what is
 * left.
 */
export const lanes = ["control", "interactive", "background"] as const;

export type Lane = (typeof lanes)[number];

/** A call that waits for its turn. */
export interface Waiting {
  readonly lane: Lane;
  /** Whoever asks, in one word. */
  readonly viewer: string;
  /** The monotonic instant after which nobody wants the answer any more. */
  readonly deadlineAt: number;
}

/**
 * The calls that wait for one operation. Control goes first, and takes turns with interactive where both wait, so that whoever writes
 * without end does not keep all others from reading; background comes after both. Within a lane viewers take turns, and each
 * viewer's calls go by their deadlines, the first to come before others with the same one.
 */
export function createLanes<Call extends Waiting>() {
  /** By viewer; whose turn it is comes first. */
  const queues: Record<Lane, Map<string, Call[]>> = {
    control: new Map(),
    interactive: new Map(),
    background: new Map(),
  };
  let lastLane: Lane | undefined;
  const lengthOf = (lane: Lane) => {
    let length = 0;
    for (const queue of queues[lane].values()) length += queue.length;
    return length;
  };

  return {
    get size(): number {
      return lanes.reduce((sum, lane) => sum + lengthOf(lane), 0);
    },
    lengthOf,
    add(call: Call): void {
      const queue = queues[call.lane].get(call.viewer);
      if (!queue) return void queues[call.lane].set(call.viewer, [call]);
      let place = queue.length;
      while (place > 0 && (queue[place - 1]?.deadlineAt ?? 0) > call.deadlineAt) place -= 1;
      queue.splice(place, 0, call);
    },
    /** The first of each lane in which somebody waits; whose lane has its turn comes first. */
    heads(): Call[] {
      const order = lastLane === "control" ? (["interactive", "control", "background"] as const) : lanes;
      const heads: Call[] = [];
      for (const lane of order) {
        const [queue] = queues[lane].values();
        if (queue?.[0]) heads.push(queue[0]);
      }
      return heads;
    },
    /** Takes a call out. When it had its turn, its viewer goes to the end. */
    remove(call: Call, hadItsTurn: boolean): void {
      if (hadItsTurn) lastLane = call.lane;
      const viewers = queues[call.lane];
      const queue = viewers.get(call.viewer) ?? [];
      const place = queue.indexOf(call);
      if (place < 0) return;
      queue.splice(place, 1);
      if (queue.length === 0 || hadItsTurn) viewers.delete(call.viewer);
      if (queue.length > 0 && hadItsTurn) viewers.set(call.viewer, queue);
    },
    /** How many of those that wait would go before this call if it came now. */
    ahead({ lane, viewer, deadlineAt }: Waiting): number {
      const own = (queues[lane].get(viewer) ?? []).filter((call) => call.deadlineAt <= deadlineAt).length;
      let others = 0;
      let isBeforeOwn = true;
      for (const [other, queue] of queues[lane]) {
        if (other === viewer) isBeforeOwn = false;
        else others += Math.min(queue.length, isBeforeOwn ? own + 1 : own);
      }
      const inLane = own + others;
      if (lane === "background") return lengthOf("control") + lengthOf("interactive") + inLane;
      const across = lengthOf(lane === "control" ? "interactive" : "control");
      return inLane + Math.min(across, inLane + 1);
    },
  };
}
