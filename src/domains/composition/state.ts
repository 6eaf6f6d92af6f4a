import type { CompositionState } from "@aws-sdk/client-ivs-realtime";

import { awsEnum } from "../../graph/enum.ts";

export const compositionState = awsEnum<CompositionState>(
  "CompositionState",
  "How far a composition is. AWS forgets it five minutes after it has ended.",
  {
    STARTING: "It is being set up, or waits for the first video.",
    ACTIVE: "It composes.",
    STOPPING: "It is being shut down.",
    STOPPED: "It has ended as planned, or because nobody published for a minute.",
    FAILED: "It has ended because something went wrong.",
  },
);
