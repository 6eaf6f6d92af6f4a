import type { Clock } from "../clock.ts";
import { AwsError } from "./aws-error.ts";
import { catalogue, type OperationName } from "./operations/catalogue.ts";
import type { EmulatorSettings } from "./settings.ts";

type ThrottleSettings = Readonly<
  Pick<EmulatorSettings, "throttle" | "quotaPerSecond" | "throttleWindow" | "throttleBurst">
>;

interface Past {
  /** When calls were admitted within the quota, as far back as it matters. */
  recent: number[];
  /** How much of the burst was used, and when that was last true. */
  overdrawn: number;
  asOf: number;
}

/**
 * Admits at most the quota in a second, and above it what is left of the burst, for each operation by itself. A
 * refused call takes nothing from either. The returned function throws what `settings.throttle` names.
 */
export function createThrottle(
  clock: Pick<Clock, "now" | "monotonic">,
  settings: ThrottleSettings,
): (operation: OperationName) => void {
  const past = new Map<OperationName, Past>();
  return (operation) => {
    if (settings.throttle === "off") return;
    const quota = settings.quotaPerSecond[operation] ?? catalogue[operation].quotaPerSecond;
    const now = clock.monotonic();
    const before = past.get(operation) ?? { recent: [], overdrawn: 0, asOf: now };
    const isSliding = settings.throttleWindow === "sliding";
    const counts = (at: number) => (isSliding ? now - at < 1000 : now - at <= clock.now() % 1000);
    const recent = before.recent.filter(counts);
    const overdrawn = Math.max(0, before.overdrawn - (now - before.asOf) / 1000);
    const withinQuota = recent.length < quota;
    const withinBurst = !withinQuota && overdrawn + 1 <= settings.throttleBurst;
    past.set(operation, {
      recent: withinQuota ? [...recent, now] : recent,
      overdrawn: withinBurst ? overdrawn + 1 : overdrawn,
      asOf: now,
    });
    if (!withinQuota && !withinBurst) throw throttled(settings);
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
