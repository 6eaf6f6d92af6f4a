import type { Clock } from "../clock.ts";
import { AwsError } from "./aws-error.ts";
import { catalogue, type OperationName } from "./operations/catalogue.ts";
import type { EmulatorSettings } from "./settings.ts";

type ThrottleSettings = Readonly<Pick<EmulatorSettings, "throttle" | "quotaPerSecond">>;

/**
 * Admits at most the quota in any sliding second, for each operation by itself. A refused call takes nothing from
 * the quota. The returned function throws what `settings.throttle` names.
 */
export function createThrottle(clock: Clock, settings: ThrottleSettings): (operation: OperationName) => void {
  const admitted = new Map<OperationName, number[]>();
  return (operation) => {
    if (settings.throttle === "off") return;
    const quota = settings.quotaPerSecond[operation] ?? catalogue[operation].quotaPerSecond;
    const now = clock.monotonic();
    const recent = (admitted.get(operation) ?? []).filter((at) => now - at < 1000);
    admitted.set(operation, recent);
    if (recent.length >= quota) throw throttled(settings);
    recent.push(now);
  };
}

/** What a throttled caller is told; "off" counts as the default form, for faults that throttle all the same. */
export function throttled({ throttle }: Pick<ThrottleSettings, "throttle">): AwsError {
  switch (throttle) {
    case "off":
    case "TooManyRequests429":
      return new AwsError("TooManyRequestsException", 429, "Too Many Requests");
    case "Throttling400":
      return new AwsError("ThrottlingException", 400, "Rate exceeded");
    case "Throttling429":
      return new AwsError("ThrottlingException", 429, "Rate exceeded");
    default:
      return throttle satisfies never;
  }
}
