import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { connection, forwardArgs } from "../../graph/connection.ts";
import { largestPage } from "./loader.ts";
import { StageRef } from "./ref.ts";

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
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "stage", identity, ["arn"]);
      return loaders.stage.find(arn);
    },
  }),
  stages: t.field({
    type: StageConnectionRef,
    description: "The stages of the account in this Region. A page costs one ListStages (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    resolve: (_root, args, { loaders }) =>
      connection(args, { binding: "stages", max: largestPage }, loaders.stage.page),
  }),
}));
