import type { Happening } from "./happenings.ts";
import type { TokenGrant } from "./participant-record.ts";

/** What is particular to one event; the envelope around it is the same for all. */
export interface EventMessage {
  detailType: "IVS Stage Update" | "IVS Composition State Change" | "IVS Participant Recording State Change";
  resource: string;
  detail: Record<string, unknown>;
}

/** A happening apart from its kind, because several kinds may share a form. */
type Of<Kind extends Happening["kind"]> = Happening extends infer Each
  ? Each extends { kind: infer Its }
    ? Kind extends Its
      ? Omit<Each, "kind">
      : never
    : never
  : never;

/** The event that AWS sends for a happening; undefined for what it keeps to itself, such as joins and sessions. */
export function messageOf(happening: Happening): EventMessage | undefined {
  switch (happening.kind) {
    case "participantPublished":
      return published(happening, "Participant Published");
    case "participantUnpublished":
      return published(happening, "Participant Unpublished");
    case "participantPublishError":
      return stageUpdate(happening, "Participant Publish Error", {
        event_time: `${happening.at.toISOString().slice(0, -1)}000000Z`,
        error_code: happening.errorCode,
      });
    case "replicationStarted":
      return replication(happening, "Participant Replication Start");
    case "replicationEnded":
      return replication(happening, "Participant Replication End");
    case "tokenExchanged":
      return stageUpdate(happening, "Token Exchanged", {
        previous_token: grant(happening.previousToken),
        new_token: grant(happening.newToken),
      });
    case "compositionStarted":
      return composition(happening, "Session Start");
    case "compositionEnded":
      return composition(happening, "Session End");
    case "compositionFailed":
      return composition(happening, "Session Failure", trouble(happening));
    case "destinationStarted":
      return composition(happening, "Destination Start", { id: happening.destinationId });
    case "destinationEnded":
      return composition(happening, "Destination End", { id: happening.destinationId });
    case "destinationReconnecting":
      return composition(happening, "Destination Reconnecting", { id: happening.destinationId });
    case "destinationFailed":
      return composition(happening, "Destination Failure", {
        id: happening.destinationId,
        ...trouble(happening),
      });
    case "recordingStarted":
      return recording(happening, "Recording Start");
    case "recordingEnded":
      return recording(happening, "Recording End", { recording_duration_ms: happening.durationMs });
    case "recordingFailed":
      return happening.during === "STARTING"
        ? recording(happening, "Recording Start Failure", trouble(happening))
        : recording(happening, "Recording End Failure", {
            recording_duration_ms: happening.durationMs,
            ...trouble(happening),
          });
    case "stageDeleted":
    case "sessionOpened":
    case "sessionClosed":
    case "participantJoined":
    case "participantLeft":
    case "participantDisconnected":
      return undefined;
    default:
      return happening satisfies never;
  }
}

/** Whole seconds, as most of AWS's times. */
export function seconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function published(happening: Of<"participantPublished">, name: string): EventMessage {
  const microseconds = `${happening.at.toISOString().slice(0, -1)}000Z`;
  return stageUpdate(happening, name, { event_time_precise: microseconds });
}

function replication(happening: Of<"replicationStarted">, name: string): EventMessage {
  return stageUpdate(happening, name, {
    destination_stage_arn: happening.destinationStageArn,
    destination_session_id: happening.destinationSessionId,
  });
}

function stageUpdate(
  {
    stageArn,
    sessionId,
    participantId,
    userId,
    at,
    source,
  }: Pick<Of<"participantJoined">, "stageArn" | "sessionId" | "participantId" | "userId" | "at" | "source">,
  name: string,
  more: Record<string, unknown>,
): EventMessage {
  return {
    detailType: "IVS Stage Update",
    resource: stageArn,
    detail: {
      session_id: sessionId,
      event_name: name,
      event_time: seconds(at),
      user_id: userId,
      participant_id: participantId,
      ...(source && {
        replica: true,
        source_stage_arn: source.stageArn,
        source_session_id: source.sessionId,
      }),
      ...more,
    },
  };
}

/** AWS puts no time into these: what counts is the time of the envelope. */
function composition(
  { compositionArn, stageArn }: { compositionArn: string; stageArn: string },
  name: string,
  more?: Record<string, unknown>,
): EventMessage {
  return {
    detailType: "IVS Composition State Change",
    resource: compositionArn,
    detail: { event_name: name, stage_arn: stageArn, ...more },
  };
}

function recording(
  { stageArn, sessionId, participantId, bucketName, prefix }: Of<"recordingStarted">,
  name: string,
  more?: Record<string, unknown>,
): EventMessage {
  return {
    detailType: "IVS Participant Recording State Change",
    resource: stageArn,
    detail: {
      session_id: sessionId,
      event_name: name,
      participant_id: participantId,
      recording_s3_bucket_name: bucketName,
      recording_s3_key_prefix: prefix,
      ...more,
    },
  };
}

function trouble({ errorCode, reason }: { errorCode: string; reason: string }) {
  return { error_code: errorCode, reason };
}

function grant({ capabilities, attributes, userId, expirationTime }: TokenGrant) {
  return {
    capabilities,
    attributes,
    user_id: userId,
    ...(expirationTime && { expiration_time: seconds(expirationTime) }),
  };
}
