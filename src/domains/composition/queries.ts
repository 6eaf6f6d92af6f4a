import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { forwardArgs } from "../../graph/connection.ts";
import { needs } from "../../graph/rule.ts";
import {
  compositionConnectionCost,
  CompositionConnectionRef,
  CompositionFilter,
  listCompositions,
} from "./connection.ts";
import { largestPage } from "./loader.ts";
import { compositionKind, CompositionRef } from "./ref.ts";

builder.queryFields((t) => ({
  composition: t.field({
    type: CompositionRef,
    description:
      "The composition with this ARN, or null when it does not exist or ended more than five minutes ago. Costs one GetComposition (5 calls a second); several at once cost one ListCompositions.",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of a composition." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(compositionKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "composition", identity, ["arn"]);
      return loaders.composition.find(arn);
    },
  }),
  compositions: t.field({
    type: CompositionConnectionRef,
    description:
      "The compositions of the account in this Region: under way, or ended less than five minutes ago. A page costs one ListCompositions (5 calls a second), filtered by state or tags up to five; a filtered page that is short says in `hasNextPage` whether there is more to look through.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: CompositionFilter, description: "Which to keep; all when absent." }),
    },
    extensions: { ...needs("ivs:read"), ...costs(compositionConnectionCost) },
    resolve: (_root, { filter, ...args }, { loaders, identity }) => {
      const { stageArn, encoderConfigurationArn: encoderArn } = filter ?? {};
      if (stageArn != null) checkArn(stageArn, "stage", identity, ["filter", "stageArn"]);
      if (encoderArn != null)
        checkArn(encoderArn, "encoder-configuration", identity, ["filter", "encoderConfigurationArn"]);
      return listCompositions(args, loaders, filter ?? {});
    },
  }),
}));
