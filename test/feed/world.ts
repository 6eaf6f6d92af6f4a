import type { Intervals } from "../../src/domains/participant/watch-intervals.ts";
import type { LogItem } from "../../src/domains/participant/watch-item.ts";
import { expect, onTestFinished } from "vitest";

import { createWatches, type Watches } from "../../src/watches.ts";
import { createEmulator, type Emulator, type EmulatorSettings } from "../../src/emulator/server.ts";
import { createRandom } from "../../src/emulator/random.ts";
import type { Delivery, Resumption, Status } from "../../src/feed/delivery.ts";
import type { Following } from "../../src/feed/index.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal, type JournalBounds } from "../../src/feed/memory-journal.ts";
import type { Watch } from "../../src/feed/subject.ts";
import { createLog } from "../../src/log.ts";
import type { Allowance } from "../../src/upstream/budget.ts";
import { createUpstream, type Upstream } from "../../src/upstream/index.ts";
import { createQuiescentClock } from "../support/quiescent-clock.ts";

export const usualBounds: JournalBounds = { events: 50_000, keepMs: 600_000, bytes: 100_000_000 };

/** Somebody who follows a topic and writes down what is told. */
export interface Follower {
  readonly told: Delivery<LogItem>[];
  readonly events: string[];
  readonly isDone: boolean;
  /** How it was told last that the topic is watched. */
  status(): Status | undefined;
  /** Where it could go on. */
  resumption(): Resumption | undefined;
  leave(): Promise<void>;
}

/** Follows, and never stops asking. */
export function followWith(
  watches: Watches,
  watch: Watch<LogItem>,
  following: Following<LogItem> = {},
): Follower {
  const told: Delivery<LogItem>[] = [];
  const events: string[] = [];
  const state = { isDone: false };
  const iterator = watches.feed.follow(watch, following);
  const run = async () => {
    for await (const delivery of iterator) {
      told.push(delivery);
      if (delivery.kind === "line" && delivery.item.kind === "event") events.push(delivery.id);
    }
    state.isDone = true;
  };
  void run();
  return {
    told,
    events,
    get isDone() {
      return state.isDone;
    },
    status: () =>
      told.findLast((each): each is Extract<Delivery<LogItem>, { kind: "status" }> => each.kind === "status")
        ?.status,
    resumption() {
      const last = told.at(-1);
      return last && { position: last.position, mark: last.mark };
    },
    async leave() {
      await iterator.return?.();
    },
  };
}

/** A feed over the real SDK and an emulator, on virtual time. */
export async function startWorld(
  options: {
    settings?: Partial<EmulatorSettings>;
    allowance?: Allowance;
    bounds?: JournalBounds;
    seed?: number;
    intervals?: Intervals;
  } = {},
) {
  const {
    settings,
    allowance = { share: 0.8, quotas: {} },
    bounds = usualBounds,
    seed = 1,
    intervals,
  } = options;
  const running: { upstream?: Upstream; emulator?: Emulator } = {};
  const clock = createQuiescentClock(() => ({
    clientRequests: 0,
    gatewayRequests: 0,
    upstreamCalls: running.upstream?.inFlight ?? 0,
    emulatorRequests: running.emulator?.activity().requests ?? 0,
    parked: running.emulator?.activity().parked ?? 0,
  }));
  const emulator = await createEmulator({ clock, seed, ...(settings && { settings }) });
  running.emulator = emulator;
  const logged: Record<string, unknown>[] = [];
  const log = createLog({
    level: "error",
    write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>),
  });
  const upstream = createUpstream({
    target: { backend: "emulator", endpoint: emulator.url, region: emulator.region },
    allowance,
    clock,
    log,
  });
  running.upstream = upstream;
  const random = createRandom(seed, "feed");
  const hints = createHints(clock);
  const opened: { close(): Promise<void> }[] = [];

  /** What processes can have in common. */
  const shared = () => ({
    journal: createMemoryJournal<unknown>(bounds, clock),
    leases: createLocalLeases(),
  });

  /** A process: all that it knows ends with it, but for what it has in common with others. */
  function boot({ journal, leases } = shared()) {
    const watches = createWatches({
      upstream,
      journal,
      leases,
      hints,
      clock,
      log,
      random: random.next,
      times: { lingerMs: 5_000, checkpointMs: 10_000, recoveryCalls: 200 },
      ...(intervals && { intervals }),
    });
    const own = {
      watches,
      journal,
      leases,
      async close() {
        await watches.close();
        await leases.close();
        await journal.close();
      },
    };
    opened.push(own);
    return own;
  }

  async function close(): Promise<void> {
    for (const each of opened) await each.close();
    hints.close();
    await upstream.close();
    await emulator.close();
    expect(logged).toEqual([]);
  }

  return { clock, emulator, upstream, hints, logged, boot, close };
}

export type FeedWorld = Awaited<ReturnType<typeof startWorld>>;

/** A world of one test. */
export async function worldOfTest(options?: Parameters<typeof startWorld>[0]): Promise<FeedWorld> {
  const world = await startWorld(options);
  onTestFinished(world.close);
  return world;
}
