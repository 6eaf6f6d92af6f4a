import { stepComposition } from "./composition.ts";
import type { Errand } from "./errand.ts";
import { endSession } from "./lifecycle.ts";
import { failPublishing, isPeopled, leave } from "./participants.ts";
import { beginRecording, finishRecording, stopRecording } from "./recording.ts";
import { activeReplication, stopReplication } from "./replication.ts";
import { activeSession, findParticipant } from "./session.ts";
import type { Living } from "./world.ts";

/** Does what has become due. Does nothing when what it was about is gone. */
export function runErrand(world: Living, errand: Errand): void {
  if (errand.kind === "closeSession") {
    const stage = world.state.stages.get(errand.stageArn);
    const session = stage && activeSession(stage);
    if (stage && session?.sessionId === errand.sessionId && !isPeopled(session)) endSession(world, stage);
    return;
  }
  if (errand.kind === "composition") {
    stepComposition(world, errand.compositionArn, errand.step);
    return;
  }
  if (errand.kind === "endReplication") {
    const { sourceStageArn, participantId, destinationStageArn } = errand;
    const source = world.state.stages.get(sourceStageArn);
    const replication = activeReplication(source, participantId, destinationStageArn);
    if (replication) stopReplication(world, replication);
    return;
  }
  const participant = findParticipant(world.state, errand);
  if (!participant) return;
  switch (errand.kind) {
    case "endConnection":
      if (errand.doing === "publish") failPublishing(world, participant, "STREAM_DURATION_EXCEEDED");
      leave(world, participant);
      return;
    case "beginRecording":
      beginRecording(world, participant);
      return;
    case "stopRecording":
      stopRecording(world, participant);
      return;
    case "finishRecording":
      finishRecording(world, participant);
      return;
    default:
      errand satisfies never;
  }
}
