import type { ParticipantRecord } from "./participant-record.ts";
import type { Session, StageRecord, State } from "./state.ts";
import type { Living } from "./world.ts";

/** How many sessions a stage remembers; an endless scenario must not fill the memory. */
const rememberedSessions = 100;

/** The open session, if there is one. */
export function activeSession(stage: StageRecord): Session | undefined {
  const last = stage.sessions.at(-1);
  return last?.endTime ? undefined : last;
}

/** Opens a session, as the first participant who joins does; an open one is kept and returned. */
export function startSession(
  world: Pick<Living, "clock" | "random" | "happened">,
  stage: StageRecord,
): Session {
  const open = activeSession(stage);
  if (open) return open;
  const session: Session = {
    sessionId: `st-${world.random.alphanumeric(13)}`,
    sequence: (stage.sessions.at(-1)?.sequence ?? 0) + 1,
    startTime: new Date(world.clock.now()),
    joined: 0,
    participants: new Map(),
  };
  stage.sessions = [...stage.sessions.slice(1 - rememberedSessions), session];
  world.happened({
    kind: "sessionOpened",
    stageArn: stage.arn,
    sessionId: session.sessionId,
    at: session.startTime,
  });
  return session;
}

/** Undefined for a session that the stage never had or does not remember. */
export function findSession(stage: StageRecord | undefined, sessionId: string): Session | undefined {
  return stage?.sessions.findLast((session) => session.sessionId === sessionId);
}

/** The participant that an errand or a handle means, unless it was forgotten meanwhile. */
export function findParticipant(
  { stages }: Pick<State, "stages">,
  at: Pick<ParticipantRecord, "stageArn" | "sessionId" | "participantId">,
): ParticipantRecord | undefined {
  return findSession(stages.get(at.stageArn), at.sessionId)?.participants.get(at.participantId);
}
