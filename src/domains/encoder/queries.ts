import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, sizeOf } from "../../graph/connection.ts";
import { needs } from "../../graph/rule.ts";
import { largestPage } from "./loader.ts";
import { encoderConfigurationKind, EncoderConfigurationRef } from "./ref.ts";

const EncoderConfigurationConnectionRef = builder.connectionObject(
  {
    type: EncoderConfigurationRef,
    name: "EncoderConfigurationConnection",
    description: "A page of encoder configurations.",
  },
  {
    name: "EncoderConfigurationEdge",
    description: "An encoder configuration in a connection, with its cursor.",
  },
);

builder.queryFields((t) => ({
  encoderConfiguration: t.field({
    type: EncoderConfigurationRef,
    description:
      "The encoder configuration with this ARN, or null when it does not exist. Costs one GetEncoderConfiguration (5 calls a second); several at once cost one ListEncoderConfigurations.",
    args: {
      arn: t.arg({ type: "Arn", required: true, description: "The ARN of an encoder configuration." }),
    },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(encoderConfigurationKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "encoder-configuration", identity, ["arn"]);
      return loaders.encoderConfiguration.find(arn);
    },
  }),
  encoderConfigurations: t.field({
    type: EncoderConfigurationConnectionRef,
    description:
      "The encoder configurations of the account in this Region. A page costs one ListEncoderConfigurations (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: {
      ...needs("ivs:read"),
      ...costs((root, args) =>
        root.page("ListEncoderConfigurations", {
          kind: encoderConfigurationKind,
          size: sizeOf(args, largestPage),
        }),
      ),
    },
    resolve: (_root, args, { loaders }) =>
      connection(
        args,
        { binding: "encoderConfigurations", max: largestPage },
        loaders.encoderConfiguration.page,
      ),
  }),
}));
