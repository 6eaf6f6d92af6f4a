/* oxlint-disable no-console -- a benchmark prints its figures */
import { execute, parse } from "graphql";

import type { Clock } from "../../src/clock.ts";
import { type Context, createContext } from "../../src/context.ts";
import { createEmulator, type Emulator } from "../../src/emulator/server.ts";
import { schema } from "../../src/graph/index.ts";
import { createCursors } from "../../src/feed/cursor.ts";
import { createIdempotencyKeys } from "../../src/idempotency.ts";
import { createLog } from "../../src/log.ts";
import { createUpstream } from "../../src/upstream/index.ts";
import { loopbackViewer } from "../../src/viewer.ts";
import { type QueryCase, sum } from "../queries/case.ts";
import { cases } from "../queries/cases.ts";
import { worldSettings } from "../queries/world.ts";
import { dataLoader, perField } from "./baselines.ts";
import { ampleAllowance } from "../support/quotas.ts";
import { watchesOn } from "../support/watches.ts";
import { silentAudit } from "../support/viewer-context.ts";

type Strategy = (makeContext: () => Context) => Context;

const strategies: readonly Strategy[] = [(makeContext) => makeContext(), perField, dataLoader];

/**
 * Prints what each nested query costs in calls to AWS: here, with resolvers that call per field, with one DataLoader per
 * request, and at the least. All but the least are counted by the emulator while the same query is executed over the
 * same schema on a gateway that has seen nothing yet; the least is stated with the query, for somebody who knows the
 * account by heart. Throws when two of them do not answer the same.
 */
export async function printCalls(clock: Clock): Promise<void> {
  console.log("\nCalls to AWS per nested query, cold:\n");
  printRow(["here", "per field", "DataLoader", "least"], "");
  const rows: number[][] = [];
  for (const each of cases) {
    const row = [...(await countCalls(each, clock)), each.least ?? sum(each.calls)];
    rows.push(row);
    printRow(row, each.name);
  }
  const totals = [0, 1, 2, 3].map((column) => rows.reduce((total, row) => total + (row[column] ?? 0), 0));
  printRow(totals, `in all, ${rows.length} queries`);

  const count = (holds: (row: number[]) => boolean) => rows.filter(holds).length;
  console.log(`\n  ${count(([here = 0, , , least = 0]) => here <= least)} queries cost the least possible`);
  console.log(
    `  ${count(([here = 0, , loader = 0]) => here > loader)} queries cost more than with a DataLoader`,
  );
}

function printRow(cells: readonly (string | number)[], name: string): void {
  console.log(`  ${cells.map((cell) => String(cell).padStart(12)).join("")}  ${name}`);
}

/** What a query costs with each of the strategies. */
async function countCalls({ query, prepare, name }: QueryCase, clock: Clock): Promise<number[]> {
  const emulator = await createEmulator({ clock, settings: worldSettings });
  try {
    const { variables, data } = await prepare(emulator);
    const counts: number[] = [];
    for (const strategy of strategies) {
      const answer = await run({ emulator, clock, strategy }, query, variables);
      if (JSON.stringify(answer) !== JSON.stringify({ data }))
        throw new Error(`${name}: the answer is ${JSON.stringify(answer)}`);
      counts.push(sum(emulator.calls));
    }
    return counts;
  } finally {
    await emulator.close();
  }
}

/** Executes a query on a gateway that has seen nothing yet. */
async function run(
  { emulator, clock, strategy }: { emulator: Emulator; clock: Clock; strategy: Strategy },
  query: string,
  variableValues: Record<string, unknown>,
) {
  const log = createLog({ level: "silent" });
  const { url: endpoint, region } = emulator;
  const target = { backend: "emulator", endpoint, region } as const;
  const upstream = createUpstream({ target, allowance: ampleAllowance, clock, log });
  await upstream.check();
  emulator.resetCalls();
  const services = {
    upstream,
    watches: watchesOn(upstream, clock),
    cursors: createCursors([]),
    tokenSigner: undefined,
    limits: { upstreamCallsOf: () => Infinity, furtherPages: 5 },
    audit: silentAudit,
    idempotencyKeys: createIdempotencyKeys({ clock }),
    about: { backend: "emulator", version: "0" },
  } as const;
  const makeContext = () => createContext(services, { viewer: loopbackViewer, log });
  const contextValue = strategy(makeContext);
  try {
    return await execute({ schema, document: parse(query), variableValues, contextValue });
  } finally {
    await upstream.close();
  }
}
