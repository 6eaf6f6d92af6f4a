import { addStage, addStorageConfiguration, removeStage } from "../lifecycle.ts";
import { perform } from "../operations/index.ts";
import { leave, publish, publishing, unpublish } from "../participants.ts";
import { replicationsOf, startReplication, stopReplication } from "../replication.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { activeSession, startSession } from "../session.ts";
import type { StageRecord } from "../state.ts";
import { isRunning } from "../usage.ts";
import { anyOf, comeIn, present } from "./people.ts";

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

const shortestShowMs = 60_000;
const mostPublishers = 6;
const mostPeople = 30;

const isLive = (candidate: StageRecord) => present(candidate).length > 0;
const isTemporary = (candidate: StageRecord) => candidate.sequence > residents;

/** A live-video company at work: shows begin and end, people come and go, and now and then a stage does. */
export const show: Scenario = { open, course };

function open(stage: Stage): void {
  const storage = addStorageConfiguration(stage, {
    name: "recordings",
    s3: { bucketName: "live-company-recordings" },
    tags: { team: "platform" },
  });
  for (const casting of opening) {
    const added = cast(stage, casting, storage.arn);
    if (casting.live) startSession(stage, added);
  }
  for (const added of stage.state.stages.list()) if (activeSession(added)) begin(stage, added);
  perform("CreateEncoderConfiguration", { name: "hd", tags: { team: "platform" } }, stage);
  replicate(stage);
  compose(stage);
}

function course(stage: Stage) {
  const { state, random } = stage;
  const pick = (suits: (candidate: StageRecord) => boolean) =>
    anyOf(stage, state.stages.list().filter(suits));
  const temporaryName = () => `${random.pick(places)}-${random.integer(1, 99)}`;
  return {
    everyMs: [500, 2_500] as const,
    moves: [
      {
        name: "a show begins",
        weight: 5,
        play() {
          const idle = pick((candidate) => !isLive(candidate));
          if (idle) begin(stage, idle);
        },
      },
      {
        name: "a show ends",
        weight: 3,
        play() {
          const begunBy = stage.clock.now() - shortestShowMs;
          const live = pick(
            (candidate) => isLive(candidate) && Number(activeSession(candidate)?.startTime) <= begunBy,
          );
          for (const participant of live ? present(live) : []) leave(stage, participant);
        },
      },
      {
        name: "a viewer comes",
        weight: 20,
        play() {
          const live = pick((candidate) => isLive(candidate) && present(candidate).length < mostPeople);
          if (live) comeIn(stage, live, "viewer");
        },
      },
      {
        name: "a viewer goes",
        weight: 16,
        play() {
          const live = pick(isLive);
          const leaving = live && anyOf(stage, present(live, "viewer"));
          if (leaving) leave(stage, leaving);
        },
      },
      {
        name: "a guest comes on",
        weight: 5,
        play() {
          const live = pick(
            (candidate) => isLive(candidate) && publishing(candidate).length < mostPublishers,
          );
          if (live) comeIn(stage, live, "guest");
        },
      },
      {
        name: "a guest goes off",
        weight: 4,
        play() {
          const live = pick(isLive);
          const leaving = live && anyOf(stage, present(live, "guest"));
          if (leaving) leave(stage, leaving);
        },
      },
      {
        name: "a host turns the camera off or on",
        weight: 3,
        play() {
          const live = pick(isLive);
          const host = live && anyOf(stage, present(live, "host"));
          if (host?.publishing) unpublish(stage, host);
          else if (host) publish(stage, host);
        },
      },
      { name: "a publisher is shown on a second stage", weight: 2, play: () => replicate(stage) },
      {
        name: "a publisher is no longer shown on a second stage",
        weight: 1,
        play() {
          const going = state.stages.list().flatMap(({ replications }) => replications);
          const replication = anyOf(
            stage,
            going.filter((each) => each.state === "ACTIVE"),
          );
          if (replication) stopReplication(stage, replication);
        },
      },
      { name: "a show is composed and recorded", weight: 1, play: () => compose(stage) },
      {
        name: "a stage comes",
        weight: 1,
        play() {
          if (state.stages.size >= most) return;
          const { team, show: program } = random.pick(opening);
          cast(stage, { name: temporaryName(), team, show: program });
        },
      },
      {
        name: "a stage goes",
        weight: 1,
        play() {
          const leaving = pick((candidate) => isTemporary(candidate) && !isLive(candidate));
          if (leaving && state.stages.size > fewest) removeStage(stage, leaving);
        },
      },
      {
        name: "a stage is renamed",
        weight: 0.5,
        play() {
          const renamed = pick(isTemporary);
          if (renamed) renamed.name = temporaryName();
        },
      },
    ],
  };
}

function cast(
  stage: Stage,
  { name, team, show: program, env, recorded }: Casting,
  storageArn?: string,
): StageRecord {
  return addStage(stage, {
    name,
    tags: { team, env: env ?? "production", show: program },
    recording: recorded && storageArn !== undefined ? { storageConfigurationArn: storageArn } : undefined,
  });
}

/** A host or two, perhaps guests, and the first viewers. */
function begin(stage: Stage, on: StageRecord): void {
  const { random } = stage;
  for (let hosts = random.integer(1, 2); hosts > 0; hosts -= 1) comeIn(stage, on, "host");
  for (let guests = random.integer(0, 2); guests > 0; guests -= 1) comeIn(stage, on, "guest");
  for (let viewers = random.integer(2, 8); viewers > 0; viewers -= 1) comeIn(stage, on, "viewer");
}

/** Shows a host of one live stage on another, unless enough of that goes on. */
function replicate(stage: Stage): void {
  const live = stage.state.stages.list().filter(isLive);
  const source = anyOf(stage, live);
  const destination = anyOf(
    stage,
    live.filter((each) => each !== source && publishing(each).length < mostPublishers),
  );
  const publisher =
    source &&
    anyOf(
      stage,
      present(source, "host").filter((each) => each.publishing),
    );
  if (!source || !destination || !publisher) return;
  const { participantId } = publisher;
  if (replicationsOf(source, participantId).some(({ state }) => state === "ACTIVE")) return;
  startReplication(stage, source, destination, {
    participantId,
    reconnectWindowSeconds: 30,
    attributes: { role: "replica" },
  });
}

/** Composes and records the first stage, unless something is composed already. It ends when nobody publishes. */
function compose(stage: Stage): void {
  const { compositions, encoderConfigurations, stages, storageConfigurations } = stage.state;
  const [main] = stages.list();
  const [encoder] = encoderConfigurations.list();
  const [storage] = storageConfigurations.list();
  if (!main || !encoder || !storage || publishing(main).length === 0) return;
  if (compositions.list().some(isRunning)) return;
  perform(
    "StartComposition",
    {
      stageArn: main.arn,
      destinations: [
        {
          name: "recording",
          s3: { storageConfigurationArn: storage.arn, encoderConfigurationArns: [encoder.arn] },
        },
      ],
      tags: { team: "lifestyle" },
    },
    stage,
  );
}
