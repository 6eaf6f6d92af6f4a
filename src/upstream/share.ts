import { type OperationName, operations } from "./operations.ts";
import type { Upstream } from "./index.ts";

/**
 * An upstream that answers equal reads with one call, for as long as it lives: that of one request, or until the request
 * writes. Failures are shared too.
 */
export function shareReads(
  upstream: Pick<Upstream, "call" | "listSizes">,
): Pick<Upstream, "call" | "listSizes"> {
  const reads = new Map<string, Promise<unknown>>();
  const call = (operation: OperationName, ...rest: [input: object, options?: object]): Promise<unknown> => {
    const send = () => upstream.call(operation, ...(rest as [never]));
    if (operations[operation].access === "write") return send();
    const key = `${operation} ${JSON.stringify(rest[0])}`;
    const answer = reads.get(key) ?? send();
    reads.set(key, answer);
    return answer;
  };
  return { listSizes: upstream.listSizes, call: call as Upstream["call"] };
}
