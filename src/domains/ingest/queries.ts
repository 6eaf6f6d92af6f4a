import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { forwardArgs } from "../../graph/connection.ts";
import { needs } from "../../graph/rule.ts";
import {
  ingestConfigurationConnectionCost,
  IngestConfigurationConnectionRef,
  listIngestConfigurations,
} from "./connection.ts";
import { ingestState } from "./fields.ts";
import { largestPage } from "./loader.ts";
import { ingestConfigurationKind, IngestConfigurationRef } from "./ref.ts";

const IngestConfigurationFilter = builder.inputType("IngestConfigurationFilter", {
  description:
    "Which ingest configurations to keep. AWS filters by one of these; with both it filters by stage, and pages are read, at most five a request, from which what does not match is left out.",
  fields: (t) => ({
    stageArn: t.field({ type: "Arn", description: "Those that publish to the stage with this ARN." }),
    state: t.field({ type: ingestState.ref, description: "Those in this state." }),
  }),
});

builder.queryFields((t) => ({
  ingestConfiguration: t.field({
    type: IngestConfigurationRef,
    description:
      "The ingest configuration with this ARN, or null when it does not exist. Costs one GetIngestConfiguration (5 calls a second); many at once cost the pages of ListIngestConfigurations where that is less.",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of an ingest configuration." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(ingestConfigurationKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "ingest-configuration", identity, ["arn"]);
      return loaders.ingestConfiguration.find(arn);
    },
  }),
  ingestConfigurations: t.field({
    type: IngestConfigurationConnectionRef,
    description:
      "The ingest configurations of the account in this Region. A page costs one ListIngestConfigurations (5 calls a second), filtered by stage and state up to five; a filtered page that is short says in `hasNextPage` whether there is more to look through.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: IngestConfigurationFilter, description: "Which to keep; all when absent." }),
    },
    extensions: { ...needs("ivs:read"), ...costs(ingestConfigurationConnectionCost) },
    resolve: (_root, { filter, ...args }, { loaders, identity }) => {
      if (filter?.stageArn != null) checkArn(filter.stageArn, "stage", identity, ["filter", "stageArn"]);
      return listIngestConfigurations(args, loaders, filter ?? {});
    },
  }),
}));
