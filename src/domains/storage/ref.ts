import { builder } from "../../graph/builder.ts";
import { type StorageConfigurationKeys, storageConfigurationKeys } from "./loader.ts";

export const StorageConfigurationRef = builder.objectRef<StorageConfigurationKeys>("StorageConfiguration");

/** The storage configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToStorageConfiguration = storageConfigurationKeys;
