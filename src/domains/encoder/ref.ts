import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type EncoderConfigurationKeys, encoderConfigurationKeys } from "./loader.ts";

export const EncoderConfigurationRef = builder.objectRef<EncoderConfigurationKeys>("EncoderConfiguration");

/** What reading encoder configurations costs. */
export const encoderConfigurationKind: Kind = {
  type: "EncoderConfiguration",
  get: "GetEncoderConfiguration",
  list: "ListEncoderConfigurations",
};

/** The encoder configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToEncoderConfiguration = encoderConfigurationKeys;
