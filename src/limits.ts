import type { z } from "zod";

import { integer } from "./setting.ts";

/** How large requests and answers may be, and how many there may be of them. */
export const limitSettings = {
  IVS_GRAPHQL_MAX_BODY_BYTES: integer(1_000, 10_000_000)
    .default(100_000)
    .describe("The largest request body that is read."),
  IVS_GRAPHQL_MAX_HEADER_BYTES: integer(1_000, 1_000_000)
    .default(16_384)
    .describe("The largest headers that are read, the URL of a GET among them."),
  IVS_GRAPHQL_MAX_TOKENS: integer(10, 10_000)
    .default(1_500)
    .describe("How many tokens a document may have: names, values and punctuators."),
  IVS_GRAPHQL_MAX_SELECTIONS: integer(1, 100_000)
    .default(400)
    .describe("How many fields an operation may select, with its fragments spelled out."),
  IVS_GRAPHQL_MAX_DEPTH: integer(1, 1_000)
    .default(15)
    .describe("How deep fields may be nested. What is below `__schema` and `__type` does not count."),
  IVS_GRAPHQL_MAX_ALIASES: integer(0, 10_000)
    .default(30)
    .describe("How many fields of an operation may have an alias, with its fragments spelled out."),
  IVS_GRAPHQL_MAX_DIRECTIVES: integer(0, 10_000)
    .default(20)
    .describe("How many directives an operation may apply, with its fragments spelled out."),
  IVS_GRAPHQL_MAX_ROOT_FIELDS: integer(1, 10_000)
    .default(20)
    .describe("How many fields of `Query` or `Mutation` an operation may select."),
  IVS_GRAPHQL_MAX_ERRORS: integer(1, 1_000)
    .default(5)
    .describe("How many errors an answer shows; the last one counts the others by their code, in `omitted`."),
  IVS_GRAPHQL_MAX_ANSWER_BYTES: integer(1_000, 1_000_000_000)
    .default(5_000_000)
    .describe("About how long an answer may become. It is broken off when it does."),
  IVS_GRAPHQL_REQUESTS_PER_SECOND: integer(0, 1_000_000)
    .default(200)
    .describe(
      "How many requests a viewer may send a second, operations over a WebSocket among them; 0 for any number.",
    ),
  IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: integer(0, 1_000_000)
    .default(1_200)
    .describe("How many calls to AWS the requests of a viewer may cost a minute; 0 for any number."),
  IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE: integer(0, 1_000_000)
    .default(10)
    .describe(
      "How many mutations a viewer may send a minute whose names begin with `delete` or `disconnect`; 0 for any number.",
    ),
  IVS_GRAPHQL_HEADERS_WITHIN_MS: integer(100, 600_000)
    .default(10_000)
    .describe("How long a client may take to send the headers of a request."),
  IVS_GRAPHQL_REQUEST_WITHIN_MS: integer(100, 600_000)
    .default(30_000)
    .describe("How long a client may take to send a request, body and all."),
  IVS_GRAPHQL_STALLED_ANSWER_MS: integer(100, 600_000)
    .default(10_000)
    .describe("How long a client may take nothing of an answer that is ready. Then its connection is cut."),
  IVS_GRAPHQL_KEEP_ALIVE_MS: integer(100, 600_000)
    .default(65_000)
    .describe(
      "How long a connection is kept after an answer; longer than a load balancer in front keeps its own.",
    ),
  IVS_GRAPHQL_MAX_CONNECTIONS: integer(1, 1_000_000)
    .default(25_000)
    .describe(
      "How many connections are held at a time, WebSockets and streams of events among them. Further ones are cut.",
    ),
  IVS_GRAPHQL_MAX_REQUESTS_PER_CONNECTION: integer(0, 1_000_000_000)
    .default(10_000)
    .describe("After how many requests a connection is closed, so that clients spread; 0 for never."),
} satisfies Record<string, z.ZodType>;

/** What is counted of an operation before it is validated. */
export interface DocumentLimits {
  readonly tokens: number;
  readonly selections: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
}

/** How much one viewer may ask for; 0 for no limit. */
export interface RateLimits {
  readonly requestsPerSecond: number;
  readonly upstreamCallsPerMinute: number;
  readonly destructiveMutationsPerMinute: number;
}

/** How long clients may take, and how many connections there may be. */
export interface ConnectionLimits {
  readonly headersWithinMs: number;
  readonly requestWithinMs: number;
  readonly stalledAnswerMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
}

/** How much is taken from whoever asks. */
export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly document: DocumentLimits;
  readonly errors: number;
  readonly answerBytes: number;
  readonly rates: RateLimits;
  readonly connections: ConnectionLimits;
}

/** The limits as they were set. */
export function readLimits(set: { [Name in keyof typeof limitSettings]: number }): Limits {
  return {
    bodyBytes: set.IVS_GRAPHQL_MAX_BODY_BYTES,
    headerBytes: set.IVS_GRAPHQL_MAX_HEADER_BYTES,
    document: {
      tokens: set.IVS_GRAPHQL_MAX_TOKENS,
      selections: set.IVS_GRAPHQL_MAX_SELECTIONS,
      depth: set.IVS_GRAPHQL_MAX_DEPTH,
      aliases: set.IVS_GRAPHQL_MAX_ALIASES,
      directives: set.IVS_GRAPHQL_MAX_DIRECTIVES,
      rootFields: set.IVS_GRAPHQL_MAX_ROOT_FIELDS,
    },
    errors: set.IVS_GRAPHQL_MAX_ERRORS,
    answerBytes: set.IVS_GRAPHQL_MAX_ANSWER_BYTES,
    connections: {
      headersWithinMs: set.IVS_GRAPHQL_HEADERS_WITHIN_MS,
      requestWithinMs: set.IVS_GRAPHQL_REQUEST_WITHIN_MS,
      stalledAnswerMs: set.IVS_GRAPHQL_STALLED_ANSWER_MS,
      keepAliveMs: set.IVS_GRAPHQL_KEEP_ALIVE_MS,
      connections: set.IVS_GRAPHQL_MAX_CONNECTIONS,
      requestsPerConnection: set.IVS_GRAPHQL_MAX_REQUESTS_PER_CONNECTION,
    },
    rates: {
      requestsPerSecond: set.IVS_GRAPHQL_REQUESTS_PER_SECOND,
      upstreamCallsPerMinute: set.IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE,
      destructiveMutationsPerMinute: set.IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE,
    },
  };
}
