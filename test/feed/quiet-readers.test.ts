import { getEventListeners, setMaxListeners } from "node:events";

import { expect, it } from "vitest";

import type { Delivery } from "../../src/feed/delivery.ts";
import { startGateway } from "../support/gateway.ts";
import { openSocket } from "../support/socket.ts";
import { worldOfTest } from "./world.ts";

/** Longer than a topic that nobody follows is watched on. */
const lingerMs = 60_000;

/** How a reader goes: before it has asked, while it waits, or because whoever made it gives up. */
const ways = ["unasked", "waiting", "aborted"] as const;

it("leaves nothing behind of a thousand readers of stages, compositions and the lobby to whom nothing happened", async () => {
  const world = await worldOfTest();
  const { clock, emulator, hints } = world;
  const { watches } = world.boot();
  const arns = Array.from({ length: 8 }, (_, n) => emulator.stages.create({ name: `studio-${n}` }).arn);
  const kinds = [
    ...arns.map((arn) => () => watches.feed.follow(watches.stageLog(arn))),
    ...arns.map(
      (arn) => (signal: AbortSignal) => watches.feed.follow(watches.stageLog(arn), { focus: "ana", signal }),
    ),
    (signal: AbortSignal) => watches.feed.follow(watches.compositions, { signal }),
    (signal: AbortSignal) => watches.feed.follow(watches.lobby, { signal }),
  ];
  const giveUp = new AbortController();
  setMaxListeners(0, giveUp.signal);
  const happened: string[] = [];
  const readers = Array.from({ length: 1_000 }, (_, n) => {
    const iterator = (kinds[n % kinds.length] ?? kinds[0])?.(giveUp.signal) as AsyncIterableIterator<
      Delivery<{ kind: string }>
    >;
    const way = ways[n % ways.length];
    const take = async () => {
      for await (const each of iterator) if (each.kind === "line") happened.push(each.item.kind);
    };
    return { iterator, way, done: way === "unasked" ? Promise.resolve() : take() };
  });
  await clock.advance(30_000);
  expect(watches.activity()).toMatchObject({ topics: 10, readers: 1_000 });
  // Lists begin with what is there, and that is all that they have to tell.
  expect(new Set(happened)).toEqual(new Set(["stages", "compositions"]));

  for (const { iterator, way } of readers) if (way !== "aborted") await iterator.return?.();
  giveUp.abort();
  for (const { iterator } of readers) await iterator.return?.();
  await Promise.all(readers.map(({ done }) => done));
  expect(getEventListeners(giveUp.signal, "abort")).toEqual([]);
  await clock.advance(lingerMs);
  expect(watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
  expect(clock.nextTimerAt()).toBeUndefined();
  for (const arn of arns) hints.give({ kind: "stage", stageArn: arn });
  expect(hints.counts()).toMatchObject({ given: 0, merged: 0 });
  emulator.resetCalls();
  await clock.advance(lingerMs);
  expect(emulator.calls).toEqual({});
});

it("leaves nothing behind of two hundred subscriptions that end by complete, by leaving, and by tearing the socket", async () => {
  const gateway = await startGateway({ time: "still" });
  const { app, clock, emulator } = gateway;
  const { arn } = emulator.stages.create({ name: "studio" });
  const fields = [
    `stageEvents(stageArn: "${arn}")`,
    `participantEvents(stageArn: "${arn}", participantId: "ana")`,
    `stagePresence(stageArn: "${arn}")`,
    "liveStages(filter: { live: true })",
    "compositionEvents",
  ];
  const timers = clock.nextTimerAt();
  const sockets = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = await openSocket(gateway);
      const ids = Array.from({ length: 20 }, (_, n) => `op${n}`);
      for (const [n, id] of ids.entries()) {
        const query = `subscription { ${fields[n % fields.length]} { __typename } }`;
        socket.ws.send(JSON.stringify({ id, type: "subscribe", payload: { query } }));
      }
      await socket.send({ type: "ping" });
      return { socket, ids };
    }),
  );
  await gateway.until(() => app.listeners().subscriptions === 200);
  await clock.advance(5_000);
  expect(app.watches.activity().topics).toBe(3);
  for (const [n, { socket, ids }] of sockets.entries()) {
    if (n % 3 === 0) for (const id of ids) socket.ws.send(JSON.stringify({ id, type: "complete" }));
    if (n % 3 === 1) socket.ws.close(1000);
    else if (n % 3 === 2) socket.ws.terminate();
  }
  await gateway.until(() => app.listeners().subscriptions === 0);
  for (const { socket } of sockets) socket.ws.terminate();
  await gateway.until(() => app.listeners().sockets === 0);
  await clock.advance(lingerMs);
  expect(app.watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
  expect(clock.nextTimerAt()).toBe(timers);
  emulator.resetCalls();
  await clock.advance(lingerMs);
  expect(emulator.calls).toEqual({});
});
