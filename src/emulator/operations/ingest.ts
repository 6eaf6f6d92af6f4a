import type {
  IngestConfiguration,
  IngestConfigurationState,
  IngestConfigurationSummary,
} from "@aws-sdk/client-ivs-realtime";

import { ingestConfigurationArn, optionalStageArn, requireOwn, stageArn } from "../arn.ts";
import { constraintFailure, failure } from "../aws-error.ts";
import { addIngestConfiguration, broadcasters, dismissEncoders, newRedundantCredentials } from "../ingest.ts";
import { maxResults, nextToken } from "../page.ts";
import type { IngestConfigurationRecord } from "../state.ts";
import type { World } from "../world.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { requireRoom } from "./quota.ts";
import { tags } from "./tag.ts";
import { tokenConfiguration } from "./token.ts";

const arn = { ...ingestConfigurationArn, required: true } as const;

export const createIngestConfiguration: Operation<"CreateIngestConfiguration"> = {
  input: {
    name,
    stageArn: optionalStageArn,
    userId: tokenConfiguration.userId,
    attributes: tokenConfiguration.attributes,
    ingestProtocol: { type: "enum", values: { RTMP: true, RTMPS: true }, required: true },
    insecureIngest: { type: "boolean" },
    redundantIngest: { type: "boolean" },
    tags,
  },
  needsVerifiedAccount: true,
  handle(input, world) {
    const { ingestProtocol, insecureIngest = false, stageArn: stage = "" } = input;
    if (ingestProtocol === "RTMP" && !insecureIngest)
      throw constraintFailure([
        "Value 'false' at 'insecureIngest' failed to satisfy constraint: Member must be true when ingestProtocol is RTMP",
      ]);
    // The operation has no failure for a thing that is missing, so the reference counts as a faulty value.
    if (stage !== "" && !stageExists(world, stage))
      throw failure("ValidationException", `Stage not found: ${stage}`);
    requireRoom(
      world.state.ingestConfigurations,
      world.settings.ingestConfigurationsPerAccount,
      "ingest configurations",
    );
    const created = addIngestConfiguration(world, {
      name: input.name ?? "",
      stageArn: stage,
      userId: input.userId ?? "",
      attributes: { ...input.attributes },
      ingestProtocol: given(ingestProtocol),
      insecureIngest,
      redundantIngest: input.redundantIngest ?? false,
      tags: { ...input.tags },
    });
    return { ingestConfiguration: detail(world, created) };
  },
};

export const getIngestConfiguration: Operation<"GetIngestConfiguration"> = {
  input: { arn },
  handle: (input, world) => ({
    ingestConfiguration: detail(world, lookup(world, world.state.ingestConfigurations, given(input.arn))),
  }),
};

export const listIngestConfigurations: Operation<"ListIngestConfigurations"> = {
  input: {
    filterByStageArn: stageArn,
    filterByState: { type: "enum", values: { ACTIVE: true, INACTIVE: true } },
    nextToken,
    maxResults,
  },
  handle(input, world) {
    const { filterByStageArn, filterByState } = input;
    if (filterByStageArn !== undefined && filterByState !== undefined)
      throw failure("ValidationException", "At most one of filterByStageArn and filterByState may be given");
    const matching = world.state.ingestConfigurations
      .list()
      .filter((each) => filterByStageArn === undefined || each.stageArn === filterByStageArn)
      .filter((each) => filterByState === undefined || stateOf(world, each) === filterByState);
    const { items, next } = listPage(world, matching, {
      binding: JSON.stringify(["ListIngestConfigurations", filterByStageArn, filterByState]),
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { ingestConfigurations: items.map((each) => summary(world, each)), ...next };
  },
};

export const updateIngestConfiguration: Operation<"UpdateIngestConfiguration"> = {
  input: { arn, stageArn: optionalStageArn, redundantIngest: { type: "boolean" } },
  needsVerifiedAccount: true,
  handle(input, world) {
    const found = lookup(world, world.state.ingestConfigurations, given(input.arn));
    if (isBroadcasting(world, found))
      throw failure("ConflictException", `${found.arn} is ACTIVE and cannot be updated`);
    const { stageArn: stage = found.stageArn, redundantIngest = isRedundant(found) } = input;
    if (input.stageArn && !stageExists(world, stage))
      throw failure("ResourceNotFoundException", `Resource not found: ${stage}`);
    if (stage !== found.stageArn || redundantIngest !== isRedundant(found)) dismissEncoders(world, found);
    found.stageArn = stage;
    if (redundantIngest !== isRedundant(found))
      found.redundantCredentials = redundantIngest ? newRedundantCredentials(world, found.arn) : [];
    return { ingestConfiguration: detail(world, found) };
  },
};

export const deleteIngestConfiguration: Operation<"DeleteIngestConfiguration"> = {
  input: { arn, force: { type: "boolean" } },
  needsVerifiedAccount: true,
  handle(input, world) {
    const found = lookup(world, world.state.ingestConfigurations, given(input.arn));
    if (isBroadcasting(world, found) && !input.force)
      throw failure("ConflictException", `${found.arn} is ACTIVE; only force deletes it all the same`);
    dismissEncoders(world, found);
    world.state.ingestConfigurations.delete(found.arn);
    return {};
  },
};

function isBroadcasting(world: World, configuration: IngestConfigurationRecord): boolean {
  return broadcasters(world, configuration).length > 0;
}

function isRedundant({ redundantCredentials }: IngestConfigurationRecord): boolean {
  return redundantCredentials.length > 0;
}

function stateOf(world: World, configuration: IngestConfigurationRecord): IngestConfigurationState {
  return isBroadcasting(world, configuration) ? "ACTIVE" : "INACTIVE";
}

function stageExists(world: World, wanted: string): boolean {
  requireOwn(wanted, world);
  return world.state.stages.get(wanted) !== undefined;
}

/** What ListIngestConfigurations shows: nothing that one could publish with. */
function summary(world: World, configuration: IngestConfigurationRecord) {
  return {
    name: configuration.name,
    arn: configuration.arn,
    ingestProtocol: configuration.ingestProtocol,
    stageArn: configuration.stageArn,
    participantId: configuration.participantId,
    state: stateOf(world, configuration),
    userId: configuration.userId,
    redundantIngest: isRedundant(configuration),
  } satisfies IngestConfigurationSummary;
}

function detail(world: World, configuration: IngestConfigurationRecord): IngestConfiguration {
  const { redundantCredentials } = configuration;
  return {
    ...summary(world, configuration),
    streamKey: configuration.streamKey,
    attributes: configuration.attributes,
    tags: configuration.tags,
    ...(redundantCredentials.length > 0 && { redundantIngestCredentials: redundantCredentials }),
  };
}
