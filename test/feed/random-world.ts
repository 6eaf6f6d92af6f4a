import * as fc from "fast-check";

import { createWatches, type Watches } from "../../src/watches.ts";
import { createManualClock } from "../../src/clock.ts";
import { createDriver } from "../../src/emulator/drive.ts";
import { createWorld } from "../../src/emulator/create-world.ts";
import type { ParticipantDriver } from "../../src/emulator/drive-stage.ts";
import { perform } from "../../src/emulator/operations/index.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { defaultSettings, mergeSettings } from "../../src/emulator/settings.ts";
import type { Journal } from "../../src/feed/journal.ts";
import type { Leases } from "../../src/feed/lease.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal, type JournalBounds } from "../../src/feed/memory-journal.ts";
import { createLog } from "../../src/log.ts";
import { answererOf, createShortWay, pass } from "./in-process.ts";
import { usualBounds } from "./world.ts";

/** What AWS leaves open, as a world has it. */
export const unknowns = fc.record({
  eventOrder: fc.constantFrom("newest", "oldest", "shuffled"),
  listOrder: fc.constantFrom("created", "newest", "shuffled"),
  wholeSecondEvents: fc.boolean(),
  eventDelayMs: fc.constantFrom(0, 0, 700, 5_000),
  readLagMs: fc.constantFrom(0, 0, 0, 1_500),
  pageFill: fc.constantFrom("full", "short", "empty"),
  repeatRows: fc.boolean(),
  sessionLingerMs: fc.constantFrom(0, 1_000, 3_000),
  unknownParent: fc.constantFrom("empty", "validation", "notFound"),
});

const people = ["ana", "ben", "cleo", "dan", "eva", "finn"] as const;

/** Something that happens, so long after what happened before. */
export const move = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 900, max: 6_000 })),
  does: fc.constantFrom(
    ...([
      "join",
      "join",
      "join",
      "leave",
      "leave",
      "publish",
      "publish",
      "unpublish",
      "subscribe",
      "subscribe",
    ] as const),
    ...(["unsubscribe", "fail", "rejoin", "endSession"] as const),
  ),
  who: fc.constantFrom(...people),
  whom: fc.constantFrom(...people),
  /** Word of it as EventBridge gives it: none, right, twice, or about somebody or something else. */
  hint: fc.constantFrom("none", "right", "doubled", "wrong", "forged"),
});
export type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

/** What processes can have in common. */
interface Shared {
  readonly journal: Journal<unknown>;
  readonly leases: Leases;
}

/** How a world is made. */
export interface RandomWorldOptions {
  readonly seed: number;
  readonly settings: typeof unknowns extends fc.Arbitrary<infer Value> ? Value : never;
  readonly failing: number;
  readonly longestDelayMs: number;
  readonly bounds?: Partial<JournalBounds>;
}

/** A stage on the emulator's own operations, in virtual time, and a feed that watches it over the real quotas. */
export function createRandomWorld({ seed, settings, failing, longestDelayMs, bounds }: RandomWorldOptions) {
  const clock = createManualClock(Date.parse("2026-07-01T10:00:00Z"));
  const all = mergeSettings(defaultSettings(), settings);
  const world = createWorld({
    clock,
    region: "us-west-2",
    account: "123456789012",
    seed,
    settings: all,
    random: createRandom(seed, "resources"),
    lifeRandom: createRandom(seed, "life"),
    report(_, error) {
      throw error;
    },
  });
  world.history.changed();
  const driver = createDriver(world);
  const { arn } = driver.stages.create({ name: "studio" });
  const stage = driver.stages.stage(arn);
  const random = createRandom(seed, "way").next;
  let isFailing = true;
  const way = createShortWay(answererOf(world), {
    clock,
    random,
    longestDelayMs,
    failing: () => (isFailing ? failing : 0),
  });
  const hints = createHints(clock);
  const log = createLog({ level: "silent" });
  const present = new Map<string, ParticipantDriver>();

  function boot(
    { journal, leases }: Shared = {
      journal: createMemoryJournal<unknown>({ ...usualBounds, ...bounds }, clock),
      leases: createLocalLeases(),
    },
  ): Shared & { watches: Watches; close(): Promise<void> } {
    const watches = createWatches({
      upstream: way,
      journal,
      leases,
      hints,
      clock,
      log,
      random,
      times: { lingerMs: 5_000, checkpointMs: 10_000, recoveryCalls: 200 },
    });
    return {
      watches,
      journal,
      leases,
      async close() {
        await watches.close();
        await leases.close();
        await journal.close();
      },
    };
  }

  return {
    clock,
    arn,
    stage,
    way,
    hints,
    boot,
    pass: (ms: number) => pass(clock, ms),
    /** From now on no call fails. */
    heal: () => void (isFailing = false),
    act({ does, who, whom, hint }: Move): void {
      const one = present.get(who);
      const give = (stageArn: string, participantId: string) =>
        hints.give({ kind: "stage", stageArn, participantId });
      if (hint === "right" || hint === "doubled") give(arn, who);
      if (hint === "doubled") give(arn, who);
      if (hint === "wrong") give(arn, whom);
      if (hint === "forged") give(`${arn}x`, "nobody");
      switch (does) {
        case "join":
          if (!one) present.set(who, stage.join({ participantId: who }));
          break;
        case "rejoin":
          if (one) present.set(who, stage.join({ participantId: who }));
          break;
        case "leave":
          one?.leave();
          present.delete(who);
          break;
        case "publish":
          one?.publish();
          break;
        case "unpublish":
          one?.unpublish();
          break;
        case "subscribe":
          one?.subscribe(whom);
          break;
        case "unsubscribe":
          one?.unsubscribe(whom);
          break;
        case "fail":
          one?.fail("publish", "BITRATE_EXCEEDED");
          break;
        case "endSession":
          stage.endSession();
          present.clear();
          break;
        default:
          does satisfies never;
      }
    },
    /** Everything that AWS has recorded, each as it is told apart by eye. */
    recorded(): string[] {
      Object.assign(all, { eventDelayMs: 0, readLagMs: 0, pageFill: "full", repeatRows: false });
      const found: string[] = [];
      const { stageSessions = [] } = perform("ListStageSessions", { stageArn: arn, maxResults: 100 }, world);
      for (const { sessionId } of stageSessions) {
        const session = { stageArn: arn, sessionId, maxResults: 100 };
        const { participants = [] } = perform("ListParticipants", session, world);
        for (const { participantId } of participants) {
          const { events = [] } = perform("ListParticipantEvents", { ...session, participantId }, world);
          for (const { name, eventTime, remoteParticipantId, errorCode } of events)
            found.push(
              [sessionId, participantId, name, eventTime?.toISOString(), remoteParticipantId, errorCode].join(
                " ",
              ),
            );
        }
      }
      return found.toSorted();
    },
    async close() {
      hints.close();
      world.agenda.stop();
    },
  };
}
