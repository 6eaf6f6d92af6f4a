import type { IncomingMessage, ServerResponse } from "node:http";

import type { GraphQLSchema } from "graphql";
import { createYoga, type Plugin } from "graphql-yoga";

import type { Asking, Context } from "../context.ts";
import { CodedError } from "../errors.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import { limitAnswer } from "./answer-limit.ts";
import { isLoopbackOrigin } from "./auth.ts";
import { limitCost, type Predict } from "./cost-limit.ts";
import type { Documents } from "./documents.ts";
import { limitErrors } from "./error-limit.ts";
import { showCost } from "./show-cost.ts";
import { presentError } from "./present-error.ts";

export const graphqlPath = "/graphql";

/** What `server/http.ts` knows of a request before Yoga sees it. */
export interface Arrival extends Asking {
  req: IncomingMessage;
  res: ServerResponse;
}

/** GraphQL over HTTP: Yoga with our errors, our body limit, JSON posts only. */
export function createGraphqlHandler(options: {
  schema: GraphQLSchema;
  createContext: (request: Asking) => Context;
  predict: Predict;
  maxUpstreamCalls: number;
  /** How many calls of an operation can be had before the deadline of a request. */
  mostInTime: (operation: string) => number;
  /** Whether each answer tells what it cost, or only one that is asked to. */
  costAlwaysShown: boolean;
  limits: Limits;
  documents: Documents;
  /** Browsers' pages from this machine may call, which is for development against the emulator. */
  loopbackCors: boolean;
  log: Log;
}) {
  return createYoga<Arrival, Context>({
    schema: options.schema,
    graphqlEndpoint: graphqlPath,
    context: ({ viewer, log, signal, deadlineAt, readsFresh = false, seen }) =>
      options.createContext({ viewer, log, signal, deadlineAt, readsFresh, ...(seen && { seen }) }),
    maskedErrors: { maskError: (error) => presentError(error, options.log) },
    maxRequestBodySize: options.limits.bodyBytes,
    parserAndValidationCache: false,
    multipart: false,
    batching: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    healthCheckEndpoint: "/live",
    cors: (request) => {
      const origin = request.headers.get("origin");
      if (!options.loopbackCors || !origin || !isLoopbackOrigin(origin)) return false;
      return {
        origin: [origin],
        methods: ["GET", "POST"],
        exposedHeaders: ["x-request-id"],
        credentials: false,
        maxAge: 600,
      };
    },
    plugins: [
      jsonPostsOnly,
      neverStored,
      options.documents.plugin,
      limitErrors(options.limits.errors),
      limitCost(options.predict, options.maxUpstreamCalls, options.mostInTime),
      limitAnswer(options.limits.answerBytes),
      showCost({ always: options.costAlwaysShown }),
    ],
  });
}

/** A form on any web page can post the other content types without asking first. */
const jsonPostsOnly: Plugin = {
  onRequestParse({ request }) {
    const [type, ...parameters] = (request.headers.get("content-type") ?? "").toLowerCase().split(/\s*;\s*/);
    const isJson = type === "application/json" || type === "application/graphql+json";
    const charset = parameters.find((parameter) => parameter.startsWith("charset="));
    if (request.method === "POST" && !(isJson && /^(?:charset="?utf-?8"?)?$/.test(charset ?? "")))
      throw new CodedError("CSRF_BLOCKED", "Post operations as application/json, in UTF-8.");
  },
};

/** Answers depend on who asks and on the moment, and some hold tokens: caches in between are to keep none, over SSE neither. */
const neverStored: Plugin = {
  onResponse({ response }) {
    response.headers.set("cache-control", "no-store");
    response.headers.append("vary", "origin");
  },
};
