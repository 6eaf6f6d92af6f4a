import type {
  IngestConfiguration as SdkIngestConfiguration,
  IngestConfigurationState,
  IngestConfigurationSummary as SdkIngestConfigurationSummary,
} from "@aws-sdk/client-ivs-realtime";

import { Secret } from "../../secret.ts";
import { sizedList } from "../../upstream/fold.ts";
import { createLoader, type Loader } from "../../upstream/loader.ts";
import {
  nullWhenNotFound,
  type Page,
  type PageRequest,
  type Reader,
  withoutArn,
} from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

/** A link to an ingest configuration: costs nothing until a field asks for more. */
export interface IngestConfigurationKeys {
  readonly __typename: "IngestConfiguration";
  readonly level: "keys" | "summary" | "detail";
  readonly arn: string;
}

/** A link to the ingest configuration with this ARN. */
export function ingestConfigurationKeys(arn: string): IngestConfigurationKeys {
  return { __typename: "IngestConfiguration", level: "keys", arn };
}

/** What ListIngestConfigurations gives. */
export interface IngestConfigurationSummary extends IngestConfigurationKeys {
  readonly level: "summary" | "detail";
  readonly name: string | undefined;
  readonly ingestProtocol: string | undefined;
  /** Of the stage that it publishes to; undefined while it is detached. */
  readonly stageArn: string | undefined;
  readonly participantId: string | undefined;
  readonly state: string | undefined;
  readonly userId: string | undefined;
  readonly redundantIngest: boolean | undefined;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What one of two redundant encoders publishes with. */
export interface RedundantCredential {
  readonly participantId: string | undefined;
  readonly streamKey: Secret | undefined;
}

/** What GetIngestConfiguration gives. */
export interface IngestConfigurationDetail extends IngestConfigurationSummary {
  readonly level: "detail";
  readonly streamKey: Secret | undefined;
  readonly redundantIngestCredentials: readonly RedundantCredential[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** AWS takes one filter a call. */
export type IngestConfigurationListFilter =
  | { filterByStageArn: string }
  | { filterByState: IngestConfigurationState }
  | Readonly<Record<string, never>>;

type BaseLoader = Loader<IngestConfigurationKeys, IngestConfigurationSummary, IngestConfigurationDetail>;

export interface IngestConfigurationLoader extends BaseLoader {
  /** The ingest configuration with this ARN, checked to exist. */
  find(arn: string): ReturnType<BaseLoader["summary"]>;
  /** The ingest configuration that a write answered with, remembered for the rest of the request. */
  wrote(configuration: SdkIngestConfiguration | undefined, asOf: string): IngestConfigurationDetail;
  /** One page of ListIngestConfigurations: one call. */
  page(
    request: PageRequest,
    filter: IngestConfigurationListFilter,
  ): Promise<Page<IngestConfigurationSummary>>;
}

/** The largest page of ListIngestConfigurations. */
export const largestPage = 100;

/** Ingest configurations of one request, read on behalf of one viewer. */
export function createIngestConfigurationLoader(reader: Reader): IngestConfigurationLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: IngestConfigurationKeys): Promise<IngestConfigurationDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetIngestConfiguration", { arn }, call));
    const found = reading?.output.ingestConfiguration;
    return found ? toDetail(found, arn, reading.asOf, reading.stale) : null;
  }

  async function listPage(request: PageRequest, filter: IngestConfigurationListFilter) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call(
      "ListIngestConfigurations",
      { ...request, ...filter },
      call,
    );
    const items = (output.ingestConfigurations ?? []).flatMap((each) => toSummary(each, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<IngestConfigurationKeys, IngestConfigurationSummary, IngestConfigurationDetail>(
    {
      keyOf: ({ arn }) => arn,
      get,
      fold: sizedList("ListIngestConfigurations", upstream.listSizes, (nextToken) =>
        listPage({ maxResults: largestPage, nextToken }, {}),
      ),
    },
  );

  return {
    ...loader,
    find: (arn) => loader.summary(ingestConfigurationKeys(arn)),
    wrote(configuration, asOf) {
      if (!configuration?.arn) throw withoutArn("ingestConfigurations");
      const detail = toDetail(configuration, configuration.arn, asOf, false);
      loader.prime(detail);
      return detail;
    },
    async page(request, filter) {
      const page = await listPage(request, filter);
      for (const configuration of page.items) loader.prime(configuration);
      return page;
    },
  };
}

/** What the List and the Get both say. */
function shared(configuration: SdkIngestConfigurationSummary, asOf: string, stale: boolean) {
  return {
    __typename: "IngestConfiguration",
    name: configuration.name || undefined,
    ingestProtocol: configuration.ingestProtocol || undefined,
    stageArn: configuration.stageArn || undefined,
    participantId: configuration.participantId || undefined,
    state: configuration.state || undefined,
    userId: configuration.userId || undefined,
    redundantIngest: configuration.redundantIngest,
    asOf,
    stale,
  } as const;
}

function toSummary(
  configuration: SdkIngestConfigurationSummary,
  asOf: string,
  stale: boolean,
): IngestConfigurationSummary | undefined {
  const { arn } = configuration;
  return !arn ? undefined : { ...shared(configuration, asOf, stale), level: "summary", arn };
}

function toDetail(
  configuration: SdkIngestConfiguration,
  arn: string,
  asOf: string,
  stale: boolean,
): IngestConfigurationDetail {
  return {
    ...shared(configuration, asOf, stale),
    level: "detail",
    arn: configuration.arn ?? arn,
    streamKey: secret(configuration.streamKey),
    redundantIngestCredentials: (configuration.redundantIngestCredentials ?? []).map((credential) => ({
      participantId: credential.participantId || undefined,
      streamKey: secret(credential.streamKey),
    })),
    attributes: configuration.attributes ?? {},
    tags: configuration.tags ?? {},
  };
}

function secret(text: string | undefined): Secret | undefined {
  return text ? new Secret(text) : undefined;
}
