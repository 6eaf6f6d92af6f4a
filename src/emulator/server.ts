import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { Clock } from "../clock.ts";
import { createActivity, type Activity } from "./activity.ts";
import { isAccount, isRegion } from "./arn.ts";
import { AwsError } from "./aws-error.ts";
import type { BridgeEvent } from "./bridge-event.ts";
import type { Control } from "./control-route.ts";
import { isControlPath, serveControl } from "./control.ts";
import { createWorld } from "./create-world.ts";
import { preflight, withheldFrom } from "./cross-origin.ts";
import { createDriver, type Driver } from "./drive.ts";
import { createEventDelivery } from "./event-delivery.ts";
import { createEventBridge } from "./eventbridge.ts";
import { serve, type Exchange } from "./exchange.ts";
import { createFaults, type Fault } from "./faults.ts";
import { isLoopbackAddress, requireLocal } from "./guard.ts";
import type { OperationName } from "./operations/catalogue.ts";
import { createResumedClock } from "./resumed-clock.ts";
import { runScenario } from "./scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios/index.ts";
import { defaultSettings, mergeSettings, readSettings, type EmulatorSettings } from "./settings.ts";
import {
  createStreams,
  decodeState,
  encodeState,
  positionsOf,
  requireReadable,
  type Snapshot,
} from "./snapshot.ts";
import { createThrottle } from "./throttle.ts";
import { failed } from "./wire.ts";

export type { BridgeEvent, EmulatorSettings, Fault, OperationName, ScenarioName, Snapshot };

export interface EmulatorOptions {
  /** The emulated time. */
  clock: Clock;
  /** The machine's time, for what goes over the network to targets of events; needed where `clock` is faster or slower. Default `clock`. */
  networkClock?: Clock;
  /** Default 0: any free port. */
  port?: number;
  /** A loopback address; default 127.0.0.1. */
  host?: string;
  /** Default us-west-2. */
  region?: string;
  /** Twelve digits; default 123456789012. */
  account?: string;
  /** Everything random follows from it; default 1. */
  seed?: number;
  /**
   * "quiet" (nothing happens, the default), "rehearsal" (a few hosts on one stage), "show" (a lively company), "crowd"
   * (5,000 viewers on one stage) or "trouble" (what can go wrong does).
   */
  scenario?: ScenarioName;
  settings?: Partial<EmulatorSettings>;
  /**
   * What another emulator was, to go on with, its Region and account too, and its seed and settings unless given here.
   * Its time goes on from where it was when `clock` is behind that, and never back; what fell due meanwhile happens at
   * once. The scenario's course runs without its opening, unless the scenario is another one and there are no stages.
   */
  snapshot?: Snapshot;
  log?: (line: { level: "debug" | "info" | "error"; message: string; [key: string]: unknown }) => void;
}

export interface Emulator extends Driver {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  /** Calls received per operation since the start or `resetCalls`, refused ones too; only operations that were called. */
  readonly calls: Partial<Record<OperationName, number>>;
  resetCalls(): void;
  /** What Amazon EventBridge was given, whether it was delivered or not: the last 1,000 events, the oldest first. */
  readonly eventBridge: { readonly sent: readonly BridgeEvent[] };
  /** Spoils calls to come; the returned function takes back what is left of it. */
  inject(fault: Fault): () => void;
  /** Requests being handled right now, and how many of those wait for the clock or for ever. */
  activity(): { requests: number; parked: number };
  /** Everything that it remembers, as JSON can carry it; `createEmulator` goes on with it. Faults and calls are not part of it. */
  snapshot(): Snapshot;
  /** Ends open sockets too and stops the scenario; may be called again. */
  close(): Promise<void>;
}

