import type { Loaders } from "../../context.ts";
import { builder, type InputFields } from "../../graph/builder.ts";
import { connection, pagesOf, sizeOf } from "../../graph/connection.ts";
import type { Place } from "../../graph/cost.ts";
import { bindingOf } from "../../graph/filter.ts";
import { matchesTags, TagFilter } from "../tag/ref.ts";
import { type CompositionListFilter, type CompositionSummary, largestPage } from "./loader.ts";
import { compositionKind, CompositionRef } from "./ref.ts";
import { compositionState } from "./state.ts";

export const CompositionConnectionRef = builder.connectionObject(
  { type: CompositionRef, name: "CompositionConnection", description: "A page of compositions." },
  { name: "CompositionEdge", description: "A composition in a connection, with its cursor." },
);

const filterFields = (t: InputFields) => ({
  encoderConfigurationArn: t.field({
    type: "Arn",
    description: "Those that use the encoder configuration with this ARN.",
  }),
  state: t.field({ type: compositionState.ref, description: "Those in this state." }),
  live: t.boolean({ description: "Whether they are still under way: neither STOPPED nor FAILED." }),
  tags: t.field({ type: [TagFilter], description: "Those that carry all of these tags." }),
});

export const CompositionFilter = builder.inputType("CompositionFilter", {
  description:
    "Which compositions to keep: those that match all of what is given. AWS filters by stage and by encoder configuration; for the rest pages are read, at most five a request, from which what does not match is left out.",
  fields: (t) => ({
    stageArn: t.field({ type: "Arn", description: "Those of the stage with this ARN." }),
    ...filterFields(t),
  }),
});

export const StageCompositionFilter = builder.inputType("StageCompositionFilter", {
  description:
    "Which compositions of a stage to keep: those that match all of what is given. AWS filters by encoder configuration; for the rest pages are read, at most five a request, from which what does not match is left out.",
  fields: filterFields,
});

type Filter = typeof CompositionFilter.$inferInput;

/** A page of the compositions that match all of the filter: AWS takes both ARNs together, the rest is looked at here. */
export function listCompositions(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  loaders: Loaders,
  filter: Filter,
) {
  const { stageArn, encoderConfigurationArn } = filter;
  const upstream: CompositionListFilter = {
    ...(stageArn == null ? {} : { filterByStageArn: stageArn }),
    ...(encoderConfigurationArn == null ? {} : { filterByEncoderConfigurationArn: encoderConfigurationArn }),
  };
  return connection(
    args,
    {
      binding: bindingOf("compositions", filter),
      max: largestPage,
      keep: keeperOf(filter),
    },
    (request) => loaders.composition.page(request, upstream),
  );
}

/** What a page of them costs: several when not all of the filter can be left to AWS. */
export function compositionConnectionCost(at: Place, { filter, ...args }: { filter?: Filter | null }): Place {
  return at.page("ListCompositions", {
    kind: compositionKind,
    size: sizeOf(args, largestPage),
    pages: pagesOf(keeperOf(filter ?? {})),
  });
}

/** How to tell whether a composition matches what AWS does not filter by; undefined when that is nothing. */
function keeperOf({ state, live, tags }: Filter) {
  if (state == null && live == null && tags == null) return undefined;
  return (composition: CompositionSummary) =>
    (state == null || composition.state === state) &&
    (live == null || isLive(composition) === live) &&
    matchesTags(composition.tags, tags);
}

function isLive({ state }: CompositionSummary): boolean {
  return state !== "STOPPED" && state !== "FAILED";
}
