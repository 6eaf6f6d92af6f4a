import { addStage } from "../lifecycle.ts";
import { leave } from "../participants.ts";
import type { Scenario } from "../scenario.ts";
import { anyOf, comeIn, present } from "./people.ts";

const audience = 5_000;

/** One stage with two hosts and five thousand viewers, some of whom come and go all the time. */
export const crowd: Scenario = {
  open(stage) {
    const arena = addStage(stage, {
      name: "arena",
      tags: { team: "sports", env: "production" },
      recording: undefined,
    });
    for (let host = 0; host < 2; host += 1) comeIn(stage, arena, "host");
    for (let viewer = 0; viewer < audience; viewer += 1) comeIn(stage, arena, "viewer");
  },
  course(stage) {
    const arena = () => stage.state.stages.list()[0];
    return {
      everyMs: [200, 800],
      moves: [
        {
          name: "a viewer comes",
          weight: 1,
          play() {
            const on = arena();
            if (on && present(on, "viewer").length < audience * 1.1) comeIn(stage, on, "viewer");
          },
        },
        {
          name: "a viewer goes",
          weight: 1,
          play() {
            const on = arena();
            const leaving = on && anyOf(stage, present(on, "viewer"));
            if (leaving) leave(stage, leaving);
          },
        },
      ],
    };
  },
};
