import { type OperationName, operations } from "../../src/upstream/operations.ts";

const names = Object.keys(operations) as OperationName[];
const calls = 1_000;

/** For tests that are not about the quota: more calls a second than any of them makes. */
export const ampleAllowance = {
  share: 1,
  quotas: Object.fromEntries(names.map((name) => [name, calls])) as Record<OperationName, number>,
};

/** The same as a setting. */
export const ampleQuotas = names.map((name) => `${name}=${calls}`).join(",");

/** For tests that are about it: what AWS grants, and the share of it that is spent unless told otherwise. */
export const awsQuotas = { IVS_GRAPHQL_QUOTAS: "", IVS_GRAPHQL_QUOTA_SHARE: "" };
