import { type Clock, createSystemClock } from "../../src/clock.ts";
import { createEmulator, type Emulator } from "../../src/emulator/server.ts";
import { CodedError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { createUpstream, type Upstream } from "../../src/upstream/index.ts";
import type { Lane } from "../../src/upstream/lanes.ts";
import type { OperationName } from "../../src/upstream/operations.ts";
import { createRandom } from "../../src/emulator/random.ts";
import { createQuiescentClock } from "../support/quiescent-clock.ts";
import { type Arrival, mostInASecond, recordArrivals } from "./arrivals.ts";

type Random = ReturnType<typeof createRandom>;

/** What a load is made of. */
export interface Load {
  seed: number;
  clients: number;
  durationMs: number;
  share: number;
  /** How long a call may be on its way to AWS. */
  longestDelayMs: number;
  time: "virtual" | "real";
}

/** What became of one operation under a load. */
export interface Outcome {
  operation: OperationName;
  limit: number;
  quota: number;
  mostInASecond: number;
  /** Calls a second, as a part of the limit. */
  used: number;
  throttles: number;
}

/** The operations that the load asks for: each client for one of them. */
const mix = [
  "GetStage",
  "ListStages",
  "GetParticipant",
  "ListParticipants",
  "ListParticipantEvents",
  "ListStageSessions",
  "ListCompositions",
  "ListPublicKeys",
  "ListTagsForResource",
  "CreateParticipantToken",
  "UpdateStage",
  "TagResource",
] as const satisfies readonly OperationName[];

const writes = new Set<OperationName>(["UpdateStage", "TagResource", "CreateParticipantToken"]);
const pathOf = (operation: OperationName) =>
  ({ ListTagsForResource: "GET tags", TagResource: "POST tags" })[operation as string] ?? operation;

function inputsOf(emulator: Emulator): Record<(typeof mix)[number], object> {
  const { arn } = emulator.stages.create({ name: "busy" });
  const { participantId, sessionId } = emulator.stages.stage(arn).join();
  const session = { stageArn: arn, sessionId };
  return {
    GetStage: { arn },
    ListStages: {},
    GetParticipant: { ...session, participantId },
    ListParticipants: session,
    ListParticipantEvents: { ...session, participantId },
    ListStageSessions: { stageArn: arn },
    ListCompositions: {},
    ListPublicKeys: {},
    ListTagsForResource: { resourceArn: arn },
    CreateParticipantToken: { stageArn: arn },
    UpdateStage: { arn, name: "busier" },
    TagResource: { resourceArn: arn, tags: { a: "b" } },
  };
}

/** Asks for one thing again and again until `until`; whoever is refused comes back when it was told to. */
async function client(
  name: string,
  operation: (typeof mix)[number],
  {
    upstream,
    clock,
    random,
    until,
    inputs,
  }: {
    upstream: Upstream;
    clock: Clock;
    random: Random;
    until: number;
    inputs: ReturnType<typeof inputsOf>;
  },
): Promise<void> {
  while (clock.monotonic() < until) {
    const reading: Lane = random.next() < 0.1 ? "background" : "interactive";
    const lane = writes.has(operation) ? "control" : reading;
    const deadlineAt = clock.monotonic() + 15_000;
    try {
      await upstream.call(operation, inputs[operation], { lane, viewer: name, deadlineAt });
    } catch (error) {
      const retryAfterMs = error instanceof CodedError ? Number(error.details["retryAfterMs"] ?? 100) : 100;
      await clock.sleep(Math.min(retryAfterMs, Math.max(1, until - clock.monotonic())));
    }
  }
}

/** Runs a load against an emulator that throttles as AWS does. Throws what a call threw that is no refusal. */
export async function runLoad(load: Load): Promise<{ outcomes: Outcome[]; calls: number }> {
  const { seed, clients, durationMs, share, longestDelayMs, time } = load;
  const random = createRandom(seed, "load");
  const running: { upstream?: Upstream; emulator?: Emulator; waiting?: () => number } = {};
  const manual = createQuiescentClock(() => ({
    clientRequests: 0,
    gatewayRequests: 0,
    upstreamCalls: running.upstream?.inFlight ?? 0,
    emulatorRequests: running.emulator?.activity().requests ?? 0,
    parked: (running.waiting?.() ?? 0) + (running.emulator?.activity().parked ?? 0),
  }));
  const clock = time === "virtual" ? manual : createSystemClock();
  const emulator = await createEmulator({ clock });
  const recorder = await recordArrivals(emulator.url, clock, () => random.integer(0, longestDelayMs));
  const upstream = createUpstream({
    target: { backend: "emulator", endpoint: recorder.url, region: emulator.region },
    allowance: { share, quotas: {} },
    clock,
    log: createLog({ level: "silent" }),
  });
  Object.assign(running, { upstream, emulator, waiting: () => recorder.waiting });

  const startedAt = clock.monotonic();
  const until = startedAt + durationMs;
  const inputs = inputsOf(emulator);
  let isOver = false;
  const over = Promise.all(
    Array.from({ length: clients }, (_, index) =>
      client(`viewer-${index % 50}`, mix[index % mix.length] ?? "GetStage", {
        upstream,
        clock,
        random,
        until,
        inputs,
      }),
    ),
  ).finally(() => (isOver = true));
  if (time === "virtual") while (!isOver) await manual.advance(100);
  await over;
  await upstream.close();
  await recorder.close();
  await emulator.close();

  const seen = recorder.arrivals.filter(({ at }) => at >= startedAt && at < until);
  return {
    calls: recorder.arrivals.length,
    outcomes: mix.map((operation) => outcomeOf(operation, upstream, seen, durationMs)),
  };
}

function outcomeOf(
  operation: OperationName,
  upstream: Upstream,
  arrivals: readonly Arrival[],
  durationMs: number,
): Outcome {
  const { limit, quota, throttles } = upstream.stateOf(operation);
  const path = pathOf(operation);
  const count = arrivals.filter((arrival) => arrival.operation === path).length;
  return {
    operation,
    limit,
    quota,
    mostInASecond: mostInASecond(arrivals, path),
    used: count / (limit * (durationMs / 1_000)),
    throttles,
  };
}
