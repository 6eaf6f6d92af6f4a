import { Writable } from "node:stream";

import type { GraphQLSchema } from "graphql";
import { expect, onTestFinished } from "vitest";

import { createAudit } from "../../src/audit.ts";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Emulator, EmulatorSettings } from "../../src/emulator/server.ts";
import type { Authenticate } from "../../src/server/auth.ts";
import { createLog } from "../../src/log.ts";
import { ampleQuotas } from "./quotas.ts";
import { createQuiescentClock, type QuiescentClock } from "./quiescent-clock.ts";

/** A GraphQL answer as it came over HTTP. */
export interface Answer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  data: any;
  errors:
    | readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
    | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  extensions: any;
}

/** A whole gateway with its emulator, in this process, on real sockets and virtual time. */
export interface Gateway {
  readonly app: App;
  readonly url: string;
  readonly emulator: Emulator;
  readonly clock: QuiescentClock;
  /** What was logged, one parsed line each. */
  readonly logged: Record<string, unknown>[];
  /** The lines of the audit, parsed, unless the test says where it goes. */
  readonly audited: Record<string, unknown>[];
  query(
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Lets time pass until `asked` settles, stepping only when nothing is in flight. */
  eventually<Value>(asked: Promise<Value>): Promise<Value>;
  /** Counts something as sent to the gateway until the returned function is called: time stands still unless it was received. */
  sending(): () => void;
  /** Waits, without letting time pass, until `what` is true. */
  until(what: () => boolean): Promise<void>;
  /** A request to any path, counted as in flight until its body was read. */
  fetch(path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; text: string }>;
  close(): Promise<void>;
}

/** What no log line and no error of any test may hold: a token, a private key, a signature, a stream key. */
const secrets = /\bey[\w-]{8,}\.[\w-]{8,}\.[\w-]*|PRIVATE KEY|AWS4-HMAC|\brt_\d{12}_/;

/**
 * Starts a gateway for one test and closes it when the test is over. Time passes by itself while a query waits for it, unless `time`
 * is `still`: then it passes only as the test says.
 */
export async function startGateway(
  options: {
    env?: Record<string, string>;
    settings?: Partial<EmulatorSettings>;
    time?: "flows" | "still";
    /** What is served in place of the graph. */
    schema?: GraphQLSchema;
    /** Sent with every query that does not say otherwise. */
    headers?: Record<string, string>;
    /** Who asks, in place of whoever is on this machine. */
    authenticate?: Authenticate;
  } = {},
): Promise<Gateway> {
  const { env = {}, settings, time = "flows", schema, headers: usual, authenticate } = options;
  let clientRequests = 0;
  const running: { app?: App } = {};
  const clock = createQuiescentClock(() => {
    const { requests = 0, upstreamCalls = 0 } = running.app?.activity() ?? {};
    const emulated = running.app?.emulator?.activity() ?? { requests: 0, parked: 0 };
    return {
      clientRequests,
      gatewayRequests: requests,
      upstreamCalls,
      emulatorRequests: emulated.requests,
      parked: emulated.parked,
    };
  });
  const logged: Record<string, unknown>[] = [];
  const log = createLog({
    level: "debug",
    write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>),
  });
  const config = readConfig({
    PORT: "0",
    IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
    IVS_GRAPHQL_QUOTAS: ampleQuotas,
    IVS_GRAPHQL_QUOTA_SHARE: "1",
    // Virtual time stands still between requests.
    IVS_GRAPHQL_REQUESTS_PER_SECOND: "0",
    IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: "0",
    IVS_GRAPHQL_DESTRUCTIVE_PER_MINUTE: "0",
    // Tests count calls; those of the cache switch it on. With all of them on it, data must be the same.
    IVS_GRAPHQL_CACHE_BYTES: process.env["TEST_CACHE_BYTES"] ?? "0",
    ...env,
  });
  const audited: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      audited.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const audit = env["IVS_GRAPHQL_AUDIT"] === undefined ? { audit: createAudit({ stream, clock, log }) } : {};
  const app = await startApp(config, { clock, log, version: "0.0.0", schema, authenticate, ...audit });
  running.app = app;
  onTestFinished(async () => {
    await app.close();
    expect(JSON.stringify([logged, audited])).not.toMatch(secrets);
  });
  const emulator = app.emulator;
  if (!emulator) throw new Error("The gateway under test has no emulator.");
  if (settings) await setUp(emulator, settings);
  emulator.resetCalls();
  // The start's own ListStages is not held against the test.
  clock.moveTo(clock.monotonic() + 1_000);

  function sending(): () => void {
    clientRequests += 1;
    let isSent = true;
    return () => {
      if (isSent) clientRequests -= 1;
      isSent = false;
    };
  }

  async function until(what: () => boolean): Promise<void> {
    for (let rounds = 0; !what(); rounds += 1) {
      if (rounds > 3_000) throw new Error("Everything is quiet, and it has not come true.");
      await clock.settle();
    }
  }

  const send: Gateway["fetch"] = async (path, init) => {
    const arrived = sending();
    try {
      const response = await fetch(new URL(path, app.url), init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } finally {
      arrived();
    }
  };

  async function eventually<Value>(asked: Promise<Value>): Promise<Value> {
    let isPending = true;
    const settled = asked.finally(() => (isPending = false));
    settled.catch(() => undefined);
    for (;;) {
      await clock.settle();
      if (!isPending) return settled;
      // Whoever signs a token or opens a socket does not wait for the clock.
      const { upstreamCalls, waitingCalls } = app.activity();
      if (upstreamCalls + waitingCalls === 0) continue;
      const next = clock.nextTimerAt();
      if (next === undefined) throw new Error("Nothing is on its way, and no timer is set.");
      clock.moveTo(next);
    }
  }

  return {
    app,
    url: app.url,
    emulator,
    clock,
    logged,
    audited,
    sending,
    until,
    fetch: send,
    async query(document, variables, headers) {
      const asked = send("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...usual, ...headers },
        body: JSON.stringify({ query: document, variables }),
      });
      const { text, ...answer } = await (time === "flows" ? eventually(asked) : asked);
      const { data, errors, extensions } = JSON.parse(text) as Pick<Answer, "data" | "errors" | "extensions">;
      expect(JSON.stringify(errors) ?? "").not.toMatch(secrets);
      return { ...answer, data, errors, extensions };
    },
    eventually,
    close: () => app.close(),
  };
}

async function setUp(emulator: Emulator, settings: Partial<EmulatorSettings>): Promise<void> {
  const { status } = await fetch(`${emulator.url}/_emulator/settings`, {
    method: "PATCH",
    body: JSON.stringify(settings),
  });
  if (status !== 200) throw new Error(`The emulator refused the settings with ${status}.`);
}
