import { getOperationAST, OperationTypeNode } from "graphql";
import type { Plugin } from "graphql-yoga";

import type { Context } from "../context.ts";
import { declaredName } from "../graph/declared-name.ts";
import type { Documents } from "./documents.ts";
import type { Rates } from "./rates.ts";

/** Mutations that take something away from people who use it. */
const destructive = /^(?:delete|disconnect)/;

/**
 * Holds each viewer to its rates, on every transport, once it is known what an operation can cost. An operation that came over HTTP was counted as
 * a request when it arrived, as one may be answered before it comes here; any other is counted here.
 */
export function limitRates(rates: Rates, documents: Documents): Plugin<Context, { res?: object }> {
  return {
    onParams({ context }) {
      const { res, viewer } = context as { res?: object } & Partial<Context>;
      if (!res && viewer) rates.request(viewer);
    },
    onExecute({ args, context }) {
      const { viewer, record } = context;
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation === OperationTypeNode.MUTATION) {
        const fields = args.schema.getMutationType()?.getFields() ?? {};
        let count = 0;
        for (const [name, times] of documents.rootNames(args.document, operation))
          if (destructive.test(declaredName(fields[name] ?? { name }))) count += times;
        rates.destructive(viewer, count);
      }
      const settle = rates.upstream(viewer, record.predicted?.total ?? 0);
      return {
        onExecuteDone() {
          settle(Object.values(record.meter.calls).reduce((sum, calls) => sum + calls, 0));
        },
      };
    },
  };
}
