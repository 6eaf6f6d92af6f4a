import type {
  ParticipantRecordingFilterByRecordingState,
  ParticipantRecordingState,
  ParticipantState,
} from "@aws-sdk/client-ivs-realtime";

import { InputError } from "../../errors.ts";
import { builder } from "../../graph/builder.ts";
import { brokenBy, maxLength, wellFormed } from "../../graph/constraint.ts";
import type { Identity } from "../../upstream/identity.ts";
import { participantState, recordingState } from "./enums.ts";
import type { ParticipantSummary, UpstreamFilter } from "./loader.ts";

export const ParticipantFilterInput = builder.inputType("ParticipantFilter", {
  description:
    "Which participants to show: those that meet all that is given. AWS takes one of these at a time, so the others are applied here, to as many pages as it takes and at most five: then a page may be short, and says that there is more.",
  fields: (t) => ({
    userId: t.string({
      description:
        "The application's own name for the participant, exactly. An empty one finds who has none.",
    }),
    published: t.boolean({ description: "Whether it has ever published in this session." }),
    state: t.field({ type: participantState.ref, description: "Whether it is connected now." }),
    recordingState: t.field({ type: recordingState.ref, description: "How far its recording is." }),
  }),
});

/** What a client sends for `ParticipantFilterInput`. */
export interface ParticipantFilter {
  userId?: string | null | undefined;
  published?: boolean | null | undefined;
  state?: ParticipantState | null | undefined;
  recordingState?: ParticipantRecordingState | null | undefined;
}

type Keep = (participant: ParticipantSummary) => boolean;

interface Part {
  upstream: UpstreamFilter | undefined;
  keep: Keep;
}

/** Refuses, before any call, a user id that no participant can have. */
export function checkFilter(filter: ParticipantFilter | null | undefined, identity: Identity): void {
  const { userId } = filter ?? {};
  if (userId == null) return;
  const faults = brokenBy(userId, [maxLength(128), wellFormed], ["filter", "userId"], identity);
  if (faults.length > 0) throw new InputError(faults);
}

/** Whether a participant meets all of a filter. */
export function participantMatcher(filter: ParticipantFilter | null | undefined): Keep {
  const parts = partsOf(filter);
  return (each) => parts.every(({ keep }) => keep(each));
}

/** A filter as AWS's one and the rest that is applied here. The one that lets the fewest through goes to AWS. */
export function splitFilter(filter: ParticipantFilter | null | undefined): {
  upstream: UpstreamFilter;
  keep: Keep | undefined;
} {
  const given = partsOf(filter);
  const sent = given.find(({ upstream }) => upstream !== undefined);
  const rest = given.filter((part) => part !== sent);
  return {
    upstream: sent?.upstream ?? {},
    keep: rest.length === 0 ? undefined : (each) => rest.every(({ keep }) => keep(each)),
  };
}

/** What a filter is made of. */
function partsOf(filter: ParticipantFilter | null | undefined): Part[] {
  const { userId = null, published = null, state = null, recordingState: recording = null } = filter ?? {};
  // From the one that lets the fewest through to the one that lets the most through.
  const parts: (Part | undefined)[] = [
    userId === null
      ? undefined
      : {
          upstream: userId === "" ? undefined : { filterByUserId: userId },
          keep: (each) => (each.userId ?? "") === userId,
        },
    recording === null
      ? undefined
      : {
          upstream: isListable(recording) ? { filterByRecordingState: recording } : undefined,
          keep: (each) => each.recordingState === recording,
        },
    published === true
      ? { upstream: { filterByPublished: true }, keep: (each) => each.published === true }
      : undefined,
    state === null ? undefined : { upstream: { filterByState: state }, keep: (each) => each.state === state },
    published === false
      ? { upstream: { filterByPublished: false }, keep: (each) => each.published === false }
      : undefined,
  ];
  return parts.filter((part) => part !== undefined);
}

/** AWS has no filter for those whose stage does not record. */
function isListable(state: ParticipantRecordingState): state is ParticipantRecordingFilterByRecordingState {
  return state !== "DISABLED";
}
