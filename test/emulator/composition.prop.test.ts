import type { Composition } from "@aws-sdk/client-ivs-realtime";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createManualClock, type ManualClock } from "../../src/clock.ts";
import { createEmulator, type BridgeEvent, type Emulator, type Snapshot } from "../../src/emulator/server.ts";
import { raw, startAt } from "./start.ts";

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);
const minute = 60_000;

interface Streaming {
  arn: string;
  streamKey: string;
}

/** What is played with. The emulator may be replaced by one that goes on from its snapshot. */
interface Play {
  emulator: Emulator;
  clock: ManualClock;
  /** Two stages; one that was deleted is replaced. */
  stages: string[];
  encoder: string;
  storage: string;
  /** Who publishes, by stage. */
  streaming: Map<string, Streaming[]>;
  /** Since when nobody publishes, by stage. */
  quietSince: Map<string, number>;
  compositions: string[];
  /** Of emulators before the last snapshot. */
  told: BridgeEvent[];
  errors: unknown[];
}

async function call(play: Play, operation: string, input: object) {
  const answer = await raw(play.emulator, "POST", `/${operation}`, JSON.stringify(input));
  expect(answer.status).toBeLessThan(500);
  return (answer.body === "" ? {} : JSON.parse(answer.body)) as Record<
    string,
    { arn?: string; streamKey?: string; state?: string }
  >;
}

function addStage(play: Play): string {
  const { arn } = play.emulator.stages.create();
  play.streaming.set(arn, []);
  play.quietSince.set(arn, play.clock.now());
  return arn;
}

async function begin(): Promise<Play> {
  const clock = createManualClock(startAt);
  const errors: unknown[] = [];
  const emulator = await open(clock, errors);
  const play: Play = {
    emulator,
    clock,
    stages: [],
    encoder: "",
    storage: emulator.storageConfigurations.create().arn,
    streaming: new Map(),
    quietSince: new Map(),
    compositions: [],
    told: [],
    errors,
  };
  play.stages = [addStage(play), addStage(play)];
  const { encoderConfiguration } = await call(play, "CreateEncoderConfiguration", {});
  play.encoder = encoderConfiguration?.arn ?? "";
  return play;
}

function open(clock: ManualClock, errors: unknown[], snapshot?: Snapshot): Promise<Emulator> {
  return createEmulator({
    clock,
    settings: { throttle: "off", compositionsPerStage: 3 },
    ...(snapshot && { snapshot }),
    log: (line) => {
      if (line.level === "error") errors.push(line);
    },
  });
}

const waits = [1, 500, 3_000, 20_000, minute, 5 * minute, 86_400_000];

type Deed = (play: Play, which: number) => Promise<void> | void;

const deeds: Record<string, Deed> = {
  async compose(play, which) {
    const s3 = { storageConfigurationArn: play.storage, encoderConfigurationArns: [play.encoder] };
    const channel = { channelArn: `arn:aws:ivs:us-west-2:123456789012:channel/${which % 2}` };
    const destinations = [[{ s3 }], [{ channel }], [{ channel }, { s3 }]][which % 3];
    const { composition } = await call(play, "StartComposition", {
      stageArn: play.stages[which % 2],
      destinations,
    });
    if (composition?.arn) play.compositions.push(composition.arn);
  },
  async publish(play, which) {
    const stageArn = play.stages[which % 2] ?? "";
    const { ingestConfiguration } = await call(play, "CreateIngestConfiguration", {
      ingestProtocol: "RTMPS",
      stageArn,
    });
    const { arn = "", streamKey = "" } = ingestConfiguration ?? {};
    if (play.emulator.ingest.start(streamKey).errorCode !== undefined) return;
    play.streaming.get(stageArn)?.push({ arn, streamKey });
    play.quietSince.delete(stageArn);
  },
  unpublish(play, which) {
    const stageArn = play.stages[which % 2] ?? "";
    const leaving = play.streaming.get(stageArn)?.pop();
    if (!leaving) return;
    play.emulator.ingest.stop(leaving.streamKey);
    if (play.streaming.get(stageArn)?.length === 0) play.quietSince.set(stageArn, play.clock.now());
  },
  async stop(play, which) {
    const arn = play.compositions[which % Math.max(1, play.compositions.length)];
    if (arn !== undefined) await call(play, "StopComposition", { arn });
  },
  async deleteStage(play, which) {
    if (which > 20) return;
    await call(play, "DeleteStage", { arn: play.stages[which % 2] });
    play.stages[which % 2] = addStage(play);
  },
  trouble(play, which) {
    for (const { arn, destinations = [] } of known(play)) {
      const driver = play.emulator.compositions.composition(arn ?? "");
      const id = destinations[which % destinations.length]?.id ?? "";
      if (which % 5 === 0) driver.destination(id).fail();
      else if (which % 5 < 3) driver.destination(id).disconnect();
      else driver.destination(id).reconnect();
    }
  },
  async restart(play) {
    const snapshot = JSON.parse(JSON.stringify(play.emulator.snapshot())) as Snapshot;
    play.told = eventsOf(play);
    await play.emulator.close();
    play.emulator = await open(play.clock, play.errors, snapshot);
  },
  wait(play, which) {
    const ms = waits[which % waits.length] ?? 0;
    play.clock.moveTo(play.clock.monotonic() + ms);
  },
};

