import type { GraphQLParams, YogaServerInstance } from "graphql-yoga";

import type { Context } from "../context.ts";
import type { Log } from "../log.ts";
import { dryRunHeader } from "./cost-limit.ts";
import { presentError } from "./present-error.ts";
import { costHeader } from "./show-cost.ts";
import type { Execute } from "./websocket-operation.ts";
import { type Arrival, graphqlPath } from "./yoga.ts";

/** Headers of an upgrade that say how its operations are to be answered. */
const shapingHeaders = [costHeader, dryRunHeader];

/**
 * Runs operations that came over a WebSocket through the hooks of Yoga that run those of HTTP, from the reading of parameters on: limits,
 * prediction, masking and whatever else is a plugin hold for both.
 */
export function createExecute(graphql: YogaServerInstance<Arrival, Context>, log: Log): Execute {
  const { Request } = graphql.fetchAPI;

  return async (params, arrival) => {
    const shaping = shapingHeaders.map((name) => [name, arrival.req.headers[name]]);
    const headers = Object.fromEntries(
      shaping.filter(([, value]) => typeof value === "string"),
    ) as HeadersInit;
    const request = new Request(`http://localhost${graphqlPath}`, { method: "POST", headers });
    try {
      const result = await graphql.getResultForParams({ params: params as GraphQLParams, request }, arrival);
      return result ?? {};
    } catch (error) {
      return { errors: errorsIn(error).map((one) => presentError(one, log)) };
    }
  };
}

function errorsIn(error: unknown): readonly unknown[] {
  return error instanceof AggregateError ? error.errors : [error];
}
