import type { Emulator, OperationName } from "../../src/emulator/server.ts";

/** What a query may cost: how often each operation is called. */
export type Calls = Partial<Record<OperationName, number>>;

/** A query, what it costs, and what it answers. */
export interface QueryCase {
  /** What is cheap about it, for the title of its test. */
  readonly name: string;
  readonly query: string;
  /** The calls that it costs on a gateway that has seen nothing of the account yet. */
  readonly calls: Calls;
  /**
   * The fewest calls whose answers hold all that is asked, for somebody who knows the account by heart. The same as
   * `calls` when absent.
   */
  readonly least?: number;
  /**
   * What it costs where answers that lead to the same objects come one after the other, so that nothing is left to share.
   * The same as `calls` when absent.
   */
  readonly atMost?: Calls;
  /** Makes the world that the query is about; says what it is asked with and what it answers. */
  prepare(emulator: Emulator): Promise<{ variables: Record<string, unknown>; data: object }>;
}

interface Row<World> extends Omit<QueryCase, "prepare"> {
  variables?: (world: World) => Record<string, unknown>;
  data: (world: World) => object;
}

/** Writes cases about one world. */
export function casesOf<World>(build: (emulator: Emulator) => Promise<World>) {
  return (rows: readonly Row<World>[]): QueryCase[] =>
    rows.map(({ variables, data, ...row }) => ({
      ...row,
      async prepare(emulator) {
        const world = await build(emulator);
        return { variables: variables?.(world) ?? {}, data: data(world) };
      },
    }));
}

/** How many calls there are in all. */
export function sum(calls: Calls): number {
  return Object.values(calls).reduce((total, count) => total + count, 0);
}