const eventsOf = ({ told, emulator }: Play): BridgeEvent[] => [...told, ...emulator.eventBridge.sent];

/** Those that can still be seen. */
function known({ emulator, compositions }: Play): Composition[] {
  return compositions.flatMap((arn) => {
    try {
      return [emulator.compositions.composition(arn).read()];
    } catch {
      return [];
    }
  });
}

const hasEnded = (state: string | undefined) => state === "STOPPED" || state === "FAILED";

/** What is wrong with the compositions that can be seen, in words. */
function wrongs(play: Play): string[] {
  return known(play).flatMap((composition) => {
    const { arn, state } = composition;
    return rules
      .filter(({ holds }) => !holds(composition, play))
      .map(({ rule }) => `${arn} is ${state}: ${rule}`);
  });
}

const statesOf = ({ destinations = [] }: Composition) => destinations.map(({ state }) => state);
const isOn = ({ state }: Composition) => state === "STARTING" || state === "ACTIVE";

const rules: readonly { rule: string; holds(composition: Composition, play: Play): boolean }[] = [
  {
    rule: "it has an end exactly when it has ended",
    holds: ({ state, endTime }) => hasEnded(state) === (endTime !== undefined),
  },
  {
    rule: "so has each output",
    holds: ({ destinations = [] }) =>
      destinations.every(({ state, endTime }) => hasEnded(state) === (endTime !== undefined)),
  },
  {
    rule: "no output outlives it",
    holds: (composition) => !hasEnded(composition.state) || statesOf(composition).every(hasEnded),
  },
  {
    rule: "it does not go on without an output",
    holds: (composition) =>
      hasEnded(composition.state) || !statesOf(composition).every((state) => state === "FAILED"),
  },
  {
    rule: "outputs start with it",
    holds: (composition) =>
      !isOn(composition) ||
      !statesOf(composition).includes(composition.state === "ACTIVE" ? "STARTING" : "ACTIVE"),
  },
  {
    rule: "it is forgotten five minutes after its end",
    holds: ({ endTime }, { clock }) => !endTime || clock.now() - endTime.getTime() < 5 * minute,
  },
  {
    rule: "its stage exists",
    holds: (composition, { stages }) => !isOn(composition) || stages.includes(composition.stageArn ?? ""),
  },
  {
    rule: "it stops after a minute without a publisher",
    holds(composition, { clock, quietSince }) {
      const now = clock.now();
      const quiet = quietSince.get(composition.stageArn ?? "") ?? now;
      return !isOn(composition) || now - Math.max(quiet, Number(composition.startTime)) < minute;
    },
  },
];

/** What was told of one composition, in order. */
function toldOf(events: readonly BridgeEvent[], arn: string): string {
  return events
    .filter(({ resources }) => resources[0] === arn)
    .map(({ detail }) => String(detail["event_name"]).replace("Destination ", "D"))
    .join(" ");
}

/** It begins at most once, ends at most once, and nothing follows its end. */
const order =
  /^(DFailure ?)*(Session Start( D(Start|Reconnecting|Failure))*)?( ?D(End|Failure))*( ?Session (End|Failure))?$/;

test(
  "whatever happens on its stage, a composition lives and is told by the rules",
  async () => {
    const step = fc.tuple(fc.constantFrom(...Object.keys(deeds), "wait", "compose"), fc.nat({ max: 100 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "+1" }), async (sequence) => {
        const play = await begin();
        try {
          for (const [deed, which] of sequence) {
            await deeds[deed]?.(play, which);
            await followTime(play);
            expect(wrongs(play)).toEqual([]);
          }
          for (const arn of play.compositions) expect(toldOf(eventsOf(play), arn)).toMatch(order);
          expect(play.errors).toEqual([]);
        } finally {
          await play.emulator.close();
        }
      }),
      { numRuns: proveRuns || 60 },
    );
  },
  proveRuns ? 3_600_000 : 60_000,
);

/** After 24 hours a publisher's connection ends by itself. */
async function followTime(play: Play): Promise<void> {
  for (const stageArn of play.stages) {
    const before = play.streaming.get(stageArn) ?? [];
    const now: Streaming[] = [];
    for (const each of before) {
      const { ingestConfiguration } = await call(play, "GetIngestConfiguration", { arn: each.arn });
      if (ingestConfiguration?.state === "ACTIVE") now.push(each);
    }
    play.streaming.set(stageArn, now);
    if (before.length > 0 && now.length === 0) play.quietSince.set(stageArn, play.clock.now());
  }
}
