import { expect } from "vitest";

import type { Gateway } from "./gateway.ts";

/** Creates an ingest configuration through the gateway (RTMPS unless told otherwise) and forgets the calls that were counted. */
export async function createIngestConfiguration(gateway: Gateway, input: object = {}) {
  const { data, errors } = await gateway.query(
    `mutation ($input: CreateIngestConfigurationInput!) { createIngestConfiguration(input: $input) {
       ... on CreateIngestConfigurationPayload { ingestConfiguration {
         id arn participantId streamKey redundantIngestCredentials { participantId streamKey } } } } }`,
    { input: { ingestProtocol: "RTMPS", ...input } },
  );
  expect(errors).toBeUndefined();
  gateway.emulator.resetCalls();
  return data.createIngestConfiguration.ingestConfiguration as {
    id: string;
    arn: string;
    participantId: string;
    streamKey: string;
    redundantIngestCredentials: { participantId: string; streamKey: string }[];
  };
}
