import type { Stage as SdkStage, StageSummary as SdkStageSummary } from "@aws-sdk/client-ivs-realtime";

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

/** A link to a stage: costs nothing until a field asks for more. */
export interface StageKeys {
  readonly __typename: "Stage";
  readonly level: "keys" | "summary" | "detail";
  readonly arn: string;
}

/** A link to the stage with this ARN. */
export function stageKeys(arn: string): StageKeys {
  return { __typename: "Stage", level: "keys", arn };
}

/** What ListStages gives. */
export interface StageSummary extends StageKeys {
  readonly level: "summary" | "detail";
  readonly name: string | undefined;
  readonly activeSessionId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What GetStage gives. */
export interface StageDetail extends StageSummary {
  readonly level: "detail";
  readonly endpoints: SdkStage["endpoints"];
  readonly autoParticipantRecordingConfiguration: SdkStage["autoParticipantRecordingConfiguration"];
}

export interface StageLoader extends Loader<StageKeys, StageSummary, StageDetail> {
  /** The stage with this ARN, checked to exist. */
  find(arn: string): ReturnType<Loader<StageKeys, StageSummary, StageDetail>["summary"]>;
  /** The stage that a write answered with, remembered for the rest of the request. */
  wrote(stage: SdkStage | undefined, asOf: string): StageDetail;
  /**
   * Where a stage is reached, for a token that names it: whoever may make the token need not be one who may read the stage. Null when the
   * stage does not exist.
   */
  endpoints(arn: string): Promise<NonNullable<SdkStage["endpoints"]> | null>;
  /** One page of ListStages: one call. */
  page(request: PageRequest): Promise<Page<StageSummary>>;
}

/** The largest page of ListStages. */
export const largestPage = 100;

/** Stages of one request, read on behalf of one viewer. */
export function createStageLoader(reader: Reader): StageLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: StageKeys): Promise<StageDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetStage", { arn }, call));
    return reading?.output.stage ? toDetail(reading.output.stage, arn, reading.asOf, reading.stale) : null;
  }

  async function listPage(request: PageRequest) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call("ListStages", request, call);
    const items = (output.stages ?? []).flatMap((stage) => toSummary(stage, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<StageKeys, StageSummary, StageDetail>({
    keyOf: ({ arn }) => arn,
    get,
    fold: sizedList("ListStages", upstream.listSizes, (nextToken) =>
      listPage({ maxResults: largestPage, nextToken }),
    ),
  });

  return {
    ...loader,
    find: (arn) => loader.summary(stageKeys(arn)),
    async endpoints(arn) {
      const reading = await nullWhenNotFound(upstream.call("GetStage", { arn }, call));
      return reading?.output.stage ? (reading.output.stage.endpoints ?? {}) : null;
    },
    wrote(stage, asOf) {
      if (!stage?.arn) throw withoutArn("stages");
      const detail = toDetail(stage, stage.arn, asOf, false);
      loader.prime(detail);
      return detail;
    },
    async page(request) {
      const page = await listPage(request);
      for (const stage of page.items) loader.prime(stage);
      return page;
    },
  };
}

/** A summary as the List gives it; undefined without an ARN. */
export function toSummary(stage: SdkStageSummary, asOf: string, stale: boolean): StageSummary | undefined {
  if (!stage.arn) return undefined;
  return {
    __typename: "Stage",
    level: "summary",
    arn: stage.arn,
    name: stage.name || undefined,
    activeSessionId: stage.activeSessionId || undefined,
    tags: stage.tags ?? {},
    asOf,
    stale,
  };
}

function toDetail(stage: SdkStage, arn: string, asOf: string, stale: boolean): StageDetail {
  return {
    __typename: "Stage",
    level: "detail",
    arn: stage.arn ?? arn,
    name: stage.name || undefined,
    activeSessionId: stage.activeSessionId || undefined,
    tags: stage.tags ?? {},
    endpoints: stage.endpoints,
    autoParticipantRecordingConfiguration: stage.autoParticipantRecordingConfiguration,
    asOf,
    stale,
  };
}
