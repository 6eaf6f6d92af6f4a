import type {
  StorageConfiguration as SdkStorageConfiguration,
  StorageConfigurationSummary as SdkStorageConfigurationSummary,
} from "@aws-sdk/client-ivs-realtime";

import { sizedList } from "../../upstream/fold.ts";
import { createLoader, type Level, type Loader } from "../../upstream/loader.ts";
import {
  nullWhenNotFound,
  type Page,
  type PageRequest,
  type Reader,
  withoutArn,
} from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

/** A link to a storage configuration: costs nothing until a field asks for more. */
export interface StorageConfigurationKeys {
  readonly __typename: "StorageConfiguration";
  readonly level: Level;
  readonly arn: string;
}

/** A link to the storage configuration with this ARN. */
export function storageConfigurationKeys(arn: string): StorageConfigurationKeys {
  return { __typename: "StorageConfiguration", level: "keys", arn };
}

/** What ListStorageConfigurations gives. */
export interface StorageConfigurationSummary extends StorageConfigurationKeys {
  readonly level: "summary" | "detail";
  readonly name: string | undefined;
  readonly s3: SdkStorageConfiguration["s3"];
  readonly tags: Readonly<Record<string, string>>;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What GetStorageConfiguration gives: no more than the List does. */
export interface StorageConfigurationDetail extends StorageConfigurationSummary {
  readonly level: "detail";
}

export interface StorageConfigurationLoader extends Loader<
  StorageConfigurationKeys,
  StorageConfigurationSummary,
  StorageConfigurationDetail
> {
  /** The storage configuration with this ARN, checked to exist. */
  find(
    arn: string,
  ): ReturnType<
    Loader<StorageConfigurationKeys, StorageConfigurationSummary, StorageConfigurationDetail>["summary"]
  >;
  /** The storage configuration that a write answered with, remembered for the rest of the request. */
  wrote(storageConfiguration: SdkStorageConfiguration | undefined, asOf: string): StorageConfigurationDetail;
  /** One page of ListStorageConfigurations: one call. */
  page(request: PageRequest): Promise<Page<StorageConfigurationSummary>>;
}

/** The largest page of ListStorageConfigurations. */
export const largestPage = 100;

/** Storage configurations of one request, read on behalf of one viewer. */
export function createStorageConfigurationLoader(reader: Reader): StorageConfigurationLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: StorageConfigurationKeys): Promise<StorageConfigurationDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetStorageConfiguration", { arn }, call));
    const { storageConfiguration } = reading?.output ?? {};
    return reading && storageConfiguration
      ? toDetail(storageConfiguration, arn, reading.asOf, reading.stale)
      : null;
  }

  async function listPage(request: PageRequest) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call("ListStorageConfigurations", request, call);
    const items = (output.storageConfigurations ?? []).flatMap((each) => toSummary(each, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<
    StorageConfigurationKeys,
    StorageConfigurationSummary,
    StorageConfigurationDetail
  >({
    keyOf: ({ arn }) => arn,
    get,
    fold: sizedList("ListStorageConfigurations", upstream.listSizes, (nextToken) =>
      listPage({ maxResults: largestPage, nextToken }),
    ),
  });

  return {
    ...loader,
    find: (arn) => loader.summary(storageConfigurationKeys(arn)),
    wrote(storageConfiguration, asOf) {
      if (!storageConfiguration?.arn) throw withoutArn("storageConfigurations");
      const detail = toDetail(storageConfiguration, storageConfiguration.arn, asOf, false);
      loader.prime(detail);
      return detail;
    },
    async page(request) {
      const page = await listPage(request);
      for (const each of page.items) loader.prime(each);
      return page;
    },
  };
}

function toSummary(
  storageConfiguration: SdkStorageConfigurationSummary,
  asOf: string,
  stale: boolean,
): StorageConfigurationSummary | undefined {
  if (!storageConfiguration.arn) return undefined;
  return {
    __typename: "StorageConfiguration",
    level: "summary",
    arn: storageConfiguration.arn,
    name: storageConfiguration.name || undefined,
    s3: storageConfiguration.s3,
    tags: storageConfiguration.tags ?? {},
    asOf,
    stale,
  };
}

function toDetail(
  storageConfiguration: SdkStorageConfiguration,
  arn: string,
  asOf: string,
  stale: boolean,
): StorageConfigurationDetail {
  return {
    __typename: "StorageConfiguration",
    level: "detail",
    arn: storageConfiguration.arn ?? arn,
    name: storageConfiguration.name || undefined,
    s3: storageConfiguration.s3,
    tags: storageConfiguration.tags ?? {},
    asOf,
    stale,
  };
}