/**
 * Listens on a loopback address and resolves when calls can be made. Rejects for options that make no sense and for
 * an address that cannot be had. The state lives as long as the emulator; the caller closes it.
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1", scenario = "quiet", log = () => {}, snapshot } = options;
  requireReadable(snapshot, options);
  const clock = createResumedClock(options.clock, snapshot?.time ?? 0);
  const region = options.region ?? snapshot?.region ?? "us-west-2";
  const account = options.account ?? snapshot?.account ?? "123456789012";
  const seed = options.seed ?? snapshot?.seed ?? 1;
  if (!isLoopbackAddress(host)) throw new TypeError(`${host} is no loopback address`);
  if (!isRegion(region)) throw new TypeError(`${region} is no Region`);
  if (!isAccount(account)) throw new TypeError(`${account} is no account of twelve digits`);

  const kept = mergeSettings(defaultSettings(), readSettings(snapshot?.settings ?? {}));
  const settings = mergeSettings(kept, readSettings(options.settings ?? {}));
  const streams = createStreams(seed, snapshot?.random);
  const networkClock = options.networkClock ?? options.clock;
  const delivery = createEventDelivery({ clock, networkClock, settings, log });
  const eventBridge = createEventBridge({
    clock,
    region,
    account,
    settings,
    random: streams.events,
    delivery,
    log,
  });
  const world = createWorld({
    clock,
    region,
    account,
    seed,
    settings,
    random: streams.resources,
    lifeRandom: streams.life,
    state: snapshot && decodeState(snapshot.state),
    hear: eventBridge.accept,
    report: (message, error) => log({ level: "error", message, error }),
  });
  const faults = createFaults();
  const activity = createActivity(clock);
  let calls: Partial<Record<OperationName, number>> = {};
  const resetCalls = () => {
    calls = {};
  };
  const exchange: Exchange = {
    world,
    faults,
    requestIds: streams.requests,
    count(operation) {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
    throttle: createThrottle(clock, settings),
    log,
  };
  const control: Control = {
    world,
    settings,
    faults,
    eventBridge,
    scenario,
    seed,
    calls: () => ({ ...calls }),
    resetCalls,
  };

  const { server, boundPort } = await listen(createListener(exchange, control, activity), host, port);
  world.agenda.resume();
  for (const waiting of snapshot?.events ?? []) delivery.send(waiting);
  const stopScenario = runScenario(
    scenarios[scenario],
    { ...world, random: streams.scenario },
    {
      opened: snapshot?.scenario === scenario || world.state.stages.size > 0,
      report: (move, error) => log({ level: "error", message: "scenario move failed", move, error }),
    },
  );
  world.history.changed();
  let closing: Promise<void> | undefined;

  return {
    ...createDriver(world),
    url: `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    region,
    account,
    get calls() {
      return { ...calls };
    },
    resetCalls,
    eventBridge: { sent: eventBridge.sent },
    inject(fault) {
      const { remove } = faults.add(fault);
      return () => void remove();
    },
    activity: activity.read,
    snapshot: () => ({
      version: 1,
      time: clock.now(),
      region,
      account,
      seed,
      settings: structuredClone(settings),
      random: positionsOf(streams),
      state: encodeState(world.state.copy()),
      events: structuredClone(delivery.waiting()),
      scenario,
    }),
    close() {
      closing ??= new Promise((resolve) => {
        stopScenario();
        world.agenda.stop();
        delivery.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

function createListener(exchange: Exchange, control: Control, activity: Activity) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const park = activity.enter(response);
    response.on("error", (error) =>
      exchange.log({ level: "debug", message: "answer not delivered", error: error.message }),
    );
    try {
      requireLocal(request.headers);
      const allowed = preflight(request);
      if (allowed) {
        response.writeHead(204, allowed).end();
        return;
      }
      const path = (request.url ?? "").replace(/\?.*$/, "");
      if (isControlPath(path)) await serveControl(control, request, response);
      else await serve(exchange, request, response, park);
    } catch (error) {
      // The client hung up while sending its request.
      if (request.errored) return;
      if (!(error instanceof AwsError))
        exchange.log({ level: "error", message: "request crashed", url: request.url, error });
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const told =
        error instanceof AwsError ? error : new AwsError("InternalFailure", 500, "The emulator failed");
      const { status, headers, body } = failed(told, exchange.requestIds.uuid());
      response.writeHead(status, withheldFrom(request.headers.origin, headers));
      response.end(body);
    }
  };
}

function listen(listener: ReturnType<typeof createListener>, host: string, port: number) {
  const server = createServer({
    // The machine's own timers would close connections under a clock that stands still.
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: 0,
  });
  server.on("request", (request, response) => void listener(request, response));
  return new Promise<{ server: typeof server; boundPort: number }>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve({ server, boundPort: typeof address === "object" && address ? address.port : port });
    });
  });
}
