import type { QueryCase } from "./case.ts";
import { compositionCases } from "./composition-cases.ts";
import { entityCases } from "./entity-cases.ts";
import { ingestCases } from "./ingest-cases.ts";
import { lookupCases } from "./lookup-cases.ts";
import { participantCases } from "./participant-cases.ts";
import { stageCases } from "./stage-cases.ts";

/** Nested queries of every kind. */
export const cases: readonly QueryCase[] = [
  ...stageCases,
  ...compositionCases,
  ...participantCases,
  ...ingestCases,
  ...lookupCases,
  ...entityCases,
];
