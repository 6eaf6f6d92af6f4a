import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Context, createContext, type Services } from "../../src/context.ts";
import { stageKeys } from "../../src/domains/stage/loader.ts";
import { CodedError } from "../../src/errors.ts";
import { createCursors } from "../../src/feed/cursor.ts";
import { createIdempotencyKeys } from "../../src/idempotency.ts";
import { createLog } from "../../src/log.ts";
import { operations } from "../../src/upstream/operations.ts";
import { createViewer, type Scope } from "../../src/viewer.ts";
import { watchesOn } from "../support/watches.ts";
import { type Account, openAccount } from "./account.ts";
import { silentAudit } from "../support/viewer-context.ts";

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);
const runs = proveRuns ? Math.max(1, Math.ceil(proveRuns / 10)) : 1_000;
const staleMs = 6_000;
const stages = 2;
/** Known for its lifetime, or under way for as long as a call may take. */
const oldestMs = Math.max(operations.GetStage.cacheMs, operations.GetStage.deadlineMs);

const viewerOf = (id: string, ...scopes: Scope[]) => createViewer({ id, scopes: new Set(scopes) });
const viewers = [
  viewerOf("ann", "ivs:read", "ivs:stage:write"),
  viewerOf("ben", "ivs:read", "ivs:stage:write"),
];
const stranger = viewerOf("eve", "ivs:stage:write", "ivs:events");

/** How an answer comes: at once, decided late, decided early and told late, or not at all. */
const way = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.record({ kind: fc.constant("latency" as const), ms: fc.integer({ min: 1, max: 2_500 }) }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("drip" as const), everyMs: fc.integer({ min: 1, max: 3 }) }),
  },
  fc.record({
    kind: fc.constant("reset" as const),
    when: fc.constantFrom("before" as const, "after" as const),
  }),
  fc.constant({ kind: "throttle" as const }),
);

