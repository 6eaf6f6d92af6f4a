import type {
  PublicKey as SdkPublicKey,
  PublicKeySummary as SdkPublicKeySummary,
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

/** A link to a public key: costs nothing until a field asks for more. */
export interface PublicKeyKeys {
  readonly __typename: "PublicKey";
  readonly level: Level;
  readonly arn: string;
}

/** A link to the public key with this ARN. */
export function publicKeyKeys(arn: string): PublicKeyKeys {
  return { __typename: "PublicKey", level: "keys", arn };
}

/** What ListPublicKeys gives. */
export interface PublicKeySummary extends PublicKeyKeys {
  readonly level: "summary" | "detail";
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What GetPublicKey gives. */
export interface PublicKeyDetail extends PublicKeySummary {
  readonly level: "detail";
  readonly publicKeyMaterial: string | undefined;
  readonly fingerprint: string | undefined;
}

export interface PublicKeyLoader extends Loader<PublicKeyKeys, PublicKeySummary, PublicKeyDetail> {
  /** The public key with this ARN, checked to exist. */
  find(arn: string): ReturnType<Loader<PublicKeyKeys, PublicKeySummary, PublicKeyDetail>["summary"]>;
  /** The public key that a write answered with, remembered for the rest of the request. */
  wrote(publicKey: SdkPublicKey | undefined, asOf: string): PublicKeyDetail;
  /** One page of ListPublicKeys: one call. */
  page(request: PageRequest): Promise<Page<PublicKeySummary>>;
}

/** The largest page of ListPublicKeys. */
export const largestPage = 100;

/** Public keys of one request, read on behalf of one viewer. */
export function createPublicKeyLoader(reader: Reader): PublicKeyLoader {
  const { upstream, viewer, call } = reader;

  async function get({ arn }: PublicKeyKeys): Promise<PublicKeyDetail | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetPublicKey", { arn }, call));
    const { publicKey } = reading?.output ?? {};
    return reading && publicKey ? toDetail(publicKey, arn, reading.asOf, reading.stale) : null;
  }

  async function listPage(request: PageRequest) {
    requireScope(viewer, "ivs:read");
    const { output, asOf, stale, sifted } = await upstream.call("ListPublicKeys", request, call);
    const items = (output.publicKeys ?? []).flatMap((each) => toSummary(each, asOf, stale) ?? []);
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  const loader = createLoader<PublicKeyKeys, PublicKeySummary, PublicKeyDetail>({
    keyOf: ({ arn }) => arn,
    get,
    fold: sizedList("ListPublicKeys", upstream.listSizes, (nextToken) =>
      listPage({ maxResults: largestPage, nextToken }),
    ),
  });

  return {
    ...loader,
    find: (arn) => loader.summary(publicKeyKeys(arn)),
    wrote(publicKey, asOf) {
      if (!publicKey?.arn) throw withoutArn("publicKeys");
      const detail = toDetail(publicKey, publicKey.arn, asOf, false);
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
  publicKey: SdkPublicKeySummary,
  asOf: string,
  stale: boolean,
): PublicKeySummary | undefined {
  if (!publicKey.arn) return undefined;
  return {
    __typename: "PublicKey",
    level: "summary",
    arn: publicKey.arn,
    name: publicKey.name || undefined,
    tags: publicKey.tags ?? {},
    asOf,
    stale,
  };
}

function toDetail(publicKey: SdkPublicKey, arn: string, asOf: string, stale: boolean): PublicKeyDetail {
  return {
    __typename: "PublicKey",
    level: "detail",
    arn: publicKey.arn ?? arn,
    name: publicKey.name || undefined,
    publicKeyMaterial: publicKey.publicKeyMaterial || undefined,
    fingerprint: publicKey.fingerprint || undefined,
    tags: publicKey.tags ?? {},
    asOf,
    stale,
  };
}
