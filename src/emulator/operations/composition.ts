import type {
  Composition,
  CompositionSummary,
  DestinationConfiguration,
  StartCompositionRequest,
} from "@aws-sdk/client-ivs-realtime";
import { isDeepStrictEqual } from "node:util";

import {
  channelArn,
  compositionArn,
  encoderConfigurationArn,
  requireOwn,
  stageArn,
  storageConfigurationArn,
} from "../arn.ts";
import { failure } from "../aws-error.ts";
import { addComposition, endComposition } from "../composition.ts";
import { maxResults, nextToken } from "../page.ts";
import type { MembersFor } from "../rule.ts";
import type { CompositionRecord } from "../state.ts";
import { isRunning, usesEncoder } from "../usage.ts";
import type { World } from "../world.ts";
import { layout, layoutWithDefaults } from "./layout.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { requireRoom } from "./quota.ts";
import { tags } from "./tag.ts";

const arn = { ...compositionArn, required: true } as const;

const destination: MembersFor<DestinationConfiguration> = {
  name,
  channel: {
    type: "structure",
    members: { channelArn: { ...channelArn, required: true }, encoderConfigurationArn },
  },
  s3: {
    type: "structure",
    members: {
      storageConfigurationArn: { ...storageConfigurationArn, required: true },
      encoderConfigurationArns: {
        type: "list",
        min: 1,
        max: 1,
        member: encoderConfigurationArn,
        required: true,
      },
      recordingConfiguration: {
        type: "structure",
        members: {
          hlsConfiguration: {
            type: "structure",
            members: { targetSegmentDurationSeconds: { type: "integer", min: 2, max: 10 } },
          },
          format: { type: "enum", values: { HLS: true } },
        },
      },
      thumbnailConfigurations: {
        type: "list",
        min: 0,
        max: 1,
        member: {
          type: "structure",
          members: {
            targetIntervalSeconds: { type: "integer", min: 1, max: 86400 },
            storage: {
              type: "list",
              min: 0,
              max: 2,
              member: { type: "enum", values: { SEQUENTIAL: true, LATEST: true } },
            },
          },
        },
      },
    },
  },
};

export const startComposition: Operation<"StartComposition"> = {
  input: {
    stageArn: { ...stageArn, required: true },
    idempotencyToken: { type: "string", min: 1, max: 64, pattern: /^[a-zA-Z0-9-_]*$/ },
    layout: { type: "structure", members: layout },
    destinations: {
      type: "list",
      min: 1,
      max: 2,
      member: { type: "structure", members: destination },
      required: true,
    },
    tags,
  },
  needsVerifiedAccount: true,
  handle(input, world) {
    const destinations = given(input.destinations);
    if (input.layout?.grid && input.layout.pip) throw invalid("layout must be grid or pip, not both");
    requireDestinations(destinations);
    const before = startedBefore(world, input);
    if (before) return { composition: detail(before) };
    const stage = lookup(world, world.state.stages, given(input.stageArn));
    for (const each of destinations) requireParts(world, each);
    const running = world.state.compositions.list().filter(isRunning);
    requireRoom(
      { size: running.length },
      world.settings.compositionsPerAccount,
      "compositions of the account",
    );
    requireRoom(
      { size: running.filter((each) => each.stageArn === stage.arn).length },
      world.settings.compositionsPerStage,
      "compositions of a stage",
    );
    const started = addComposition(world, {
      stageArn: stage.arn,
      layout: layoutWithDefaults(input.layout),
      destinations: destinations.map(destinationWithDefaults),
      request: input,
      tags: { ...input.tags },
    });
    return { composition: detail(started) };
  },
};

export const getComposition: Operation<"GetComposition"> = {
  input: { arn },
  handle: (input, world) => ({
    composition: detail(lookup(world, world.state.compositions, given(input.arn))),
  }),
};

export const listCompositions: Operation<"ListCompositions"> = {
  input: {
    filterByStageArn: stageArn,
    filterByEncoderConfigurationArn: encoderConfigurationArn,
    nextToken,
    maxResults,
  },
  handle(input, world) {
    const { filterByStageArn: stage, filterByEncoderConfigurationArn: encoder } = input;
    const matching = world.state.compositions
      .list()
      .filter((each) => stage === undefined || each.stageArn === stage)
      .filter((each) => encoder === undefined || usesEncoder(each, encoder));
    const { items, next } = listPage(world, matching, {
      binding: JSON.stringify(["ListCompositions", stage, encoder]),
      size: input.maxResults ?? 100,
      nextToken: input.nextToken,
    });
    return { compositions: items.map(summary), ...next };
  },
};

