import type { EventErrorCode, IngestProtocol } from "@aws-sdk/client-ivs-realtime";

import { witness } from "./history.ts";
import { startBroadcast, stopBroadcast } from "./ingest.ts";
import type { World } from "./world.ts";

/** Plays the encoders that publish with stream keys. */
export interface IngestDriver {
  /**
   * Publishes like an encoder with this key, over RTMPS unless told otherwise. Returns the participant that it became
   * and why it may not publish; without a participant the key is unknown or belongs to no stage.
   */
  start(
    streamKey: string,
    options?: { protocol?: IngestProtocol },
  ): { participantId?: string; sessionId?: string; errorCode?: EventErrorCode };
  /** Ends what was started; false when nobody publishes with the key. */
  stop(streamKey: string): boolean;
}

export function createIngestDriver(world: World): IngestDriver {
  return {
    start(streamKey, { protocol = "RTMPS" } = {}) {
      const { errorCode, participant } = witness(world, () => startBroadcast(world, streamKey, protocol));
      return {
        ...(participant && {
          participantId: participant.participantId,
          sessionId: participant.sessionId,
        }),
        ...(errorCode && { errorCode }),
      };
    },
    stop: (streamKey) => witness(world, () => stopBroadcast(world, streamKey)),
  };
}
