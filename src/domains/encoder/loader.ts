import type {
  EncoderConfiguration as SdkEncoderConfiguration,
  EncoderConfigurationSummary as SdkEncoderConfigurationSummary,
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

/** A link to an encoder configuration: costs nothing until a field asks for more. */
export interface EncoderConfigurationKeys {
  readonly __typename: "EncoderConfiguration";
  readonly level: Level;
  readonly arn: string;
}

/** A link to the encoder configuration with this ARN. */
export function encoderConfigurationKeys(arn: string): EncoderConfigurationKeys {
  return { __typename: "EncoderConfiguration", level: "keys", arn };
}

/** What ListEncoderConfigurations gives. */
export interface EncoderConfigurationSummary extends EncoderConfigurationKeys {
  readonly level: "summary" | "detail";
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What GetEncoderConfiguration gives. */
export interface EncoderConfigurationDetail extends EncoderConfigurationSummary {
  readonly level: "detail";
  readonly video: SdkEncoderConfiguration["video"];
}

export interface EncoderConfigurationLoader extends Loader<
  EncoderConfigurationKeys,
  EncoderConfigurationSummary,
  EncoderConfigurationDetail
> {
  /** The encoder configuration with this ARN, checked to exist. */
  find(
    arn: string,
  ): ReturnType<
    Loader<EncoderConfigurationKeys, EncoderConfigurationSummary, EncoderConfigurationDetail>["summary"]
  >;
  /** The encoder configuration that a write answered with, remembered for the rest of the request. */
  wrote(encoderConfiguration: SdkEncoderConfiguration | undefined, asOf: string): EncoderConfigurationDetail;
  /** One page of ListEncoderConfigurations: one call. */
  page(request: PageRequest): Promise<Page<EncoderConfigurationSummary>>;
}

/** The largest page of ListEncoderConfigurations. */
export const largestPage = 100;

/** Encoder configurations of one request, read on behalf of one viewer. */
export function createEncoderConfigurationLoader(reader: Reader): EncoderConfigurationLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: EncoderConfigurationKeys): Promise<EncoderConfigurationDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetEncoderConfiguration", { arn }, call));
    const { encoderConfiguration } = reading?.output ?? {};
    return reading && encoderConfiguration
      ? toDetail(encoderConfiguration, arn, reading.asOf, reading.stale)
      : null;
  }

  async function listPage(request: PageRequest) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call("ListEncoderConfigurations", request, call);
    const items = (output.encoderConfigurations ?? []).flatMap((each) => toSummary(each, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<
    EncoderConfigurationKeys,
    EncoderConfigurationSummary,
    EncoderConfigurationDetail
  >({
    keyOf: ({ arn }) => arn,
    get,
    fold: sizedList("ListEncoderConfigurations", upstream.listSizes, (nextToken) =>
      listPage({ maxResults: largestPage, nextToken }),
    ),
  });

  return {
    ...loader,
    find: (arn) => loader.summary(encoderConfigurationKeys(arn)),
    wrote(encoderConfiguration, asOf) {
      if (!encoderConfiguration?.arn) throw withoutArn("encoderConfigurations");
      const detail = toDetail(encoderConfiguration, encoderConfiguration.arn, asOf, false);
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
  encoderConfiguration: SdkEncoderConfigurationSummary,
  asOf: string,
  stale: boolean,
): EncoderConfigurationSummary | undefined {
  if (!encoderConfiguration.arn) return undefined;
  return {
    __typename: "EncoderConfiguration",
    level: "summary",
    arn: encoderConfiguration.arn,
    name: encoderConfiguration.name || undefined,
    tags: encoderConfiguration.tags ?? {},
    asOf,
    stale,
  };
}

function toDetail(
  encoderConfiguration: SdkEncoderConfiguration,
  arn: string,
  asOf: string,
  stale: boolean,
): EncoderConfigurationDetail {
  return {
    __typename: "EncoderConfiguration",
    level: "detail",
    arn: encoderConfiguration.arn ?? arn,
    name: encoderConfiguration.name || undefined,
    video: encoderConfiguration.video,
    tags: encoderConfiguration.tags ?? {},
    asOf,
    stale,
  };
}
