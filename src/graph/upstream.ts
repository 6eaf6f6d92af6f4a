import type { Upstream } from "../upstream/index.ts";
import { type OperationName, operations } from "../upstream/operations.ts";
import { builder } from "./builder.ts";
import { needs } from "./rule.ts";

type OperationQuota = ReturnType<Upstream["stateOf"]> & { readonly operation: OperationName };

const BackendRef = builder.enumType("IvsBackend", {
  description: "Where calls go.",
  values: {
    EMULATOR: { value: "emulator", description: "To an emulator in this process: nothing here is real." },
    AWS: { value: "aws", description: "To Amazon IVS." },
  },
});

const WaitingRef = builder.objectRef<OperationQuota["waiting"]>("IvsWaitingCalls").implement({
  description: "How many calls wait for their turn.",
  fields: (t) => ({
    control: t.exposeInt("control", {
      nullable: false,
      description: "Of requests that write: they go first.",
    }),
    interactive: t.exposeInt("interactive", { nullable: false, description: "Of queries." }),
    background: t.exposeInt("background", {
      nullable: false,
      description: "Of what runs by itself: it takes what is left.",
    }),
  }),
});

const QuotaRef = builder.objectRef<OperationQuota>("IvsOperationQuota").implement({
  description: "How the quota of one operation of the API is spent by this process.",
  fields: (t) => ({
    operation: t.exposeString("operation", {
      nullable: false,
      description: "AWS's name of the operation.",
    }),
    callsPerSecond: t.exposeInt("quota", {
      nullable: false,
      description: "What AWS grants the account in this Region, together with whatever else uses it.",
    }),
    limitPerSecond: t.exposeInt("limit", {
      nullable: false,
      description: "What this process sends at most in any second: its share of that.",
    }),
    usedInLastSecond: t.exposeInt("usedInLastSecond", {
      nullable: false,
      description: "How many calls AWS may count in the second that ends now.",
    }),
    waiting: t.field({
      type: WaitingRef,
      nullable: false,
      description: "How many calls wait for their turn now.",
      resolve: ({ waiting }) => waiting,
    }),
    reducedCallsPerSecond: t.exposeFloat("reducedRate", {
      description: "To how many calls a second a throttle has cut them for now; null while nothing is cut.",
    }),
    calls: t.exposeInt("calls", {
      nullable: false,
      description: "Calls sent since the start, repeated ones too.",
    }),
    waits: t.exposeInt("waits", {
      nullable: false,
      description: "Calls since the start that had to wait for their turn.",
    }),
    waitedMs: t.float({
      nullable: false,
      description: "How many milliseconds they waited, all together.",
      resolve: ({ waitedMs }) => Math.round(waitedMs),
    }),
    refusals: t.exposeInt("refusals", {
      nullable: false,
      description: "Calls since the start that had no turn before their deadline, and were not sent.",
    }),
    predicted: t.exposeFloat("predicted", {
      nullable: false,
      description: "Calls since the start that the requests which were admitted could have cost at most.",
    }),
    throttles: t.exposeInt("throttles", {
      nullable: false,
      description: "Calls since the start that AWS throttled.",
    }),
    retries: t.exposeInt("retries", {
      nullable: false,
      description: "Calls since the start that were sent again, after a throttle or a failure.",
    }),
    hits: t.exposeFloat("hits", {
      nullable: false,
      description: "Reads since the start that were answered with what was known. They cost no call.",
    }),
    misses: t.exposeFloat("misses", {
      nullable: false,
      description: "Reads since the start that were not, and for which a call was made.",
    }),
    coalesced: t.exposeFloat("coalesced", {
      nullable: false,
      description:
        "Reads since the start that were answered with a call that was under way for somebody else.",
    }),
    stale: t.exposeFloat("stale", {
      nullable: false,
      description:
        "Reads since the start that failed and were answered with what was known, past its lifetime.",
    }),
    dropped: t.exposeFloat("dropped", {
      nullable: false,
      description:
        "Answers since the start that were forgotten before their time, because something that they show was changed.",
    }),
  }),
});

const UpstreamRef = builder.objectRef<object>("IvsUpstream").implement({
  description: "What stands behind this graph, and how much of it is used. Costs no call.",
  fields: (t) => ({
    backend: t.field({
      type: BackendRef,
      nullable: false,
      description: "Where calls go.",
      resolve: (_upstream, _args, { about }) => about.backend,
    }),
    region: t.string({
      nullable: false,
      description: "The AWS Region.",
      resolve: (_upstream, _args, { identity }) => identity.region,
    }),
    account: t.string({
      description: "The AWS account: twelve digits, or null until an ARN told it.",
      resolve: (_upstream, _args, { identity }) => identity.account,
    }),
    version: t.string({
      nullable: false,
      description: "The version of this program.",
      resolve: (_upstream, _args, { about }) => about.version,
    }),
    share: t.float({
      nullable: false,
      description: "The part of each quota that this process spends at most.",
      resolve: (_upstream, _args, { upstream }) => upstream.allowance.share,
    }),
    operations: t.field({
      type: [QuotaRef],
      nullable: { list: false, items: false },
      description:
        "How each operation of the API stands, by name. Empty for a viewer who is bound to stages: the numbers are those of everybody.",
      args: {
        names: t.arg.stringList({
          description: "Which ones, by AWS's names; all of them without it. Unknown names are left out.",
        }),
      },
      resolve: (_upstream, { names }, { upstream, viewer }) =>
        (viewer.stages === "all" ? (Object.keys(operations) as OperationName[]) : [])
          .filter((operation) => !names || names.includes(operation))
          .toSorted()
          .map((operation) => ({ operation, ...upstream.stateOf(operation) })),
    }),
  }),
});

builder.queryField("upstream", (t) =>
  t.field({
    type: UpstreamRef,
    nullable: false,
    description:
      "What stands behind this graph, and how much of the account's quotas it uses. Costs no call.",
    extensions: needs("ivs:read"),
    resolve(_root, _args, { answersOnce }) {
      answersOnce();
      return {};
    },
  }),
);
