import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createWorld } from "../../src/emulator/create-world.ts";
import { addStage, removeStage } from "../../src/emulator/lifecycle.ts";
import { join, publish } from "../../src/emulator/participants.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { defaultSettings } from "../../src/emulator/settings.ts";
import { startAt } from "./start.ts";

function setUp() {
  const complaints: unknown[] = [];
  const world = createWorld({
    clock: createManualClock(startAt),
    region: "us-west-2",
    account: "123456789012",
    seed: 1,
    settings: defaultSettings(),
    random: createRandom(1, "resources"),
    lifeRandom: createRandom(1, "life"),
    report: (what, error) => complaints.push([what, error]),
  });
  return { world, stage: addStage(world, { name: "", tags: {}, recording: undefined }), complaints };
}

test("what happens is told at once and in order, until the listener has enough", () => {
  const { world, stage } = setUp();
  const heard: string[] = [];
  const stop = world.subscribe(({ kind }) => heard.push(kind));
  const ana = join(world, stage, { userId: "ana" });
  publish(world, ana);
  expect(heard).toEqual(["sessionOpened", "participantJoined", "participantPublished"]);
  removeStage(world, stage);
  expect(heard.slice(3)).toEqual([
    "participantUnpublished",
    "participantLeft",
    "sessionClosed",
    "stageDeleted",
  ]);
  stop();
  join(world, addStage(world, { name: "", tags: {}, recording: undefined }));
  expect(heard).toHaveLength(7);
});

test("a listener that throws is reported and keeps nobody from hearing", () => {
  const { world, stage, complaints } = setUp();
  const broken = new Error("broken");
  const heard: string[] = [];
  world.subscribe(() => {
    throw broken;
  });
  world.subscribe(({ kind }) => heard.push(kind));
  join(world, stage);
  expect(heard).toEqual(["sessionOpened", "participantJoined"]);
  expect(complaints).toEqual([
    ["listener to sessionOpened failed", broken],
    ["listener to participantJoined failed", broken],
  ]);
});
