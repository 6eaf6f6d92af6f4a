import { builder } from "../../graph/builder.ts";
import { matchesText, StringFilter } from "../../graph/filter.ts";
import { matchesTags, TagFilter } from "../tag/ref.ts";
import type { StageSummary } from "./loader.ts";

export const StageFilter = builder.inputType("StageFilter", {
  description:
    "Which stages to keep: those that match all of what is given. AWS cannot filter: queries read pages of the list, at most five a request, and leave out what does not match.",
  fields: (t) => ({
    live: t.boolean({ description: "True keeps stages with an active session, false those without." }),
    name: t.field({ type: StringFilter, description: "By name." }),
    tags: t.field({ type: [TagFilter], description: "By tags; each must match." }),
  }),
});

/** How to tell whether a stage matches; undefined when every stage does. */
export function keeperOf(filter: typeof StageFilter.$inferInput | null | undefined) {
  if (!filter) return undefined;
  const { live, name, tags } = filter;
  return (stage: StageSummary) =>
    (live == null || live === (stage.activeSessionId !== undefined)) &&
    matchesText(stage.name, name) &&
    matchesTags(stage.tags, tags);
}
