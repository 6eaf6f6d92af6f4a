import type { EncoderConfiguration, EncoderConfigurationSummary, Video } from "@aws-sdk/client-ivs-realtime";

import { arnOf, encoderConfigurationArn } from "../arn.ts";
import { constraintFailure, failure } from "../aws-error.ts";
import { maxResults, nextToken } from "../page.ts";
import type { MembersFor } from "../rule.ts";
import type { EncoderConfigurationRecord } from "../state.ts";
import { isRunning, usesEncoder } from "../usage.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { requireRoom } from "./quota.ts";
import { tags } from "./tag.ts";

const arn = { ...encoderConfigurationArn, required: true } as const;

const video: MembersFor<Video> = {
  width: { type: "integer", min: 2, max: 1920 },
  height: { type: "integer", min: 2, max: 1920 },
  framerate: { type: "float", min: 1, max: 60 },
  bitrate: { type: "integer", min: 1, max: 8_500_000 },
};

/** 1920 by 1080, either way up. */
const mostPixels = 2_073_600;

export const createEncoderConfiguration: Operation<"CreateEncoderConfiguration"> = {
  input: { name, video: { type: "structure", members: video }, tags },
  needsVerifiedAccount: true,
  handle(input, world) {
    const { width = 1280, height = 720, framerate = 30, bitrate = 2_500_000 } = input.video ?? {};
    const faults = [...frameFaults(width, height)];
    if (faults.length > 0) throw constraintFailure(faults);
    const { encoderConfigurations } = world.state;
    requireRoom(
      encoderConfigurations,
      world.settings.encoderConfigurationsPerAccount,
      "encoder configurations",
    );
    const created = encoderConfigurations.add((sequence) => ({
      sequence,
      arn: arnOf(world, "encoder-configuration", world.random.alphanumeric(12)),
      name: input.name ?? "",
      video: { width, height, framerate, bitrate },
      tags: { ...input.tags },
    }));
    return { encoderConfiguration: detail(created) };
  },
};

export const getEncoderConfiguration: Operation<"GetEncoderConfiguration"> = {
  input: { arn },
  handle: (input, world) => ({
    encoderConfiguration: detail(lookup(world, world.state.encoderConfigurations, given(input.arn))),
  }),
};

export const listEncoderConfigurations: Operation<"ListEncoderConfigurations"> = {
  input: { nextToken, maxResults },
  handle(input, world) {
    const { items, next } = listPage(world, world.state.encoderConfigurations.list(), {
      binding: "ListEncoderConfigurations",
      size: input.maxResults ?? 100,
      nextToken: input.nextToken,
    });
    return { encoderConfigurations: items.map(summary), ...next };
  },
};

export const deleteEncoderConfiguration: Operation<"DeleteEncoderConfiguration"> = {
  input: { arn },
  handle(input, world) {
    const found = lookup(world, world.state.encoderConfigurations, given(input.arn));
    const user = world.state.compositions
      .list()
      .find((each) => isRunning(each) && usesEncoder(each, found.arn));
    if (user) throw failure("ConflictException", `${found.arn} is in use by ${user.arn}`);
    world.state.encoderConfigurations.delete(found.arn);
    return {};
  },
};

function* frameFaults(width: number, height: number): Generator<string> {
  for (const [member, value] of Object.entries({ width, height }))
    if (value % 2 !== 0)
      yield `Value '${value}' at 'video.${member}' failed to satisfy constraint: Member must be an even number`;
  if (width * height > mostPixels)
    yield `Value '${width}x${height}' at 'video' failed to satisfy constraint: Member must have at most ${mostPixels} pixels`;
}

function summary(configuration: EncoderConfigurationRecord) {
  return {
    arn: configuration.arn,
    name: configuration.name,
    tags: configuration.tags,
  } satisfies EncoderConfigurationSummary;
}

function detail(configuration: EncoderConfigurationRecord): EncoderConfiguration {
  return { ...summary(configuration), video: configuration.video };
}
