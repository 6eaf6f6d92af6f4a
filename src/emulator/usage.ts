import type { CompositionRecord } from "./state.ts";

/** Whether a composition still counts against quotas and holds on to what it uses. */
export function isRunning({ state }: Pick<CompositionRecord, "state">): boolean {
  return state !== "STOPPED" && state !== "FAILED";
}

export function usesEncoder({ destinations }: CompositionRecord, arn: string): boolean {
  return destinations.some(
    ({ configuration: { channel, s3 } }) =>
      channel?.encoderConfigurationArn === arn || s3?.encoderConfigurationArns?.includes(arn),
  );
}

export function usesStorage({ destinations }: CompositionRecord, arn: string): boolean {
  return destinations.some(({ configuration: { s3 } }) => s3?.storageConfigurationArn === arn);
}
