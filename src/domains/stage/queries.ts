import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, pagesOf, sizeOf } from "../../graph/connection.ts";
import { bindingOf } from "../../graph/filter.ts";
import { needs } from "../../graph/rule.ts";
import { keeperOf, StageFilter } from "./filter.ts";
import { largestPage } from "./loader.ts";
import { stageKind, StageRef } from "./ref.ts";

const StageConnectionRef = builder.connectionObject(
  { type: StageRef, name: "StageConnection", description: "A page of stages." },
  { name: "StageEdge", description: "A stage in a connection, with its cursor." },
);

builder.queryFields((t) => ({
  stage: t.field({
    type: StageRef,
    description:
      "The stage with this ARN, or null when it does not exist. Costs one GetStage (5 calls a second); many at once cost the pages of ListStages where that is less.",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of a stage." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(stageKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "stage", identity, ["arn"]);
      return loaders.stage.find(arn);
    },
  }),
  stages: t.field({
    type: StageConnectionRef,
    description:
      "The stages of the account in this Region. A page costs one ListStages (5 calls a second), with a filter up to five; a filtered page that is short says in `hasNextPage` whether there is more to look through.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: StageFilter, description: "Which stages to keep; all when absent." }),
    },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ filter?: typeof StageFilter.$inferInput | null }>((root, { filter, ...args }) =>
        root.page("ListStages", {
          kind: stageKind,
          size: sizeOf(args, largestPage),
          pages: pagesOf(keeperOf(filter)),
        }),
      ),
    },
    resolve: (_root, { filter, ...args }, { loaders }) =>
      connection(
        args,
        { binding: bindingOf("stages", filter), max: largestPage, keep: keeperOf(filter) },
        loaders.stage.page,
      ),
  }),
}));
