import type {
  Composition as SdkComposition,
  CompositionSummary as SdkCompositionSummary,
  Destination as SdkDestination,
  DestinationSummary as SdkDestinationSummary,
  ListCompositionsRequest,
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

/** A link to a composition: costs nothing until a field asks for more. */
export interface CompositionKeys {
  readonly __typename: "Composition";
  readonly level: Level;
  readonly arn: string;
}

/** A link to the composition with this ARN. */
export function compositionKeys(arn: string): CompositionKeys {
  return { __typename: "Composition", level: "keys", arn };
}

/** What a destination is to do, and where its recording lies. Only GetComposition tells. */
export interface DestinationSetup {
  readonly configuration: SdkDestination["configuration"];
  readonly recordingPrefix: string | undefined;
}

/** A destination as the composition that it came with shows it: with its setup when that is a detail. */
export interface Destination {
  readonly compositionArn: string;
  readonly destinationId: string;
  readonly state: string | undefined;
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly setup: DestinationSetup | undefined;
}

/** What ListCompositions gives. */
export interface CompositionSummary extends CompositionKeys {
  readonly level: "summary" | "detail";
  readonly stageArn: string | undefined;
  readonly state: string | undefined;
  readonly destinations: readonly Destination[];
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What GetComposition gives. */
export interface CompositionDetail extends CompositionSummary {
  readonly level: "detail";
  readonly layout: SdkComposition["layout"];
}

/** What AWS can choose compositions by. */
export type CompositionListFilter = Pick<
  ListCompositionsRequest,
  "filterByStageArn" | "filterByEncoderConfigurationArn"
>;

type Load = Loader<CompositionKeys, CompositionSummary, CompositionDetail>;

export interface CompositionLoader extends Load {
  /** The composition with this ARN, checked to exist. */
  find(arn: string): ReturnType<Load["summary"]>;
  /** The setup of a destination; null when it or its composition is gone. At once when it came with the destination. */
  setup(destination: Destination): DestinationSetup | Promise<DestinationSetup | null>;
  /** The composition that a write answered with, remembered for the rest of the request. */
  wrote(composition: SdkComposition | undefined, asOf: string): CompositionDetail;
  /** One page of ListCompositions: one call. */
  page(request: PageRequest, filter?: CompositionListFilter): Promise<Page<CompositionSummary>>;
}

/** The largest page of ListCompositions. */
export const largestPage = 100;

/** Compositions of one request, read on behalf of one viewer. */
export function createCompositionLoader(reader: Reader): CompositionLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: CompositionKeys): Promise<CompositionDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetComposition", { arn }, call));
    const { composition } = reading?.output ?? {};
    return reading && composition ? toDetail(composition, arn, reading.asOf, reading.stale) : null;
  }

  async function listPage(request: PageRequest, filter: CompositionListFilter = {}) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call(
      "ListCompositions",
      { ...request, ...filter },
      call,
    );
    const items = (output.compositions ?? []).flatMap((each) => toSummary(each, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<CompositionKeys, CompositionSummary, CompositionDetail>({
    keyOf: ({ arn }) => arn,
    get,
    fold: sizedList("ListCompositions", upstream.listSizes, (nextToken) =>
      listPage({ maxResults: largestPage, nextToken }),
    ),
  });

  async function setupFromDetail({ compositionArn, destinationId }: Destination) {
    const detail = await loader.detail(compositionKeys(compositionArn));
    return detail?.destinations.find((each) => each.destinationId === destinationId)?.setup ?? null;
  }

  return {
    ...loader,
    find: (arn) => loader.summary(compositionKeys(arn)),
    setup: (destination) => destination.setup ?? setupFromDetail(destination),
    wrote(composition, asOf) {
      if (!composition?.arn) throw withoutArn("compositions");
      const detail = toDetail(composition, composition.arn, asOf, false);
      loader.prime(detail);
      return detail;
    },
    async page(request, filter) {
      const page = await listPage(request, filter);
      for (const each of page.items) loader.prime(each);
      return page;
    },
  };
}

/** A summary as the List gives it; undefined without an ARN. */
export function toSummary(
  composition: SdkCompositionSummary,
  asOf: string,
  stale: boolean,
): CompositionSummary | undefined {
  const { arn, destinations = [] } = composition;
  if (!arn) return undefined;
  return {
    __typename: "Composition",
    level: "summary",
    arn,
    ...sharedMembers(composition),
    destinations: destinations.flatMap((each) => toDestination(each, arn, undefined) ?? []),
    asOf,
    stale,
  };
}

function toDetail(
  composition: SdkComposition,
  askedArn: string,
  asOf: string,
  stale: boolean,
): CompositionDetail {
  const { arn = askedArn, destinations = [], layout } = composition;
  return {
    __typename: "Composition",
    level: "detail",
    arn,
    ...sharedMembers(composition),
    destinations: destinations.flatMap((each) => toDestination(each, arn, setupOf(each)) ?? []),
    layout,
    asOf,
    stale,
  };
}

function sharedMembers({
  stageArn,
  state,
  startTime,
  endTime,
  tags,
}: SdkComposition | SdkCompositionSummary) {
  return {
    stageArn: stageArn || undefined,
    state: state || undefined,
    startTime: startTime?.toISOString(),
    endTime: endTime?.toISOString(),
    tags: tags ?? {},
  };
}

function toDestination(
  { id, state, startTime, endTime }: SdkDestinationSummary,
  compositionArn: string,
  setup: DestinationSetup | undefined,
): Destination | undefined {
  if (id === undefined) return undefined;
  return {
    compositionArn,
    destinationId: id,
    state: state || undefined,
    startTime: startTime?.toISOString(),
    endTime: endTime?.toISOString(),
    setup,
  };
}

function setupOf({ configuration, detail }: SdkDestination): DestinationSetup {
  return { configuration, recordingPrefix: detail?.s3?.recordingPrefix || undefined };
}
