import { CodedError } from "../errors.ts";
import type { OperationName } from "./operations.ts";

/**
 * Lets so many reads of one request be sent and refuses those after them, for as long as it lives: the wall behind the prediction, should that
 * be wrong. What is answered without a call of its own, and writes, do not come by here.
 */
export function limitCalls(limit: number): (operation: OperationName) => void {
  let started = 0;
  return (operation) => {
    if (started === limit)
      throw new CodedError(
        "QUERY_TOO_EXPENSIVE",
        `${operation} was not called: the request has cost the ${limit} calls that one may.`,
        { details: { operation, limit } },
      );
    started += 1;
  };
}
