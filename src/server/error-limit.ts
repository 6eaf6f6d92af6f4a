import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

import { codeOf } from "./present-error.ts";

/**
 * Shows at most `max` errors of an execution. The last of them counts those that are left out by their code, as `extensions.omitted`, so that
 * a `null` whose own error is among them is not taken for no data.
 */
export function limitErrors(max: number): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result || !result.errors || result.errors.length <= max) return;
        const omitted: Record<string, number> = {};
        for (const error of result.errors.slice(max)) {
          const code = codeOf(error);
          omitted[code] = (omitted[code] ?? 0) + 1;
        }
        const shown = result.errors.slice(0, max - 1);
        const last = result.errors[max - 1];
        if (last) shown.push(withOmitted(last, omitted));
        setResult({ ...result, errors: shown });
      },
    }),
  };
}

function withOmitted(error: GraphQLError, omitted: Readonly<Record<string, number>>): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(message, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
    ...(originalError && { originalError }),
    extensions: { ...extensions, omitted },
  });
}
