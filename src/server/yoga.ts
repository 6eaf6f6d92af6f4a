import type { IncomingMessage, ServerResponse } from "node:http";

import type { GraphQLSchema } from "graphql";
import { createYoga, type Plugin, type YogaInitialContext } from "graphql-yoga";

import type { Asking, Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { TrustedDocuments } from "../trusted-documents.ts";
import type { Viewer } from "../viewer.ts";
import { limitAnswer } from "./answer-limit.ts";
import { limitCost, type Predict } from "./cost-limit.ts";
import type { Documents } from "./documents.ts";
import { limitErrors } from "./error-limit.ts";
import { legacyJson } from "./legacy-json.ts";
import { limitRates } from "./rate-limit.ts";
import type { Rates } from "./rates.ts";
import { refuseMutations } from "./read-only.ts";
import { showCost } from "./show-cost.ts";
import { documentIdParameter, trustDocuments } from "./trust-documents.ts";
import { presentError } from "./present-error.ts";

export const graphqlPath = "/graphql";

/** What is known of a request before Yoga sees it. One that came over a WebSocket has no response, and its request is the upgrade. */
export interface Arrival extends Asking {
  req: IncomingMessage;
  res?: ServerResponse;
  /** Lifts the deadline: the request turned out to be one that stays open. */
  liftDeadline?: () => void;
}

/** GraphQL over HTTP: Yoga with our errors and our limits. Cross-site requests were refused before. */
export function createGraphqlHandler(options: {
  schema: GraphQLSchema;
  createContext: (request: Asking) => Context;
  predict: Predict;
  upstreamCallsOf: (viewer: Viewer) => number;
  readOnly: boolean;
  /** Documents that may be named by their id, and whether no others are answered. */
  trusted: { documents: TrustedDocuments; only: boolean } | undefined;
  /** How many calls of an operation can be had before the deadline of a request. */
  mostInTime: (operation: string) => number;
  /** Whether each answer tells what it cost, or only one that is asked to. */
  costAlwaysShown: boolean;
  limits: Limits;
  documents: Documents;
  /** How subscriptions run, and how they are sent. */
  streaming: readonly Plugin<Context & YogaInitialContext, Arrival>[];
  rates: Rates;
  log: Log;
}) {
  const { trusted } = options;
  return createYoga<Arrival, Context>({
    schema: options.schema,
    graphqlEndpoint: graphqlPath,
    context: ({ viewer, log, requestId, signal, deadlineAt, readsFresh = false, seen }) =>
      options.createContext({
        viewer,
        log,
        requestId,
        signal,
        deadlineAt,
        readsFresh,
        ...(seen && { seen }),
      }),
    maskedErrors: { maskError: (error) => presentError(error, options.log) },
    maxRequestBodySize: options.limits.bodyBytes,
    parserAndValidationCache: false,
    extraParamNames: [documentIdParameter],
    multipart: false,
    batching: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    healthCheckEndpoint: "/live",
    cors: false,
    plugins: [
      sayWhatIsAcceptable,
      neverStored,
      parametersAreJson,
      legacyJson,
      ...(trusted ? [trustDocuments(trusted.documents, trusted.only)] : []),
      options.documents.plugin,
      limitErrors(options.limits.errors),
      ...(options.readOnly ? [refuseMutations] : []),
      limitCost(options.predict, options.upstreamCallsOf, options.mostInTime),
      limitRates(options.rates, options.documents),
      limitAnswer(options.limits.answerBytes),
      showCost({ always: options.costAlwaysShown }),
      ...options.streaming,
    ],
  });
}

/** Yoga takes what a GET holds in place of JSON for a fault of its own. */
const parametersAreJson: Plugin = {
  onRequestParse({ requestParser, setRequestParser }) {
    if (!requestParser) return;
    setRequestParser(async (request) => {
      try {
        return await requestParser(request);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new CodedError("BAD_USER_INPUT", "variables and extensions must be JSON.", { cause: error });
      }
    });
  },
};

/** Answers depend on who asks and on the moment, and some hold tokens: caches in between are to keep none, over SSE neither. */
const neverStored: Plugin = {
  onResponse({ response }) {
    response.headers.set("cache-control", "no-store");
    response.headers.append("vary", "origin");
  },
};

/** Yoga answers who accepts nothing that it sends with a bare status. */
const sayWhatIsAcceptable: Plugin = {
  onResponse({ response, setResponse, fetchAPI: { Response } }) {
    if (response.status !== 406 || response.body) return;
    const error = new CodedError(
      "BAD_USER_INPUT",
      "Accept application/graphql-response+json, application/json or text/event-stream.",
    );
    const body = JSON.stringify({ errors: [{ message: error.message, extensions: { code: error.code } }] });
    const headers = { "content-type": "application/json; charset=utf-8" };
    setResponse(new Response(body, { status: 406, headers }));
  },
};
