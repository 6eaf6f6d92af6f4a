import { describe, expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createHints, type Hint } from "../../src/feed/hints.ts";

const stageArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdABCDefgh";
const of = (participantId: string): Hint => ({ kind: "stage", stageArn, sessionId: "st-1", participantId });

function start() {
  const clock = createManualClock(0);
  const hints = createHints(clock);
  const heard: Hint[] = [];
  const stop = hints.on((hint) => heard.push(hint));
  return { clock, hints, heard, stop };
}

describe("hints", () => {
  it("are heard at once, by everybody who listens", () => {
    const { hints, heard } = start();
    const other: Hint[] = [];
    hints.on((hint) => other.push(hint));
    hints.give(of("ann"));
    hints.give(of("bob"));
    expect(heard).toEqual([of("ann"), of("bob")]);
    expect(other).toEqual(heard);
  });

  it("of the same subject come once a second, and what comes meanwhile is not lost", () => {
    const { hints, heard, clock } = start();
    for (let index = 0; index < 1_000; index += 1) hints.give(of("ann"));
    expect(heard).toHaveLength(1);
    clock.moveTo(1_000);
    expect(heard).toHaveLength(2);
    clock.moveTo(5_000);
    expect(heard).toHaveLength(2);
    hints.give(of("ann"));
    expect(heard).toHaveLength(3);
    expect(hints.counts()).toEqual({ given: 3, merged: 999, dropped: 0 });
  });

  it("name the stage when they name more participants than can be told apart, and stay bounded beyond", () => {
    const { hints, heard, clock } = start();
    for (let index = 0; index < 100_000; index += 1) hints.give(of(`p${index}`));
    expect(heard).toHaveLength(2_001);
    expect(heard.at(-1)).toEqual({ kind: "stage", stageArn, compositionArn: undefined });
    for (let index = 0; index < 100_000; index += 1)
      hints.give({ ...of("p"), stageArn: `${stageArn}${index}` });
    expect(heard).toHaveLength(4_000);
    expect(hints.counts().dropped).toBeGreaterThan(90_000);
    clock.moveTo(10_000);
    expect(heard).toHaveLength(4_001);
    expect(clock.nextTimerAt()).toBeUndefined();
  });

  it("cost nothing while nobody listens, and leave nothing behind", () => {
    const { hints, heard, clock, stop } = start();
    hints.give(of("ann"));
    hints.give(of("ann"));
    stop();
    expect(clock.nextTimerAt()).toBeUndefined();
    hints.give(of("bob"));
    expect(clock.nextTimerAt()).toBeUndefined();
    clock.moveTo(10_000);
    expect(heard).toEqual([of("ann")]);
    hints.on((hint) => heard.push(hint));
    hints.give(of("bob"));
    hints.close();
    hints.give(of("bob"));
    expect(clock.nextTimerAt()).toBeUndefined();
    expect(heard).toHaveLength(2);
  });
});
