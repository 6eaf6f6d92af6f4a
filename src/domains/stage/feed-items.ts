import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import type { FeedItem, FeedWord } from "../../graph/feed-stream.ts";
import { FeedItemRef, linkToStage, stageKind, StageRef } from "./ref.ts";

type Word<Name extends FeedWord["__typename"]> = FeedItem & Extract<FeedWord, { __typename: Name }>;

FeedItemRef.implement({
  description:
    "What a subscription gives. New kinds may be added: what a client does not know it can leave out, `cursor` is here for all of them.",
  fields: (t) => ({
    cursor: t.exposeString("cursor", {
      nullable: false,
      description:
        "The place after this item: given as `after`, a subscription of the same topic goes on there. Over SSE it is also the id of the event, over all transports also `extensions.cursor`.",
    }),
    epoch: t.exposeString("epoch", {
      nullable: false,
      description:
        "Names the log that the item is of. Another one than before means that the log was begun anew: what may have been told before is marked `replayed`.",
    }),
    seq: t.exposeInt("seq", {
      nullable: false,
      description:
        "The place in that log, in the order of discovery. It grows; items that are not of the log have the one of the item before them.",
    }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the gateway found it out, by its own clock: not to be compared with times of AWS.",
    }),
    stageArn: t.expose("stageArn", { type: "Arn", description: "The ARN of the stage that it is about." }),
    stage: t.field({
      type: StageRef,
      description: "The stage that it is about.",
      // An item is of one type, so all of them lead to the same stage.
      extensions: costs((at) => at.link(stageKind, "stage of the item")),
      resolve: ({ stageArn }) => (stageArn === undefined ? null : linkToStage(stageArn)),
    }),
  }),
});

builder.objectRef<FeedItem & { readonly complete: boolean }>("StageDeleted").implement({
  description: "That the stage was deleted. Nothing follows.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    complete: t.exposeBoolean("complete", {
      nullable: false,
      description:
        "Whether all that happened until then could still be read: how long AWS shows the events of a deleted stage is not documented.",
    }),
  }),
});

const ModeRef = builder.enumType("IvsFeedMode", {
  description: "How something is watched.",
  values: {
    STARTING: { value: "starting", description: "Not everything was looked at yet." },
    LIVE: { value: "live", description: "Everything was looked at, and is again and again." },
    FAILING: { value: "failing", description: "Several calls in a row have failed: nothing new is found." },
    WAITING: { value: "waiting", description: "Nobody in this process watches yet." },
  },
});

builder.objectRef<Word<"IvsFeedStatus">>("IvsFeedStatus").implement({
  description:
    "How well it is watched: the first item, and again when that has changed noticeably. An event comes at most about so late.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    mode: t.field({
      type: ModeRef,
      nullable: false,
      description: "How it is watched.",
      resolve: ({ status }) => status.mode,
    }),
    complete: t.boolean({
      nullable: false,
      description: "Whether all that exists was looked at once.",
      resolve: ({ status }) => status.complete,
    }),
    lastCompleteListAt: t.field({
      type: "DateTime",
      description: "When AWS was asked for the last list that was read to its end.",
      resolve: ({ status }) => status.lastCompleteListAt,
    }),
    publisherStalenessMs: t.int({
      description:
        "How late, in milliseconds, what nobody can see coming is told at most of those who publish, going by the last round; null while that is not known.",
      resolve: ({ status }) => status.publisherStalenessMs,
    }),
    expectedStalenessMs: t.int({
      description: "The same of everybody else.",
      resolve: ({ status }) => status.expectedStalenessMs,
    }),
  }),
});

const GapCauseRef = builder.enumType("IvsFeedGapCause", {
  description: "Why something cannot be told any more.",
  values: {
    EPOCH: { value: "epoch", description: "The log was begun anew, and what it held cannot be read again." },
    TRIMMED: { value: "trimmed", description: "The log does not go back so far, and AWS cannot be asked." },
  },
});

builder.objectRef<Word<"IvsFeedGap">>("IvsFeedGap").implement({
  description:
    "Between the item before and the next one something is missing that nobody can tell any more. Ask `stage` for how it is now; events of who is there still can be read by query.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    cause: t.field({
      type: GapCauseRef,
      nullable: false,
      description: "Why.",
      resolve: ({ reason }) => reason,
    }),
    afterEpoch: t.string({
      nullable: false,
      description: "The `epoch` of the last item that is known to have been told.",
      resolve: ({ after }) => after.epoch,
    }),
    afterSeq: t.int({
      nullable: false,
      description: "The `seq` of that item.",
      resolve: ({ after }) => after.seq,
    }),
  }),
});

builder.objectRef<Word<"IvsFeedCheckpoint">>("IvsFeedCheckpoint").implement({
  description: "That nothing has happened, and a cursor from which there is less to look through.",
  interfaces: [FeedItemRef],
});

const ClosingReasonRef = builder.enumType("IvsFeedClosingReason", {
  description: "Why a subscription ends.",
  values: {
    DRAINING: {
      value: "draining",
      description: "This process stops. Connect again, and go on after the cursor.",
    },
    SLOW: {
      value: "slow",
      description:
        "Items were not taken for so long that the log does not hold them any more. Go on after the cursor.",
    },
  },
});

builder.objectRef<Word<"IvsFeedClosing">>("IvsFeedClosing").implement({
  description: "The last item, although there is more to tell: go on after its cursor.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    reason: t.field({
      type: ClosingReasonRef,
      nullable: false,
      description: "Why it ends.",
      resolve: ({ reason }) => reason,
    }),
  }),
});
