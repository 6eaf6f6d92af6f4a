import { CodedError } from "./errors.ts";

/** How long the answer to one request has become so far, in characters. */
export interface AnswerSize {
  add(length: number): void;
  /** What to answer instead, once it is longer than it may be. Nothing more is to be asked for then. */
  readonly excess: CodedError | undefined;
}

/** The size of an answer that may have about so many bytes. */
export function createAnswerSize(limit: number): AnswerSize {
  let found = 0;
  let excess: CodedError | undefined;
  return {
    get excess() {
      return excess;
    },
    add(length) {
      found += length;
      if (found > limit) excess ??= tooLong(limit);
    },
  };
}

function tooLong(limit: number): CodedError {
  return new CodedError(
    "QUERY_TOO_LARGE",
    `The answer is longer than the ${limit} bytes that one may have. What a mutation has done by now is done.`,
    { details: { what: "answerBytes", limit } },
  );
}
