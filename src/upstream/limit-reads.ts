import { CodedError } from "../errors.ts";
import { type OperationName, operations } from "./operations.ts";
import type { Upstream } from "./index.ts";

/**
 * An upstream that starts so many reads and refuses those after them: that of one request, for as long as it lives. The wall behind the
 * prediction, should that be wrong. Writes pass.
 */
export function limitReads(
  upstream: Pick<Upstream, "call" | "listSizes">,
  limit: number,
): Pick<Upstream, "call" | "listSizes"> {
  let started = 0;
  const call = (operation: OperationName, ...rest: [input: object, options?: object]): Promise<unknown> => {
    if (operations[operation].access === "read") {
      if (started === limit)
        return Promise.reject(
          new CodedError(
            "QUERY_TOO_EXPENSIVE",
            `${operation} was not called: the request has cost the ${limit} calls that one may.`,
            { details: { operation, limit } },
          ),
        );
      started += 1;
    }
    return upstream.call(operation, ...(rest as [never]));
  };
  return { listSizes: upstream.listSizes, call: call as Upstream["call"] };
}
