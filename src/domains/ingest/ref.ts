import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type IngestConfigurationKeys, ingestConfigurationKeys } from "./loader.ts";

export const IngestConfigurationRef = builder.objectRef<IngestConfigurationKeys>("IngestConfiguration");

/** What reading ingest configurations costs. */
export const ingestConfigurationKind: Kind = {
  type: "IngestConfiguration",
  get: "GetIngestConfiguration",
  list: "ListIngestConfigurations",
};

/** The ingest configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToIngestConfiguration = ingestConfigurationKeys;
