import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { forwardArgs } from "../../graph/connection.ts";
import { EncoderConfigurationRef } from "../encoder/ref.ts";
import { StageRef } from "../stage/ref.ts";
import {
  compositionConnectionCost,
  CompositionConnectionRef,
  listCompositions,
  StageCompositionFilter,
} from "./connection.ts";
import { largestPage } from "./loader.ts";

builder.objectFields(StageRef, (t) => ({
  compositions: t.field({
    type: CompositionConnectionRef,
    description:
      "The compositions of this stage: under way, or ended less than five minutes ago. A page costs one ListCompositions (5 calls a second), filtered by state or tags up to five.",
    args: {
      ...forwardArgs(t.arg, largestPage),
      filter: t.arg({ type: StageCompositionFilter, description: "Which to keep; all when absent." }),
    },
    extensions: costs(compositionConnectionCost),
    resolve: ({ arn }, { filter, ...args }, { loaders, identity }) => {
      const { encoderConfigurationArn: encoderArn } = filter ?? {};
      if (encoderArn != null)
        checkArn(encoderArn, "encoder-configuration", identity, ["filter", "encoderConfigurationArn"]);
      return listCompositions(args, loaders, { ...filter, stageArn: arn });
    },
  }),
}));

builder.objectFields(EncoderConfigurationRef, (t) => ({
  compositions: t.field({
    type: CompositionConnectionRef,
    description:
      "The compositions that use this encoder configuration: under way, or ended less than five minutes ago. A page costs one ListCompositions (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: costs(compositionConnectionCost),
    resolve: ({ arn }, args, { loaders }) =>
      listCompositions(args, loaders, { encoderConfigurationArn: arn }),
  }),
}));
