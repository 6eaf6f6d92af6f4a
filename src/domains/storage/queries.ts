import { checkArn } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { costs } from "../../graph/cost.ts";
import { connection, forwardArgs, sizeOf } from "../../graph/connection.ts";
import { needs } from "../../graph/rule.ts";
import { largestPage } from "./loader.ts";
import { storageConfigurationKind, StorageConfigurationRef } from "./ref.ts";

const StorageConfigurationConnectionRef = builder.connectionObject(
  {
    type: StorageConfigurationRef,
    name: "StorageConfigurationConnection",
    description: "A page of storage configurations.",
  },
  {
    name: "StorageConfigurationEdge",
    description: "A storage configuration in a connection, with its cursor.",
  },
);

builder.queryFields((t) => ({
  storageConfiguration: t.field({
    type: StorageConfigurationRef,
    description:
      "The storage configuration with this ARN, or null when it does not exist. Costs one GetStorageConfiguration (5 calls a second); several at once cost one ListStorageConfigurations.",
    args: { arn: t.arg({ type: "Arn", required: true, description: "The ARN of a storage configuration." }) },
    extensions: {
      ...needs("ivs:read"),
      ...costs<{ arn: string }>((root, { arn }) => root.find(storageConfigurationKind, [arn])),
    },
    resolve: (_root, { arn }, { loaders, identity }) => {
      checkArn(arn, "storage-configuration", identity, ["arn"]);
      return loaders.storageConfiguration.find(arn);
    },
  }),
  storageConfigurations: t.field({
    type: StorageConfigurationConnectionRef,
    description:
      "The storage configurations of the account in this Region. A page costs one ListStorageConfigurations (5 calls a second).",
    args: forwardArgs(t.arg, largestPage),
    extensions: {
      ...needs("ivs:read"),
      ...costs((root, args) =>
        root.page("ListStorageConfigurations", {
          kind: storageConfigurationKind,
          size: sizeOf(args, largestPage),
        }),
      ),
    },
    resolve: (_root, args, { loaders }) =>
      connection(
        args,
        { binding: "storageConfigurations", max: largestPage },
        loaders.storageConfiguration.page,
      ),
  }),
}));
