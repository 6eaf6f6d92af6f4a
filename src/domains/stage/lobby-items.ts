import { type Binding, isBoundTo } from "../../binding/binding.ts";
import { builder } from "../../graph/builder.ts";
import { costs, type Place } from "../../graph/cost.ts";
import type { FeedItem, Shown } from "../../graph/feed-stream.ts";
import type { StageSummary } from "./loader.ts";
import { FeedItemRef, stageKind, StageRef } from "./ref.ts";
import { type LobbyItem, stageDifferences, stagesPerPart } from "./watch-all.ts";

/** Stages whose summaries the feed has at hand. */
const atHand = (count: number) => (at: Place) =>
  at.page("ListStages", { kind: stageKind, size: count, pages: 0 });

interface SnapshotItem extends FeedItem {
  readonly stages: readonly StageSummary[];
  readonly part: number;
  readonly complete: boolean;
}

interface StageItem extends FeedItem {
  readonly stageSummary: StageSummary;
}

builder.objectRef<SnapshotItem>("StagesSnapshot").implement({
  description:
    "Which stages there are, in parts of at most 100. The first part replaces all that a client has; what changes comes after the last.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    stages: t.field({
      type: [StageRef],
      nullable: { list: false, items: false },
      description: "Stages. What ListStages shows of them costs nothing here.",
      extensions: costs(atHand(stagesPerPart)),
      resolve: ({ stages }) => [...stages],
    }),
    part: t.exposeInt("part", {
      nullable: false,
      description: "Which part it is, from 1 on. One in which nothing is left by the filter is empty.",
    }),
    complete: t.exposeBoolean("complete", {
      nullable: false,
      description: "Whether it is the last part.",
    }),
  }),
});

builder.objectRef<StageItem & { readonly changed: readonly string[] }>("StageChanged").implement({
  description:
    "That a stage has appeared, or has come to meet the filter, or has changed: it has gone live when it has an `activeSessionId` now, and has ended when it has none any more.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "How it is now. What ListStages shows of it costs nothing here.",
      extensions: costs(atHand(1)),
      resolve: ({ stageSummary }) => stageSummary,
    }),
    changed: t.stringList({
      nullable: false,
      description:
        "The fields of the stage that are not as they were: `name`, `activeSessionId`, `tags`; none of one that is new to the client.",
      resolve: ({ changed }) => [...changed],
    }),
  }),
});

builder.objectRef<StageItem & { readonly deleted: boolean }>("StageVanished").implement({
  description: "That a stage was deleted, or is no longer what the filter asks for.",
  interfaces: [FeedItemRef],
  fields: (t) => ({
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "How it is now, or was when it was seen last.",
      extensions: costs(atHand(1)),
      resolve: ({ stageSummary }) => stageSummary,
    }),
    deleted: t.exposeBoolean("deleted", {
      nullable: false,
      description: "Whether it was deleted.",
    }),
  }),
});

/** What is told of all stages as it is shown to a viewer who sees some of them and wants some of those; nothing where it is of others. */
export function showLobby(
  item: LobbyItem,
  binding: Binding,
  matches: (stage: StageSummary) => boolean,
): Shown | undefined {
  const isWanted = (stage: StageSummary) => isBoundTo(binding, stage) && matches(stage);
  if (item.kind === "stages") {
    const { rows, part, complete } = item;
    return shown("StagesSnapshot", { stages: rows.filter(isWanted), part, complete });
  }
  const { kind, stage, before } = item;
  const was = before && isWanted(before) ? before : undefined;
  const facts = { stageArn: stage.arn, stageSummary: stage };
  if (kind === "stageChanged" && isWanted(stage))
    return shown("StageChanged", { ...facts, changed: was ? stageDifferences(was, stage) : [] });
  if (!was) return undefined;
  // Whoever sees a stage no more learns nothing of what has become of it.
  const isSeen = isBoundTo(binding, stage);
  const last = isSeen ? stage : was;
  return shown("StageVanished", {
    stageArn: stage.arn,
    stageSummary: last,
    deleted: isSeen && kind === "stageVanished",
  });
}

function shown(__typename: string, facts: object): Shown {
  return { __typename, ...facts };
}