/** Stopping again while it stops is fine; AWS does not say what a composition that has ended answers. */
export const stopComposition: Operation<"StopComposition"> = {
  input: { arn },
  handle(input, world) {
    const found = lookup(world, world.state.compositions, given(input.arn));
    if (!isRunning(found)) throw failure("ConflictException", `${found.arn} has ended, it is ${found.state}`);
    endComposition(world, found);
    return {};
  },
};

function requireDestinations(destinations: readonly DestinationConfiguration[]): void {
  for (const [index, { channel, s3 }] of destinations.entries())
    if (Boolean(channel) === Boolean(s3))
      throw invalid(`destinations.${index + 1}.member must have exactly one of channel and s3`);
  const [first, second] = destinations;
  if (first && second && Boolean(first.s3) === Boolean(second.s3))
    throw invalid("Two destinations must be one channel and one s3");
}

/** The composition that the same idempotency token has started. */
function startedBefore(world: World, input: StartCompositionRequest): CompositionRecord | undefined {
  const { idempotencyToken: token } = input;
  if (token === undefined) return undefined;
  const { clock, settings, state } = world;
  const before = state.compositions
    .list()
    .find(
      ({ request, startTime }) =>
        request.idempotencyToken === token &&
        clock.now() - startTime.getTime() < settings.idempotencyTokenLifetimeMs,
    );
  if (before && !isDeepStrictEqual(before.request, input))
    throw failure(
      "ConflictException",
      `The idempotency token was used for ${before.arn} with other parameters`,
    );
  return before;
}

/** Throws unless everything that a destination refers to belongs to the account and exists. */
function requireParts(world: World, { channel, s3 }: DestinationConfiguration): void {
  const { encoderConfigurations, storageConfigurations } = world.state;
  if (channel) requireOwn(given(channel.channelArn), world);
  if (channel?.encoderConfigurationArn !== undefined)
    lookup(world, encoderConfigurations, channel.encoderConfigurationArn);
  if (s3) lookup(world, storageConfigurations, given(s3.storageConfigurationArn));
  for (const encoder of s3?.encoderConfigurationArns ?? []) lookup(world, encoderConfigurations, encoder);
}

function destinationWithDefaults(asked: DestinationConfiguration): DestinationConfiguration {
  const { name: label = "", channel, s3 } = asked;
  if (!s3) return { name: label, ...(channel && { channel }) };
  const { recordingConfiguration: recording, thumbnailConfigurations: thumbnails } = s3;
  return {
    name: label,
    s3: {
      storageConfigurationArn: s3.storageConfigurationArn,
      encoderConfigurationArns: s3.encoderConfigurationArns,
      recordingConfiguration: {
        hlsConfiguration: {
          targetSegmentDurationSeconds: recording?.hlsConfiguration?.targetSegmentDurationSeconds ?? 2,
        },
        format: recording?.format ?? "HLS",
      },
      ...(thumbnails && {
        thumbnailConfigurations: thumbnails.map(
          ({ targetIntervalSeconds = 60, storage = ["SEQUENTIAL"] }) => ({
            targetIntervalSeconds,
            storage,
          }),
        ),
      }),
    },
  };
}

function times({ startTime, endTime }: { startTime?: Date | undefined; endTime?: Date | undefined }) {
  return { ...(startTime && { startTime }), ...(endTime && { endTime }) };
}

function summary(composition: CompositionRecord) {
  return {
    arn: composition.arn,
    stageArn: composition.stageArn,
    destinations: composition.destinations.map((each) => ({
      id: each.id,
      state: each.state,
      ...times(each),
    })),
    state: composition.state,
    tags: composition.tags,
    ...times(composition),
  } satisfies CompositionSummary;
}

/** What every operation but ListCompositions shows of a composition. */
export function detail(composition: CompositionRecord): Composition {
  return {
    ...summary(composition),
    layout: composition.layout,
    // Copies: the answer is written after the life of the composition may have gone on.
    destinations: composition.destinations.map((each) => ({ ...each })),
  };
}

function invalid(message: string) {
  return failure("ValidationException", message);
}
