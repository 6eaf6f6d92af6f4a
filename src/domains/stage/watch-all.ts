import { listWatch, type Part } from "../../feed/list-watch.ts";
import type { Watch } from "../../feed/subject.ts";
import { largestPage, type StageSummary, toSummary } from "./loader.ts";

/** All stages, or how one stands, live when it has a session, or that it is gone. */
export type LobbyItem =
  | ({ readonly kind: "stages"; readonly resets: true | undefined } & Part<StageSummary> & Unending)
  | ({
      readonly kind: "stageChanged";
      readonly stage: StageSummary;
      /** Undefined when it was not there before. */
      readonly before: StageSummary | undefined;
      readonly about: string;
    } & Unending)
  | ({
      readonly kind: "stageVanished";
      readonly stage: StageSummary;
      readonly before: StageSummary | undefined;
      readonly about: string;
    } & Unending);

interface Unending {
  readonly ends?: undefined;
}

/** All stages are told in parts of so many. */
export const stagesPerPart = 100;

/** The members that differ. */
export function stageDifferences(before: StageSummary, stage: StageSummary): string[] {
  return (["name", "activeSessionId", "tags"] as const).filter(
    (member) => JSON.stringify(before[member]) !== JSON.stringify(stage[member]),
  );
}

/** All stages of the account: which go live, end, appear and vanish. */
export function lobby(means: {
  everyMs: number;
  now: () => number;
  forget: (arn: string) => void;
}): Watch<LobbyItem> {
  return listWatch<"ListStages", StageSummary, LobbyItem>({
    topic: "stages",
    operation: "ListStages",
    everyMs: means.everyMs,
    now: means.now,
    forget: means.forget,
    input: (nextToken) => ({ maxResults: largestPage, nextToken }),
    page: (output, asOf) => ({
      rows: (output.stages ?? []).flatMap((each) => toSummary(each, asOf, false) ?? []),
      nextToken: output.nextToken,
    }),
    keyOf: ({ arn }) => arn,
    differences: stageDifferences,
    partSize: stagesPerPart,
    snapshot: (part) => ({ kind: "stages", ...part, resets: part.part === 1 || undefined }),
    changed: (stage, before) => ({ kind: "stageChanged", stage, before, about: stage.arn }),
    gone: (stage) => ({ kind: "stageVanished", stage, before: stage, about: stage.arn }),
  });
}
