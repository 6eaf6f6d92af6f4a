import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";

import type { Checks } from "../binding/checks.ts";
import { CodedError } from "../errors.ts";
import { findCostly } from "./costly.ts";
import { type Lengths, type Sum, sumUp } from "./sum.ts";
import { mostPagesWith, withChecks } from "./sum-checks.ts";
import { capped, type Path } from "./tally.ts";
import { noPath, walk } from "./walk.ts";

/** An operation as it was asked: variables as the client sent them. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What it costs besides to hold it to the binding of whoever asks. */
  readonly checks?: Checks | undefined;
}

/** The most calls that an operation can start. */
export interface Prediction {
  readonly total: number;
  /** At most so many of each operation. Not of all of them at once: in all there are no more than `total`. */
  readonly byOperation: Readonly<Record<string, number>>;
  /** The fields that cause most, by their response path, the most expensive first. What a binding costs is caused by none. */
  readonly fields: readonly { readonly path: string; readonly calls: number }[];
}

const maxSteps = 5_000;
const shownFields = 10;

/**
 * Predicts what an operation of this schema costs at most, from what its fields declare (`costs`), before it runs: variables and
 * directives applied, fragments expanded. Never asks anything. Throws QUERY_TOO_LARGE after 5,000 steps, whatever is left. Undefined
 * when the variables do not fit, which the execution complains of.
 */
export function createPredictor(
  schema: GraphQLSchema,
  lengths: Lengths,
): (asked: Asked) => Prediction | undefined {
  const costly = findCostly(schema);

  return ({ document, operation, variables, checks }) => {
    const root = schema.getRootType(operation.operation);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
    if (!root || !coerced) return undefined;
    let steps = 0;
    const spend = (count: number) => {
      steps += count;
      if (steps > maxSteps)
        throw new CodedError(
          "QUERY_TOO_LARGE",
          `The operation has more fields, with its fragments spelled out, than the ${maxSteps} that are looked at.`,
          { details: { what: "fields", limit: maxSteps } },
        );
    };
    const mostPages = mostPagesWith(checks, lengths);
    const tallies = walk({ schema, costly, document, operation, root, values: coerced, spend, mostPages });
    return predictionOf(tallies.map((tally) => withChecks(sumUp(tally, lengths), checks, lengths)));
  };
}

function predictionOf(sums: readonly Sum[]): Prediction {
  const byOperation: Record<string, number> = {};
  const byPath = new Map<Path, number>();
  for (const sum of sums) {
    for (const [operation, calls] of sum.byOperation)
      byOperation[operation] = capped((byOperation[operation] ?? 0) + calls);
    for (const { path, calls } of sum.causes) byPath.set(path, capped((byPath.get(path) ?? 0) + calls));
  }
  const total = capped(sums.reduce((all, sum) => all + sum.total, 0));
  const dearest = [...byPath].toSorted(([, a], [, b]) => b - a).slice(0, shownFields);
  return { total, byOperation, fields: dearest.map(([path, calls]) => ({ path: spell(path), calls })) };
}

function spell({ before, key }: Path): string {
  return before === undefined || before === noPath ? key : `${spell(before)}.${key}`;
}
