import { describe, expect, it } from "vitest";

import { CodedError } from "../../src/errors.ts";
import { createViewer } from "../../src/viewer.ts";
import { openStream } from "../support/event-stream.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createLiveGraph, type LiveGraph } from "../support/live-graph.ts";
import { openSocket } from "../support/socket.ts";

/** A subscriber on either transport, as far as tests of both need one. */
interface Subscriber {
  /** The next answer, or what came in its place. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  next(): Promise<any>;
  leave(): void;
}

type Follow = (gateway: Gateway, query: string, variables?: object) => Promise<Subscriber>;

const overWebSocket: Follow = async (gateway, query, variables) => {
  const socket = await openSocket(gateway);
  const id = await socket.subscribe(query, variables);
  return {
    async next() {
      const { type, payload } = await socket.next(id);
      return type === "next" ? payload : { [type]: payload ?? true };
    },
    leave: () => socket.ws.terminate(),
  };
};

const overSse: Follow = async (gateway, query, variables) => {
  const stream = await openStream(gateway, query, variables && { variables });
  return {
    async next() {
      const event = await stream.next();
      return event?.event === "next" ? event.data : { [event?.event ?? "ended"]: true };
    },
    leave: stream.leave,
  };
};

const transports: [string, Follow][] = [
  ["WebSocket", overWebSocket],
  ["SSE", overSse],
];

async function start(
  options: Parameters<typeof startGateway>[0] = {},
): Promise<{ gateway: Gateway; graph: LiveGraph }> {
  const graph = createLiveGraph();
  return { gateway: await startGateway({ schema: graph.schema, ...options }), graph };
}

const lines = "subscription ($after: String) { lines(after: $after) { n } }";

describe.each(transports)("a subscription over %s", (_name, follow) => {
  it("gives each item with its cursor, in order, and says when there are no more", async () => {
    const { gateway, graph } = await start();
    const subscriber = await follow(gateway, lines);
    for (let n = 0; n < 30; n += 1) graph.write();
    for (let n = 0; n < 30; n += 1)
      expect(await subscriber.next()).toMatchObject({
        data: { lines: { n } },
        extensions: { cursor: String(n + 1) },
      });
    graph.end();
    expect(await subscriber.next()).toEqual({ complete: true });
    await gateway.until(() => graph.readers === 0);
  });

  it("goes on where its argument says", async () => {
    const { gateway, graph } = await start();
    for (let n = 0; n < 5; n += 1) graph.write();
    const subscriber = await follow(gateway, lines, { after: "3" });
    expect(await subscriber.next()).toMatchObject({ data: { lines: { n: 3 } } });
  });

  it("executes each item with loaders and a deadline of its own, and tells what it cost", async () => {
    const { gateway, graph } = await start();
    const { arn: stageArn } = gateway.emulator.stages.create({ name: "before" });
    const subscriber = await follow(gateway, "subscription { lines { stage { name } } }");
    graph.write({ stageArn });
    const first = await gateway.eventually(subscriber.next());
    await gateway.query(
      `mutation ($arn: Arn!) { updateStage(input: { arn: $arn, name: "after" }) { __typename } }`,
      { arn: stageArn },
    );
    gateway.emulator.resetCalls();
    await gateway.clock.advance(60_000);
    graph.write({ stageArn });
    const second = await gateway.eventually(subscriber.next());
    expect([first, second]).toMatchObject(
      ["before", "after"].map((name) => ({
        data: { lines: { stage: { name } } },
        extensions: { upstream: { calls: { GetStage: 1 }, predicted: { total: 1 } } },
      })),
    );
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });

    gateway.emulator.inject({ operation: "GetStage", kind: "silent", times: 5 });
    graph.write({ stageArn });
    const late = subscriber.next();
    await gateway.clock.advance(15_000);
    expect(await late).toMatchObject({
      data: { lines: { stage: { name: null } } },
      errors: [{ extensions: { code: "DEADLINE_EXCEEDED" } }],
    });
  });

  it("lives longer than the deadline of a request", async () => {
    const { gateway, graph } = await start();
    const subscriber = await follow(gateway, lines);
    await gateway.clock.advance(3_600_000);
    graph.write();
    expect(await subscriber.next()).toMatchObject({ data: { lines: { n: 0 } } });
  });

  it("is refused when no item of it could be admitted", async () => {
    const { gateway, graph } = await start();
    const subscriber = await follow(gateway, "subscription { lines { costly(calls: 41) } }");
    const refusal = await subscriber.next();
    expect(refusal.error ?? refusal.errors).toMatchObject([
      { extensions: { code: "QUERY_TOO_EXPENSIVE", cost: 41, limit: 40 } },
    ]);
    expect([graph.readers, gateway.app.listeners().subscriptions]).toEqual([0, 0]);
  });

  it("tells how it failed to open, and how its source failed, without secrets", async () => {
    const { gateway, graph } = await start();
    const atOnce = await follow(gateway, "subscription { lines(failsAtOnce: true) { n } }");
    const refusal = await atOnce.next();
    expect(refusal.error ?? refusal.errors).toMatchObject([
      { path: ["lines"], extensions: { code: "INTERNAL" } },
    ]);
    const subscriber = await follow(gateway, lines);
    graph.write();
    await subscriber.next();
    graph.end(new CodedError("SLOW_CONSUMER", "Behind.", { details: { cursor: "1" } }));
    graph.write();
    await subscriber.next();
    const failure = await subscriber.next();
    expect(failure.error ?? failure.errors).toEqual([
      { message: "Behind.", extensions: { code: "SLOW_CONSUMER", retryable: true, cursor: "1" } },
    ]);
    expect(JSON.stringify([refusal, failure])).not.toContain("secret of");
    await gateway.until(() => gateway.app.listeners().subscriptions === 0);
  });

  it("is let go of, with all its timers, when the client leaves", async () => {
    const { gateway, graph } = await start();
    const subscriber = await follow(gateway, lines);
    await gateway.clock.settle();
    expect([graph.readers, gateway.app.listeners().subscriptions]).toEqual([1, 1]);
    subscriber.leave();
    await gateway.until(() => graph.readers === 0);
    expect(gateway.app.listeners().subscriptions).toBe(0);
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
    await gateway.until(() => gateway.clock.nextTimerAt() === undefined);
  });

  it("is no request in flight while it waits", async () => {
    const { gateway, graph } = await start();
    const subscriber = await follow(gateway, lines);
    await gateway.clock.settle();
    expect(gateway.app.activity().requests).toBe(0);
    graph.write();
    await subscriber.next();
    expect(gateway.app.activity().requests).toBe(0);
  });

  it("counts among those of its viewer and of the process", async () => {
    const { gateway, graph } = await start({ env: { IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: "2" } });
    const subscribers = [await follow(gateway, lines), await follow(gateway, lines)];
    const refusal = await (await follow(gateway, lines)).next();
    expect(refusal.error ?? refusal.errors).toMatchObject([
      { extensions: { code: "RATE_LIMITED", limit: 2 } },
    ]);
    subscribers[0]?.leave();
    await gateway.until(() => graph.readers === 1);
    const again = await follow(gateway, lines);
    graph.write();
    expect(await again.next()).toMatchObject({ data: { lines: { n: 0 } } });

    const full = await start({ env: { IVS_GRAPHQL_SUBSCRIPTIONS: "0" } });
    const refused = await (await follow(full.gateway, lines)).next();
    expect(refused.error ?? refused.errors).toMatchObject([{ extensions: { code: "OVERLOADED" } }]);
  });

  it("takes leave when the server does: its last item with the cursor, and no word that this was all", async () => {
    const { gateway, graph } = await start();
    const polite = await follow(gateway, "subscription { lines(takesLeave: true) { n isClosing } }");
    const deaf = await follow(gateway, lines);
    for (let n = 0; n < 3; n += 1) graph.write();
    for (let n = 0; n < 3; n += 1) await Promise.all([polite.next(), deaf.next()]);
    const closed = gateway.close();
    expect(await polite.next()).toMatchObject({
      data: { lines: { isClosing: true } },
      extensions: { cursor: "3" },
    });
    await gateway.clock.advance(1_000);
    const last = await Promise.all(
      [polite, deaf].map((one) => one.next().catch((error: Error) => error.message)),
    );
    expect(last).toEqual(
      follow === overSse
        ? [{ ended: true }, { ended: true }]
        : ["Closed with 1001 SERVER_DRAINING.", "Closed with 1001 SERVER_DRAINING."],
    );
    await closed;
    expect(graph.readers).toBe(0);
    expect(gateway.clock.nextTimerAt()).toBeUndefined();
  });
});

describe("subscribers who ask the same", () => {
  it("share what is executed, over all transports and from wherever they begin", async () => {
    const { gateway, graph } = await start();
    graph.write();
    const subscribers = [
      await overWebSocket(gateway, lines),
      await overWebSocket(gateway, lines, { after: "0" }),
      await overSse(gateway, lines, { after: "1" }),
      await overSse(gateway, "subscription($after:String){lines(after:$after){n}}"),
    ];
    await gateway.clock.settle();
    const before = graph.executed;
    for (let n = 1; n <= 5; n += 1) graph.write();
    const seen: unknown[] = [];
    for (const [index, subscriber] of subscribers.entries())
      for (let n = index === 1 ? 0 : 1; n <= 5; n += 1) seen.push((await subscriber.next()).data.lines.n);
    const live = [1, 2, 3, 4, 5];
    expect(seen).toEqual([...live, 0, ...live, ...live, ...live]);
    expect(graph.executed - before).toBe(5);
  });

  it("make one call for all of them, whose failure is told to those who wait and to nobody after", async () => {
    const { gateway, graph } = await start();
    const { arn: stageArn } = gateway.emulator.stages.create({ name: "room" });
    const ask = () => overWebSocket(gateway, 'subscription { lines(after: "0") { stage { name } } }');
    const subscribers = [await ask(), await ask(), await ask()];
    gateway.emulator.inject({ operation: "GetStage", kind: "error", type: "ConflictException", status: 409 });
    graph.write({ stageArn });
    const failed = await Promise.all(subscribers.map((one) => one.next()));
    expect(failed.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
      "CONFLICT",
      "CONFLICT",
      "CONFLICT",
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    const later = await ask();
    expect(await gateway.eventually(later.next())).toMatchObject({
      data: { lines: { stage: { name: "room" } } },
    });
  });

  it("are not those whose variables, selection or rights differ", async () => {
    let viewers = 0;
    const { gateway, graph } = await start({
      async authenticate() {
        const id = ["ann", "ann", "ben"][viewers++] ?? "";
        return createViewer({ id, scopes: new Set(id === "ben" ? ["ivs:read"] : ["ivs:events"]) });
      },
    });
    const document = "subscription ($only: String) { lines(only: $only) { n viewer } }";
    const [ann, alsoAnn, ben] = [
      await overWebSocket(gateway, document, { only: "x" }),
      await overWebSocket(gateway, document, { only: "x" }),
      await overWebSocket(gateway, document, { only: "x" }),
    ];
    graph.write();
    const seen = await Promise.all([ann, alsoAnn, ben].map((one) => one.next()));
    expect(seen.map(({ data }) => data.lines.viewer)).toEqual(["ann", "ann", "ben"]);
    expect(graph.executed).toBe(2);

    const others = [
      await overWebSocket(gateway, document, { only: "y" }),
      await overWebSocket(gateway, document, { only: null }),
      await overWebSocket(gateway, document),
      await overWebSocket(gateway, "subscription { lines { viewer n } }"),
    ];
    const before = graph.executed;
    graph.write();
    for (const one of others) await one.next();
    await Promise.all([ann, alsoAnn, ben].map((one) => one.next()));
    expect(graph.executed - before).toBe(2 + others.length);
  });
});
