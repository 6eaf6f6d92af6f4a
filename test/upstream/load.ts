import type { Clock } from "../../src/clock.ts";
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

type Inputs = Record<(typeof mix)[number], object>;

function inputsOf(emulator: Emulator): Inputs {
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
    inputs: Inputs;
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

/** An emulator that throttles as AWS does, behind somebody who writes down what arrives. */
export interface FarSide {
  readonly url: string;
  readonly region: string;
  readonly inputs: Inputs;
  arrivals(): Promise<readonly Arrival[]>;
  close(): Promise<void>;
}

/** Opens one in this process; `inFlight` is for a clock that waits for it. */
export async function openFarSide(clock: Clock, delayMs?: () => number) {
  const emulator = await createEmulator({ clock });
  const recorder = await recordArrivals(emulator.url, clock, delayMs);
  return {
    url: recorder.url,
    region: emulator.region,
    inputs: inputsOf(emulator),
    arrivals: () => Promise.resolve(recorder.arrivals),
    forget: () => void recorder.arrivals.splice(0),
    inFlight() {
      const { requests, parked } = emulator.activity();
      return { emulatorRequests: requests, parked: recorder.waiting + parked };
    },
    async close() {
      await recorder.close();
      await emulator.close();
    },
  };
}

/** Runs a load on virtual time, everything in this process. */
export async function runLoad(load: Load & { longestDelayMs: number }): Promise<Outcome[]> {
  const random = createRandom(load.seed, "way");
  const running: { upstream?: Upstream; far?: Awaited<ReturnType<typeof openFarSide>> } = {};
  const clock = createQuiescentClock(() => ({
    clientRequests: 0,
    gatewayRequests: 0,
    upstreamCalls: running.upstream?.inFlight ?? 0,
    ...(running.far?.inFlight() ?? { emulatorRequests: 0, parked: 0 }),
  }));
  const far = await openFarSide(clock, () => random.integer(0, load.longestDelayMs));
  running.far = far;
  let isOver = false;
  const over = putUnderLoad(load, far, clock, (upstream) => (running.upstream = upstream)).finally(
    () => (isOver = true),
  );
  while (!isOver) await clock.advance(100);
  return over;
}

/** Puts an upstream that was used before on the far side under a load, and says what came of it. Closes both. */
export async function putUnderLoad(
  { seed, clients, durationMs, share }: Load,
  far: FarSide,
  clock: Clock,
  opened: (upstream: Upstream) => void = () => {},
): Promise<Outcome[]> {
  const { url: endpoint, region, inputs } = far;
  const upstream = createUpstream({
    target: { backend: "emulator", endpoint, region },
    allowance: { share, quotas: {} },
    clock,
    log: createLog({ level: "silent" }),
  });
  opened(upstream);
  await upstream.check();
  await clock.sleep(2_000);
  const random = createRandom(seed, "load");
  const until = clock.monotonic() + durationMs;
  await Promise.all(
    Array.from({ length: clients }, (_, index) =>
      client(`viewer-${index % 50}`, mix[index % mix.length] ?? "GetStage", {
        upstream,
        clock,
        random,
        until,
        inputs,
      }),
    ),
  );
  await upstream.close();
  const arrivals = await far.arrivals();
  await far.close();
  return mix.map((operation) => outcomeOf(operation, upstream, arrivals, durationMs));
}

function outcomeOf(
  operation: OperationName,
  upstream: Upstream,
  arrivals: readonly Arrival[],
  durationMs: number,
): Outcome {
  const { limit, quota, throttles } = upstream.stateOf(operation);
  const path = pathOf(operation);
  const times = arrivals.filter((arrival) => arrival.operation === path).map(({ at }) => at);
  const [, first] = arrivals;
  const end = (first?.at ?? 0) + durationMs;
  const count = times.filter((at) => at < end).length;
  return {
    operation,
    limit,
    quota,
    mostInASecond: mostInASecond(arrivals, path),
    used: count / (limit * (durationMs / 1_000)),
    throttles,
  };
}
