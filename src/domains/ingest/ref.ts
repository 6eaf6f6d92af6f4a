import { builder } from "../../graph/builder.ts";
import { type IngestConfigurationKeys, ingestConfigurationKeys } from "./loader.ts";

export const IngestConfigurationRef = builder.objectRef<IngestConfigurationKeys>("IngestConfiguration");

/** The ingest configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToIngestConfiguration = ingestConfigurationKeys;