const who = fc.integer({ min: 0, max: viewers.length - 1 });
const which = fc.integer({ min: 0, max: stages - 1 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("read" as const),
      who,
      which,
      what: fc.constantFrom("get" as const, "list" as const),
      isFresh: fc.boolean(),
      way,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("write" as const), who, which, way }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("pry" as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 1_200 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

function contextsOf({ upstream, clock }: Account) {
  const log = createLog({ level: "silent" });
  const services: Services = {
    upstream,
    watches: watchesOn(upstream, clock),
    cursors: createCursors([]),
    tokenSigner: undefined,
    limits: { upstreamCallsOf: () => 40, furtherPages: 5 },
    audit: silentAudit,
    idempotencyKeys: createIdempotencyKeys({ clock }),
    about: { backend: "emulator", version: "0" },
  };
  return (viewer: ReturnType<typeof createViewer>, readsFresh = false): Context =>
    createContext(services, { viewer, log, readsFresh, deadlineAt: clock.monotonic() + 15_000 });
}

/** The name of a stage counts how often it was written. */
const versionIn = (name: string | undefined) => Number(name?.split("-")[1]);

async function runSteps(account: Account, contextOf: ReturnType<typeof contextsOf>, steps: readonly Step[]) {
  const { emulator, clock } = account;
  const arns = Array.from({ length: stages }, () => emulator.stages.create({ name: "v-0" }).arn);
  const begun = arns.map(() => 0);
  /** The last version whose write has ended well. */
  const finished = arns.map(() => 0);
  const isWriting = arns.map(() => false);
  /** The age of the newest answer that anybody was given, by what was asked. */
  const newest = new Map<string, number>();
  const under: Promise<unknown>[] = [];

  /** Waits for the answer and holds it to what was finished when it was asked for. */
  async function read({ who: index, which: stage, what, isFresh }: Extract<Step, { does: "read" }>) {
    const atLeast = finished[stage] ?? 0;
    const askedAt = clock.now();
    const question = what === "get" ? `get ${stage}` : what;
    const notBefore = newest.get(question) ?? 0;
    const { loaders } = contextOf(viewers[index] ?? stranger, isFresh);
    const arn = arns[stage] ?? "";
    const page = { maxResults: 100, nextToken: undefined };
    const answer =
      what === "get"
        ? loaders.stage.detail(stageKeys(arn))
        : loaders.stage.page(page).then(({ items }) => items.find((item) => item.arn === arn) ?? null);
    const known = await answer;
    const version = versionIn(known?.name);
    expect(version).toBeGreaterThanOrEqual(atLeast);
    expect(version).toBeLessThanOrEqual(begun[stage] ?? 0);
    const asOf = Date.parse(known?.asOf ?? "");
    if (known?.stale) expect(clock.now() - asOf).toBeLessThan(staleMs);
    else expect(asOf).toBeGreaterThanOrEqual(askedAt - oldestMs);
    if (isFresh) expect(asOf).toBeGreaterThanOrEqual(askedAt);
    expect(asOf).toBeGreaterThanOrEqual(notBefore);
    newest.set(question, Math.max(asOf, newest.get(question) ?? 0));
  }

  async function write({ who: index, which: stage }: Extract<Step, { does: "write" }>) {
    if (isWriting[stage]) return;
    isWriting[stage] = true;
    const version = (begun[stage] ?? 0) + 1;
    begun[stage] = version;
    try {
      const { write: send, loaders } = contextOf(viewers[index] ?? stranger);
      const arn = arns[stage] ?? "";
      const { output } = await send("UpdateStage", { arn, name: `v-${version}` });
      finished[stage] = version;
      expect(versionIn(output.stage?.name)).toBe(version);
      expect(versionIn((await loaders.stage.detail(stageKeys(arn)))?.name)).toBe(version);
    } finally {
      isWriting[stage] = false;
    }
  }

  async function pry(arn: string) {
    const outcome: unknown = await Promise.resolve(
      contextOf(stranger).loaders.stage.detail(stageKeys(arn)),
    ).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: "FORBIDDEN" });
  }

  /** Whoever is let down by AWS is told so, which is not what this is about. */
  const unlessAwsFails = async (asked: Promise<unknown>) =>
    asked.catch((error: unknown) => {
      if (!(error instanceof CodedError) || !error.code.startsWith("UPSTREAM_")) throw error;
    });

  for (const each of steps) {
    if (each.does === "wait") await clock.advance(each.ms);
    else if (each.does === "pry") {
      under.push(pry(arns[each.which] ?? ""));
    } else {
      const takeBack = each.way ? emulator.inject({ ...each.way, times: 1 }) : () => {};
      under.push(unlessAwsFails(each.does === "read" ? read(each) : write(each)));
      await clock.settle();
      takeBack();
    }
    for (const one of under) one.catch(() => undefined);
  }
  await clock.advance(20_000);
  await Promise.all(under);
  for (const arn of arns) await account.upstream.call("DeleteStage", { arn });
}

/** What a read that has failed was asked for before a write, and is told after it, is newer than what the write has shown. */
const sentAgainAfterAWrite: Step[] = [
  {
    does: "read",
    who: 0,
    which: 0,
    what: "get",
    isFresh: false,
    way: { kind: "reset", when: "before" },
  },
  { does: "write", who: 0, which: 0, way: undefined },
  { does: "wait", ms: 100 },
  { does: "read", who: 0, which: 0, what: "get", isFresh: false, way: undefined },
  { does: "read", who: 0, which: 0, what: "get", isFresh: false, way: { kind: "drip", everyMs: 1 } },
];

test("no read shows what was replaced before it was asked, or is older than one before, or more than it may, or too old", async () => {
  const account = await openAccount({ bytes: 64_000_000, staleMs });
  const contextOf = contextsOf(account);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 25 }), (steps) =>
      runSteps(account, contextOf, steps),
    ),
    { numRuns: runs, examples: [[sentAgainAfterAWrite]] },
  );
  expect(account.upstream.inFlight).toBe(0);
}, 3_600_000);
