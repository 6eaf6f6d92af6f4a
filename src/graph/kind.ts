import type { OperationName } from "../upstream/operations.ts";

/** A kind of object that a loader loads: what asking for it costs. */
export interface Kind {
  /** Its type in the graph. */
  readonly type: string;
  /** What one object's detail costs, or its summary when few are asked for. */
  readonly get: OperationName;
  /** What the summaries of many are folded into, where there is such a List. */
  readonly list?: OperationName;
}
