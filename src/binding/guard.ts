import type { CallOptions } from "../upstream/call-options.ts";
import type { Upstream } from "../upstream/index.ts";
import {
  type OperationName,
  operations,
  type ReadOperation,
  type WriteOperation,
} from "../upstream/operations.ts";
import type { Reading } from "../upstream/reading.ts";
import type { Binding } from "./binding.ts";
import { reads } from "./reads.ts";
import { createSight } from "./sight.ts";
import { writes } from "./writes.ts";

/** What stands between a viewer's request and AWS. */
export interface Guard {
  /** An upstream that shows only what the viewer sees. */
  readonly upstream: Pick<Upstream, "call" | "listSizes">;
  /** Rejects where the viewer may not do this write; sends nothing but the reads that it takes to know. */
  admit(operation: OperationName, input: object): Promise<void>;
  /** Whether the viewer sees a resource, for what is done without asking AWS. */
  sees(arn: string): Promise<boolean>;
}

/**
 * Holds one request to the viewer's binding. What is known is shared by everybody, so it is looked through here, after all caches; each
 * operation has its line in `reads.ts` or `writes.ts`. Without a binding everything passes as it is.
 */
export function createGuard(options: {
  upstream: Pick<Upstream, "call" | "listSizes">;
  binding: Binding;
  call: CallOptions;
}): Guard {
  const { upstream, binding, call } = options;
  if (binding === "all") return { upstream, admit: async () => undefined, sees: async () => true };
  const sight = createSight({ upstream, bound: binding, call });

  // TypeScript cannot pair one of 39 operations with its own input; `Upstream.call` has paired them already.
  function read(operation: OperationName, input: object, on?: CallOptions): Promise<Reading<object>> {
    const ask = () => upstream.call(operation, input, on) as Promise<Reading<never>>;
    if (operations[operation].access === "write") return ask();
    return reads[operation as ReadOperation](sight, input as never, ask);
  }

  return {
    upstream: { listSizes: upstream.listSizes, call: read as Upstream["call"] },
    async admit(operation, input) {
      if (operations[operation].access === "write")
        await writes[operation as WriteOperation](sight, input as never);
    },
    sees: (arn) => sight.resource(arn),
  };
}
