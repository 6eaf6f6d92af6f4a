import {
  activeSession,
  addStage,
  addStorageConfiguration,
  endSession,
  removeStage,
  startSession,
} from "../lifecycle.ts";
import type { Scenario } from "../scenario.ts";
import type { StageRecord } from "../state.ts";

interface Casting {
  name: string;
  team: string;
  show: string;
  env?: "staging";
  live?: true;
  recorded?: true;
}

/** The company's stages at the opening. The first three stay for good. */
const opening: readonly Casting[] = [
  { name: "morning-kitchen-main", team: "lifestyle", show: "morning-kitchen", live: true, recorded: true },
  { name: "late-desk-main", team: "news", show: "late-desk", live: true },
  { name: "matchday-studio", team: "sports", show: "matchday", live: true, recorded: true },
  { name: "matchday-touchline", team: "sports", show: "matchday", live: true },
  { name: "matchday-fan-zone", team: "sports", show: "matchday" },
  { name: "late-desk-callers", team: "news", show: "late-desk", live: true },
  { name: "auction-house-floor", team: "commerce", show: "auction-house", live: true },
  { name: "auction-house-green-room", team: "commerce", show: "auction-house" },
  { name: "sneaker-drop", team: "commerce", show: "sneaker-drop" },
  { name: "yoga-at-seven", team: "lifestyle", show: "yoga-at-seven" },
  { name: "rehearsal", team: "platform", show: "none", env: "staging" },
  { name: "load-test", team: "platform", show: "none", env: "staging" },
];

const places = ["pop-up", "backstage", "watch-party", "qa-session", "after-hours", "guest-room"] as const;
const residents = 3;
const fewest = 8;
const most = 20;

const isLive = (candidate: StageRecord) => activeSession(candidate) !== undefined;

/** A live-video company at work: sessions open and end, and now and then a stage comes, goes or is renamed. */
export const show: Scenario = (stage) => {
  const { state, random } = stage;
  const storage = addStorageConfiguration(stage, {
    name: "recordings",
    s3: { bucketName: "live-company-recordings" },
    tags: { team: "platform" },
  });
  const permanent = new Set<string>();
  for (const casting of opening) {
    const added = cast(casting);
    if (permanent.size < residents) permanent.add(added.arn);
    if (casting.live) startSession(stage, added);
  }

  function cast({ name, team, show: program, env, recorded }: Casting): StageRecord {
    return addStage(stage, {
      name,
      tags: { team, env: env ?? "production", show: program },
      recording: recorded && { storageConfigurationArn: storage.arn },
    });
  }

  function pickStage(suits: (candidate: StageRecord) => boolean): StageRecord | undefined {
    const candidates = state.stages.list().filter(suits);
    return candidates.length > 0 ? random.pick(candidates) : undefined;
  }

  const isTemporary = (candidate: StageRecord) => !permanent.has(candidate.arn);
  const temporaryName = () => `${random.pick(places)}-${random.integer(1, 99)}`;

  return {
    everyMs: [2_000, 6_000],
    moves: [
      {
        name: "a session opens",
        weight: 8,
        play() {
          const idle = pickStage((candidate) => !isLive(candidate));
          if (idle) startSession(stage, idle);
        },
      },
      {
        name: "a session ends",
        weight: 6,
        play() {
          const live = pickStage(isLive);
          if (live) endSession(stage, live);
        },
      },
      {
        name: "a stage comes",
        weight: 2,
        play() {
          if (state.stages.size >= most) return;
          const { team, show: program } = random.pick(opening);
          cast({ name: temporaryName(), team, show: program });
        },
      },
      {
        name: "a stage goes",
        weight: 2,
        play() {
          const leaving = pickStage((candidate) => isTemporary(candidate) && !isLive(candidate));
          if (leaving && state.stages.size > fewest) removeStage(stage, leaving);
        },
      },
      {
        name: "a stage is renamed",
        weight: 1,
        play() {
          const renamed = pickStage(isTemporary);
          if (renamed) renamed.name = temporaryName();
        },
      },
    ],
  };
};
