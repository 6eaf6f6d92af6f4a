import type { Loaders } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { forwardArgs } from "../../graph/connection.ts";
import {
  type Disconnected,
  DisconnectPayloadRef,
  findDisconnectedCost,
  ParticipantRef,
} from "../participant/ref.ts";
import { linkToStage, StageRef } from "../stage/ref.ts";
import {
  ingestConfigurationConnectionCost,
  IngestConfigurationConnectionRef,
  listIngestConfigurations,
} from "./connection.ts";
import { ingestState } from "./fields.ts";
import { largestPage } from "./loader.ts";
import { ingestConfigurationKind, IngestConfigurationRef, linkToIngestConfiguration } from "./ref.ts";

const StageIngestConfigurationFilter = builder.inputType("StageIngestConfigurationFilter", {
  description: "Which ingest configurations of a stage to keep.",
  fields: (t) => ({
    state: t.field({
      type: ingestState.ref,
      description:
        "By state. AWS filters by stage only: what does not match is left out of the pages, of which at most five are read.",
    }),
  }),
});

builder.objectFields(StageRef, (t) => ({
  ingestConfigurations: t.field({
    type: IngestConfigurationConnectionRef,
    description:
      "The ingest configurations that publish to this stage. A page costs one ListIngestConfigurations (5 calls a second), filtered by state up to five.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: StageIngestConfigurationFilter, description: "Which to keep; all when absent." }),
    },
    extensions: costs<{ filter?: typeof StageIngestConfigurationFilter.$inferInput | null }>(
      (at, { filter, ...args }) =>
        // The stage is the other half of the filter.
        ingestConfigurationConnectionCost(at, { ...args, filter: { ...filter, stageArn: "" } }),
    ),
    resolve: ({ arn }, { filter, ...args }, { loaders }) =>
      listIngestConfigurations(args, loaders, { stageArn: arn, state: filter?.state }),
  }),
}));

builder.objectFields(ParticipantRef, (t) => ({
  ingestConfiguration: t.field({
    type: IngestConfigurationRef,
    description:
      "The ingest configuration that the participant publishes through; null when it uses none. What it holds beside its ARN costs one GetIngestConfiguration (5 calls a second); several at once cost one ListIngestConfigurations.",
    extensions: costs((at) => at.summary().link(ingestConfigurationKind)),
    resolve: async (participant, _, { loaders }) => {
      const { ingestConfigurationArn: arn } = (await loaders.participant.summary(participant)) ?? {};
      return arn === undefined ? null : linkToIngestConfiguration(arn);
    },
  }),
}));

/** What the participant that was thrown out published through; undefined when nothing, or when its session is over. */
async function usedBy({ stageArn, participantId }: Disconnected, { stage, participant }: Loaders) {
  const sessionId = (await stage.summary(linkToStage(stageArn)))?.activeSessionId;
  if (sessionId === undefined) return undefined;
  return (await participant.find({ stageArn, sessionId, participantId }))?.ingestConfigurationArn;
}

const disconnectedCost =
  "null when it used none, or its session is over. Costs one GetStage and one GetParticipant (5 calls a second each), the same that `participant` costs.";

builder.objectFields(DisconnectPayloadRef, (t) => ({
  ingestConfiguration: t.field({
    type: IngestConfigurationRef,
    description: `The ingest configuration that the participant published through, now detached from the stage; ${disconnectedCost}`,
    extensions: costs((at) => findDisconnectedCost(at).link(ingestConfigurationKind)),
    resolve: async (disconnected, _, { loaders }) => {
      const arn = await usedBy(disconnected, loaders);
      return arn === undefined ? null : linkToIngestConfiguration(arn);
    },
  }),
  ingestConfigurationArn: t.field({
    type: "Arn",
    description: `The ARN of the ingest configuration that the participant published through; ${disconnectedCost}`,
    extensions: costs(findDisconnectedCost),
    resolve: (disconnected, _, { loaders }) => usedBy(disconnected, loaders),
  }),
}));
