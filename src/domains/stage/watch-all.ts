import { listWatch } from "../../feed/list-watch.ts";
import type { Watch } from "../../feed/subject.ts";
import { largestPage, type StageSummary, toSummary } from "./loader.ts";

/** How a stage stands, live when it has a session, or that it is gone. */
export type LobbyItem =
  | {
      readonly kind: "stageChanged";
      readonly stage: StageSummary;
      /** The members that differ from before; undefined when it was not there before, or when nobody looked. */
      readonly changed?: readonly string[] | undefined;
      readonly about: string;
      readonly ends?: undefined;
    }
  | {
      readonly kind: "stageVanished";
      readonly stage: StageSummary;
      readonly about: string;
      readonly ends?: undefined;
    };

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
    differences: (before, row) =>
      (["name", "activeSessionId", "tags"] as const).filter(
        (member) => JSON.stringify(before[member]) !== JSON.stringify(row[member]),
      ),
    changed: (stage, changed) => ({ kind: "stageChanged", stage, changed, about: stage.arn }),
    gone: (stage) => ({ kind: "stageVanished", stage, about: stage.arn }),
  });
}
