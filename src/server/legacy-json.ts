import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

/** Faults of a request that was understood as GraphQL. What a limit or a right refuses is none of these. */
const codes = new Set<unknown>(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/**
 * GraphQL over HTTP, 6.4.1: who asks for `application/json` by name, and for nothing newer, takes any other status than 200 for an answer that is
 * not GraphQL's, and so is told 200 of a document or of variables that are wrong.
 */
export const legacyJson: Plugin = {
  onExecutionResult({ request, result, setResult }) {
    const accept = request.headers.get("accept") ?? "";
    if (!accept.includes("application/json") || /graphql-response|event-stream|\*\/\*/.test(accept)) return;
    if (!result || Array.isArray(result) || Symbol.asyncIterator in result || "data" in result) return;
    const { errors = [] } = result as { errors?: readonly GraphQLError[] };
    if (errors.length === 0 || !errors.every(isOfTheDocument)) return;
    setResult({ ...result, errors: errors.map(asUsual) });
  },
};

function isOfTheDocument({ extensions }: GraphQLError): boolean {
  const { code, http } = extensions as { code?: unknown; http?: { status?: number } };
  return codes.has(code) && http?.status === 400;
}

/** Errors of validation are remembered, so this is another one. */
function asUsual({ message, nodes, source, positions, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    extensions: { ...extensions, http: { status: 200 } },
  });
}
