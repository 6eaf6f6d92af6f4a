import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";

/** An answer in the words of the wire. */
export interface Payload {
  /** JSON, whatever envelope it is put into. */
  readonly text: string;
  readonly cursor: string | undefined;
  /** Whether the subscription has failed with it. */
  readonly isFailure: boolean;
}

/** Where an answer carries its payload, so that it is made once for all who are sent it. A copy with other errors carries it, too. */
const made = Symbol("payload");

/** An answer that may carry its payload. */
export type Answer = ExecutionResult & { [made]?: Payload };

/** The payload of an answer. */
export function payloadOf(answer: Answer): Payload {
  return answer[made] ?? makePayload(answer, false);
}

/** Makes the payload of an answer that is sent to many, and leaves it with the answer. */
export function prepare(answer: ExecutionResult): Answer {
  return { ...answer, [made]: makePayload(answer, false) };
}

/** The answer with which a subscription fails. */
export function failure(error: GraphQLError): Answer {
  const answer = { errors: [error] };
  return { ...answer, [made]: makePayload(answer, true) };
}

/** The errors of an answer as they are sent. What they tell Yoga about HTTP stays here. */
export function formatErrors(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
  return errors.map((error) => {
    const { extensions, ...rest } = error instanceof GraphQLError ? error.toJSON() : error;
    const { http: _, ...own } = extensions ?? {};
    return Object.keys(own).length > 0 ? { ...rest, extensions: own } : rest;
  });
}

function makePayload(answer: ExecutionResult, isFailure: boolean): Payload {
  const { data, errors, extensions = {} } = answer;
  const { http: _, ...own } = extensions;
  const text = JSON.stringify({
    ...(errors && { errors: formatErrors(errors) }),
    ...(data !== undefined && { data }),
    ...(Object.keys(own).length > 0 && { extensions: own }),
  });
  const { cursor } = own;
  return { text, cursor: typeof cursor === "string" ? cursor : undefined, isFailure };
}
