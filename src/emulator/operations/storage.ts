import type { S3StorageConfiguration, StorageConfigurationSummary } from "@aws-sdk/client-ivs-realtime";

import { storageConfigurationArn } from "../arn.ts";
import { failure } from "../aws-error.ts";
import { addStorageConfiguration } from "../lifecycle.ts";
import { maxResults, nextToken } from "../page.ts";
import type { MembersFor } from "../rule.ts";
import type { StorageConfigurationRecord } from "../state.ts";
import { isRunning, usesStorage } from "../usage.ts";
import type { World } from "../world.ts";
import { listPage } from "./listing.ts";
import { name } from "./name.ts";
import { given, lookup, type Operation } from "./operation.ts";
import { requireRoom } from "./quota.ts";
import { tags } from "./tag.ts";

const arn = { ...storageConfigurationArn, required: true } as const;

const s3: MembersFor<S3StorageConfiguration> = {
  bucketName: { type: "string", min: 3, max: 63, pattern: /^[a-z0-9-.]+$/, required: true },
};

export const createStorageConfiguration: Operation<"CreateStorageConfiguration"> = {
  input: { name, s3: { type: "structure", members: s3, required: true }, tags },
  needsVerifiedAccount: true,
  handle(input, world) {
    const bucketName = given(input.s3?.bucketName);
    if (world.settings.missingBuckets.includes(bucketName))
      throw failure("ResourceNotFoundException", `Bucket not found: ${bucketName}`);
    requireRoom(
      world.state.storageConfigurations,
      world.settings.storageConfigurationsPerAccount,
      "storage configurations",
    );
    const created = addStorageConfiguration(world, {
      name: input.name ?? "",
      s3: { bucketName },
      tags: input.tags ?? {},
    });
    return { storageConfiguration: detail(created) };
  },
};

export const getStorageConfiguration: Operation<"GetStorageConfiguration"> = {
  input: { arn },
  handle: (input, world) => ({
    storageConfiguration: detail(lookup(world, world.state.storageConfigurations, given(input.arn))),
  }),
};

export const listStorageConfigurations: Operation<"ListStorageConfigurations"> = {
  input: { nextToken, maxResults },
  handle(input, world) {
    const { items, next } = listPage(world, world.state.storageConfigurations.list(), {
      binding: "ListStorageConfigurations",
      // AWS takes the quota for a page, so that one page holds everything unless the quota was raised above 100.
      size: input.maxResults ?? Math.min(Math.max(world.settings.storageConfigurationsPerAccount, 1), 100),
      nextToken: input.nextToken,
    });
    return { storageConfigurations: items.map(detail), ...next };
  },
};

export const deleteStorageConfiguration: Operation<"DeleteStorageConfiguration"> = {
  input: { arn },
  handle(input, world) {
    const found = lookup(world, world.state.storageConfigurations, given(input.arn));
    const user = userOf(world, found.arn);
    if (user) throw failure("ConflictException", `${found.arn} is in use by ${user.arn}`);
    world.state.storageConfigurations.delete(found.arn);
    return {};
  },
};

/** The stage that records to the configuration, or else the composition. */
function userOf({ state }: World, storage: string) {
  return (
    state.stages.list().find(({ recording }) => recording.storageConfigurationArn === storage) ??
    state.compositions.list().find((each) => isRunning(each) && usesStorage(each, storage))
  );
}

/** Lists show as much as Get does. */
function detail(configuration: StorageConfigurationRecord) {
  return {
    arn: configuration.arn,
    name: configuration.name,
    s3: configuration.s3,
    tags: configuration.tags,
  } satisfies StorageConfigurationSummary;
}
