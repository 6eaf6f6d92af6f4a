import { builder } from "../../graph/builder.ts";
import { type EncoderConfigurationKeys, encoderConfigurationKeys } from "./loader.ts";

export const EncoderConfigurationRef = builder.objectRef<EncoderConfigurationKeys>("EncoderConfiguration");

/** The encoder configuration that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToEncoderConfiguration = encoderConfigurationKeys;
