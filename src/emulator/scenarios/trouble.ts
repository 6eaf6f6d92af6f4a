import { addStage, addStorageConfiguration } from "../lifecycle.ts";
import { note } from "../participant-event.ts";
import { disconnect, failPublishing, failSubscribing, leave, publish, unpublish } from "../participants.ts";
import { failRecording } from "../recording.ts";
import type { Scenario } from "../scenario.ts";
import { anyOf, comeIn, present, watch } from "./people.ts";

const publishErrors = ["BITRATE_EXCEEDED", "RESOLUTION_EXCEEDED", "INTERNAL_SERVER_EXCEPTION"] as const;
const most = 8;

/** A recorded stage and a plain one where everything that can go wrong does, and people try again. */
export const trouble: Scenario = {
  open(stage) {
    const storage = addStorageConfiguration(stage, {
      name: "recordings",
      s3: { bucketName: "troubled-recordings" },
      tags: {},
    });
    for (const [name, recording] of [
      ["rough-seas", { storageConfigurationArn: storage.arn, recordingReconnectWindowSeconds: 30 }],
      ["bad-line", undefined],
    ] as const) {
      const added = addStage(stage, { name, tags: { team: "platform" }, recording });
      comeIn(stage, added, "host");
      comeIn(stage, added, "guest");
      comeIn(stage, added, "viewer");
    }
  },
  course(stage) {
    const anyStage = () => anyOf(stage, stage.state.stages.list());
    const someone = (suits: (each: ReturnType<typeof present>[number]) => boolean) => {
      const on = anyStage();
      const participant = on && anyOf(stage, present(on).filter(suits));
      return participant && { on, participant };
    };
    return {
      everyMs: [500, 2_500],
      moves: [
        {
          name: "somebody tries again",
          weight: 6,
          play() {
            const on = anyStage();
            if (!on || present(on).length >= most) return;
            comeIn(stage, on, stage.random.pick(["host", "guest", "viewer"]));
          },
        },
        {
          name: "publishing flaps",
          weight: 6,
          play() {
            const found = someone(({ token }) => token.capabilities.includes("PUBLISH"));
            if (found?.participant.publishing) unpublish(stage, found.participant);
            else if (found) publish(stage, found.participant);
          },
        },
        {
          name: "publishing fails",
          weight: 3,
          play() {
            const found = someone(({ publishing }) => publishing);
            if (found) failPublishing(stage, found.participant, stage.random.pick(publishErrors));
          },
        },
        {
          name: "a viewer tries to publish",
          weight: 1,
          play() {
            const found = someone(({ token }) => !token.capabilities.includes("PUBLISH"));
            if (found) publish(stage, found.participant);
          },
        },
        {
          name: "receiving fails",
          weight: 2,
          play() {
            const found = someone(({ subscriptions }) => subscriptions.length > 0);
            const remote = found && anyOf(stage, found.participant.subscriptions);
            if (remote) failSubscribing(stage, found.participant, remote, "INTERNAL_SERVER_EXCEPTION");
          },
        },
        {
          name: "somebody receives again",
          weight: 3,
          play() {
            const found = someone(() => true);
            if (found) watch(stage, found.on, found.participant);
          },
        },
        {
          name: "joining fails",
          weight: 1,
          play() {
            const found = someone(() => true);
            if (found)
              note(stage, found.participant, "JOIN_ERROR", { errorCode: "INTERNAL_SERVER_EXCEPTION" });
          },
        },
        {
          name: "a recording fails",
          weight: 1,
          play() {
            const found = someone(({ recording }) => recording.state === "ACTIVE");
            if (found) failRecording(stage, found.participant, "AccessDeniedException", "Access denied");
          },
        },
        {
          name: "a connection breaks",
          weight: 3,
          play() {
            const found = someone(() => true);
            if (found) leave(stage, found.participant);
          },
        },
        {
          name: "somebody is disconnected for good",
          weight: 1,
          play() {
            const found = someone(() => true);
            if (found) disconnect(stage, found.on, found.participant, "moderation");
          },
        },
      ],
    };
  },
};
