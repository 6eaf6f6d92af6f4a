import { builder } from "../../graph/builder.ts";
import { linksTo } from "../../graph/cost.ts";
import { RecordingConfigurationRef } from "../stage/ref.ts";
import { linkToStorageConfiguration, storageConfigurationKind, StorageConfigurationRef } from "./ref.ts";

builder.objectFields(RecordingConfigurationRef, (t) => ({
  storageConfiguration: t.field({
    type: StorageConfigurationRef,
    description:
      "The storage configuration that recordings go to; null while recording is off. What it holds beside its ARN costs one GetStorageConfiguration (5 calls a second); several at once cost one ListStorageConfigurations.",
    extensions: linksTo(storageConfigurationKind),
    resolve: ({ storageConfigurationArn }) =>
      storageConfigurationArn ? linkToStorageConfiguration(storageConfigurationArn) : null,
  }),
}));
