import { getOperationAST, OperationTypeNode } from "graphql";
import type { Plugin } from "graphql-yoga";

import { CodedError } from "../errors.ts";

/** Refuses every mutation, whoever sends it and whatever it would do, before anything of it is done. */
export const refuseMutations: Plugin = {
  onExecute({ args }) {
    const operation = getOperationAST(args.document, args.operationName);
    if (operation?.operation === OperationTypeNode.MUTATION)
      throw new CodedError("FORBIDDEN", "This gateway only reads: IVS_GRAPHQL_READ_ONLY is set.", {
        details: { readOnly: true },
      });
  },
};
