import { operations } from "./upstream/operations.ts";

/** A statement of an IAM policy. */
interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: "*";
}

/** An IAM policy. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/**
 * The least that the gateway's role needs, from the table of operations: the reads, and unless `readOnly` the writes in a statement of their own. All actions are
 * `ivs:<Operation>`. Resources are not narrowed: Lists have none, and what is created has no name before.
 */
export function iamPolicy({ readOnly = false }: { readOnly?: boolean } = {}): Policy {
  const actions = (access: "read" | "write") =>
    Object.entries(operations)
      .filter(([, policy]) => policy.access === access)
      .map(([name]) => `ivs:${name}`);
  const allow = (Sid: string, Action: readonly string[]): Statement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: "*",
  });
  const reads = allow("IvsRealTimeRead", actions("read"));
  const writes = allow("IvsRealTimeWrite", actions("write"));
  return { Version: "2012-10-17", Statement: readOnly ? [reads] : [reads, writes] };
}
