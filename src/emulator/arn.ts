import { failure } from "./aws-error.ts";
import type { StringRule } from "./rule.ts";

/** The account and Region that an emulator stands for. */
export interface Identity {
  readonly region: string;
  readonly account: string;
}

export function isRegion(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}

export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

export type ResourceKind =
  | "stage"
  | "composition"
  | "encoder-configuration"
  | "storage-configuration"
  | "ingest-configuration"
  | "public-key";

/** What the model demands of a stage's ARN, whoever owns it. */
export const stageArn = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage\/[a-zA-Z0-9-]+$/,
} as const satisfies StringRule;

export const compositionArn = arnRule("composition");
export const encoderConfigurationArn = arnRule("encoder-configuration");
export const storageConfigurationArn = arnRule("storage-configuration");
export const ingestConfigurationArn = arnRule("ingest-configuration");
export const publicKeyArn = arnRule("public-key");
/** A channel belongs to the low-latency service, so the emulator has none; any ARN of the account counts. */
export const channelArn = arnRule("channel");

/** Like a stage's ARN, or empty for none. */
export const optionalStageArn = {
  type: "string",
  min: 0,
  max: 128,
  pattern: /^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage\/[a-zA-Z0-9-]+$/,
} as const satisfies StringRule;

/** Like a storage configuration's ARN, or empty for none. */
export const optionalStorageConfigurationArn = {
  type: "string",
  min: 0,
  max: 128,
  pattern: /^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:storage-configuration\/[a-zA-Z0-9-]+$/,
} as const satisfies StringRule;

/** Any resource. AWS's own pattern lacks a quantifier after the kind and would match no ARN that exists. */
export const resourceArn = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+\/[a-zA-Z0-9-]+$/,
} as const satisfies StringRule;

function arnRule(kind: ResourceKind | "channel") {
  return {
    type: "string",
    min: 1,
    max: 128,
    pattern: new RegExp(`^arn:aws:ivs:[a-z0-9-]+:[0-9]+:${kind}/[a-zA-Z0-9-]+$`),
  } as const satisfies StringRule;
}

export function arnOf({ region, account }: Identity, kind: ResourceKind, id: string): string {
  return `arn:aws:ivs:${region}:${account}:${kind}/${id}`;
}

/** The last segment of an ARN, which AWS calls the resource's ID. */
export function idOf(arn: string): string {
  return arn.slice(arn.indexOf("/") + 1);
}

/** Throws AccessDeniedException for a well-formed ARN of another account or Region. */
export function requireOwn(arn: string, { region, account }: Identity): void {
  if (!arn.startsWith(`arn:aws:ivs:${region}:${account}:`))
    throw failure("AccessDeniedException", `Account ${account} in ${region} may not use ${arn}`);
}
