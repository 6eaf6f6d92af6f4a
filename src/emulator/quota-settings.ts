import { count } from "./setting-rule.ts";

/** How much an account holds and how much goes on in it at most. Low values make the failures cheap to reach. */
export const quotaRules = {
  stagesPerRegion: count(1_000, "AWS's quota of stages, above which CreateStage fails."),
  encoderConfigurationsPerAccount: count(20, "AWS's quota of encoder configurations."),
  storageConfigurationsPerAccount: count(5, "AWS's quota of storage configurations."),
  ingestConfigurationsPerAccount: count(100, "AWS's quota of ingest configurations."),
  publicKeysPerRegion: count(3, "AWS's quota of public keys."),
  compositionsPerAccount: count(20, "AWS's quota of compositions that have not ended."),
  compositionsPerStage: count(5, "AWS's quota of compositions of one stage that have not ended."),
  publishersPerStage: count(
    12,
    "AWS's quota of publishers at a time on one stage, replicas included, because AWS bills and measures them as publishers.",
  ),
  subscribersPerStage: count(
    10_000,
    "AWS's quota of participants at a time who receive somebody on one stage.",
  ),
  publishersPerRegion: count(
    1_000,
    "AWS's quota of publishers at a time on all stages together, replicas included.",
  ),
  subscriptionsPerRegion: count(
    20_000,
    "AWS's quota of subscriptions at a time on all stages together: each pair of a receiver and a publisher counts, because AWS's word is not subscribers.",
  ),
  replicationsPerParticipant: count(5, "AWS's quota of replications of one participant at a time."),
};
