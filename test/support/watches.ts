import type { Clock } from "../../src/clock.ts";
import { createHints } from "../../src/feed/hints.ts";
import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { createMemoryJournal } from "../../src/feed/memory-journal.ts";
import { createLog } from "../../src/log.ts";
import type { Upstream } from "../../src/upstream/index.ts";
import { createWatches, type Watches } from "../../src/watches.ts";

/** What can be followed, for tests that follow nothing: it holds nothing that has to be closed. */
export function watchesOn(upstream: Upstream, clock: Clock): Watches {
  return createWatches({
    upstream,
    journal: createMemoryJournal({ events: 100, keepMs: 1_000, bytes: 1_000_000 }, clock),
    leases: createLocalLeases(),
    hints: createHints(clock),
    clock,
    random: () => 0,
    log: createLog({ level: "silent" }),
    times: { lingerMs: 0, checkpointMs: 10_000, recoveryCalls: 0 },
  });
}
