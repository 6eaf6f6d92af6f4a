import { addStage } from "../lifecycle.ts";
import { leave, publish, unpublish } from "../participants.ts";
import type { Scenario } from "../scenario.ts";
import { anyOf, comeIn, present } from "./people.ts";

const most = 4;

/** One stage and a few hosts who go in and out, to watch single steps. */
export const rehearsal: Scenario = {
  open(stage) {
    const room = addStage(stage, {
      name: "rehearsal",
      tags: { team: "platform", env: "staging" },
      recording: undefined,
    });
    comeIn(stage, room, "host");
  },
  course(stage) {
    const room = () => stage.state.stages.list()[0];
    const host = () => {
      const on = room();
      return on && anyOf(stage, present(on));
    };
    return {
      everyMs: [3_000, 8_000],
      moves: [
        {
          name: "a host comes",
          weight: 3,
          play() {
            const on = room();
            if (on && present(on).length < most) comeIn(stage, on, "host");
          },
        },
        {
          name: "a host goes",
          weight: 2,
          play() {
            const leaving = host();
            if (leaving) leave(stage, leaving);
          },
        },
        {
          name: "a host turns the camera off or on",
          weight: 2,
          play() {
            const turning = host();
            if (turning?.publishing) unpublish(stage, turning);
            else if (turning) publish(stage, turning);
          },
        },
      ],
    };
  },
};
