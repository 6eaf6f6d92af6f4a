import type {
  AutoParticipantRecordingConfiguration,
  Stage,
  StageSummary,
} from "@aws-sdk/client-ivs-realtime";

import { optionalStorageConfigurationArn, requireOwn, stageArn } from "../arn.ts";
import { failure } from "../aws-error.ts";
import { addStage, recordingWithDefaults, removeStage } from "../lifecycle.ts";
import { maxResults, nextToken } from "../page.ts";
import { isRecorded } from "../recording.ts";
import { activeSession } from "../session.ts";
import type { StageRecord } from "../state.ts";
import type { MembersFor, RuleFor } from "../rule.ts";
import type { World } from "../world.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { tags } from "./tag.ts";
import { issueToken, tokenConfiguration } from "./token.ts";

const arn = { ...stageArn, required: true } as const;

const recordingMembers: MembersFor<AutoParticipantRecordingConfiguration> = {
  storageConfigurationArn: { ...optionalStorageConfigurationArn, required: true },
  mediaTypes: {
    type: "list",
    min: 0,
    max: 1,
    member: { type: "enum", values: { AUDIO_VIDEO: true, AUDIO_ONLY: true, NONE: true } },
  },
  thumbnailConfiguration: {
    type: "structure",
    members: {
      targetIntervalSeconds: { type: "integer", min: 1, max: 86400 },
      storage: {
        type: "list",
        min: 0,
        max: 2,
        member: { type: "enum", values: { SEQUENTIAL: true, LATEST: true } },
      },
      recordingMode: { type: "enum", values: { INTERVAL: true, DISABLED: true } },
    },
  },
  recordingReconnectWindowSeconds: { type: "integer", min: 0, max: 300 },
  hlsConfiguration: {
    type: "structure",
    members: { targetSegmentDurationSeconds: { type: "integer", min: 2, max: 10 } },
  },
  recordParticipantReplicas: { type: "boolean" },
};

const recording: RuleFor<AutoParticipantRecordingConfiguration> = {
  type: "structure",
  members: recordingMembers,
};

export const createStage: Operation<"CreateStage"> = {
  input: {
    name,
    tags,
    autoParticipantRecordingConfiguration: recording,
    participantTokenConfigurations: {
      type: "list",
      min: 0,
      max: 12,
      member: { type: "structure", members: tokenConfiguration },
    },
  },
  needsVerifiedAccount: true,
  handle(input, world) {
    const storage = input.autoParticipantRecordingConfiguration?.storageConfigurationArn;
    // The operation has no failure for a thing that is missing, so the reference counts as a faulty value.
    if (storage && !storageExists(world, storage))
      throw failure("ValidationException", `Storage configuration not found: ${storage}`);
    if (world.state.stages.size >= world.settings.stagesPerRegion)
      throw failure(
        "ServiceQuotaExceededException",
        `The account has its quota of ${world.settings.stagesPerRegion} stages in ${world.region}`,
      );
    const stage = addStage(world, {
      name: input.name ?? "",
      tags: input.tags ?? {},
      recording: input.autoParticipantRecordingConfiguration,
    });
    const tokens = input.participantTokenConfigurations ?? [];
    return {
      stage: detail(stage),
      ...(tokens.length > 0 && {
        participantTokens: tokens.map((token) => issueToken(world, stage, token)),
      }),
    };
  },
};

export const getStage: Operation<"GetStage"> = {
  input: { arn },
  handle: (input, world) => ({ stage: detail(lookup(world, world.state.stages, given(input.arn))) }),
};

export const listStages: Operation<"ListStages"> = {
  input: { nextToken, maxResults },
  handle(input, world) {
    const { items, next } = listPage(world, world.state.stages.list(), {
      binding: "ListStages",
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { stages: items.map(summary), ...next };
  },
};

export const updateStage: Operation<"UpdateStage"> = {
  input: { arn, name, autoParticipantRecordingConfiguration: recording },
  needsVerifiedAccount: true,
  handle(input, world) {
    const stage = lookup(world, world.state.stages, given(input.arn));
    const asked = input.autoParticipantRecordingConfiguration;
    if (asked) {
      if (isRecorded(stage))
        throw failure("ConflictException", `${stage.arn} is being recorded; its recording cannot be changed`);
      const storage = asked.storageConfigurationArn;
      if (storage && !storageExists(world, storage))
        throw failure("ResourceNotFoundException", `Resource not found: ${storage}`);
      stage.recording = recordingWithDefaults(asked);
    }
    if (input.name !== undefined) stage.name = input.name;
    return { stage: detail(stage) };
  },
};

export const deleteStage: Operation<"DeleteStage"> = {
  input: { arn },
  needsVerifiedAccount: true,
  handle(input, world) {
    removeStage(world, lookup(world, world.state.stages, given(input.arn)));
    return {};
  },
};

/** What ListStages shows of a stage. */
function summary(stage: StageRecord): StageSummary {
  const session = activeSession(stage);
  return {
    arn: stage.arn,
    name: stage.name,
    ...(session && { activeSessionId: session.sessionId }),
    tags: stage.tags,
  };
}

/** What every operation but ListStages shows of a stage. */
export function detail(stage: StageRecord): Stage {
  return {
    ...summary(stage),
    arn: stage.arn,
    autoParticipantRecordingConfiguration: stage.recording,
    endpoints: stage.endpoints,
  };
}

function storageExists(world: World, storageConfigurationArn: string): boolean {
  requireOwn(storageConfigurationArn, world);
  return world.state.storageConfigurations.get(storageConfigurationArn) !== undefined;
}
