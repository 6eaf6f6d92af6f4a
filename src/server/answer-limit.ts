import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

import { createAnswerSize } from "../answer-size.ts";
import type { Context } from "../context.ts";

/**
 * Breaks an execution off when what it makes becomes longer than about `limit` bytes, while it is made. Not by the executor's own
 * signal: that leaves promises of list items behind that nobody handles, which ends the process.
 */
export function limitAnswer(limit: number): Plugin<Context> {
  return {
    onExecute({ context }) {
      const size = createAnswerSize(limit);
      context.record.answer = size;
      return {
        onExecuteDone({ setResult }) {
          const { excess } = size;
          if (excess) setResult({ errors: [new GraphQLError(excess.message, { originalError: excess })] });
        },
      };
    },
  };
}
