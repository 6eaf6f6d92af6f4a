import { extendSchema, type GraphQLObjectType, type GraphQLSchema, parse } from "graphql";

import type { Context } from "../../src/context.ts";
import { linkToStage, stageKind } from "../../src/domains/stage/ref.ts";
import { costs, linksTo } from "../../src/graph/cost.ts";
import { schema as graph } from "../../src/graph/index.ts";

/** An item of a log that tests write to. */
export interface Line {
  n: number;
  cursor: string;
  stageArn?: string;
  text?: string;
  isClosing?: boolean;
}

/** The graph with a subscription to a log that the test writes: `lines`, which many read by position, as they read the feed. */
export interface LiveGraph {
  readonly schema: GraphQLSchema;
  /** How often a line was executed. */
  readonly executed: number;
  /** How many read the log now. */
  readonly readers: number;
  /** How many lines were taken by readers. */
  readonly taken: number;
  write(line?: Partial<Line>): void;
  /** Ends the log for everybody, by an error if one is given. */
  end(error?: Error): void;
}

const definitions = parse(`
  extend type Subscription { lines(after: String, only: String, takesLeave: Boolean = false, failsAtOnce: Boolean = false): Line! }
  type Line { n: Int!, cursor: String!, text: String, isClosing: Boolean, stage: Stage, viewer: String, costly(calls: Int!): Int }
`);

export function createLiveGraph(): LiveGraph {
  const log: Line[] = [];
  const wakers = new Set<() => void>();
  let ended: { error?: Error | undefined } | undefined;
  let executed = 0;
  let taken = 0;
  const wakeAll = () => {
    for (const wake of wakers) wake();
  };

  function read(after: string | undefined, ending: AbortSignal | undefined): AsyncIterableIterator<Line> {
    let position = after === undefined ? log.length : Number(after);
    let isOver = false;
    let waiting: ((result: IteratorResult<Line>) => void) | undefined;
    const look = (): IteratorResult<Line> | undefined => {
      if (isOver) return { done: true, value: undefined };
      const line = log[position];
      if (line) {
        position += 1;
        taken += 1;
        return { done: false, value: line };
      }
      if (!ending?.aborted) return ended && { done: true, value: undefined };
      isOver = true;
      return { done: false, value: { n: -1, cursor: String(position), isClosing: true } };
    };
    const wake = () => {
      const found = waiting && look();
      if (!found) return;
      waiting?.(found);
      waiting = undefined;
    };
    wakers.add(wake);
    ending?.addEventListener("abort", wake);
    return {
      async next() {
        if (ended?.error) throw ended.error;
        return look() ?? new Promise((resolve) => (waiting = resolve));
      },
      async return() {
        isOver = true;
        wakers.delete(wake);
        wake();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  const schema = extendSchema(graph, definitions);
  const fields = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields();
  Object.assign(fields("Subscription")["lines"] ?? {}, {
    subscribe(
      _root: unknown,
      args: { after?: string; takesLeave: boolean; failsAtOnce: boolean },
      { stream }: Context,
    ) {
      if (args.failsAtOnce) throw new Error("secret of the source");
      return read(stream?.lastEventId ?? args.after, args.takesLeave ? stream?.ending : undefined);
    },
    resolve: (line: Line) => line,
  });
  Object.assign(fields("Line")["n"] ?? {}, {
    resolve({ n }: Line) {
      executed += 1;
      return n;
    },
  });
  Object.assign(fields("Line")["viewer"] ?? {}, {
    resolve: (_line: Line, _args: object, { viewer }: Context) => viewer.id,
  });
  Object.assign(fields("Line")["stage"] ?? {}, {
    extensions: linksTo(stageKind),
    resolve: ({ stageArn }: Line) => (stageArn === undefined ? null : linkToStage(stageArn)),
  });
  Object.assign(fields("Line")["costly"] ?? {}, {
    extensions: costs<{ calls: number }>((at, { calls }) => at.call("ListStages", calls)),
    resolve: () => 0,
  });

  return {
    schema,
    get executed() {
      return executed;
    },
    get readers() {
      return wakers.size;
    },
    get taken() {
      return taken;
    },
    write(line = {}) {
      log.push({ n: log.length, cursor: String(log.length + 1), ...line });
      wakeAll();
    },
    end(error) {
      ended = { error };
      if (!error) wakeAll();
    },
  };
}
