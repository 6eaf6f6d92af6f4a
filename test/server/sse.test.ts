import { describe, expect, it } from "vitest";

import { openStream } from "../support/event-stream.ts";
import { startGateway } from "../support/gateway.ts";
import { createSigningKey, jwtEnv, signToken, startIssuer } from "../support/issuer.ts";
import { createLiveGraph } from "../support/live-graph.ts";

async function start(env: Record<string, string> = {}) {
  const graph = createLiveGraph();
  return { gateway: await startGateway({ schema: graph.schema, env }), graph };
}

const lines = "subscription ($after: String) { lines(after: $after) { n } }";

describe("a stream of events", () => {
  it("carries the cursor of each item as the id of its event", async () => {
    const { gateway, graph } = await start();
    const stream = await openStream(gateway, lines);
    graph.write();
    graph.write({ cursor: "a\nid: forged" });
    expect(await stream.next()).toMatchObject({ id: "1", event: "next" });
    const unfit = await stream.next();
    expect(unfit).not.toHaveProperty("id");
    expect(unfit).toMatchObject({ data: { extensions: { cursor: "a\nid: forged" } } });
  });

  it("goes on after the last event that the client names, wherever its argument says that it began", async () => {
    const { gateway, graph } = await start();
    for (let n = 0; n < 4; n += 1) graph.write();
    const headers = { "last-event-id": "2" };
    const resumed = await openStream(gateway, lines, { headers });
    expect(await resumed.next()).toMatchObject({ id: "3", data: { data: { lines: { n: 2 } } } });
    const began = await openStream(gateway, lines, { variables: { after: "1" } });
    expect(await began.next()).toMatchObject({ id: "2" });
    const cameBack = await openStream(gateway, lines, { headers, variables: { after: "1" } });
    expect(await cameBack.next()).toMatchObject({ id: "3" });
  });

  it("is served by GET as well as by POST, begins at once, and is never stored", async () => {
    const { gateway, graph } = await start();
    for (const method of ["GET", "POST"] as const) {
      const stream = await openStream(gateway, lines, { method });
      expect(stream.status).toBe(200);
      expect(stream.headers.get("content-type")).toBe("text/event-stream");
      expect(stream.headers.get("cache-control")).toBe("no-store");
      expect(stream.headers.get("content-length")).toBeNull();
      await gateway.until(() => stream.text === ":\n\n");
    }
    graph.write();
    await gateway.until(() => graph.taken === 2);
  });

  it("ends with TOKEN_EXPIRED, and a cursor to go on from with a fresh token, at the moment when the credentials expire", async () => {
    const graph = createLiveGraph();
    const key = await createSigningKey("one");
    const env = { ...jwtEnv(await startIssuer(key)), IVS_GRAPHQL_JWT_CLOCK_SKEW_SECONDS: "0" };
    const gateway = await startGateway({ schema: graph.schema, env });
    const inSeconds = (seconds: number) => Math.floor(gateway.clock.now() / 1_000) + seconds;
    const follow = async (exp: number, after?: string) =>
      openStream(gateway, lines, {
        variables: { after },
        headers: { authorization: `Bearer ${await signToken(key, { exp })}` },
      });
    const stream = await follow(inSeconds(60));
    graph.write();
    expect(await stream.next()).toMatchObject({ id: "1" });
    await gateway.clock.advance(58_000);
    expect(stream.ended).toBe(false);
    await gateway.clock.advance(2_000);
    expect(await stream.next()).toMatchObject({
      data: { errors: [{ extensions: { code: "TOKEN_EXPIRED" } }] },
    });
    await gateway.until(() => stream.ended);
    expect(graph.readers).toBe(0);
    graph.write();
    const resumed = await follow(inSeconds(600), "1");
    expect(await resumed.next()).toMatchObject({ id: "2" });
  });

  it("shows every twelve seconds that it lives", async () => {
    const { gateway } = await start();
    const stream = await openStream(gateway, lines);
    await gateway.clock.advance(11_999);
    expect(stream.text).toBe(":\n\n");
    await gateway.clock.advance(1);
    await gateway.until(() => stream.text === ":\n\n:\n\n");
    await gateway.clock.advance(12_000);
    await gateway.until(() => stream.text === ":\n\n:\n\n:\n\n");
  });

  it("is one answer and an end for a query, and is not reset by anything that came before", async () => {
    const { gateway } = await start();
    for (const query of ["{ __typename }", "{ __typename upstream { backend } }"]) {
      const stream = await openStream(gateway, query);
      expect(await stream.next()).toMatchObject({ event: "next", data: { data: { __typename: "Query" } } });
      expect(await stream.next()).toEqual({ event: "complete", data: undefined });
      await gateway.until(() => stream.ended);
    }
    expect(gateway.clock.nextTimerAt()).toBeUndefined();
  });

  it.each(["application/json", "application/graphql-response+json", "multipart/mixed"])(
    "is what subscriptions come as, and not %s: 406, and the source is let go of",
    async (accept) => {
      const { gateway, graph } = await start();
      const { status, text } = await gateway.fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept },
        body: JSON.stringify({ query: lines }),
      });
      expect([status, JSON.parse(text).errors[0].extensions]).toEqual([406, { code: "BAD_USER_INPUT" }]);
      expect([graph.readers, gateway.app.listeners().subscriptions]).toEqual([0, 0]);
    },
  );

  it("is never one of the answers that are kept and given again", async () => {
    const { gateway } = await start({ IVS_GRAPHQL_CACHE_BYTES: "64000000" });
    gateway.emulator.stages.create({ name: "room" });
    for (const calls of [{ ListStages: 1 }, {}]) {
      const stream = await gateway.eventually(openStream(gateway, "{ stages { nodes { name } } }"));
      expect(await stream.next()).toMatchObject({
        data: { data: { stages: { nodes: [{ name: "room" }] } }, extensions: { upstream: { calls } } },
      });
      await gateway.until(() => stream.ended);
    }
  });
});
