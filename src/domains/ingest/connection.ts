import type { IngestConfigurationState } from "@aws-sdk/client-ivs-realtime";

import type { Loaders } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { connection, pagesOf, sizeOf } from "../../graph/connection.ts";
import type { Place } from "../../graph/cost.ts";
import { bindingOf } from "../../graph/filter.ts";
import {
  type IngestConfigurationListFilter,
  type IngestConfigurationSummary,
  largestPage,
} from "./loader.ts";
import { ingestConfigurationKind, IngestConfigurationRef } from "./ref.ts";

export const IngestConfigurationConnectionRef = builder.connectionObject(
  {
    type: IngestConfigurationRef,
    name: "IngestConfigurationConnection",
    description: "A page of ingest configurations.",
  },
  {
    name: "IngestConfigurationEdge",
    description: "An ingest configuration in a connection, with its cursor.",
  },
);

interface Filter {
  readonly stageArn?: string | null | undefined;
  readonly state?: IngestConfigurationState | null | undefined;
}

/**
 * A page of the ingest configurations that match all of the filter. AWS takes one filter: the stage when it is given, as
 * fewer publish to one stage than are in one state, and the state is then looked at here.
 */
export function listIngestConfigurations(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  loaders: Loaders,
  filter: Filter,
) {
  const { stageArn, state } = filter;
  const upstream: IngestConfigurationListFilter =
    stageArn != null ? { filterByStageArn: stageArn } : state != null ? { filterByState: state } : {};
  const keep = keeperOf(filter);
  const binding = bindingOf("ingestConfigurations", { stageArn, state });
  return connection(args, { binding, max: largestPage, keep }, (request) =>
    loaders.ingestConfiguration.page(request, upstream),
  );
}

/** What a page of them costs: several when AWS cannot look at all of the filter. */
export function ingestConfigurationConnectionCost(
  at: Place,
  { filter, ...args }: { filter: Filter | null | undefined },
): Place {
  return at.page("ListIngestConfigurations", {
    kind: ingestConfigurationKind,
    size: sizeOf(args, largestPage),
    pages: pagesOf(keeperOf(filter ?? {})),
  });
}

function keeperOf({ stageArn, state }: Filter) {
  if (stageArn == null || state == null) return undefined;
  return (configuration: IngestConfigurationSummary) => configuration.state === state;
}
