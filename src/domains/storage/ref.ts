import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type StorageConfigurationKeys, storageConfigurationKeys } from "./loader.ts";

export const StorageConfigurationRef = builder.objectRef<StorageConfigurationKeys>("StorageConfiguration");

/** What reading storage configurations costs. */
export const storageConfigurationKind: Kind = {
  type: "StorageConfiguration",
  get: "GetStorageConfiguration",
  list: "ListStorageConfigurations",
};

/** The storage configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToStorageConfiguration = storageConfigurationKeys;
