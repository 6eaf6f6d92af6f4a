import { milliseconds, names, yesOrNo } from "./setting-rule.ts";

/** How stages, participants, recordings and compositions live. */
export const lifeRules = {
  sessionLingerMs: milliseconds(
    1_000,
    'From the last leave to the end of the session. AWS\'s texts differ from "at once" to minutes; its one sample shows a second.',
  ),
  connectionLimitMs: milliseconds(
    86_400_000,
    "How long anybody may publish, or receive others, without a pause. AWS's 24 hours; the connection ends with it, because AWS does not say what else would be left of it.",
  ),
  disconnectEndsRedundantPair: yesOrNo(
    true,
    "Whether DisconnectParticipant for one of two redundant encoders throws the other out too; otherwise the stage is kept for the other. " +
      "AWS says only that the configuration loses its stage, and a key without a stage is unusable.",
  ),
  publicKeysMustBeP384: yesOrNo(
    false,
    "Whether ImportPublicKey refuses keys that no token could be signed with. AWS does not say; such a key lets nobody in anyway.",
  ),
  tokenLeadMs: milliseconds(
    300_000,
    "How far ahead of the emulated time a self-signed token's `iat` may be. AWS does not say; clocks differ by minutes, and no verifier takes a token from years ahead.",
  ),
  recordingTransitionMs: milliseconds(
    1_000,
    "How long a recording is STARTING, and STOPPING. AWS does not say; a second shows both to whoever polls.",
  ),
  missingBuckets: names(
    "Buckets that S3 does not have: CreateStorageConfiguration answers 404, a recording to one fails.",
    "bucket names",
  ),
  compositionStartupMs: milliseconds(
    3_000,
    "How long a composition takes from the first media to ACTIVE. AWS does not say; pipelines take seconds.",
  ),
  compositionShutdownMs: milliseconds(
    2_000,
    "How long a composition takes from STOPPING to STOPPED. AWS does not say; pipelines take seconds.",
  ),
  compositionIdleMs: milliseconds(
    60_000,
    "How long a composition waits for a publisher, at its start or later. AWS's minute.",
  ),
  compositionLifetimeMs: milliseconds(86_400_000, "How long a composition lasts at most. AWS's 24 hours."),
  compositionRetentionMs: milliseconds(
    300_000,
    "How long a composition that has ended can still be seen. AWS's five minutes.",
  ),
  idempotencyTokenLifetimeMs: milliseconds(
    86_400_000,
    "How long StartComposition knows an idempotency token, while the composition can be seen. AWS does not say; a day is usual elsewhere in AWS.",
  ),
};
